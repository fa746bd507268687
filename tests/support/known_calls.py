"""Calls whose paths are known: what each adds to the figures is counted as it is made up."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from ivr.journal.events import Entry, Event, Kind, quarter
from ivr.journal.store import Store

OSLO: Final = ZoneInfo("Europe/Oslo")
LANGUAGES: Final = ("nb", "pl", "so", "ar")
MUNICIPALITIES: Final = ("asker", "halden", "vestby")
SERVICES: Final = ("doctor", "guidance")
_TOGETHER: Final = 50


@dataclass
class KnownCall:
    """A call, and what it adds to the figures by table and key.

    Attributes:
        tag: What ties its events together.
        municipality: Whose number was called.
        answered: When, by the hotline's clock.
        probe: Whether it is a test call.
        counts: What it adds.
        first_transfer: Seconds until a service was rung; None for never, or where nobody knows.
        events: What is written of it.
    """

    tag: bytes
    municipality: str
    answered: dt.datetime
    probe: bool = False
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_transfer: int | None = None
    events: list[Event] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """Yield what is written, in its order."""
        for number, event in enumerate(self.events):
            moment = self.answered + dt.timedelta(seconds=20 * number)
            yield Entry(event, quarter(moment), self.tag, probe=self.probe)

    def add(self, kind: Kind, **fields: object) -> None:
        """Let something happen."""
        self.events.append(Event(kind, self.municipality, **fields))  # type: ignore[arg-type]

    def once(self, table: str, key: str = "") -> None:
        """Count the call once, however often that happens in it."""
        self.counts[table, key] = 1


def known_calls(number: int, dice: random.Random, last: dt.datetime, days: int) -> list[KnownCall]:
    """Make up calls that were answered within so many days before a moment."""
    return [
        _call(dice, last - dt.timedelta(minutes=dice.randrange(days * 1440))) for _ in range(number)
    ]


def write(store: Store, calls: list[KnownCall], now: dt.datetime) -> None:
    """Write calls a few at a time, as they come: a database ends what lasts for seconds."""
    for at in range(0, len(calls), _TOGETHER):
        some = calls[at : at + _TOGETHER]
        store.write([entry for call in some for entry in call.entries()], now)


def counted(calls: list[KnownCall], *, municipality: str | None = None) -> Counter[tuple[str, str]]:
    """Return what calls add to the figures altogether."""
    sums: Counter[tuple[str, str]] = Counter()
    for call in calls:
        if not call.probe and municipality in (None, call.municipality):
            sums.update(call.counts)
    return sums


def _call(dice: random.Random, moment: dt.datetime) -> KnownCall:
    answered = moment.astimezone(OSLO)
    call = KnownCall(
        dice.randbytes(16), dice.choice(MUNICIPALITIES), answered, dice.random() < 0.03
    )
    call.once("calls")
    call.once("hour", f"{answered.hour:02d}")
    call.once("day", str(answered.date()))
    call.once("week", f"{answered:%Y-%m}-{min((answered.day - 1) // 7, 3) * 7 + 1:02d}")
    call.once("month", f"{answered:%Y-%m}")
    call.once("municipality", call.municipality)
    call.add(Kind.ANSWERED, label="shared", at="languages")
    call.once("place", "languages")
    if dice.random() < 0.02:
        call.add(Kind.UNKNOWN_NUMBER)
        call.once("unknown-number")
    _talk(call, dice)
    return call


def _talk(call: KnownCall, dice: random.Random) -> None:
    language, pressed = "", False
    if dice.random() < 0.85:
        language = dice.choices(LANGUAGES, [60, 25, 10, 5])[0]
        pressed = dice.random() < 0.9
        if pressed:
            call.add(Kind.KEY, at="languages", key="1")
        call.add(Kind.LANGUAGE, language=language)
        call.add(Kind.REACHED, language=language, at="step", name="main", seconds=9)
        call.once("place", "main")
    call.once("language", language)
    where = "main" if language else "languages"
    at, name = ("step", "main") if language else ("languages", "")
    for _ in range(dice.choice([0, 0, 0, 1, 3])):
        call.add(Kind.WRONG_KEY, language=language, at=at, name=name, key="9")
        call.counts["wrong-key", where] += 1
        pressed = True
    for _ in range(dice.choice([0, 0, 0, 1, 2])):
        call.add(Kind.KEY, language=language, at=at, name=name, key="#")
        call.counts["slowly", ""] += 1
        pressed = True
    if not pressed:
        call.once("silent", "silent")
    transfers = dice.choice([0, 0, 1, 1, 1, 2]) if language else 0
    if language and dice.random() < 0.8:
        topic = dice.choice(["fees", "records", "doctor"])
        call.add(Kind.REACHED, language=language, at="step", name=f"{topic}.menu", topic=topic)
        call.once("topic", topic)
        call.once("place", where := f"{topic}.menu")
    reached = False
    for attempt in range(transfers):
        if not reached:
            reached, where = _ring(call, dice, language, attempt)
    outcome = "got-through" if reached else "in-vain" if transfers else "not-tried"
    call.once("got-through", outcome)
    _end(call, dice, where, reached=reached)


def _ring(call: KnownCall, dice: random.Random, language: str, attempt: int) -> tuple[bool, str]:
    service, seconds = dice.choice(SERVICES), dice.choice([None, dice.randrange(12, 300)])
    call.add(Kind.REACHED, language=language, at="dial", name=service, seconds=seconds)
    call.once("place", f"dial {service}")
    if attempt == 0:
        call.first_transfer = seconds
        if seconds is not None:
            call.once("first-transfer", f"{seconds:04d}")
    route, outcome = dice.choice([1, 2]), dice.choice(["answered", "busy", "no-answer"])
    call.add(Kind.TRANSFER, language=language, name=service, route=route, outcome=outcome)
    call.counts["transfer", f"{service}/{route}/{outcome}"] += 1
    call.once("service", service)
    return outcome == "answered", f"dial {service}"


def _end(call: KnownCall, dice: random.Random, where: str, *, reached: bool) -> None:
    end = dice.choice(["hung-up", "hung-up", "goodbye", "untold"])
    has_failed = end != "goodbye" and dice.random() < 0.03
    if has_failed:
        call.add(Kind.FALLBACK, outcome="11200")
        call.once("fallback")
    if end != "untold":
        call.add(Kind.ENDED, outcome=end, seconds=90)
    if reached:
        return
    call.once("end", "apology" if has_failed else end)
    if end == "hung-up" and not has_failed:
        call.once("gave-up", where)
