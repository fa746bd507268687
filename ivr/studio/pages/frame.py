"""The frame of every page: navigation, words, files with their digests, and headers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, g, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from ivr.problems import Refusal
from ivr.studio.pages import dates
from ivr.studio.pages.names import door, language_name, person_name
from ivr.studio.pages.numbers import number
from ivr.studio.pages.told import all_told, told
from ivr.studio.pages.words import COOKIE, LANGUAGES, ui_language, word
from ivr.studio.people.roles import Person, Role

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load: what this server sends, and sounds that the page has recorded."""

_ALWAYS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cache-Control": "no-store",
}

_STATIC: Final = Path(__file__).parents[1] / "static"
_A_YEAR_S: Final = 31_536_000


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation: its view, its word, and who may open it."""

    view: str
    word: str
    role: Role = Role.LOOK


PLACES: Final = (
    Place("phone.show", "phone.nav"),
    Place("map.show", "map.nav"),
    Place("texts.show", "texts.nav"),
    Place("notices.show", "notices.nav"),
    Place("hours.show", "hours.nav"),
    Place("history.show", "history.nav"),
    Place("figures.show", "figures.nav"),
    Place("status.show", "status.nav"),
    Place("people.show", "people.nav", Role.OPERATE),
)
"""In the order of the navigation."""


def frame(app: Flask) -> None:
    """Give an application's pages their frame."""
    digests = {path.name: _digest(path) for path in _STATIC.iterdir()}

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=digests[name])

    @app.context_processor
    def framed() -> dict[str, object]:
        language = ui_language()
        who = g.get("person")
        may = who.role if isinstance(who, Person) else None
        places = [one for one in PLACES if may is not None and may.may(one.role)]
        return {
            "t": word,
            "asset": asset,
            "ui": language,
            "other_ui": next(one for one in LANGUAGES if one != language),
            "places": places,
            "person": who,
            "is_own": app.extensions["studio"].settings.is_own,
            "line": app.extensions["studio"].line,
            "Role": Role,
        }

    app.add_template_filter(told)
    written = (dates.day, dates.weekday, dates.moment, dates.seconds, dates.decimal)
    for name in (*written, door, language_name, person_name, in_language):
        app.add_template_global(name)
    app.add_template_global(number, "telephone")

    @app.after_request
    def with_headers(answer: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v"):
            answer.headers["Cache-Control"] = f"private, max-age={_A_YEAR_S}, immutable"
        for name, value in _ALWAYS.items():
            answer.headers.setdefault(name, value)
        if request.args.get("ui") in LANGUAGES:
            answer.set_cookie(COOKIE, request.args["ui"], max_age=_A_YEAR_S, samesite="Lax")
        return answer

    _tell_what_is_wrong(app)


def _tell_what_is_wrong(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def wrong(error: HTTPException) -> tuple[str | dict[str, str], int]:
        code = error.code or 500
        known = code if code in _TOLD else 500
        csrf = isinstance(error, CSRFError)
        return _answered(word("frame.csrf") if csrf else word(f"frame.wrong_{known}"), code)

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> tuple[str | dict[str, str], int]:
        """Say why, where a page cannot be shown: nothing of the folder can be served, or read."""
        told = all_told(refusal.problems)
        return _answered(told, HTTPStatus.SERVICE_UNAVAILABLE, plain=str(refusal))


def _answered(told: str, code: int, *, plain: str = "") -> tuple[str | dict[str, str], int]:
    """Return what is told instead of a page, to whoever reads it or to a script."""
    if request.accept_mimetypes.best == "application/json":
        return {"told": plain or told}, code
    return render_template("wrong.html", told=told, code=code), code


def in_language(ui: str) -> str:
    """Return the query of the page that is asked for, in another language."""
    asked = {**request.args.to_dict(flat=False), "ui": [ui]}
    return f"?{urlencode(asked, doseq=True)}"


_TOLD: Final = (400, 401, 403, 404, 405, 413, 429, 500)
"""What is told of by its number; anything else as a fault of ours."""


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
