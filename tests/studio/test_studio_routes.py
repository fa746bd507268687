"""Every address of the studio, and who is answered there: a new one states its role here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from ivr.studio import StudioSettings, create_studio
from ivr.studio.people.roles import Role
from tests.support.hotline import VARIABLES, copy_of
from tests.support.people import NAMES, URL, Moment, Visitor, peopled

ANYBODY: Final = None
LOOK, TRANSLATE, EDIT, OPERATE = Role

GETS: Final[Mapping[str, Role | None]] = {
    "/": LOOK,
    "/account": LOOK,
    "/figures": LOOK,
    "/figures.csv": LOOK,
    "/figures.json": LOOK,
    "/history": LOOK,
    "/hours": LOOK,
    "/hours/close": EDIT,
    "/hours/door/<service>": LOOK,
    "/hours/meaning": LOOK,
    "/map": LOOK,
    "/notices": LOOK,
    "/notices/<name>": EDIT,
    "/notices/new": EDIT,
    "/numbers": LOOK,
    "/numbers/door/<service>": EDIT,
    "/numbers/list/<listing>/<at>": EDIT,
    "/people": OPERATE,
    "/phone": LOOK,
    "/phone/call": LOOK,
    "/phone/call.json": LOOK,
    "/phone/heard.wav": LOOK,
    "/phone/sound.wav": LOOK,
    "/recording": TRANSLATE,
    "/recording/end": TRANSLATE,
    "/sign-in": ANYBODY,
    "/sign-in/municipality": ANYBODY,
    "/sign-in/municipality/back": ANYBODY,
    "/sounds/clip/<path:file>": LOOK,
    "/sounds/said": LOOK,
    "/static/<path:filename>": ANYBODY,
    "/status": LOOK,
    "/status.json": LOOK,
    "/texts": LOOK,
    "/texts/export": LOOK,
}

POSTS: Final[Mapping[str, Role | None]] = {
    "/account": LOOK,
    "/history/<change_id>/undo": TRANSLATE,
    "/hours/close": EDIT,
    "/hours/door/<service>": EDIT,
    "/notices/<name>": EDIT,
    "/notices/<name>/end": EDIT,
    "/notices/<name>/remove": EDIT,
    "/notices/new": EDIT,
    "/numbers/door/<service>": EDIT,
    "/numbers/list/<listing>/<at>": EDIT,
    "/people/add": OPERATE,
    "/people/password": OPERATE,
    "/people/remove": OPERATE,
    "/people/role": OPERATE,
    "/recording/agree": TRANSLATE,
    "/recording/take": TRANSLATE,
    "/recording/use": TRANSLATE,
    "/sign-in": ANYBODY,
    "/sign-out": LOOK,
    "/texts/approve": TRANSLATE,
    "/texts/import": TRANSLATE,
    "/texts/import/confirm": TRANSLATE,
    "/texts/sentence": TRANSLATE,
}

PROVIDER: Final = {
    "STUDIO_OIDC_ISSUER": "https://identity.invalid",
    "STUDIO_OIDC_CLIENT_ID": "studio",
    "STUDIO_OIDC_CLIENT_SECRET": "not to be told",
}
ELSEWHERE: Final = "/sign-in/municipality"
"""Its answers ask the provider, and are held in tests of their own."""


@pytest.fixture(scope="module")
def app(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    project = copy_of(small, tmp_path_factory.mktemp("routes") / "project")
    peopled(project)
    return create_studio(StudioSettings(project, URL, VARIABLES, drafts=True, clock=Moment()))


def visitor_of(app: Flask, role: Role | None) -> Visitor:
    visitor = Visitor(app, f"192.0.2.{0 if role is None else role.value}")
    if role is not None:
        assert visitor.sign_in(NAMES[role]).status_code == 303
    return visitor


@pytest.fixture(scope="module", params=[None, *Role], ids=str)
def asking(app: Flask, request: pytest.FixtureRequest) -> tuple[Role | None, Visitor]:
    return request.param, visitor_of(app, request.param)


def address(rule: str) -> str:
    """An address of a route; what it names is not there."""
    return rule.replace("<", "").replace(">", "").replace("path:", "")


def test_every_route_states_its_role(tmp_path: Path) -> None:
    app = create_studio(StudioSettings.of(tmp_path, URL, {**VARIABLES, **PROVIDER}))
    by_method: dict[str, set[str]] = {"GET": set(), "POST": set()}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            by_method.setdefault(method, set()).add(rule.rule)
    assert by_method["GET"] ^ {*GETS} == set()
    assert by_method["POST"] ^ {*POSTS} == set()
    assert by_method.keys() == {"GET", "POST"}


def test_a_page_is_shown_to_those_who_may_see_it_alone(
    asking: tuple[Role | None, Visitor],
) -> None:
    role, visitor = asking
    for rule, needed in GETS.items():
        if rule.startswith(ELSEWHERE):
            continue
        for method in ("GET", "HEAD"):
            answer = visitor.client.open(
                f"/studio{address(rule)}", method=method, headers={"Accept": "text/html"}
            )
            told = f"{method} {rule}: {answer.status_code}"
            if needed is ANYBODY:
                assert answer.status_code in {200, 303, 404}, told
            elif role is None:
                assert answer.status_code == (303 if method == "GET" else 401), told
            elif role.may(needed):
                assert answer.status_code in {200, 302, 303, 400, 404, 503}, told
            else:
                assert answer.status_code == 403, told


def test_nothing_is_done_for_those_who_may_not_or_without_the_page_s_token(
    asking: tuple[Role | None, Visitor],
) -> None:
    role, visitor = asking
    token = visitor.token()
    for rule, needed in POSTS.items():
        page = address(rule)
        assert visitor.post(page, token="").status_code == 400, rule
        if rule == "/sign-out" and role is not None:
            continue
        status = visitor.post(page, token=token).status_code
        if needed is ANYBODY:
            assert status == 401, rule  # without a name there is nobody
        elif role is None:
            assert status == 401, rule
        elif role.may(needed):
            assert status in {200, 303, 400, 404, 422} or (rule, status) == ("/account", 403), (
                rule,
                status,
            )
        else:
            assert status == 403, (rule, status)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "OPTIONS"])
def test_a_method_that_no_page_uses_does_nothing(app: Flask, method: str) -> None:
    nobody, operator = visitor_of(app, None), visitor_of(app, OPERATE)
    for rule in {**GETS, **POSTS}:
        if rule.startswith(("/static", ELSEWHERE)):
            continue
        answers = [
            one.client.open(f"/studio{address(rule)}", method=method) for one in (nobody, operator)
        ]
        assert answers[0].status_code in {400, 401, 405} or method == "OPTIONS", rule
        assert not answers[0].data or "Traceback" not in answers[0].text
        expected = {200, 302, 404} if method == "OPTIONS" else {302, 400, 404, 405}
        assert answers[1].status_code in expected, (rule, answers[1].status_code)


def test_whoever_has_not_signed_in_sends_little(app: Flask) -> None:
    """A form of a million fields would take the memory of the machine before anybody is known."""
    nobody, editor = visitor_of(app, None), visitor_of(app, EDIT)
    large = "a&" * 100_000
    for visitor, status in (nobody, 413), (editor, 413):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        size = 1 if visitor is nobody else 10
        sent = visitor.client.post("/studio/sign-in", data=large * size, headers=headers)
        assert sent.status_code == status
        assert "Traceback" not in sent.text
    sent = nobody.client.post(
        "/studio/recording/take", data={"take": "x" * 200_000}, content_type="multipart/form-data"
    )
    assert sent.status_code == 413


def test_of_a_folder_that_cannot_be_served_each_page_says_so_in_words(
    small: Path, tmp_path: Path
) -> None:
    project = copy_of(small, tmp_path / "project")
    (project / "config" / "menu.yaml").write_text("main: [", encoding="utf-8")
    app = create_studio(
        StudioSettings(project, "http://127.0.0.1/studio", VARIABLES, is_own=True, drafts=True)
    )
    client = app.test_client()
    for rule in GETS:
        if "<" in rule or rule.startswith((ELSEWHERE, "/sign-in")):
            continue
        answer = client.get(rule, headers={"Host": "127.0.0.1", "Accept": "text/html"})
        assert answer.status_code != 500, rule
        assert "Traceback" not in answer.text
