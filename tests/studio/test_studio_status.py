"""The page of status says in one line whether anything is wrong."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from ivr.files import make_private
from ivr.journal.alarms.state import Alarm, State, keep_state
from ivr.journal.events import Entry, Event, Kind, quarter
from ivr.journal.store import Store
from ivr.journal.writing.lines import to_line
from ivr.serving.publishing.content import content_version
from ivr.serving.publishing.status import Master
from ivr.speech.recordings.bindings import Binding, write_bindings
from ivr.studio.status.overall import Overall
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of, served_studio
from tests.support.commands import Ivr
from tests.support.hotline import MORNING, VARIABLES, copy_of
from tests.support.known_calls import OSLO
from tests.support.postgres import Postgres, postgres
from tests.support.processes import started

__all__ = ["postgres"]

SERVER: Final = """
import json, pathlib, sys
from ivr.serving.publishing.status import Board, Master
board = Board(pathlib.Path(sys.argv[1]))
told = json.loads(sys.argv[2])
print(board.take(), flush=True)
board.tell(Master(**told))
print("told", flush=True)
sys.stdin.read()
"""
"""What a production server leaves of itself, for as long as it runs."""


@dataclass
class Kept:
    """A project and its journal's folder, which a test leaves word in."""

    root: Path
    served: Served

    @property
    def journal(self) -> Path:
        return self.root / "journal"

    def note(self, name: str, told: object) -> None:
        make_private(self.journal)
        (self.journal / name).write_text(json.dumps(told, default=str), encoding="utf-8")

    def probe(self, *failures: str, ago: float = 1) -> None:
        at = (MORNING - dt.timedelta(hours=ago)).isoformat()
        self.note("probe.json", {"at": at, "ok": not failures, "failures": failures})

    def examine(self, *wrong: str, ago: float = 1) -> None:
        checks: list[dict[str, object]] = [
            {"what": "the clock", "verdict": "good", "told": "right", "problem": None}
        ]
        checks += [{"what": "it", "verdict": "wrong", "told": one, "problem": {}} for one in wrong]
        at = (MORNING - dt.timedelta(hours=ago)).isoformat()
        self.note("doctor.json", {"at": at, "url": "", "ok": not wrong, "checks": checks})

    def look(self, *alarms: Alarm, ago: float = 0, lost_at: dt.datetime | None = None) -> None:
        at = MORNING - dt.timedelta(hours=ago)
        keep_state(self.journal, State(at, at, alarms, lost_at=lost_at))

    def call(self) -> None:
        store = Store.open(self.database, OSLO)
        answered = Event(Kind.ANSWERED, "asker", "shared", at="languages")
        store.write([Entry(answered, quarter(MORNING), b"t" * 16)], MORNING)
        store.close()

    def lose(self) -> None:
        store = Store.open(self.database, OSLO)
        store.lose("disk-full", 12)
        store.close()

    @property
    def database(self) -> str:
        return f"sqlite:///{self.journal}/journal.sqlite"

    def everything_is_measured(self) -> None:
        self.call()
        self.probe()
        self.examine()
        self.look()

    def told(self, ui: str = "en") -> dict[str, Any]:
        answer = self.served.app.test_client().get(f"/status.json?ui={ui}")
        assert answer.status_code == 200
        found: dict[str, Any] = json.loads(answer.text)
        return found

    def of(self, what: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = self.told()["findings"]
        return next(one for one in found if one["what"] == what)


@pytest.fixture
def kept(small: Path, tmp_path: Path) -> Iterator[Kept]:
    root = copy_of(small, tmp_path / "project")
    with served_studio(root, clock=lambda: MORNING) as served:
        yield Kept(root, served)


def test_what_nobody_measured_is_not_well(kept: Kept) -> None:
    told = kept.told()
    assert told["state"] == "unmeasured"
    assert told["told"].startswith("Nothing wrong was found, but not all was measured: ")
    states = {one["what"]: one["state"] for one in told["findings"]}
    unmeasured = {what for what, state in states.items() if state == "unmeasured"}
    assert unmeasured == {"alarms", "probe", "doctor", "journal"}
    kept.everything_is_measured()
    assert kept.told()["told"] == "All is well"
    assert kept.told("nb")["told"] == "Alt er i orden"


def damage(path: Path) -> None:
    path.write_bytes(b"no database" * 999)


WRONG: Final[dict[str, Callable[[Kept], None]]] = {
    "probe": lambda kept: kept.probe("pl: 113 on +4721000000: nobody answers"),
    "doctor": lambda kept: kept.examine("The fallback is not set. Run: ivr twilio plan"),
    "alarms": lambda kept: kept.look(
        Alarm("no_calls", "", "Nobody has called.", "Ring.", MORNING, MORNING, 15)
    ),
    "clips": lambda kept: next((kept.root / "audio/built").rglob("*.wav")).unlink(),
    "journal": lambda kept: damage(kept.journal / "journal.sqlite"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_stands_first_with_what_mends_it(kept: Kept, what: str) -> None:
    kept.everything_is_measured()
    WRONG[what](kept)
    told = kept.told()
    first = told["findings"][0]
    assert (told["state"], first["what"], first["state"]) == ("wrong", what, "wrong")
    assert told["told"].startswith("Something is wrong")
    assert first["told"] in told["told"]
    assert first["fix"]


def test_the_line_says_since_when_and_how_much_more(kept: Kept) -> None:
    kept.everything_is_measured()
    since = MORNING - dt.timedelta(hours=3)
    kept.look(Alarm("figure_expires", "fee", "", "", since, since, 15))
    kept.probe("it failed", ago=2)
    first, more = "Alarm: A figure is about to expire: fee.", "And 1 more."
    since_when = f"Something is wrong since 25 November 2026, 07:00: {first} {more}"
    assert kept.told()["told"] == since_when
    assert "Noe er galt siden 25. november 2026, kl. 07.00" in kept.told("nb")["told"]


@pytest.mark.parametrize(
    ("what", "leave"),
    [
        ("probe", lambda kept: kept.probe(ago=200)),
        ("doctor", lambda kept: kept.examine(ago=24 * 31)),
        ("alarms", lambda kept: kept.look(ago=1)),
        ("probe", lambda kept: kept.note("probe.json", ["damaged"])),
        ("doctor", lambda kept: kept.note("doctor.json", {"at": 0})),
    ],
)
def test_what_was_measured_long_ago_is_not_known_now(
    kept: Kept, what: str, leave: Callable[[Kept], None]
) -> None:
    kept.everything_is_measured()
    leave(kept)
    assert kept.of(what)["state"] == "unmeasured"
    assert kept.told()["state"] == "unmeasured"


def test_events_that_wait_or_are_lost_are_told(kept: Kept) -> None:
    kept.everything_is_measured()
    kept.lose()
    assert kept.of("journal")["state"] == "good"
    assert "12 events could not be kept" in kept.of("journal")["told"]
    kept.look(lost_at=MORNING - dt.timedelta(days=1))
    assert (kept.of("journal")["state"], kept.of("journal")["since"]) == (
        "wrong",
        "2026-11-24T10:00:00+01:00",
    )
    spool = kept.journal / "spool"
    spool.mkdir()
    lines = b"".join(to_line(n, Entry(Event(Kind.SILENCE), quarter(MORNING))) for n in range(999))
    (spool / "one.jsonl").write_bytes(lines)
    found = kept.of("journal")
    assert "kB of events wait on the disk" in found["told"]
    assert (found["state"], found["since"]) == ("wrong", "2026-11-25T10:00:00+01:00")


def test_a_journal_in_postgresql_is_looked_at_too(
    small: Path, tmp_path: Path, postgres: Postgres
) -> None:
    variables = {**VARIABLES, "DATABASE_URL": postgres.database(), "JOURNAL_DIR": str(tmp_path)}
    with served_studio(small, clock=lambda: MORNING, variables=variables) as served:
        kept = Kept(small, served)
        assert kept.of("journal")["state"] == "unmeasured"
        store = Store.open(variables["DATABASE_URL"], OSLO)
        store.close()
        assert kept.of("journal")["state"] == "good"


def test_a_running_server_tells_what_callers_hear_and_since_when(kept: Kept) -> None:
    version = content_version(kept.root)
    since = "2026-11-24T08:00:00+01:00"

    def serving(**more: object) -> dict[str, Any]:
        told = asdict(Master(0, 2, version, since, languages=("nb", "en"))) | more
        command = (sys.executable, "-c", SERVER, str(kept.root), json.dumps(told))
        with started(*command, stdin=subprocess.PIPE) as server:
            server.wait_for("told")
            return kept.of("content") | {"languages": kept.of("languages")}

    found = serving()
    assert (found["state"], found["since"]) == ("good", since)
    assert f"content {version}, since 24 November 2026, 08:00." in found["told"]
    waits = serving(version="0000000")
    assert (waits["state"], waits["fix"]) == ("waits", "Run: ivr publish")
    refused = serving(version="0000000", tried=version, reasons=("menu.yaml:3: no.",))
    assert (refused["state"], refused["details"]) == ("wrong", ["menu.yaml:3: no."])
    left_out = refused["languages"]["details"]
    assert left_out
    assert all("ivr publish" in line for line in left_out)


def test_elsewhere_than_on_this_machine_a_server_must_run(small: Path) -> None:
    with served_studio(small, clock=lambda: MORNING, is_own=False) as served:
        overall = Overall.of(served.app.extensions["studio"], "en")
    assert (overall.state, overall.findings[0].what) == ("wrong", "content")
    assert "No server runs in this folder" in overall.sentence


def test_a_folder_that_cannot_be_taken_over_is_wrong_and_says_why(kept: Kept) -> None:
    kept.everything_is_measured()
    assert kept.of("content")["state"] == "good"
    (kept.root / "config" / "menu.yaml").write_text("steps: [", encoding="utf-8")
    kept.served.app.extensions["studio"].line.look()
    found = kept.of("content")
    assert found["state"] == "wrong"
    assert any("menu.yaml" in line for line in found["details"])


def test_a_folder_that_was_never_sound_still_has_a_page(small: Path, tmp_path: Path) -> None:
    root = copy_of(small, tmp_path / "project")
    (root / "config" / "menu.yaml").write_text("steps: [", encoding="utf-8")
    with served_studio(root, clock=lambda: MORNING) as served:
        answer = served.app.test_client().get("/status")
    assert answer.status_code == 200
    assert "menu.yaml" in answer.text
    assert "Noe er galt" in answer.text


def test_what_waits_for_somebody_is_counted_as_the_commands_do(kept: Kept) -> None:
    texts = kept.of("texts")
    assert texts["state"] == "waits"
    rows = json.loads(Ivr(kept.root)("prompts", "status", "--json").stdout)
    drafts = sum(row["prompts"] - row["approved"] for row in rows if row["listed"])
    outdated = sum(row["outdated"] for row in rows if row["listed"])
    assert texts["told"] == f"{outdated} to be looked at, {drafts} not approved."


ENDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "figures": ("config/facts.yaml", "expires: 2026-12-31", "expires: 2026-12-10", "card_limit"),
    "hours": (
        "config/services.yaml",
        'hours: "Mo-Fr 08:00-15:30; PH off"',
        'hours: "2026 Nov 01-2026 Dec 10 Mo-Fr 08:00-15:30; PH off"',
        "asker: guidance",
    ),
}


@pytest.mark.parametrize("what", ENDS)
def test_what_ends_within_a_month_waits(kept: Kept, what: str) -> None:
    assert kept.of(what)["state"] == "good"
    name, before, after, named = ENDS[what]
    path = kept.root / name
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    kept.served.app.extensions["studio"].line.look()
    found = kept.of(what)
    assert found["state"] == "waits"
    assert any(named in line for line in found["details"])


def test_a_figure_that_has_expired_is_wrong(kept: Kept) -> None:
    with served_studio(kept.root, clock=lambda: MORNING + dt.timedelta(days=60)) as served:
        found = Kept(kept.root, served).of("figures")
    assert found["state"] == "wrong"
    assert "callers hear the sentence without the figure" in found["told"]


def at(now: dt.datetime) -> Callable[[], dt.datetime]:
    return lambda: now


def test_a_notice_waits_from_some_days_before_its_end(kept: Kept) -> None:
    assert kept.of("notices")["told"] == "No notice is heard now."
    with (kept.root / "prompts" / "nb.yaml").open("a", encoding="utf-8") as prompts:
        prompts.write("  announcement.road: Veien til legevakten er stengt.\n")
    notice = "road: {say: announcement.road, begins: 2026-11-20 08:00, ends: 2026-12-01 00:00}\n"
    (kept.root / "config" / "announcements.yaml").write_text(notice, encoding="utf-8")
    states = []
    for days in (0, 4, 7):
        with served_studio(kept.root, clock=at(MORNING + dt.timedelta(days))) as served:
            found = Kept(kept.root, served).of("notices")
        states.append((found["state"], found["details"]))
    until = ["road: until 1 December 2026, 00:00"]
    over = ["road: is over, and no longer heard"]
    assert states == [("good", until), ("waits", until), ("waits", over)]


def test_a_recording_of_other_words_is_told(kept: Kept) -> None:
    folder = kept.root / "audio" / "recordings"
    folder.mkdir(parents=True)
    write_bindings(folder, "nb", {"main.1": Binding("a.wav", "0" * 16, "0", 9, 1.0)})
    found = kept.of("recordings")
    assert (found["state"], found["details"]) == ("waits", ["nb: main.1"])
    (folder / "nb.json").write_text("{", encoding="utf-8")
    assert kept.of("recordings")["state"] == "unmeasured"


def test_the_page_is_for_everybody_when_all_is_wrong(kept: Kept, browser: Browser) -> None:
    kept.call()
    kept.probe("pl: 113 on +4721000000: nobody answers", "en: the same")
    kept.examine("The fallback is not set. Run: ivr twilio plan")
    kept.look(Alarm("no_calls", "", "Nobody has called.", "Ring.", MORNING, MORNING, 15))
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        with page_of(browser, color_scheme=scheme) as page:
            for ui in ("nb", "en"):
                page.goto(f"{kept.served.url}/status?ui={ui}")
                page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
                assert violations(page) == []
                assert wider_than(page) == []


def test_the_first_thing_seen_is_one_line(kept: Kept, page: Page) -> None:
    kept.everything_is_measured()
    page.goto(f"{kept.served.url}/status")
    expect(page.locator("main > p").first).to_have_text("Alt er i orden")
    kept.probe("nb: 113 on +4721000000: nobody answers")
    page.reload()
    expect(page.locator("main > p").first).to_contain_text("Noe er galt siden")
    expect(page.locator(".finding").first).to_contain_text("nobody answers")
    expect(page.locator("#report")).to_contain_text("the clock")


def test_a_language_that_no_engine_speaks_is_to_be_recorded_and_not_built(kept: Kept) -> None:
    catalogue = kept.root / "prompts/pl.yaml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("engine: silent", "engine: none"), encoding="utf-8")
    for clip in (kept.root / "audio/built/pl").glob("*.wav"):
        clip.unlink()
    kept.served.app.extensions["studio"].line.look()
    found = kept.of("languages")
    assert found["state"] == "waits"
    [told] = found["details"]
    assert told.startswith("Polish: ")
    assert "Record them" in told
