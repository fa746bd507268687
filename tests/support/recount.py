"""What calls add to the figures, counted from the carrier's own record of them.

Nothing here has seen an event: places come from the addresses that the answers name, keys and
transfers from the requests, the end from whoever hung up. Only what a key means is asked of the
conversation itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import Final
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from ivr.call import Digit, is_wrong_key, read_state
from ivr.model import Hotline
from ivr.phone import CallRecord
from tests.support.ringing import Tapped

OSLO: Final = ZoneInfo("Europe/Oslo")
OUTCOMES: Final = {"completed": "answered"}
"""The journal's word for what the carrier calls otherwise."""

_LEADS_TO: Final = re.compile(r'<(?:Gather|Dial)[^>]* action="([^"]+)"')
_TURNS: Final = ("/voice", "/voice/turn")

Places = dict[str, str]


@dataclass(frozen=True)
class Recounted:
    """A call as its carrier has it.

    Attributes:
        answered: When, by the hotline's clock.
        municipality: Whose number was called.
        counts: What it adds, by table and key.
        waited: Seconds until a service was rung; None for never.
    """

    answered: dt.datetime
    municipality: str
    counts: Counter[tuple[str, str]]
    waited: int | None


@dataclass
class _Course:
    """What is found of a call, turn by turn."""

    hotline: Hotline
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    places: list[Places] = field(default_factory=list)
    has_pressed: bool = False
    is_through: bool = False

    def once(self, table: str, key: str = "") -> None:
        self.counts[table, key] = 1

    def take(self, tapped: Tapped, moment: dt.datetime) -> None:
        """Take one turn in."""
        address = urlsplit(tapped.url)
        state = dict(parse_qsl(address.query))
        if status := tapped.form.get("DialCallStatus", ""):
            self._transfer(state, OUTCOMES.get(status, status))
        elif (key := tapped.form.get("Digits", "")[:1]) and state:
            self._pressed(state, key, moment)
        if tapped.form.get("CallStatus") == "completed":
            return  # the end of a transfer is told of a caller who is gone, and hears no more
        if leads_to := _LEADS_TO.search(tapped.body.decode()):
            self._reach(dict(parse_qsl(urlsplit(unescape(leads_to[1])).query)))

    def _transfer(self, state: Places, outcome: str) -> None:
        self.counts["transfer", f"{state['n']}/{state.get('c', '1')}/{outcome}"] += 1
        self.once("service", state["n"])
        self.is_through |= outcome == "answered"

    def _pressed(self, state: Places, key: str, moment: dt.datetime) -> None:
        self.has_pressed = True
        self.counts["slowly", ""] += key == "#"
        known = read_state(state, self.hotline)
        if is_wrong_key(self.hotline, known, Digit(key), moment):
            self.counts["wrong-key", place(state)] += 1

    def _reach(self, state: Places) -> None:
        self.places.append(state)
        self.once("place", place(state))
        if "t" in state:
            self.once("topic", state["t"])


def place(state: Places) -> str:
    """Say where an address leads, in a word or two."""
    return state["n"] if state["at"] == "step" else f"{state['at']} {state.get('n', '')}".strip()


def recount(
    hotline: Hotline, record: CallRecord, tapped: list[Tapped], *, end_is_told: bool
) -> Recounted:
    """Count what one call adds; of a carrier that never tells an end, it is not known."""
    course = _Course(hotline)
    turns = [one for one in tapped if urlsplit(one.url).path in _TURNS and one.status == 200]
    asked = [
        request
        for request in record.requests
        if urlsplit(request.url).path in _TURNS and request.status == 200
    ]
    assert [request.url for request in asked] == [turn.url for turn in turns]
    waited = None
    for request, turn in zip(asked, turns, strict=True):
        course.take(turn, record.started + dt.timedelta(seconds=request.at))
        if waited is None and course.places and course.places[-1]["at"] == "dial":
            waited = int(request.at)
    answered = record.started.astimezone(OSLO)
    municipality = hotline.entrance(record.to).municipality
    course.once("calls")
    course.once("hour", f"{answered.hour:02d}")
    course.once("day", str(answered.date()))
    course.once("week", f"{answered:%Y-%m}-{min((answered.day - 1) // 7, 3) * 7 + 1:02d}")
    course.once("month", f"{answered:%Y-%m}")
    course.once("municipality", municipality)
    spoken = [state["l"] for state in course.places if "l" in state]
    course.once("language", spoken[-1] if spoken else "")
    if not course.has_pressed:
        course.once("silent")
    if record.to not in hotline.entrances:
        course.once("unknown-number")
    apologies = sum(request.purpose == "fallback" for request in record.requests)
    course.counts["fallback", ""] = apologies
    _end(course, record, apologies, tried=waited is not None, end_is_told=end_is_told)
    return Recounted(answered, municipality, +course.counts, waited)


def _end(
    course: _Course, record: CallRecord, apologies: int, *, tried: bool, end_is_told: bool
) -> None:
    outcome = "got-through" if course.is_through else "in-vain" if tried else "not-tried"
    course.once("got-through", outcome)
    if course.is_through:
        return
    assert record.reason in ("caller hung up", "application hung up"), record.reason
    if record.reason == "application hung up":
        end = "apology" if apologies else "goodbye"
    else:
        end = "hung-up" if end_is_told else "untold"
    course.once("end", end)
    if end == "hung-up":
        course.once("gave-up", place(course.places[-1]) if course.places else "")
