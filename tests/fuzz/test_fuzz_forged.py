"""Ten thousand requests that are not the carrier's: none is answered, and none costs much."""

from __future__ import annotations

import http.client
import random
import secrets
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.support.deployment import Deployment, deployed
from tests.support.forged import CALL, GENUINE, KINDS, TYPE, Sent, forged, genuine
from tests.support.hotline import copy_of, served
from tests.support.processes import PATIENCE_SECONDS

MANY: Final = 10_000
FEW: Final = 400


@pytest.fixture(scope="module")
def app(small: Path) -> Flask:
    return served(small, emulated=False)


def asked(app: Flask, sent: Sent) -> tuple[int, bytes]:
    client: Any = app.test_client()
    answer = client.open(
        method=sent.method,
        data=sent.body,
        headers=sent.every_header,
        environ_overrides=sent.environ,
    )
    return answer.status_code, answer.data


@pytest.fixture
def seed() -> int:
    """Another one each time; a failure tells it."""
    return secrets.randbelow(2**32)


@pytest.mark.parametrize(("target", "form"), GENUINE, ids=[target for target, _ in GENUINE])
def test_what_they_are_forged_from_is_answered(
    app: Flask, target: str, form: list[tuple[str, str]]
) -> None:
    assert asked(app, genuine(target, form))[0] in (200, 204)


def test_not_one_of_ten_thousand_forged_requests_is_let_in(
    app: Flask, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    """And all of them together leave a line for each address, for nobody to fill a disk."""
    let_in: Counter[str] = Counter()
    examples: dict[str, Sent] = {}
    for kind, sent in forged(seed, MANY):
        status, _ = asked(app, sent)
        assert status < 500, (seed, kind, sent)
        if status < 400:
            let_in[kind] += 1
            examples[kind] = sent
    assert not let_in, (seed, let_in, examples)
    assert len(KINDS) >= 20
    assert len(caplog.messages) <= 2 * len(GENUINE), caplog.messages


def test_nor_by_the_server_that_takes_calls(small: Path, tmp_path: Path, seed: int) -> None:
    project = copy_of(small, tmp_path / "project")
    with deployed(project, sys.executable, "-m", "ivr.web.server") as server:
        for kind, sent in forged(seed, FEW):
            if "\\" in sent.target or not sent.target.isascii():
                continue  # which no client can put on the request line
            assert 400 <= over_the_wire(server, sent)[0] < 500, (seed, kind, sent)
        assert over_the_wire(server, genuine(*GENUINE[0]))[0] == 200


def over_the_wire(server: Deployment, sent: Sent) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    try:
        connection.putrequest(sent.method, sent.target, skip_accept_encoding=True)
        for name, text in sent.every_header.items():
            connection.putheader(name, text.encode("latin-1", "replace"))
        connection.putheader("Content-Length", str(len(sent.body)))
        connection.endheaders(sent.body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(("target", "form"), GENUINE, ids=[target for target, _ in GENUINE])
def test_fields_in_another_order_are_the_same_call(
    app: Flask, target: str, form: list[tuple[str, str]], seed: int
) -> None:
    """The carrier sorts them before it signs; nobody learns or changes anything by it."""
    honest = genuine(target, form)
    expected = asked(app, honest)
    for _ in range(20):
        shuffled = random.Random(seed).sample(form, len(form))
        body = urlencode(shuffled).encode()
        for written in (body, body.replace(b"%2B", b"%2b"), body.replace(b"Call", b"%43all")):
            again = Sent(honest.target, written, honest.signature)
            assert asked(app, again) == expected, (seed, shuffled)


def work(ask: Callable[[], object]) -> int:
    """Count the calls of functions, Python's and C's, that something takes: time of no machine."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return calls


HEAVY: Final = {
    "thirteen thousand fields": (TYPE, b"&".join(b"%d=1" % n for n in range(9_000))[:65_000]),
    "fields without names": (TYPE, b"&" * 65_000),
    "a hundred and ninety long fields": (
        TYPE,
        b"&".join(b"%d=%s" % (n, b"x" * 330) for n in range(190)),
    ),
    "a body of one byte too many": (TYPE, b"x" * (64 * 1024 + 1)),
    "many files": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n\r\n' * 900
        + b"--x--",
    ),
    "many parts": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 1200 + b"--x--",
    ),
}


@pytest.fixture
def refuse(app: Flask) -> Callable[[str, bytes], Callable[[], None]]:
    """Make a function that has a forged request refused."""

    def of(kind: str, body: bytes) -> Callable[[], None]:
        sent = Sent("/voice", body, "A" * 27 + "=", content_type=kind)

        def once() -> None:
            assert asked(app, sent)[0] == 403

        once()  # the first of a kind leaves a line in the log
        return once

    return of


@pytest.mark.parametrize(("kind", "body"), HEAVY.values(), ids=HEAVY.keys())
def test_a_heavy_request_is_refused_with_little_more_work_than_a_light_one(
    refuse: Callable[[str, bytes], Callable[[], None]], kind: str, body: bytes
) -> None:
    light, heavy = refuse(TYPE, urlencode(CALL).encode()), refuse(kind, body)
    assert work(heavy) < 4 * work(light)
