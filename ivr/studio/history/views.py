"""The page itself, and how every other one tells of a change."""

from __future__ import annotations

import datetime as dt
from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.problems import Refusal
from ivr.studio.changes import WRONG, Change, Conflict, changes_flash, refusal_flash
from ivr.studio.context import Studio
from ivr.studio.pages.words import word
from ivr.studio.people.roles import Role, needs, person

ON_A_PAGE: Final = 30
"""Changes that are shown at once."""


def history_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("history", __name__, url_prefix="/history")
    _let_pages_tell(page, studio)

    @page.get("")
    @needs(Role.LOOK)
    def show() -> str:
        return _shown(studio)

    @page.post("/<change_id>/undo")
    @needs(Role.TRANSLATE)
    def undo(change_id: str) -> Response:
        change = studio.changes.find(change_id) or abort(404)
        if not person().role.may(change.needs):
            abort(403)
        _undo(studio, change)
        return redirect(_back(), 303)

    return page


def _let_pages_tell(page: Blueprint, studio: Studio) -> None:
    """Give every page what `changed.html` and `undo.html` ask for."""

    @page.app_template_global("change_made")
    def change_made(change_id: str) -> Change | None:
        return studio.changes.find(change_id)

    @page.app_template_global("may_undo")
    def may_undo(change: Change) -> bool:
        return person().role.may(change.needs) and studio.changes.can_undo(change)

    @page.app_template_filter("here")
    def here(at: dt.datetime) -> dt.datetime:
        """Return a moment by the hotline's clock, as far as that is known."""
        try:
            return at.astimezone(studio.line.assembly.hotline.timezone)
        except Refusal:
            return at


def _shown(studio: Studio) -> str:
    who, file = request.args.get("who", ""), request.args.get("file", "")
    made = studio.changes.all()
    wanted = [
        change
        for change in reversed(made)
        if (not who or change.who == who) and (not file or file in change.files)
    ]
    ids = [change.id for change in wanted]
    first = request.args.get("from", "")
    begin = ids.index(first) if first in ids else 0
    shown = wanted[begin : begin + ON_A_PAGE]
    return render_template(
        "history.html",
        shown=shown,
        older="".join(ids[begin + ON_A_PAGE :][:1]),
        who=who,
        file=file,
        undone={change.undoes: change for change in made if change.undoes},
        lines={change.id: studio.changes.lines(change).splitlines() for change in shown},
    )


def _undo(studio: Studio, change: Change) -> None:
    try:
        changes_flash(studio.changes.undo(change.id, person().name))
    except Conflict as conflict:
        edited = ", ".join(conflict.names)
        told = word("history.edited", files=edited) if edited else word("history.too_old")
        flash(told, WRONG)
    except Refusal as refusal:
        refusal_flash(refusal.problems)
    except OSError as error:
        flash(word("history.disk", why=error.strerror or ""), WRONG)


def _back() -> str:
    """Return the page of the studio that somebody comes from."""
    back = request.form.get("back", "")
    is_ours = back.startswith("/") and not back.startswith("//")
    is_plain = back.isprintable() and "\\" not in back
    return f"{request.script_root}{back}" if is_ours and is_plain else url_for("history.show")
