"""The page itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup

from ivr.call import Spoken
from ivr.environment import trimmed
from ivr.journal.figures import Period
from ivr.journal.settings import JournalSettings
from ivr.journal.store import StoreAwayError
from ivr.map.drawing.boxes import Boxes, Shades
from ivr.map.drawing.labels import Labels
from ivr.map.drawing.layout import layout
from ivr.map.drawing.lenses import LENSES
from ivr.map.drawing.letters import is_right_to_left
from ivr.map.drawing.svg import Drawing
from ivr.map.graph import SILENCE
from ivr.map.listed import rows
from ivr.map.places import Place
from ivr.map.survey import Callers, Survey, callers, survey
from ivr.problems import Refusal
from ivr.studio.context import Studio
from ivr.studio.map.asked import DAYS, Asked, asked
from ivr.studio.map.shown import place_named, shown
from ivr.studio.pages.dates import moment
from ivr.studio.pages.moments import picks
from ivr.studio.pages.words import ui_language, word

_NOTATION: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH", "off", "24/7")


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a lens shows, and what is told of it beside the map."""

    shades: Shades
    callers: Callers | None = None
    away: str = ""


def map_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("map", __name__, url_prefix="/map")

    # A map is asked for again with every step that is opened on it.
    @lru_cache(maxsize=4)
    def drawn(_version: str, called: str, language: str, at: dt.datetime) -> Survey:
        return survey(studio.line.assembly, studio.settings.root, called, language, at)

    @page.get("")
    def show() -> str | tuple[str, int]:
        try:
            version = studio.line.version
            hotline = studio.line.assembly.hotline
            question = asked(request.args, hotline, studio.settings.clock())
            found = drawn(version, question.called, question.language, question.at)
            looked = _looked(studio, question, found)
        except Refusal as refusal:
            return render_template("map_none.html", reasons=str(refusal).splitlines()), 503
        return _page(studio, question, found, looked)

    return page


def _page(studio: Studio, question: Asked, found: Survey, looked: _Looked) -> str:
    boxes = Boxes(found.map, found.tree, looked.shades, labels(question.at))
    place = place_named(found.map, question.step)

    def link(to: Place) -> str:
        return f"{url_for('map.show')}?{urlencode(question.query(step=str(to)))}#place"

    drawing = Drawing(boxes, layout(boxes), place)
    hotline = found.map.asked.hotline
    return render_template(
        "map.html",
        asked=question,
        hotline=hotline,
        municipality=found.map.asked.municipality,
        drawing=Markup(drawing.within(link)),  # noqa: S704 - every text in it is escaped
        rows=[*rows(found.map, found.tree, found.times)],
        boxes=boxes,
        passed=[one for name in question.passed if (one := place_named(found.map, name))],
        place=None if place is None else shown(found, boxes, place, question.hear),
        link=link,
        lenses=LENSES,
        periods=DAYS,
        looked=looked,
        picks=picks(studio.settings.clock(), hotline.timezone),
        silence=SILENCE,
        direction=direction,
        timed=found.times.are_known,
    )


def _looked(studio: Studio, question: Asked, found: Survey) -> _Looked:
    """Return what the lens shows; a journal that is away is told of, and hides no map."""
    if question.lens != "callers":
        return _Looked(found.shades(question.lens, labels()))
    settings = JournalSettings.read(studio.settings.root, trimmed(studio.settings.variables))
    today = studio.settings.clock().astimezone(found.map.asked.hotline.timezone).date()
    period = Period(today - dt.timedelta(days=question.days - 1), today)
    try:
        counted = callers(settings, found.map, period, today)
    except StoreAwayError as error:
        return _Looked({}, None, str(error.problem(settings.database)))
    return _Looked(found.shades("callers", labels(), counted), counted)


def labels(at: dt.datetime | None = None) -> Labels:
    """Return the words of the drawing in the language of the page."""
    hours = dict(zip(_NOTATION, word("map.hours_words").split("|"), strict=True))
    names = [one.name for one in fields(Labels) if one.name not in {"hours", "at"}]
    told = {name: word(f"map.label_{name}") for name in names}
    return Labels(**told, hours=hours, at="" if at is None else moment(at, ui_language()))


def direction(spoken: Spoken) -> str:
    """Return the side from which a sentence is read, as HTML has it."""
    return "rtl" if is_right_to_left(spoken.text) else "ltr"
