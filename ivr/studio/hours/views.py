"""The page itself: this week door by door, and the next days that are not as usual."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, render_template, request

from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked
from ivr.studio.hours.closing import closing_pages
from ivr.studio.hours.doors import always_open, doors, surprises
from ivr.studio.hours.feasts import feast
from ivr.studio.hours.meaning import AHEAD_DAYS, week_of
from ivr.studio.hours.notation import notation_pages
from ivr.studio.hours.times import told
from ivr.studio.pages.moments import day_of

_WEEK = dt.timedelta(days=7)


def hours_blueprint(studio: Studio) -> Blueprint:
    """Return the page, and those on which hours are changed."""
    page = Blueprint("hours", __name__, url_prefix="/hours")
    page.add_app_template_global(told, "times")
    page.add_app_template_global(feast)

    @page.get("")
    def show() -> str:
        asked = Asked.of(studio)
        day = _day(request.args.get("day", ""), asked.now.date())
        return render_template(
            "hours.html",
            asked=asked,
            today=asked.now.date(),
            week=week_of(day),
            before=week_of(day)[0] - _WEEK,
            after=week_of(day)[0] + _WEEK,
            doors=doors(asked.municipality, asked.now, day),
            always=always_open(asked.municipality, day),
            surprises=surprises(asked.municipality, asked.now.date()),
            ahead=AHEAD_DAYS,
        )

    notation_pages(page, studio)
    closing_pages(page, studio)
    return page


def _day(text: str, today: dt.date) -> dt.date:
    """Return the day that an address names; today for any other text."""
    found = day_of(text)
    return found if found and abs(found.year - today.year) <= 1 else today
