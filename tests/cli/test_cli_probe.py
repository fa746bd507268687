"""`ivr probe`: test calls to a real server, and everything that can be wrong with it."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from ivr.definition import load
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from tests.support.commands import Ivr
from tests.support.deployment import Deployment, answers, environment
from tests.support.hotline import TOKEN, TRUNK, VARIABLES, copy_of
from tests.support.processes import free_port, started
from tests.support.proxy import EXPIRED, Passed, Proxy, proxied, unchanged

SERVER: Final = sys.executable, "-m", "ivr.web.server"
SETTINGS: Final = {"TWILIO_AUTH_TOKEN": TOKEN, "SIP_TRUNK": TRUNK, "OFFER_DRAFTS": "yes"}


@contextmanager
def serving(project: Path, url: str = "", **changes: str) -> Iterator[Deployment]:
    """Start a production server that knows the address at which it is reached."""
    port = free_port()
    own = {"PORT": str(port), "PUBLIC_BASE_URL": url or f"http://127.0.0.1:{port}"}
    with started(*SERVER, env=environment(project, **SETTINGS | own | changes)) as process:
        deployment = Deployment(process, port)
        process.until(lambda: answers(deployment.url))
        yield deployment


class Found:
    """What test calls have found, as the command's JSON tells it."""

    def __init__(self, exit_code: int, told: dict[str, Any], note: dict[str, Any]) -> None:
        self.exit_code = exit_code
        self.told = told
        self.note = note

    def problems(self, verdict: str = "wrong") -> dict[str, str]:
        """Return what was found by code, in a line each; the first of a code."""
        found: dict[str, str] = {}
        for check in self.told["checks"]:
            if check["verdict"] == verdict:
                line = f"{check['what']}: {check['told']}"
                found.setdefault(check["problem"]["code"], line)
        return found

    def calls(self) -> list[str]:
        return [check["what"] for check in self.told["checks"] if " on +" in check["what"]]


def probed(project: Path, url: str, *more: str, **changes: str) -> Found:
    """Make test calls with the server's own settings."""
    own = SETTINGS | {"PUBLIC_BASE_URL": url} | changes
    done = Ivr(project)("probe", "--json", *more, **own)
    assert "Traceback" not in done.stderr
    told = json.loads(done.stdout)
    note = json.loads((project / "journal" / "probe.json").read_text(encoding="utf-8"))
    assert (note["at"], note["ok"]) == (told["at"], told["ok"])
    assert bool(note["failures"]) == (not told["ok"]) == (done.returncode != 0)
    return Found(done.returncode, told, note)


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    return copy_of(small, tmp_path / "project")


@pytest.fixture(scope="module")
def running(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Proxy]]:
    """A server behind a proxy, and the folder that it serves."""
    project = copy_of(small, tmp_path_factory.mktemp("served") / "project")
    with proxied() as proxy, serving(project, proxy.url) as server:
        proxy.upstream = server.url
        yield project, proxy


@pytest.fixture
def before(running: tuple[Path, Proxy]) -> Iterator[Callable[..., Found]]:
    """Make test calls through the proxy, which does something to each answer."""
    project, proxy = running
    proxy.passed.clear()

    def ring(*more: str, change: Callable[[Passed], object] = unchanged, **settings: str) -> Found:
        proxy.change = change
        return probed(project, proxy.url, *more, **settings)

    yield ring
    proxy.change = unchanged


def test_a_hotline_that_is_well_is_called_in_each_language_and_on_each_number(
    before: Callable[..., Found], running: tuple[Path, Proxy]
) -> None:
    found = before()
    assert found.exit_code == 0
    assert found.problems() == {}
    assert found.calls() == [
        "nb: 113 on +4700000001",
        "en: 113 on +4700000001",
        "pl: 113 on +4700000001",
        "a person on +4700000001",
        "the answer on +4700000001",
        "the answer on +4700000002",
        "the answer on +4700000011",
        "the fallback on +4700000001",
    ]
    assert found.told["requests"] == len(running[1].passed)
    reached = [one["told"] for one in found.told["checks"] if one["what"].startswith("pl: 113")]
    assert reached[0].endswith(f"to sip:113@{TRUNK}")


def test_every_request_of_a_test_call_is_marked_and_no_clip_is(
    before: Callable[..., Found], running: tuple[Path, Proxy]
) -> None:
    """The whisper, the end of a transfer and the last callback too: none of them is a caller's."""
    before()
    passed = running[1].passed
    paths = {"/voice", "/voice/turn", "/voice/whisper", "/voice/status", "/voice/fallback"}
    assert {one.path.partition("?")[0] for one in passed if one.form} == paths
    assert {one.form.get("Probe") for one in passed if one.method == "POST"} == {"yes"}
    assert not [one for one in passed if one.method == "GET" and "Probe" in one.path]


def test_no_clip_is_fetched_twice(
    before: Callable[..., Found], running: tuple[Path, Proxy]
) -> None:
    before()
    fetched = [path for path in running[1].paths() if path.startswith("/audio/")]
    assert len(fetched) == len({*fetched}) > 20


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "PUBLIC_BASE_URL is not set"),
        (("--number", "12"), "is no telephone number"),
        (("--keys", "q"), "keys: entry 1"),
        (("--url", "h.example"), "is no web address"),
    ],
)
def test_a_program_gets_one_document_though_nobody_can_be_rung(
    small: Path, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = Ivr(small)("probe", "--json", *arguments, JOURNAL_DIR=str(tmp_path / "journal"))
    found = json.loads(done.stdout)
    assert (done.returncode, found["ok"], found["rang"]) == (2, False, False)
    assert told in found["checks"][0]["told"]
    assert told in done.stderr


def test_what_is_tried_can_be_narrowed(before: Callable[..., Found]) -> None:
    assert before("--language", "pl").calls() == ["pl: 113 on +4700000001"]
    assert before("--number", "+47 00 00 00 02").calls() == ["the answer on +4700000002"]
    assert before("--language", "en", "--keys", "0").calls() == ["en keys 0 on +4700000001"]
    assert before("--keys", "1,0").calls() == ["keys 1,0 on +4700000001"]
    assert before("--keys", "").calls() == ["keys of silence on +4700000001"]


@pytest.mark.parametrize("overrides", ["none", "rt=6000&rc=1"])
def test_overrides_of_its_own_make_a_hotline_no_worse(project: Path, overrides: str) -> None:
    with serving(project, CONNECTION_OVERRIDES=overrides) as server:
        found = probed(project, server.url, "--keys", "0", CONNECTION_OVERRIDES=overrides)
    assert (found.exit_code, found.problems()) == (0, {})


def test_what_cannot_be_tried_is_told(before: Callable[..., Found]) -> None:
    found = before("--language", "uk")
    assert found.exit_code == 2
    told = "uk: [uk] is not offered. Offered: nb, en, pl."
    assert found.problems() == {"probe-languages-differ": told}


def test_a_language_on_the_number_of_another_is_told(before: Callable[..., Found]) -> None:
    found = before("--language", "en", "--keys", "0", "--number", "+4700000002")
    assert found.exit_code == 2
    told = "en: [en] cannot be chosen on +4700000002. Leave --number out, or name a shared one."
    assert found.problems() == {"probe-languages-differ": told}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--number", "113"], "--number: [113] is no telephone number."),
        (["--keys", "1,q"], 'keys: entry 2, "q", is none of'),
        (["--url", "hotline.example"], "--url: [hotline.example] is no web address."),
    ],
)
def test_what_cannot_be_meant_rings_nobody(project: Path, more: list[str], told: str) -> None:
    done = Ivr(project)("probe", *more, **SETTINGS | {"PUBLIC_BASE_URL": "http://127.0.0.1:9"})
    assert done.returncode == 2
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1


def test_settings_that_are_missing_are_told_and_left_for_the_alarms(project: Path) -> None:
    """A schedule that lost its settings rings nobody, and that is not to go unnoticed."""
    done = Ivr(project)("probe")
    assert done.returncode == 2
    assert "PUBLIC_BASE_URL is not set, and no hotline is running here." in done.stderr
    done = Ivr(project)("probe", PUBLIC_BASE_URL="https://hotline.example")
    assert done.returncode == 2
    assert done.stderr == "TWILIO_AUTH_TOKEN is not set. Copy it from the Twilio console.\n"
    note = json.loads((project / "journal" / "probe.json").read_text(encoding="utf-8"))
    assert note["ok"] is False
    assert note["failures"] == [f"the settings: {done.stderr.strip()}"]


def test_an_installation_that_cannot_ring_leaves_word_as_well(
    project: Path, tmp_path: Path
) -> None:
    """What a schedule lacks after an update of the server alone is not to go unnoticed."""
    for library in ("httpx", "rich"):
        error = f"raise ModuleNotFoundError(name={library!r})\n"
        (tmp_path / f"{library}.py").write_text(error, encoding="utf-8")
    done = Ivr(project).process("probe", PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == (
        "ivr probe needs httpx, which is not installed. Run: pip install 'ivr[phone]'\n"
    )
    note = json.loads((project / "journal" / "probe.json").read_text(encoding="utf-8"))
    assert note["failures"] == [f"the installation: {done.stderr.strip()}"]


def test_a_wrong_token_is_told_with_what_to_compare(before: Callable[..., Found]) -> None:
    found = before(TWILIO_AUTH_TOKEN="0123456789abcdef" * 2)
    assert found.exit_code == 2
    told = found.problems()["probe-cannot-ring"]
    assert "refuses the signature (403)" in told
    assert "Compare TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL" in told
    assert found.told["calls"] == 1


def test_a_server_that_is_down_is_told(project: Path) -> None:
    found = probed(project, f"http://127.0.0.1:{free_port()}")
    assert found.exit_code == 2
    assert "Nobody listens on 127.0.0.1:" in found.problems()["probe-cannot-ring"]
    assert "Is the server running" in found.note["failures"][0]


def test_a_name_that_is_not_found_is_told(project: Path) -> None:
    found = probed(project, "https://hotline.invalid")
    assert found.exit_code == 2
    assert "The name hotline.invalid is not found." in found.problems()["probe-cannot-ring"]


def test_a_certificate_that_does_not_hold_is_told(project: Path) -> None:
    with proxied(EXPIRED) as proxy:
        # Who has made it is trusted here, so that its time alone is wrong.
        expired = probed(project, proxy.url, SSL_CERT_FILE=str(EXPIRED))
        unknown = probed(project, proxy.url)
        plain = probed(project, proxy.url.replace("https", "http"))
    assert [expired.exit_code, unknown.exit_code, plain.exit_code] == [2, 2, 2]
    told = expired.problems()["probe-cannot-ring"]
    assert "The certificate of localhost does not hold: certificate has expired." in told
    assert "Renew it" in told
    told = unknown.problems()["probe-cannot-ring"]
    assert "The certificate of localhost does not hold: self-signed certificate." in told
    assert "gives no whole answer" in plain.problems()["probe-cannot-ring"]


def test_a_port_that_speaks_no_tls_is_told(
    before: Callable[..., Found], running: tuple[Path, Proxy]
) -> None:
    found = before("--url", running[1].url.replace("http", "https"))
    assert "speaks no TLS that a carrier understands" in found.problems()["probe-cannot-ring"]


def test_a_redirect_is_told_with_the_address_to_set(before: Callable[..., Found]) -> None:
    def redirect(passed: Passed) -> None:
        passed.answer(301, Location=f"https://hotline.example{passed.path}")

    found = before(change=redirect)
    assert found.exit_code == 2
    told = found.problems()["probe-cannot-ring"]
    assert "redirects to https://hotline.example/voice" in told
    assert "set PUBLIC_BASE_URL=https://hotline.example here" in told


@pytest.mark.parametrize(
    ("status", "told"),
    [(502, "there is no hotline behind the proxy"), (404, "there is no hotline")],
)
def test_a_proxy_without_a_hotline_is_told(
    before: Callable[..., Found], status: int, told: str
) -> None:
    found = before(change=lambda passed: passed.answer(status, b"<html>no</html>"))
    assert found.exit_code == 2
    assert told in found.problems()["probe-cannot-ring"]


def test_a_server_that_never_answers_is_given_up(before: Callable[..., Found]) -> None:
    """Cron starts the next one: none waits for ever."""
    waits = threading.Event()
    try:
        found = before("--timeout", "1", change=lambda _: waits.wait())
    finally:
        waits.set()
    assert found.exit_code == 2
    assert "After 1 s the test calls were given up." in found.problems()["probe-out-of-time"]


def test_a_slow_answer_is_told(before: Callable[..., Found]) -> None:
    def dawdle(passed: Passed) -> None:
        if passed.path == "/voice" and passed.form["To"] == "+4700000002":
            time.sleep(2.05)  # a little more than a caller takes for a line that is open

    found = before("--number", "+4700000002", change=dawdle)
    assert found.exit_code == 1
    assert "1 took longer than 2 s, such as /voice: 2." in found.problems()["probe-slow"]


def test_clips_that_a_cache_has_damaged_are_told(before: Callable[..., Found]) -> None:
    def damage(passed: Passed) -> None:
        if passed.path.startswith("/audio/pl/"):
            passed.body = passed.body[:-100] + bytes(100)

    found = before(change=damage)
    assert found.exit_code == 1
    assert {*found.problems()} == {"probe-clip-damaged"}
    assert "holds other sound than was built" in found.problems()["probe-clip-damaged"]


def test_clips_that_come_in_part_or_as_a_page_break_a_call(before: Callable[..., Found]) -> None:
    def cut(passed: Passed) -> None:
        if passed.path.startswith("/audio/pl/"):
            passed.body = passed.body[:999]

    found = before("--language", "pl", change=cut)
    assert {*found.problems()} == {"probe-clip-damaged", "probe-call-broken"}
    assert "cut off or changed: 999 bytes" in found.problems()["probe-clip-damaged"]

    def page(passed: Passed) -> None:
        if passed.path.startswith("/audio/pl/"):
            passed.answer(200, b"<html>Welcome</html>", Content_Type="text/html")

    told = before("--language", "pl", change=page).problems()["probe-clip-damaged"]
    assert "comes as text/html, and is audio/wav" in told


def test_a_clip_that_the_proxy_does_not_let_through_is_told(before: Callable[..., Found]) -> None:
    def hide(passed: Passed) -> None:
        if passed.path.startswith("/audio/pl/"):
            passed.answer(404)

    found = before("--language", "pl", change=hide)
    assert "is named to the carrier, and answered with 404" in found.problems()["probe-clip-lost"]


def test_other_words_are_told_with_those_that_were_to_come(before: Callable[..., Found]) -> None:
    """A caller in Polish hears the main menu of another language."""

    def mix(passed: Passed) -> None:
        if passed.path.startswith("/voice/turn") and b"/audio/pl/" in passed.body:
            at = passed.body.index(b"/audio/pl/")
            passed.body = passed.body[: at + 7] + b"xx" + passed.body[at + 9 :]

    found = before("--language", "pl", change=mix)
    told = found.problems()["probe-words-differ"]
    assert 'pl [main.emergency] "' in told or 'pl [answer.emergency] "' in told
    assert " was to come, and [xx/" in told
    assert "Is audio/built here that of the server?" in told


def test_another_way_on_is_told(before: Callable[..., Found]) -> None:
    def other_place(passed: Passed) -> None:
        passed.body = passed.body.replace(b"n=emergency", b"n=main")

    found = before("--language", "nb", change=other_place)
    assert "a key is waited for" in found.problems()["probe-way-differs"]


def test_more_than_the_state_in_an_address_is_no_difference(before: Callable[..., Found]) -> None:
    """An address also tells when the call was answered, which nobody can foresee."""

    def stamp(passed: Passed) -> None:
        passed.body = passed.body.replace(b"/voice/turn?", b"/voice/turn?b=1764000000&amp;")

    found = before("--number", "+4700000002", change=stamp)
    assert found.problems() == {}


def test_an_answer_that_is_no_twiml_is_told_as_the_carrier_would(
    before: Callable[..., Found],
) -> None:
    def page(passed: Passed) -> None:
        if passed.path.startswith("/voice/turn"):
            passed.body = b"<html>maintenance</html>"

    found = before("--language", "nb", change=page)
    assert found.exit_code == 1
    assert "The carrier would break off here (error 1" in found.problems()["probe-call-broken"]


def test_another_telephone_that_rings_is_told(before: Callable[..., Found]) -> None:
    """The server has been started with another trunk."""
    found = before(SIP_TRUNK="other.example")
    assert found.exit_code == 1
    told = found.problems()["probe-target-differs"]
    assert f"sip:113@other.example rings was to come, and sip:113@{TRUNK} rings came" in told


def test_other_languages_than_those_of_the_folder_are_told(before: Callable[..., Found]) -> None:
    """The folder's own settings would offer none, for nobody has approved a text."""
    found = before(OFFER_DRAFTS="no")
    assert {*found.problems()} == {"probe-languages-differ"}
    told = found.problems()["probe-languages-differ"]
    assert "nb, en, pl is offered, and would not be with the settings here" in told


def test_a_hotline_whose_content_nobody_tells_is_rung_and_not_judged(
    before: Callable[..., Found],
) -> None:
    def hide(passed: Passed) -> None:
        if passed.path == "/healthz":
            passed.answer(404)

    found = before(change=hide)
    assert found.exit_code == 0
    told = found.problems("unknown")["probe-other-content"]
    assert "/healthz does not tell which content is served" in told
    assert found.calls()[:3] == [f"the answer on +47000000{end}" for end in ("01", "02", "11")]


def test_words_are_not_judged_when_the_content_changes_meanwhile(
    before: Callable[..., Found],
) -> None:
    looks = iter(range(9))

    def change(passed: Passed) -> None:
        if passed.path == "/healthz" and next(looks):
            passed.body = passed.body.replace(b'"content":"', b'"content":"new')
        passed.body = passed.body.replace(b"n=emergency", b"n=main")

    found = before("--language", "nb", change=change)
    assert found.problems() == {}
    assert "probe-way-differs" in found.problems("unknown")


@pytest.mark.parametrize(("status", "verdict"), [(200, "good"), (503, "wrong"), (404, "unknown")])
def test_readiness_is_asked(before: Callable[..., Found], status: int, verdict: str) -> None:
    def ready(passed: Passed) -> None:
        if passed.path == "/readyz":
            passed.answer(status, b"the journal is full")

    found = before(change=ready)
    [told] = [one for one in found.told["checks"] if one["what"] == "readiness"]
    assert told["verdict"] == verdict
    assert ("the journal is full" in told["told"]) == (verdict == "wrong")


def test_why_it_is_not_ready_is_told_as_the_hotline_has_it(before: Callable[..., Found]) -> None:
    def ready(passed: Passed) -> None:
        if passed.path == "/readyz":
            passed.answer(503, b'{"clips": {"listed": 9}, "reasons": ["pl is lost.", "Mend it."]}')

    told = before(change=ready).problems()["probe-not-ready"]
    assert told.endswith("/readyz answers with 503: pl is lost. Mend it. Mend what it names.")


def test_lines_on_the_terminal_say_the_same(running: tuple[Path, Proxy]) -> None:
    project, proxy = running
    url = {"PUBLIC_BASE_URL": proxy.url}
    done = Ivr(project)("probe", "--language", "pl", **SETTINGS | url)
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines[0].startswith("good     the content: calls hear ")
    assert lines[2].startswith("good     pl: 113 on +4700000001: ")
    assert lines[-1].startswith("Good. Calls: 1, requests: ")


def clip_of(project: Path, language: str, prompt: str) -> Path:
    """Return the file of a prompt that one key leads to."""
    [text] = load(project, VARIABLES).wordings[language, prompt]
    built = project / "audio" / "built"
    clip = Manifest.load(built / MANIFEST_NAME).clip(language, text)
    assert clip is not None
    return built / clip.file


def test_a_lost_and_a_damaged_clip_are_told_with_what_makes_them_again(project: Path) -> None:
    """The words are heard all the same, by the carrier's voice, which is not what was built."""
    with serving(project) as server:
        lost = clip_of(project, "pl", "answer.emergency")
        content = lost.read_bytes()
        for fault in (b"", content[:-10] + bytes(10)):
            lost.unlink()
            if fault:
                lost.write_bytes(fault)
            found = probed(project, server.url, "--language", "pl")
            told = found.problems()["probe-clip-lost"]
            assert found.exit_code == 1
            assert "is read aloud by the carrier: its clip is lost or damaged" in told
            assert told.endswith("Run: ivr audio build --verify")
            lost.write_bytes(content)
        assert probed(project, server.url, "--language", "pl").exit_code == 0


def test_another_content_is_said_first_and_no_word_is_judged(project: Path) -> None:
    with serving(project) as server:
        menu = project / "config" / "menu.yaml"
        menu.write_text(menu.read_text(encoding="utf-8") + "\n# later\n", encoding="utf-8")
        found = probed(project, server.url)
        assert found.exit_code == 0
        first = found.told["checks"][0]
        assert first["verdict"] == "unknown"
        assert "and this folder holds" in first["told"]
        assert "Run: ivr publish" in first["told"]
        assert found.told["content"]["served"] != found.told["content"]["folder"]
        menu.write_text("steps: [", encoding="utf-8")
        found = probed(project, server.url)
        assert found.exit_code == 0
        assert "This folder cannot be read" in found.told["checks"][0]["told"]
        assert found.calls()[0] == "nb: the main menu on +4700000000"


def test_113_that_is_named_too_late_is_told(project: Path) -> None:
    budgets = project / "config" / "budgets.yaml"
    lines = budgets.read_text(encoding="utf-8").splitlines()
    tight = "dial_113: {own_number: 1, shared_number: 6}"
    lines = [tight if line.startswith("dial_113") else line for line in lines]
    budgets.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with serving(project) as server:
        found = probed(project, server.url)
    assert found.exit_code == 1
    assert "s after the answer, 6 are allowed" in found.problems()["probe-too-late"]
    assert not [line for line in found.note["failures"] if line.startswith("nb")]


def test_the_hotline_of_ivr_run_is_found_by_itself(project: Path) -> None:
    with Ivr(project).running():
        done = Ivr(project)("probe", "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["calls"] == 8


def test_a_disk_that_refuses_the_note_hides_nothing(
    running: tuple[Path, Proxy], tmp_path: Path
) -> None:
    project, proxy = running
    taken = tmp_path / "file"
    taken.touch()
    own = SETTINGS | {"PUBLIC_BASE_URL": proxy.url, "JOURNAL_DIR": str(taken)}
    done = Ivr(project)("probe", "--language", "nb", **own)
    assert done.returncode == 0
    assert f"{taken}/probe.json: cannot be written" in done.stderr
