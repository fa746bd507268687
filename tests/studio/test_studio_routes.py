"""Who may ask for what: each address of the studio, by each person, by each method."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse

from ivr.studio import StudioSettings, create_studio
from ivr.studio.people.roles import Role
from ivr.studio.settings import PREFIX, Provider
from tests.support.hotline import VARIABLES, copy_of
from tests.support.people import NAMES, PASSWORD, Moment, peopled

ANYBODY: Final = None

ROUTES: Final[Mapping[str, Role | None]] = {
    "GET /": Role.LOOK,
    "GET /account": Role.LOOK,
    "POST /account": Role.LOOK,
    "GET /figures": Role.LOOK,
    "GET /figures.csv": Role.LOOK,
    "GET /figures.json": Role.LOOK,
    "GET /history": Role.LOOK,
    # What each change needs besides, the change says.
    "POST /history/<change_id>/undo": Role.TRANSLATE,
    "GET /hours": Role.LOOK,
    "GET /hours/close": Role.EDIT,
    "POST /hours/close": Role.EDIT,
    "GET /hours/door/<service>": Role.LOOK,
    "POST /hours/door/<service>": Role.EDIT,
    "GET /hours/meaning": Role.LOOK,
    "GET /map": Role.LOOK,
    "GET /notices": Role.LOOK,
    "GET /notices/<name>": Role.EDIT,
    "POST /notices/<name>": Role.EDIT,
    "POST /notices/<name>/end": Role.EDIT,
    "POST /notices/<name>/remove": Role.EDIT,
    "GET /notices/new": Role.EDIT,
    "POST /notices/new": Role.EDIT,
    "GET /numbers": Role.LOOK,
    "GET /numbers/door/<service>": Role.EDIT,
    "POST /numbers/door/<service>": Role.EDIT,
    "GET /numbers/list/<listing>/<at>": Role.EDIT,
    "POST /numbers/list/<listing>/<at>": Role.EDIT,
    "GET /people": Role.OPERATE,
    "POST /people/add": Role.OPERATE,
    "POST /people/password": Role.OPERATE,
    "POST /people/remove": Role.OPERATE,
    "POST /people/role": Role.OPERATE,
    "GET /phone": Role.LOOK,
    "GET /phone/call": Role.LOOK,
    "GET /phone/call.json": Role.LOOK,
    "GET /phone/heard.wav": Role.LOOK,
    "GET /phone/sound.wav": Role.LOOK,
    "GET /recording": Role.TRANSLATE,
    "POST /recording/agree": Role.TRANSLATE,
    "GET /recording/end": Role.TRANSLATE,
    "POST /recording/take": Role.TRANSLATE,
    "POST /recording/use": Role.TRANSLATE,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "GET /sign-in/municipality": ANYBODY,
    "GET /sign-in/municipality/back": ANYBODY,
    "POST /sign-out": Role.LOOK,
    "GET /sounds/clip/<path:file>": Role.LOOK,
    # Words that nobody has saved are spoken for whoever may write them.
    "GET /sounds/said": Role.LOOK,
    "GET /static/<path:filename>": ANYBODY,
    "GET /status": Role.LOOK,
    "GET /status.json": Role.LOOK,
    "GET /texts": Role.LOOK,
    "POST /texts/approve": Role.TRANSLATE,
    "GET /texts/export": Role.LOOK,
    "POST /texts/import": Role.TRANSLATE,
    "POST /texts/import/confirm": Role.TRANSLATE,
    "POST /texts/sentence": Role.TRANSLATE,
}
"""Who may ask for each address; those who may more may ask for it as well."""

POSTED: Final = [route for route in ROUTES if route.startswith("POST ")]
HERE: Final = "https://studio.example/studio"

_FILLED: Final = {"service": "guidance", "at": "0", "filename": "studio.css"}
_TURNED_AWAY: Final = ("Du er ikke logget inn", "Dette har du ikke tilgang til")


@dataclass(frozen=True)
class Studio:
    """A studio that people sign in to by TLS, and the cookie of one person of each role."""

    app: Flask
    root: Path
    client: Client
    cookies: dict[Role | None, str]

    def asked(
        self,
        role: Role | None,
        route: str,
        method: str = "",
        token: str = "",
        sent_from: str = HERE,
    ) -> TestResponse:
        """Ask for a route as somebody whose session has just begun; None has no session."""
        usual, _, rule = route.partition(" ")
        page = re.sub(r"<(?:\w+:)?(\w+)>", lambda name: _FILLED.get(name[1], "none"), rule)
        headers = {"Accept": "text/html", "Cookie": self.cookies[role], "Referer": sent_from}
        if token:
            headers["X-CSRFToken"] = token
        address = f"{PREFIX}{page}"
        return self.client.open(
            address, method=method or usual, headers=headers, base_url=HERE[:-7], buffered=True
        )

    def token(self, role: Role | None) -> str:
        """Return the token that every page of somebody's session carries."""
        page = self.asked(role, "GET /sign-in" if role is None else "GET /account").text
        return page.partition('name="csrf-token" content="')[2].partition('"')[0]

    def files(self) -> dict[Path, bytes]:
        """Return every file of the project, but for the log of who came in."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in found if path.name != "access.jsonl"}


def _opened(root: Path, *, drafts: bool) -> Studio:
    peopled(root)
    nowhere = Provider("http://127.0.0.1:9/", "studio", "secret")
    settings = StudioSettings(
        root, HERE, VARIABLES, drafts=drafts, clock=Moment(), provider=nowhere
    )
    app = create_studio(settings)
    client = Client(DispatcherMiddleware(NotFound(), {PREFIX: app}), use_cookies=False)
    studio = Studio(app, root, client, {None: ""})
    for who in (None, *Role):
        studio.cookies[who] = _cookie(studio, who)
    return studio


@pytest.fixture(scope="module")
def studio(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    root = copy_of(small, tmp_path_factory.mktemp("routes") / "project")
    return _opened(root, drafts=True)


def _cookie(studio: Studio, who: Role | None) -> str:
    """Return the cookie of somebody who has opened a page."""
    if who is None:
        return _kept(studio.asked(None, "GET /sign-in"))
    form = {"csrf_token": studio.token(None), "name": NAMES[who], "password": PASSWORD}
    headers = {"Referer": HERE, "Cookie": studio.cookies[None]}
    page = f"{PREFIX}/sign-in"
    signed_in = studio.client.post(page, base_url=HERE[:-7], headers=headers, data=form)
    studio.cookies[who] = _kept(signed_in)
    return _kept(studio.asked(who, "GET /account"))


def _kept(answer: TestResponse) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0]


def _is_turned_away(answer: TestResponse) -> bool:
    is_led = answer.headers.get("Location", "").startswith(f"{PREFIX}/sign-in")
    is_led = is_led and answer.request.method == "GET"
    told = answer.status_code in {401, 403} and any(one in answer.text for one in _TURNED_AWAY)
    return is_led or told


def test_each_address_of_the_studio_says_who_may_ask_for_it(studio: Studio) -> None:
    """Whoever adds a page adds it here, with the role that it needs."""
    assert {
        f"{method} {rule.rule}"
        for rule in studio.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    } == {*ROUTES}


@pytest.mark.parametrize("route", ROUTES)
def test_each_address_answers_those_who_may_and_nobody_else(studio: Studio, route: str) -> None:
    needed = ROUTES[route]
    for who in (None, *Role):
        answer = studio.asked(who, route, token=studio.token(who))
        assert answer.status_code != 500, (who, answer.text)
        may = needed is ANYBODY or (who is not None and who.may(needed))
        assert _is_turned_away(answer) != may, (who, answer.status_code, answer.text)


def test_nothing_is_done_without_the_token_of_the_very_session(studio: Studio) -> None:
    before = studio.files()
    for route in POSTED:
        for token in ("", "made up", studio.token(Role.LOOK)):
            answer = studio.asked(Role.OPERATE, route, token=token)
            assert answer.status_code == 400, route
            assert "Siden har stått åpen for lenge" in answer.text, route
    assert studio.files() == before


@pytest.mark.parametrize(
    "other",
    [
        "https://evil.example/studio",
        "https://studio.example.evil.example/studio",
        "http://studio.example/studio",
        "",
    ],
)
def test_nothing_is_done_for_a_page_of_another_site(studio: Studio, other: str) -> None:
    token, before = studio.token(Role.OPERATE), studio.files()
    for route in POSTED:
        answer = studio.asked(Role.OPERATE, route, token=token, sent_from=other)
        assert answer.status_code == 400, route
    assert studio.files() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_no_address_answers_a_method_that_it_does_not_have(studio: Studio, method: str) -> None:
    token = studio.token(Role.OPERATE)
    for route in ROUTES:
        assert studio.asked(None, route, method).status_code in {400, 401}, route
        assert studio.asked(Role.OPERATE, route, method, token).status_code == 405, route


def test_looking_changes_nothing(studio: Studio) -> None:
    before = studio.files()
    for route in ROUTES:
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = studio.asked(Role.OPERATE, route, method)
            assert answer.status_code != 500, route
            assert method != "HEAD" or not answer.data, route
    assert studio.files() == before


def test_every_answer_says_what_its_page_may_load_and_is_kept_by_nobody_else(
    studio: Studio,
) -> None:
    for route in ROUTES:
        for who in (None, Role.OPERATE):
            headers = studio.asked(who, route).headers
            assert headers["Content-Security-Policy"].startswith("default-src 'none'"), route
            assert "unsafe" not in headers["Content-Security-Policy"], route
            assert headers["X-Content-Type-Options"] == "nosniff", route
            assert headers["X-Frame-Options"] == "DENY", route
            is_ours = "static" in route or headers["Cache-Control"].startswith(
                ("no-store", "private")
            )
            assert is_ours, route


def test_every_page_says_why_where_nothing_can_be_served(small: Path, tmp_path: Path) -> None:
    """Nobody has approved a language, and drafts are offered to no caller."""
    studio = _opened(copy_of(small, tmp_path / "project"), drafts=False)
    token = studio.token(Role.OPERATE)
    for route in ROUTES:
        answer = studio.asked(Role.OPERATE, route, token=token)
        assert answer.status_code != 500, (route, answer.text)
        if answer.status_code == 503 and "Det gikk ikke" in answer.text:
            assert "de som ringer, trenger dette språket." in answer.text, route
