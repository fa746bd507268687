"""Handing texts out as a file and taking them back, on the page."""

from __future__ import annotations

import io
from typing import Final

from flask import Blueprint, flash, redirect, request, send_file, url_for
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from ivr.lookalikes import visible
from ivr.problems import Problem, Refusal
from ivr.studio.changes import WRONG, Conflict, changes_flash
from ivr.studio.context import Studio
from ivr.studio.pages.words import word
from ivr.studio.people.roles import Role, needs
from ivr.studio.texts.exchange import Held, Upload, handed_out, held, taken_in
from ivr.studio.texts.filters import Filter
from ivr.studio.texts.judged import faults
from ivr.studio.texts.page import Page
from ivr.translation.formats.files import KINDS

_WRONG: Final = 422
_LONGEST: Final = 100
"""Signs of a file's name that are told, its end among them."""


def exchange_routes(blueprint: Blueprint, studio: Studio) -> None:
    """Give the page of the texts its ways out and in."""

    @blueprint.get("/export")
    def export() -> Response:
        asked, kind = Filter.read(request.args), request.args.get("kind")
        found = next((one for one in KINDS if one == kind), None)
        if found is None:
            raise NotFound
        content = handed_out(Page(studio), asked, found)
        name = f"{asked.language}.{found}"
        return send_file(io.BytesIO(content), as_attachment=True, download_name=name)

    @blueprint.post("/import")
    @needs(Role.TRANSLATE)
    def import_() -> str | tuple[str, int]:
        sent, language = request.files.get("file"), request.form.get("language", "")
        upload = Upload(_name(sent.filename or ""), sent.read()) if sent else Upload("", b"")
        return _shown(Page(studio), language, upload)

    @blueprint.post("/import/confirm")
    @needs(Role.TRANSLATE)
    def confirm() -> Response | tuple[str, int]:
        studio.line.look()
        page, language = Page(studio), request.form.get("language", "")
        page.shelf(language)
        try:
            name, packed = _name(request.form.get("name", "")), request.form.get("content", "")
            upload = Upload.unpacked(name, packed)
            found = held(page, language, upload, request.form.getlist("theirs"))
        except (ValueError, Refusal):
            raise BadRequest from None  # what was shown could be read
        try:
            change = taken_in(studio, page, language, found)
        except Refusal as refusal:
            return _rendered(page, language, found, refusal.problems), _WRONG
        except Conflict:
            flash(word("texts.import_meanwhile"))
            return _rendered(page, language, found, ()), _WRONG
        except OSError:
            flash(word("history.disk_refuses"), WRONG)
            return _rendered(page, language, found, ()), _WRONG
        changes_flash(change)
        return redirect(url_for("texts.show", language=language), 303)


def _name(sent: str) -> str:
    """Return a file's name as pages and the list of changes have it: short, every sign seen."""
    return visible(sent)[-_LONGEST:]


def _shown(page: Page, language: str, upload: Upload) -> str | tuple[str, int]:
    """Show what a file would change, or what is wrong with it; nothing is changed."""
    page.shelf(language)
    if not upload.name:
        flash(word("texts.import_none"))
        return page.whole(Filter(language=language)), _WRONG
    try:
        found = held(page, language, upload)
    except Refusal as refusal:
        return _rendered(page, language, None, refusal.problems, upload.name), _WRONG
    problems = found.review.problems
    whole = _rendered(page, language, found, problems)
    return (whole, _WRONG) if problems else whole


def _rendered(
    page: Page,
    language: str,
    found: Held | None,
    problems: tuple[Problem, ...],
    name: str = "",
) -> str:
    lines = [(one.line, fault) for one in problems for fault in faults([one])]
    return page.rendered(
        "texts_import.html",
        language=language,
        held=found,
        wrong=lines,
        name=found.upload.name if found else name,
        sources={row.id: row.source for row in found.given} if found else {},
    )
