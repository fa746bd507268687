"""The page itself."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.studio.context import Studio


def figures_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("figures", __name__, url_prefix="/figures")

    @page.get("")
    def show() -> str:
        return render_template("figures.html", version=studio.line.version)

    return page
