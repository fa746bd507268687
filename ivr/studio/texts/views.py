"""The page itself."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.studio.context import Studio


def texts_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("texts", __name__, url_prefix="/texts")

    @page.get("")
    def show() -> str:
        return render_template("texts.html", version=studio.line.version)

    return page
