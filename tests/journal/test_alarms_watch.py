"""Each alarm is raised once and cleared once, by causing its fault and mending it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.definition import load
from ivr.journal.alarms.facts import Content
from ivr.journal.alarms.past import past_alarms
from ivr.journal.alarms.watch import Watch
from ivr.journal.events import Entry, Event, Kind, quarter
from ivr.journal.port import Status
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.model.alarms import Alarms, Channel, Command, Email, Watched, Webhook
from tests.support.hotline import ROOT, VARIABLES
from tests.support.receivers import (
    WebAddress,
    certificate_of_localhost,
    mail_server,
    program,
    web_address,
)

OSLO = ZoneInfo("Europe/Oslo")
WEDNESDAY = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
UNANSWERED = Watched.UNANSWERED_IN_A_ROW.value
SHIPPED = load(ROOT, VARIABLES).hotline


@dataclass
class World:
    """A journal and what is served, as the watch sees them; time passes when it is told to."""

    settings: JournalSettings
    now: dt.datetime = WEDNESDAY
    content: Content = field(default_factory=lambda: Content.of(SHIPPED, SHIPPED))
    status: Status = field(default_factory=lambda: Status("writing"))
    calls: int = 0

    def __post_init__(self) -> None:
        self.store = Store.open(self.settings.database, OSLO)
        self.start()
        self.call()

    def start(self) -> None:
        """Start the watch, as every start of the server does."""
        self.watch = Watch(self.settings, lambda: self.content, lambda: self.status)

    def use(self, **channels: Channel) -> None:
        alarms = replace(self.content.alarms, channels=channels)
        self.content = replace(self.content, alarms=alarms)

    def only(self, *watched: Watched) -> None:
        rules = tuple(rule for rule in self.content.alarms.rules if rule.watched in watched)
        self.content = replace(self.content, alarms=replace(self.content.alarms, rules=rules))

    def look(self) -> None:
        self.watch.look(self.now)
        self.watch.wait()

    def passes(self, hours: float, *, calls: bool = True) -> None:
        """Let time pass, with a look now and then and, unless told, a call each hour."""
        step, latest = dt.timedelta(minutes=10 if hours < 3 else 60), self.now.astimezone(dt.UTC)
        latest += dt.timedelta(hours=hours)
        while self.now < latest:
            if calls and self.now.minute == 0:
                self.call()
            self.look()
            self.now = (self.now.astimezone(dt.UTC) + step).astimezone(OSLO)
        self.look()

    def write(self, *events: Event, in_call: bool = True) -> None:
        self.calls += 1
        tag = self.calls.to_bytes(16, "big") if in_call else b""
        entries = [Entry(event, quarter(self.now), tag) for event in events]
        self.store.write(entries, self.now)

    def call(self) -> None:
        self.write(Event(Kind.ANSWERED, "asker", "shared", at="languages"))

    def rings(self, outcome: str, service: str = "guidance") -> None:
        rung = Event(Kind.TRANSFER, "asker", name=service, route=1, outcome=outcome)
        self.write(Event(Kind.ANSWERED, "asker", "shared"), rung)

    def happens(self, kind: Kind, n: int = 1) -> None:
        self.write(Event(kind, n=n), in_call=False)


@pytest.fixture
def hook() -> Iterator[WebAddress]:
    with web_address() as there:
        yield there


def world_of(database: str, folder: Path, hook: WebAddress) -> World:
    world = World(JournalSettings(folder, database))
    world.use(webhook=Webhook(hook.url))
    return world


@pytest.fixture
def world(tmp_path: Path, hook: WebAddress) -> World:
    return world_of(f"sqlite:///{tmp_path}/journal/journal.sqlite", tmp_path / "journal", hook)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of this machine's name, which programs trust while the test lasts."""
    made = certificate_of_localhost(tmp_path / "tls")
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made


def told(hook: WebAddress) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["rule"], one["about"]) for one in hook.posted]


def unanswered(world: World) -> None:
    for _ in range(3):
        world.rings("no-answer")


def half_unanswered(world: World) -> None:
    for number in range(6):
        world.rings("busy" if number % 2 else "answered")


def no_language(world: World) -> None:
    world.look()
    world.content = replace(world.content, offered=world.content.offered - {"so"})


def language_again(world: World) -> None:
    world.content = replace(world.content, offered=world.content.languages)


def expiring(world: World) -> None:
    day = world.now.date() + dt.timedelta(days=13)
    world.content = replace(world.content, figures=dict(world.content.figures) | {"fee": day})


def prolonged(world: World) -> None:
    day = world.now.date() + dt.timedelta(days=400)
    world.content = replace(world.content, figures=dict(world.content.figures) | {"fee": day})


def probe(world: World, *failures: str) -> None:
    word = {"at": world.now.isoformat(), "ok": not failures, "failures": failures}
    (world.settings.folder / "probe.json").write_text(json.dumps(word), encoding="utf-8")


def behind(world: World) -> None:
    world.status = Status("spooling", spooled=100_000, reason="it is locked")


def caught_up(world: World) -> None:
    world.status = Status("writing")


def nothing(_: World) -> None:
    """Time mends it."""


CASES: dict[Watched, tuple[str, Callable[[World], None], Callable[[World], None]]] = {
    Watched.UNANSWERED_IN_A_ROW: ("asker guidance", unanswered, lambda w: w.rings("answered")),
    Watched.UNANSWERED_SHARE: ("asker guidance", half_unanswered, nothing),
    Watched.REFUSED_SIGNATURES: ("", lambda w: w.happens(Kind.REFUSED, 20), nothing),
    Watched.FALLBACK_PLAYED: ("", lambda w: w.happens(Kind.FALLBACK), nothing),
    Watched.CLIP_LOST: ("", lambda w: w.happens(Kind.LOST_CLIP), nothing),
    Watched.NO_CALLS: ("", lambda w: w.passes(29, calls=False), lambda w: w.call()),
    Watched.FIGURE_EXPIRES: ("fee", expiring, prolonged),
    Watched.JOURNAL_BEHIND: ("waiting", behind, caught_up),
    Watched.PROBE_FAILED: ("", lambda w: probe(w, "113 was not rung"), probe),
    Watched.LANGUAGE_LOST: ("so", no_language, language_again),
}


@pytest.mark.parametrize("watched", Watched)
def test_each_alarm_is_told_once_and_once_more_when_it_is_over(
    database: str, tmp_path: Path, hook: WebAddress, watched: Watched
) -> None:
    world = world_of(database, tmp_path / "journal", hook)
    about, cause, mend = CASES[watched]
    world.only(watched)
    world.passes(0.5)
    assert told(hook) == []
    cause(world)
    world.passes(0.5, calls=watched is not Watched.NO_CALLS)
    world.start()  # which repeats nothing
    world.passes(0.5, calls=watched is not Watched.NO_CALLS)
    assert told(hook) == [("raised", watched.value, about)]
    mend(world)
    world.passes(2)
    assert told(hook) == [("raised", watched.value, about), ("cleared", watched.value, about)]


def test_what_is_over_is_remembered_with_its_hours(world: World) -> None:
    folder = world.settings.folder
    unanswered(world)
    world.look()
    begun = world.now
    assert past_alarms(folder) == ()
    for _ in range(2):
        world.rings("answered")
        world.passes(2)
        unanswered(world)
        world.look()
    later, first = past_alarms(folder)
    assert (first.rule, first.about, first.since) == (UNANSWERED, "asker guidance", begun)
    assert first.since < first.until < later.since < later.until
    (folder / "alarms-past.json").write_text("[{", encoding="utf-8")
    assert past_alarms(folder) == ()


def test_test_calls_that_are_no_longer_made_are_told(world: World, hook: WebAddress) -> None:
    world.only(Watched.PROBE_FAILED)
    world.passes(48)
    assert told(hook) == []  # nobody makes any
    probe(world)
    world.passes(23)
    assert told(hook) == []
    world.passes(2)
    assert told(hook) == [("raised", "probe_failed", "late")]
    assert hook.posted[0]["what"].startswith("The last test call was made at 2026-11-27 10:00:")
    probe(world)
    world.passes(1)
    assert [kind for kind, *_ in told(hook)] == ["raised", "cleared"]


def test_a_service_that_answers_in_between_is_no_alarm(world: World, hook: WebAddress) -> None:
    for outcome in ("busy", "no-answer", "answered", "busy", "canceled", "canceled", "failed"):
        world.rings(outcome)
    world.look()
    assert told(hook) == []


def test_test_calls_neither_raise_an_alarm_nor_clear_one(world: World, hook: WebAddress) -> None:
    rung = Event(Kind.TRANSFER, "asker", name="guidance", route=1, outcome="no-answer")
    for number in range(5):
        tag = bytes(15) + bytes([200 + number])
        world.store.write([Entry(rung, quarter(world.now), tag, probe=True)], world.now)
    world.look()
    assert told(hook) == []


def test_while_the_database_is_away_its_alarms_stay_and_the_others_go_on(
    world: World, hook: WebAddress
) -> None:
    unanswered(world)
    world.look()
    assert [rule for _, rule, _ in told(hook)] == ["unanswered_in_a_row", "unanswered_share"][:1]
    world.settings = replace(world.settings, database="sqlite:////nowhere/journal.sqlite")
    world.start()
    behind(world)
    world.passes(1, calls=False)
    assert [rule for _, rule, _ in told(hook)] == ["unanswered_in_a_row", "journal_behind"]


def test_events_that_are_lost_are_told(world: World, hook: WebAddress) -> None:
    world.look()
    world.store.lose("disk-full", 3)
    world.passes(0.25)
    world.start()
    world.passes(0.25)
    assert told(hook) == [("raised", "journal_behind", "lost")]
    world.status = replace(world.status, lost=2)
    world.look()
    world.passes(2)
    assert [kind for kind, *_ in told(hook)] == ["raised", "cleared"]


def test_closed_hours_are_no_hours_without_calls(world: World, hook: WebAddress) -> None:
    world.only(Watched.NO_CALLS)
    world.now = dt.datetime(2026, 11, 27, 15, tzinfo=OSLO)  # a Friday, half an hour before the end
    world.call()
    world.passes(65 + 6)  # until Monday at 14:00
    assert told(hook) == []


def test_nobody_has_called_since_the_first_look(tmp_path: Path, hook: WebAddress) -> None:
    world = World(JournalSettings(tmp_path, f"sqlite:///{tmp_path}/journal.sqlite"))
    with world.store._writing() as connection:
        connection.exec_driver_sql("DELETE FROM event")
        connection.exec_driver_sql("DELETE FROM call")
    world.use(webhook=Webhook(hook.url))
    world.passes(28, calls=False)
    assert told(hook) == [("raised", "no_calls", "")]


# --- channels ----------------------------------------------------------------------------------


def test_a_notice_comes_by_every_channel(
    world: World, tmp_path: Path, hook: WebAddress, certificate: Path
) -> None:
    command, written = program(tmp_path)
    with mail_server(certificate, password="hemmelig") as mail:
        email = Email(
            ("vakt@kommune.example", "it@kommune.example"),
            "hotline@kommune.example",
            "localhost",
            mail.port,
            user="ivr",
            password="hemmelig",
        )
        world.use(webhook=Webhook(hook.url), email=email, command=Command(command))
        world.happens(Kind.FALLBACK)
        world.look()
    [letter] = mail.letters
    what = "Callers heard the apology instead of an answer, once in the last hour."
    assert letter["Subject"] == f"Hotline ALARM: {what}"
    assert letter["To"] == "vakt@kommune.example, it@kommune.example"
    assert "Since 2026-11-25 10:00. To do: Look in the log" in letter.get_content()
    [posted] = hook.posted
    assert posted == json.loads(written.read_text(encoding="utf-8"))
    assert posted["since"] == "2026-11-25T10:00:00+01:00"
    assert posted["text"].startswith(f"Hotline ALARM: {what} Since 2026-11-25 10:00. To do: ")


def test_a_channel_that_is_down_is_tried_again_and_holds_up_no_other(
    world: World, tmp_path: Path, hook: WebAddress
) -> None:
    command, written = program(tmp_path)
    world.use(webhook=Webhook(hook.url), command=Command(command))
    hook.status = 503
    world.happens(Kind.FALLBACK)
    world.look()
    assert (hook.posted, written.read_text(encoding="utf-8").count('"kind": "raised"')) == ([], 1)
    world.start()
    world.passes(0.5)
    hook.status = 204
    world.passes(0.4)
    assert told(hook) == [("raised", "fallback_played", "")]
    assert written.read_text(encoding="utf-8").count('"kind": "raised"') == 1


@pytest.mark.parametrize(
    ("channel", "reason"),
    [
        (Webhook("http://127.0.0.1:9/hook?secret=hemmelig"), "the address cannot be reached"),
        (Email(("a@b",), "c@d", "127.0.0.1", 9, "none"), "the mail server cannot be used"),
        (Command(("/nowhere/page",)), "the program cannot be started"),
        (Command(("false",)), "the program ended with 1"),
    ],
)
def test_what_cannot_be_sent_is_said_without_a_secret(
    world: World, channel: Channel, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    world.use(webhook=channel)
    world.happens(Kind.FALLBACK)
    world.look()
    assert f"Alarms cannot be sent by webhook: {reason}" in caplog.text
    assert "hemmelig" not in caplog.text


def test_a_mail_server_that_cannot_encrypt_gets_no_password(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with mail_server() as mail:
        email = Email(("a@b",), "c@d", "localhost", mail.port, "starttls", "ivr", "hemmelig")
        world.use(email=email)
        world.happens(Kind.FALLBACK)
        world.look()
    assert (mail.letters, "cannot be used" in caplog.text) == ([], True)


def test_only_the_urgent_goes_where_only_the_urgent_is_wanted(
    world: World, hook: WebAddress
) -> None:
    world.use(webhook=Webhook(hook.url, urgent_only=True))
    world.happens(Kind.FALLBACK)
    world.happens(Kind.REFUSED, 50)
    world.look()
    assert told(hook) == [("raised", "fallback_played", "")]


# --- quiet hours -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("night", "morning"),
    [
        ("2026-11-25 23:30", "2026-11-26"),
        # The clock goes forward on this night, and back on the next one.
        ("2027-03-28 01:30", "2027-03-28"),
        ("2027-10-31 00:30", "2027-10-31"),
    ],
)
def test_at_night_the_urgent_is_told_and_the_rest_in_the_morning(
    world: World, hook: WebAddress, night: str, morning: str
) -> None:
    world.content = replace(world.content, figures={})
    world.only(Watched.FALLBACK_PLAYED, Watched.JOURNAL_BEHIND)
    world.now = dt.datetime.fromisoformat(night).replace(tzinfo=OSLO)
    behind(world)
    world.happens(Kind.FALLBACK)
    world.look()
    assert told(hook) == [("raised", "fallback_played", "")]
    world.now = dt.datetime.fromisoformat(f"{morning} 06:59").replace(tzinfo=OSLO)
    world.look()
    assert "journal_behind" not in {rule for _, rule, _ in told(hook)}
    world.now = dt.datetime.fromisoformat(f"{morning} 07:00").replace(tzinfo=OSLO)
    world.start()
    world.look()
    assert told(hook)[-1] == ("raised", "journal_behind", "waiting")


# --- what is remembered ------------------------------------------------------------------------


def test_of_damaged_memory_nothing_is_told_but_what_is_wrong_now(
    world: World, hook: WebAddress, caplog: pytest.LogCaptureFixture
) -> None:
    world.only(Watched.FALLBACK_PLAYED, Watched.JOURNAL_BEHIND)
    behind(world)
    world.happens(Kind.FALLBACK)
    world.look()
    caught_up(world)
    (world.settings.folder / "alarms.json").write_text('{"began": 3', encoding="utf-8")
    world.start()
    world.passes(0.2)
    assert "what is wrong now is told once more" in caplog.text
    assert told(hook)[2:] == [("raised", "fallback_played", "")]


def test_what_is_no_longer_watched_is_over(world: World, hook: WebAddress) -> None:
    behind(world)
    world.look()
    world.content = replace(world.content, alarms=Alarms(channels=world.content.alarms.channels))
    world.look()
    assert [kind for kind, *_ in told(hook)] == ["raised", "cleared"]


def test_a_disk_that_takes_nothing_keeps_nobody_from_being_told(
    world: World, hook: WebAddress, caplog: pytest.LogCaptureFixture
) -> None:
    (world.settings.folder / "alarms.json").mkdir()
    behind(world)
    world.passes(0.5)
    assert told(hook) == [("raised", "journal_behind", "waiting")]
    assert caplog.text.count("What the alarms have told cannot be kept") == 1
