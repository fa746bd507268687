"""The page itself."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.studio.context import Studio


def notices_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("notices", __name__, url_prefix="/notices")

    @page.get("")
    def show() -> str:
        return render_template("notices.html", version=studio.line.version)

    return page
