"""The page itself: what waits, the sentences, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ivr.problems import Refusal
from ivr.studio.changes import (
    WRONG,
    Change,
    Conflict,
    changes_flash,
    hindrance_flash,
    refusal_flash,
)
from ivr.studio.context import Studio
from ivr.studio.pages.words import word
from ivr.studio.people.roles import Role, needs
from ivr.studio.texts.editing import Editing, Typed, approved_together
from ivr.studio.texts.exchange_views import exchange_routes
from ivr.studio.texts.filters import Filter
from ivr.studio.texts.judged import faults
from ivr.studio.texts.page import Page
from ivr.studio.texts.shelf import Card
from ivr.studio.texts.shown import Opened
from ivr.translation.catalogue import Sentence, folded

_WRONG: Final = 422


def texts_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("texts", __name__, url_prefix="/texts")

    @page.get("")
    def show() -> str:
        return Page(studio).whole(Filter.read(request.args))

    @page.post("/sentence")
    @needs(Role.TRANSLATE)
    def sentence() -> Response | tuple[str, int]:
        now = Page(studio)
        card = now.card(request.form.get("language", ""), request.form.get("key", ""))
        return _answered(studio, card, _done(studio, now, card))

    @page.post("/approve")
    @needs(Role.TRANSLATE)
    def approve() -> Response:
        form, now = request.form, Page(studio)
        now.shelf(form.get("language", ""))
        hashes = dict(zip(form.getlist("key"), form.getlist("was"), strict=False))
        try:
            with hindrance_flash():
                change, left = approved_together(studio, now, form["language"], hashes)
                if change is not None:
                    changes_flash(change)
                if left:
                    flash(word("texts.approved_not", number=left), WRONG)
        except Refusal as refusal:
            refusal_flash(refusal.problems)
        return redirect(_back(), 303)

    exchange_routes(page, studio)
    return page


def _done(studio: Studio, now: Page, card: Card) -> Opened | Change:
    """Do what was asked for with a card; return what is to be told on it, or the change."""
    wordings = (folded(request.form.get(part, "")) for part in ("text", "without"))
    typed = Typed(Sentence(*wordings), request.form.get("was", ""))
    try:
        return _asked_for(Editing(studio, now, card), typed)
    except Refusal as refusal:
        return Opened(typed.sentence, faults(refusal.problems))
    except Conflict:
        return Opened(typed.sentence, note=word("history.crowded"))
    except OSError:
        return Opened(typed.sentence, note=word("texts.disk"))


def _asked_for(editing: Editing, typed: Typed) -> Opened | Change:
    ways: dict[str, Callable[[], Opened | Change]] = {
        "hear.text": lambda: editing.heard(typed, "text"),
        "hear.without": lambda: editing.heard(typed, "without"),
        "save": lambda: editing.saved(typed, approve=False),
        "save_approved": lambda: editing.saved(typed, approve=True),
        "approve": lambda: editing.approved(typed.was),
        "withdraw": editing.withdrawn,
        "looked_at": editing.looked_at,
        "theirs": lambda: Opened(editing.card.ours, is_open=False),
    }
    way = ways.get(request.form.get("do", ""))
    if way is None:
        raise NotFound
    return way()


def _answered(studio: Studio, card: Card, done: Opened | Change) -> Response | tuple[str, int]:
    """Answer with the card alone where a script asks, else with a page, or the way back to it."""
    now, asked = Page(studio), Filter.read(request.form)
    card = now.card(card.language, card.key)
    if request.accept_mimetypes.best == "application/json":
        shown = done
        if isinstance(shown, Change):
            shown = Opened(card.ours, note=now.saved(card, shown), is_open=False)
        return jsonify(card=now.one(card, asked, shown))
    if isinstance(done, Change):
        changes_flash(done)
        return redirect(f"{_back()}#{card.key}", 303)
    is_wrong = done.theirs is not None or done.is_wrong
    alone = Filter(language=card.language, prompt=card.key)
    return now.whole(alone, {card.key: done}), _WRONG if is_wrong else 200


def _back() -> str:
    """Return the address of the page as it was when something was asked for."""
    return f"{url_for('texts.show')}?{urlencode(Filter.read(request.form).query())}"
