"""The page itself."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.studio.context import Studio


def hours_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("hours", __name__, url_prefix="/hours")

    @page.get("")
    def show() -> str:
        return render_template("hours.html", version=studio.line.version)

    return page
