"""Refusals leave a trace: a line a kind and period, a counter, and nothing of the caller."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask
from twilio.request_validator import RequestValidator

from ivr.model import Hotline
from ivr.phone import ScriptedCaller
from ivr.refusals import Kind, Refusals
from ivr.serving.assembly import Assembly
from ivr.serving.settings import Settings
from ivr.web.voice import VoiceWebhook
from tests.support.deployment import answers
from tests.support.hand import FORM, Hand
from tests.support.hotline import BASE_URL, MORNING, TOKEN, copy_of
from tests.support.processes import PATIENCE_SECONDS, environment, free_port, started
from tests.support.ringing import CALLER, Line

DIALLING = "/voice/turn?m=asker&at=dial&l=pl&n=guidance&t=fees"
OTHER = "https://other.example"
SECRETS = (CALLER, CALLER[3:], "CA" + "1" * 32, "l=pl", "n=guidance", "t=fees", TOKEN)
"""What no line may hold: the caller, the call, the address's state, the token."""


@pytest.fixture(scope="module")
def assembly(serve: Callable[..., Flask]) -> Assembly:
    found: Assembly = serve().extensions["assembly"]
    return found


@pytest.fixture
def own(assembly: Assembly) -> Hand:
    """A webhook of the test's own, where nothing has been refused yet."""
    refusals, settings = Refusals(), Settings(BASE_URL, (TOKEN,))
    webhook = VoiceWebhook(assembly, settings, lambda: MORNING, refusals)
    app = Flask("own", static_folder=None)
    app.register_blueprint(webhook.blueprint())
    app.extensions["refusals"] = refusals
    return Hand(app)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what has been logged, in which the caller must not be."""
    caplog.set_level(logging.DEBUG, "ivr")

    def told() -> list[str]:
        found = [record.getMessage() for record in caplog.records if record.name == "ivr"]
        for secret in SECRETS:
            assert not [line for line in found if secret in line], secret
        return found

    return told


def counts(app: Flask) -> dict[str, int]:
    refusals: Refusals = app.extensions["refusals"]
    return {kind: number for kind, number in refusals.counts.items() if number}


def test_a_wrong_signature_is_told_once_with_the_address_it_was_held_to(
    own: Hand, lines: Callable[[], list[str]]
) -> None:
    for _ in range(20):
        assert own.post(DIALLING, url="https://h.example/elsewhere").status_code == 403
    [line] = lines()
    assert f"does not hold for {BASE_URL}/voice/turn." in line
    assert "TWILIO_AUTH_TOKEN" in line
    assert counts(own.app) == {"signature": 20}


def test_a_request_without_a_signature_is_told_apart(
    own: Hand, lines: Callable[[], list[str]]
) -> None:
    assert own.send(DIALLING, b"", None).status_code == 403
    [line] = lines()
    assert "It carried none" in line


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_signature_for_another_address_tells_the_base_url_to_set(
    own: Hand, lines: Callable[[], list[str]], header: str, scheme: str
) -> None:
    """Whoever has the token has called another address: that is what is wrong."""
    meant = f"{scheme}://other.example"
    own.headers = {header: "other.example"}
    assert own.post(DIALLING, url=meant + DIALLING).status_code == 403
    [line] = lines()
    assert line.endswith(f"Set PUBLIC_BASE_URL={meant}")


def test_a_stranger_chooses_no_word_of_the_log(own: Hand, lines: Callable[[], list[str]]) -> None:
    own.headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example\tforged"}
    own.send("/voice?x=evil", b"From=evil", "evil")
    assert "evil" not in "".join(lines())


LISTED = [
    *("+4700000002", "4700000002", "004700000002", "+47 00 00 00 02", "+47-0000.00(02)"),
    *("sip:+4700000002@pbx.example", "SIPS:4700000002@pbx.example:5061;transport=tls"),
    *("sip:%2B4700000002@pbx.example;user=phone", "tel:+47-00-00-00-02;ext=1", "00000002"),
    *(
        '"Hotline" <sip:004700000002@pbx.example>;tag=1',
        "+47\xa000\u202f00 00\u200b02",
        " 4700000002",
    ),
    *("sip:+4700000002:word@[2001:db8::1]?x=y", "tel:00000002;phone-context=+47", "%2B4700000002"),
    "＋４７０００００００２",
]


@pytest.mark.parametrize("to", LISTED)
def test_a_called_number_is_known_however_it_is_written(
    own: Hand, lines: Callable[[], list[str]], to: str
) -> None:
    """It is the Polish number: the first words are in Polish, and nothing is amiss."""
    answer = own.post("/voice", To=to).get_data(as_text=True)
    assert "/audio/opening/pl/" in answer
    assert lines() == []
    assert counts(own.app) == {}


UNLISTED = [
    *("+4700000777", "+4600000002", "sip:anna@pbx.example", "sip:00000777@pbx.example", "02"),
    *("", "anonymous", "client:hotline", "+47000000021", "sip:@pbx.example", "\x00", "%%%"),
]


@pytest.mark.parametrize("to", UNLISTED)
def test_an_unlisted_number_is_answered_told_once_and_counted(
    own: Hand, lines: Callable[[], list[str]], to: str
) -> None:
    for _ in range(3):
        answer = own.post("/voice", To=to)
        assert answer.status_code == 200
        assert "m=asker" in answer.get_data(as_text=True)
    [line] = lines()
    assert "which no municipality lists" in line
    assert not to or to not in line
    assert counts(own.app) == {"unlisted-number": 3}


@pytest.mark.parametrize("to", ["+4745678901", "sip:4745678901@pbx.example", "0047 456 78 901"])
def test_an_exchange_that_calls_the_callers_own_number_has_nothing_of_it_told(
    own: Hand, lines: Callable[[], list[str]], to: str
) -> None:
    own.post("/voice", To=to, From="+4745678901")
    [line] = lines()
    assert line.startswith("Called: the caller's own number, which no municipality lists")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"DialCallStatus": "busy"}, "busy"),
        ({"DialCallStatus": "failed", "DialSipResponseCode": "503"}, "failed, SIP 503"),
        ({"DialCallStatus": "failed", "ErrorCode": "13224"}, "failed, error 13224"),
        ({"DialCallStatus": "completed", "DialBridged": "false"}, "completed, not connected"),
        ({"DialCallStatus": "\nforged", "ErrorCode": "forged"}, "an unknown status, error unknown"),
    ],
)
def test_a_failed_transfer_is_told_with_its_service_and_route(
    own: Hand, lines: Callable[[], list[str]], form: dict[str, str], told: str
) -> None:
    for _ in range(4):
        own.post(DIALLING, FORM | form)
    [line] = lines()
    assert line == f"A transfer came to nothing: asker: guidance, route 1: {told}."
    assert counts(own.app) == {"failed-transfer": 4}


@pytest.mark.parametrize("status", ["completed", "canceled"])
def test_a_talk_and_a_caller_who_gave_up_are_no_failures(
    own: Hand, lines: Callable[[], list[str]], status: str
) -> None:
    own.post(DIALLING, DialCallStatus=status)
    assert lines() == []
    assert counts(own.app) == {}


def test_a_test_call_that_reaches_nobody_is_nobodys_loss(
    own: Hand, lines: Callable[[], list[str]]
) -> None:
    own.post(DIALLING, DialCallStatus="busy", Probe="yes")
    assert lines() == []
    assert counts(own.app) == {}


def test_what_the_carrier_reports_is_told_with_its_error(
    own: Hand, lines: Callable[[], list[str]]
) -> None:
    for _ in range(2):
        own.post("/voice/fallback", ErrorCode="11205", ErrorUrl=f"{BASE_URL}{DIALLING}#rc=2")
        own.post("/voice/status", CallStatus="failed", ErrorCode="13224", SipResponseCode="404")
        own.post("/voice/status", CallStatus="completed", SipResponseCode="200")
    assert lines() == [
        "The carrier fell back: error 11205 at /voice/turn. See twilio.com/docs/api/errors",
        "The carrier reports a call: failed, SIP 404, error 13224.",
    ]
    assert counts(own.app) == {"carrier-error": 4}


def test_a_lost_clip_is_counted_each_time_it_is_missed(
    shipped: Path, serve: Callable[..., Flask], hotline: Hotline, tmp_path: Path
) -> None:
    project = copy_of(shipped, tmp_path / "project")
    app = serve(project)
    for path in (project / "audio" / "built" / "nb").iterdir():
        path.unlink()
    Line(app, hotline).call(ScriptedCaller("x"))
    assert counts(app)["lost-clip"] > 1


def test_a_call_in_which_nobody_is_reached_leaves_its_routes_and_nothing_else(
    serve: Callable[..., Flask], hotline: Hotline, lines: Callable[[], list[str]]
) -> None:
    Line(serve(), hotline).call(ScriptedCaller("3,0", ["busy", "failed"]))
    assert [line.partition(":")[0] for line in lines()] == ["A transfer came to nothing"] * 2


class Later:
    """A clock of the test's own: what is to be done later is done when it says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, seconds: float, what: Callable[[], None]) -> None:
        assert seconds == 600
        self.waiting.append(what)

    def passes(self) -> None:
        waiting, self.waiting = self.waiting, []
        for what in waiting:
            what()


def test_repeats_are_told_as_a_number_once_a_period(lines: Callable[[], list[str]]) -> None:
    """And after a period without any, the next one is told at once again."""
    later = Later()
    refusals = Refusals(later=later)

    def refuse(times: int) -> None:
        for _ in range(times):
            refusals.note(Kind.SIGNATURE, lambda: "Refused.")

    refuse(5)
    assert lines() == ["Refused."]
    later.passes()
    assert lines()[1:] == ["4 more in 10 minutes: Refused."]
    refuse(2)
    later.passes()
    assert lines()[2:] == ["2 more in 10 minutes: Refused."]
    later.passes()
    assert later.waiting == []
    refuse(1)
    assert lines()[3:] == ["Refused."]
    assert refusals.counts["signature"] == 8


def test_what_differs_without_an_end_is_told_by_its_kind_alone(
    lines: Callable[[], list[str]],
) -> None:
    refusals = Refusals(later=Later())
    for number in range(1000):
        refusals.note(Kind.FAILED_TRANSFER, lambda: "Failed.", str(number))
    assert len(lines()) < 250
    assert refusals.counts["failed-transfer"] == 1000


@pytest.fixture
def server(small: Path, tmp_path: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """The production server with two workers: its address, and what it has written."""
    port = free_port()
    settings = {"PUBLIC_BASE_URL": BASE_URL, "TWILIO_AUTH_TOKEN": TOKEN, "OFFER_DRAFTS": "ja"}
    root = copy_of(small, tmp_path / "project")
    env = environment(HOTLINE_ROOT=str(root), PORT=str(port), WEB_CONCURRENCY="2", **settings)
    with started(sys.executable, "-m", "ivr.web.server", env=env) as process:
        url = f"http://127.0.0.1:{port}"
        process.until(lambda: answers(url))
        yield url, process.told


def post(url: str, target: str, token: str = TOKEN, base: str = BASE_URL, **more: str) -> int:
    form = FORM | more
    signature = RequestValidator(token).compute_signature(base + target, form)
    headers = {"X-Twilio-Signature": signature, "Host": "hotline.example"}
    sent = httpx.post(url + target, data=form, headers=headers, timeout=PATIENCE_SECONDS)
    return sent.status_code


def test_every_worker_of_production_tells_once_and_nothing_of_the_caller(
    server: tuple[str, Callable[[], str]],
) -> None:
    """A wrong token, another address, an unlisted number and a failed transfer, many times."""
    url, told = server
    for _ in range(12):
        assert post(url, DIALLING, token="another") == 403
        assert post(url, "/voice", base="http://hotline.example") == 403
        assert post(url, "/voice", To="+4700000888") == 200
        assert post(url, DIALLING, DialCallStatus="busy") == 200
    log = told()
    for part in (
        f"signature does not hold for {BASE_URL}/voice/turn. It was signed with another token",
        "Set PUBLIC_BASE_URL=http://hotline.example",
        "+4700····88, which no municipality lists",
        "guidance, route 1: busy",
    ):
        assert 1 <= log.count(part) <= 2, part
    for secret in SECRETS:
        assert secret not in log
