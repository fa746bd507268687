"""Recorded calls: what a caller hears, from the answer to the end.

A file's head says the call: description; keys (one per prompt: a language's code is its key in the
language menu, - is silence, x hangs up); at; to; from; outcomes; barge_in. After a change that
is meant, `pytest tests/calls --refresh-calls` writes the conversations anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ivr.model import Hotline
from ivr.model.language_menu import FIRST_PAGE, MORE_KEY, language_key
from ivr.phone import (
    CallEnded,
    CallRecord,
    DialEnded,
    Event,
    Heard,
    KeyPressed,
    LegRung,
    ScriptedCaller,
    Silence,
    Transferred,
    WhisperHeard,
)
from tests.support.hotline import MORNING
from tests.support.ringing import Line

Play = Callable[["Line", Path], CallRecord]
Replay = Callable[["Line", Path], None]

HEAD = {"description", "keys", "at", "to", "from", "outcomes", "barge_in"}
MARK = "\nconversation: |\n"

TELL: dict[type[Event], Callable[[Any], str]] = {
    Heard: lambda e: f"{e.language}  {e.text}{' (cut)' if e.interrupted else ''}",
    KeyPressed: lambda e: f"key {e.key}",
    Silence: lambda _: "silence",
    LegRung: lambda e: f"rings {e.to}, showing {e.caller_id}",
    WhisperHeard: lambda e: f"callee hears {e.language}  {e.text}",
    Transferred: lambda _: "they talk",
    DialEnded: lambda e: f"transfer {e.status}",
    CallEnded: lambda e: f"end: {e.reason}",
}
"""One line for whatever caller and callee notice."""


def conversation(record: CallRecord) -> str:
    noticed = (e for e in record.events if not (isinstance(e, Heard) and e.is_wordless))
    told = (TELL[type(event)](event) for event in noticed if type(event) in TELL)
    return "".join(f"  {line}\n" for line in told)


def pressed(keys: str, hotline: Hotline, called: str) -> Iterator[str]:
    """Keys as they are pressed; a language's code is its key, past pages of the language menu."""
    codes = list(hotline.languages_in(hotline.entrance(called).municipality))
    for key in filter(None, (key.strip() for key in keys.split(","))):
        if key in codes:
            position = codes.index(key)
            yield from [MORE_KEY] * (position // FIRST_PAGE)
            yield language_key(position)
        else:
            yield key


def head_of(file: Path) -> dict[str, str | list[str]]:
    """The call as its file's head says it, every value as text."""
    before, _, _ = file.read_text(encoding="utf-8").partition(MARK)
    head: dict[str, str | list[str]] = yaml.load(before, Loader=yaml.BaseLoader)  # noqa: S506
    assert set(head) <= HEAD, f"not in a head: {set(head) - HEAD}"
    return head


def played(line: Line, file: Path) -> CallRecord:
    head = head_of(file)
    moment = dt.datetime.fromisoformat(str(head["at"])) if "at" in head else MORNING
    barge_in = head.get("barge_in")
    keys = list(pressed(str(head["keys"]), line.hotline, str(head.get("to", ""))))
    caller = ScriptedCaller(
        keys, head.get("outcomes", ()), barge_in=float(str(barge_in)) if barge_in else None
    )
    return line.call(
        caller,
        to=str(head.get("to", "")),
        at=moment.replace(tzinfo=line.hotline.timezone),
        **({"from_": str(head["from"])} if "from" in head else {}),
    )


@pytest.fixture(scope="session")
def play() -> Play:
    """Make the call of a file, whatever has been recorded of it."""
    return played


@pytest.fixture(scope="session")
def replay(request: pytest.FixtureRequest) -> Replay:
    """Make the call of a file and hold what is heard against what has been recorded."""

    def one(line: Line, file: Path) -> None:
        before, mark, recorded = file.read_text(encoding="utf-8").partition(MARK)
        happened = conversation(played(line, file))
        if request.config.getoption("--refresh-calls"):
            file.write_text(f"{before.rstrip()}\n{MARK}{happened}", encoding="utf-8")
            return
        assert mark, f"{file.name} has no conversation yet: pytest tests/calls --refresh-calls"
        assert happened == recorded

    return one
