"""The page itself."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.studio.context import Studio


def map_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("map", __name__, url_prefix="/map")

    @page.get("")
    def show() -> str:
        return render_template("map.html", version=studio.line.version)

    return page
