"""The page itself."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.studio.context import Studio


def status_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("status", __name__, url_prefix="/status")

    @page.get("")
    def show() -> str:
        return render_template("status.html", version=studio.line.version)

    return page
