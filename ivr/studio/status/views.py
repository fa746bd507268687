"""The page itself, and the same for programs."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.studio.context import Studio
from ivr.studio.pages.words import ui_language
from ivr.studio.people.roles import Role, needs
from ivr.studio.status.overall import Overall


def status_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("status", __name__)

    @page.get("/status")
    @needs(Role.LOOK)
    def show() -> str:
        overall = Overall.of(studio, ui_language())
        return render_template("status.html", overall=overall, zone=overall.look.zone)

    @page.get("/status.json")
    @needs(Role.LOOK)
    def json() -> dict[str, object]:
        return Overall.of(studio, ui_language()).record()

    return page
