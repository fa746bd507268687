"""The page itself: every door's number, and the lists of places."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr.model.directories import directory_of
from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked
from ivr.studio.numbers.door import door_pages
from ivr.studio.numbers.lists import lists_that_can_be
from ivr.studio.numbers.place import place_pages


def numbers_blueprint(studio: Studio) -> Blueprint:
    """Return the page, and those on which numbers and places are changed."""
    page = Blueprint("numbers", __name__, url_prefix="/numbers")

    @page.get("")
    def show() -> str:
        asked = Asked.of(studio)
        every = asked.municipality.services.values()
        return render_template(
            "numbers.html",
            asked=asked,
            services=[one for one in every if not directory_of(one.name)],
            lists=lists_that_can_be(studio, asked),
        )

    door_pages(page, studio)
    place_pages(page, studio)
    return page
