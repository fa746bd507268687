"""Who asks for a page; and the page on which they sign in."""

from __future__ import annotations

import logging
import math
from typing import Final

from flask import (
    Blueprint,
    Flask,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from ivr.problems import Refusal
from ivr.studio.context import Studio
from ivr.studio.pages.words import word
from ivr.studio.people.access import Access, Deed
from ivr.studio.people.attempts import Attempts
from ivr.studio.people.known import People
from ivr.studio.people.roles import HERE, person
from ivr.studio.settings import StudioSettings
from ivr.studio.sign_in.sessions import begin, end, known_of, whose
from ivr.studio.sign_in.way_on import way_on

_OPEN: Final = frozenset({"sign_in.show", "sign_in.check", "elsewhere.go", "elsewhere.back"})
"""What is answered to anybody."""

_OWN: Final = frozenset({"account.show", "account.change", "sign_in.leave"})
"""What somebody may ask for who has yet to choose a password of their own."""

_log: Final = logging.getLogger(__name__)

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


def ask_who(app: Flask, studio: Studio) -> None:
    """Know who asks before each page, and send whoever has not signed in to where they do."""
    people = People(studio.settings.folder)

    @app.before_request
    def known() -> Answer | None:
        if studio.settings.is_own:
            g.person = HERE
        elif request.endpoint != "static":
            try:
                return _led(people, studio.settings)
            except Refusal as refusal:
                _log.error("Nobody can use the studio. %s", refusal)
                told = word("sign_in.damaged")
                return render_template("wrong.html", told=told, code=500), 500
        return None


def _led(people: People, settings: StudioSettings) -> Answer | None:
    """Know who asks, and return where they are sent first, if anywhere."""
    is_elsewhere = settings.provider is not None
    found = whose(people, settings.clock(), is_elsewhere=is_elsewhere)
    if found is not None:
        g.person = found
    if request.endpoint in _OPEN:
        return None
    if found is None:
        return _to_sign_in()
    known = known_of(people)
    if known is not None and known.is_temporary and request.endpoint not in _OWN:
        return redirect(url_for("account.show"), 303)
    return None


def _to_sign_in() -> Response:
    is_page = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if request.method != "GET" or not (is_page and request.accept_mimetypes.accept_html):
        abort(401)
    here = request.script_root + request.full_path.removesuffix("?")
    is_home = request.path == "/"
    return redirect(url_for("sign_in.show", next=None if is_home else way_on(here)), 303)


def sign_in_blueprint(studio: Studio, attempts: Attempts, access: Access) -> Blueprint:
    """Return the pages."""
    page = Blueprint("sign_in", __name__)
    people = People(studio.settings.folder)
    provider = studio.settings.provider

    def shown(code: int = 200, *, wait: float = 0.0, **told: object) -> Answer:
        filled = render_template("sign_in.html", provider=provider, wait=wait, **told)
        return filled, code, {"Retry-After": str(math.ceil(wait))} if wait else {}

    @page.get("/sign-in")
    def show() -> Answer:
        to = way_on(request.args.get("next", ""))
        return redirect(to, 303) if "person" in g else shown(to=to)

    @page.post("/sign-in")
    def check() -> Answer:
        name, password = request.form.get("name", ""), request.form.get("password", "")
        to, address = way_on(request.form.get("next", "")), request.remote_addr or ""
        known = people.find(name)
        called = known.name if known else ""
        # The name and the e-mail address of one person are counted as one.
        if (wait := attempts.begin(called or name, address)) > 0:
            access.tell(Deed.LOCKED_OUT, called, address=address)
            return shown(429, to=to, name=name, wait=wait)
        found = people.signed_in(name, password)
        if found is None:
            access.tell(Deed.FAILED, called, address=address)
            return shown(401, to=to, name=name, is_wrong=True)
        attempts.succeeded(called, address)
        access.tell(Deed.SIGNED_IN, found.name, address=address)
        begin(found, studio.settings.clock())
        return redirect(to, 303)

    @page.post("/sign-out")
    def leave() -> Response:
        access.tell(Deed.SIGNED_OUT, person().name, address=request.remote_addr or "")
        end()
        flash(word("sign_in.left"))
        return redirect(url_for("sign_in.show"), 303)

    page.add_app_template_global(length, "in_words")
    return page


def length(wait: float) -> str:
    """Return so many seconds in words, rounded up."""
    seconds = math.ceil(wait)
    if seconds <= 60:  # noqa: PLR2004 - a minute
        return word("sign_in.seconds", number=seconds)
    return word("sign_in.minutes", number=math.ceil(seconds / 60))
