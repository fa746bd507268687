"""The page itself."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.studio.context import Studio


def phone_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("phone", __name__, url_prefix="/phone")

    @page.get("")
    def show() -> str:
        return render_template("phone.html", version=studio.line.version)

    return page
