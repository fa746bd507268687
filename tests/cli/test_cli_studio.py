"""`ivr studio`: people who are added by command, and the process that they sign in to."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.commands import Ivr
from tests.support.hotline import copied
from tests.support.people import NAMES, PASSWORD, peopled
from tests.support.processes import PATIENCE_SECONDS, free_port

OPERATOR = [*NAMES.values()][-1]


@pytest.fixture
def ivr(tmp_path: Path) -> Ivr:
    return Ivr(copied(tmp_path))


def test_people_are_added_listed_changed_and_taken_away(ivr: Ivr) -> None:
    made = ivr("studio", "user", "add", "one", "--role", "operate", "--generate")
    password = made.stdout.split()[-1]
    ivr("studio", "user", "add", "two", "--no-password", "--email", "two@kommune.example")
    ivr("studio", "user", "role", "two", "operate")
    listed = ivr("studio", "user", "list")
    assert listed.stdout == "operate    one\noperate    two  two@kommune.example\n"
    assert ivr("studio", "user", "password", "one", "--generate").stdout.split()[-1] != password
    assert ivr("studio", "user", "remove", "one").returncode == 0
    log = (ivr.project / "studio" / "access.jsonl").read_text(encoding="utf-8")
    assert log.count("\n") == 5
    assert password not in log


def test_a_password_is_taken_from_standard_input_for_scripts(ivr: Ivr) -> None:
    with ivr.started("studio", "user", "add", "one", stdin=subprocess.PIPE) as process:
        assert process.popen.stdin is not None
        process.popen.stdin.write(f"{PASSWORD}\n".encode())
        process.close_input()
        assert process.finished().stdout == "one may look.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["add", "", "--generate", "--email", "nowhere"], ["name: ", "email: "]),
        (["add", "one", "--generate", "--no-password"], ["one of the two"]),
        (["add", "one", "--no-password"], ["needs --email"]),
        (["remove", "nobody"], ["There is nobody of this name."]),
        (["role", "nobody", "look"], ["There is nobody of this name."]),
        (["password", "nobody", "--generate"], ["There is nobody of this name."]),
    ],
)
def test_what_will_not_do_is_told_in_lines(ivr: Ivr, arguments: list[str], told: list[str]) -> None:
    refused = ivr("studio", "user", *arguments)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert refused.stderr.count("\n") == len(told)
    assert all(one in refused.stderr for one in told)


def test_without_anybody_it_does_not_start_and_says_every_reason(ivr: Ivr) -> None:
    refused = ivr("studio", "serve", STUDIO_PORT="http", STUDIO_OIDC_ROLES="drift=king")
    assert refused.returncode == 1
    first, *faults = refused.stderr.splitlines()
    assert first == "The studio does not start."
    assert [fault.split(" ")[0].rstrip(":") for fault in faults] == [
        "STUDIO_PORT",
        "STUDIO_OIDC_ROLES",
        "STUDIO_OIDC_ISSUER",
        "STUDIO_OIDC_CLIENT_ID",
        "STUDIO_OIDC_CLIENT_SECRET",
        "PUBLIC_BASE_URL",
        "studio/people.json",
    ]


def test_a_port_that_is_taken_is_told_in_a_line(ivr: Ivr) -> None:
    assert ivr("studio", "user", "add", "one", "--role", "operate", "--generate").returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = ivr("studio", "serve", PUBLIC_BASE_URL="https://h.example", STUDIO_PORT=port)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith(
        f"Cannot listen on 127.0.0.1:{port}: Address already in use."
    )
    assert "Traceback" not in refused.stderr


def test_a_damaged_list_of_people_is_told_with_its_place(ivr: Ivr) -> None:
    (ivr.project / "studio").mkdir()
    (ivr.project / "studio" / "people.json").write_text("{", encoding="utf-8")
    for arguments in (("user", "list"), ("user", "add", "one", "--generate"), ("serve",)):
        refused = ivr("studio", *arguments, PUBLIC_BASE_URL="https://hotline.example")
        assert refused.returncode == 1
        assert "studio/people.json:1: It is no JSON" in refused.stderr


@contextmanager
def serving(ivr: Ivr) -> Iterator[httpx.Client]:
    port = free_port()
    base = "http://localhost"
    with (
        ivr.started("studio", "serve", PUBLIC_BASE_URL=base, STUDIO_PORT=str(port)) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS) as client,
    ):

        def answers() -> bool:
            try:
                return client.get("/studio/sign-in").status_code == 200
            except httpx.TransportError:
                return False

        process.until(answers)
        yield client


def sign_in(client: httpx.Client, password: str, **headers: str) -> httpx.Response:
    page = client.get("/studio/sign-in").text
    token = re.findall(r'name="csrf-token" content="([^"]+)"', page)[0]
    form = {"csrf_token": token, "name": OPERATOR, "password": password}
    return client.post("/studio/sign-in", data=form, headers=headers)


def test_the_served_studio_lets_people_in_and_a_restart_signs_nobody_out(ivr: Ivr) -> None:
    peopled(ivr.project)
    with serving(ivr) as client:
        assert client.get("/voice").status_code == 404
        asked = client.get("/studio/account", headers={"Accept": "text/html"})
        assert asked.status_code == 303
        assert "server" not in asked.headers
        assert sign_in(client, PASSWORD).headers["Location"] == "/studio/"
        cookies = client.cookies
    with serving(ivr) as client:
        client.cookies = cookies
        assert OPERATOR in client.get("/studio/account").text


def test_the_proxy_is_believed_about_the_last_address_alone(ivr: Ivr) -> None:
    peopled(ivr.project)
    with serving(ivr) as client:
        sign_in(client, "wrong", **{"X-Forwarded-For": "203.0.113.1, 198.51.100.77"})
    log = (ivr.project / "studio" / "access.jsonl").read_text(encoding="utf-8")
    assert "198.51.100.0/24" in log
    assert "203.0.113" not in log


def test_a_hotline_that_others_reach_has_a_studio_only_where_people_sign_in(ivr: Ivr) -> None:
    from ivr.cli.studio.beside import with_studio
    from ivr.serving.settings import Settings

    settings = Settings("http://192.0.2.1:8000", ("t",), ivr.project, {}, emulated=True)

    def hotline(*_: object) -> list[bytes]:
        return []

    assert with_studio(hotline, settings, "192.0.2.1") is hotline
    peopled(ivr.project)
    assert with_studio(hotline, settings, "192.0.2.1") is not hotline


def test_the_address_of_ivr_run_opens_the_studio_and_no_other_name_does(running: Ivr) -> None:
    note = json.loads((running.project / ".run" / "carrier.json").read_text(encoding="utf-8"))
    with httpx.Client(base_url=note["url"], timeout=PATIENCE_SECONDS) as client:
        opened = client.get("/", headers={"Accept": "text/html,*/*"})
        assert (opened.status_code, opened.headers["Location"]) == (303, "/studio/")
        assert client.get("/").text.startswith("This is a telephone hotline")
        assert client.get("/studio/people").status_code == 200
        stranger = client.get("/studio/people", headers={"Host": "evil.example"})
        assert stranger.status_code == 400
        assert note["url"] in stranger.text
