"""The page itself: what is on now, what comes, what was."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from ivr.studio.context import Studio
from ivr.studio.notices.audience import Audience, audience, numbers_of, where_heard
from ivr.studio.notices.changing import changing_pages
from ivr.studio.notices.notice import Notice, State, notices
from ivr.studio.notices.usual import USUAL


@dataclass(frozen=True, slots=True)
class Card(Audience):
    """A notice as the page shows it, with the names of the municipalities where it is heard."""

    where: tuple[str, ...]


def notices_blueprint(studio: Studio) -> Blueprint:
    """Return the page, and those on which notices are written."""
    page = Blueprint("notices", __name__, url_prefix="/notices")
    page.add_app_template_global(numbers_of)

    @page.get("")
    def show() -> str:
        loaded = studio.line.assembly.loaded
        now = studio.settings.clock().astimezone(loaded.hotline.timezone)
        cards = [_card(studio, one) for one in notices(loaded)]
        by_state = {
            state: [card for card in cards if card.notice.state(now) is state] for state in State
        }
        return render_template(
            "notices.html",
            hotline=loaded.hotline,
            now=now,
            cards=by_state,
            usual=USUAL,
        )

    changing_pages(page, studio)
    return page


def _card(studio: Studio, notice: Notice) -> Card:
    assembly = studio.line.assembly
    every = assembly.loaded.hotline
    where = tuple(every.municipalities[key].name for key in where_heard(every, notice))
    return Card(notice, tuple(audience(assembly, every, notice)), where)
