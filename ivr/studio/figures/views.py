"""The page itself, and its tables for programs."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ivr.journal.figures.answer import Answer
from ivr.journal.figures.records import record, sheet
from ivr.journal.measures import BY
from ivr.journal.settings import JournalSettings
from ivr.problems import Refusal
from ivr.studio.context import Studio
from ivr.studio.figures.answered import Answered, Silent, answered
from ivr.studio.figures.asked import PERIODS
from ivr.studio.figures.page import PER, Page
from ivr.studio.pages.alarms import alarms
from ivr.studio.pages.dates import days
from ivr.studio.pages.words import UiLanguage, ui_language, word
from ivr.studio.people.roles import Role, needs


def figures_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("figures", __name__)

    @page.before_request
    def readable() -> BaseResponse | None:
        """Lead to the page that says what is wrong where the hotline cannot be read at all."""
        try:
            studio.line.app()
        except Refusal:
            return redirect(url_for("status.show"))
        return None

    @page.get("/figures")
    @needs(Role.LOOK)
    def show() -> str:
        both = _answered(studio)
        asked, found = both.asked, both.found
        hotline = studio.line.assembly.loaded.hotline
        settings, ui = _settings(studio), ui_language()
        told = {} if isinstance(found, Silent) else _shown(found, ui, request.args.get("per", ""))
        known = hotline.municipalities.get(asked.municipality or "")
        return render_template(
            "figures.html",
            **told,
            asked=asked,
            silent=found,
            whose=known.name if known else asked.municipality or word("figures.all", ui),
            days_of=lambda period: days(period.first, period.last, ui),
            periods=PERIODS,
            pers=PER,
            municipalities=hotline.municipalities,
            alarms=alarms(settings.folder, hotline.timezone, studio.settings.clock()),
            zone=hotline.timezone,
        )

    @page.get("/figures.csv")
    @needs(Role.LOOK)
    def csv() -> Response:
        found = _told(studio)
        if isinstance(found, Silent):
            return _silence(found)
        answer = Response(sheet(found), mimetype="text/csv")
        period = found.told.asked.period
        name = f"{found.by or 'figures'}-{period.first}-{period.last}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    @page.get("/figures.json")
    @needs(Role.LOOK)
    def json() -> Response:
        found = _told(studio)
        if isinstance(found, Silent):
            return _silence(found)
        return Response(record(found), mimetype="application/json")

    return page


def _shown(answer: Answer, ui: UiLanguage, per: str) -> dict[str, object]:
    before = answer.before.asked.period
    is_kept = answer.since is not None and answer.since <= before.last
    return {"page": Page(answer, ui, per), "answer": answer, "before_is_kept": is_kept}


def _settings(studio: Studio) -> JournalSettings:
    return JournalSettings.read(studio.settings.root, studio.settings.variables)


def _answered(studio: Studio, by: str | None = None) -> Answered:
    hotline = studio.line.assembly.loaded.hotline
    return answered(_settings(studio), hotline, request.args, studio.settings.clock(), by)


def _told(studio: Studio) -> Answer | Silent:
    """Return what a program asks for; what it cannot be told is 400."""
    by = request.args.get("by")
    if by is not None and by not in BY:
        abort(400)
    found = _answered(studio, by)
    if found.asked.wrong:
        abort(400)
    return found.found


def _silence(silent: Silent) -> Response:
    return Response(f"{silent.problem}\n", HTTPStatus.SERVICE_UNAVAILABLE, mimetype="text/plain")
