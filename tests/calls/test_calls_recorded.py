"""Recorded calls: what a caller hears, from the answer to the end, in tests/calls/*.yaml.

A file's head says the call: description; keys (one per prompt: a language's code is its key in the
language menu, - is silence, x hangs up); at; to; from; outcomes; barge_in. After a change that
is meant, `pytest tests/calls --refresh-calls` writes the conversations anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ivr.hotline import Hotline
from ivr.hotline.usage import FIRST_PAGE, MORE_KEY, language_key
from ivr.phone import (
    CallEnded,
    CallRecord,
    DialEnded,
    Dialled,
    Event,
    Heard,
    KeyPressed,
    ScriptedCaller,
    Silence,
    Transferred,
    WhisperHeard,
)

if TYPE_CHECKING:
    from tests.conftest import Line

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
HEAD = {"description", "keys", "at", "to", "from", "outcomes", "barge_in"}
MARK = "\nconversation: |\n"
USUAL_TIME = "2026-11-25 10:00"
"""A Wednesday morning, when everybody is at work."""


TELL: dict[type[Event], Callable[[Any], str]] = {
    Heard: lambda e: f"{e.language}  {e.text}{' (cut)' if e.interrupted else ''}",
    KeyPressed: lambda e: f"key {e.key}",
    Silence: lambda _: "silence",
    Dialled: lambda e: f"rings {e.to}, showing {e.caller_id}",
    WhisperHeard: lambda e: f"callee hears {e.language}  {e.text}",
    Transferred: lambda _: "they talk",
    DialEnded: lambda e: f"transfer {e.status}",
    CallEnded: lambda e: f"end: {e.reason}",
}
"""One line for whatever caller and callee notice."""


def conversation(record: CallRecord) -> str:
    told = (TELL[type(event)](event) for event in record.events if type(event) in TELL)
    return "".join(f"  {line}\n" for line in told)


def pressed(keys: str, hotline: Hotline) -> Iterator[str]:
    """Keys as they are pressed; a language's code is its key, past pages of the language menu."""
    codes = list(hotline.languages)
    for key in filter(None, (key.strip() for key in keys.split(","))):
        if key in codes:
            position = codes.index(key)
            yield from [MORE_KEY] * (position // FIRST_PAGE)
            yield language_key(position)
        else:
            yield key


def play(line: Line, head: dict[str, str | list[str]]) -> CallRecord:
    moment = dt.datetime.fromisoformat(str(head.get("at", USUAL_TIME)))
    barge_in = head.get("barge_in")
    keys = list(pressed(str(head["keys"]), line.hotline))
    caller = ScriptedCaller(
        keys, head.get("outcomes", ()), barge_in=float(str(barge_in)) if barge_in else None
    )
    return line.call(
        caller,
        to=str(head.get("to", "")),
        at=moment.replace(tzinfo=line.hotline.timezone),
        **({"from_": str(head["from"])} if "from" in head else {}),
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_call_goes_as_recorded(file: Path, line: Line, request: pytest.FixtureRequest) -> None:
    text = file.read_text(encoding="utf-8")
    before, mark, recorded = text.partition(MARK)
    head = yaml.load(before, Loader=yaml.BaseLoader)  # noqa: S506 - all text, which cannot harm
    assert set(head) <= HEAD, f"not in a head: {set(head) - HEAD}"
    happened = conversation(play(line, head))
    if request.config.getoption("--refresh-calls"):
        file.write_text(f"{before.rstrip()}\n{MARK}{happened}", encoding="utf-8")
        return
    assert mark, f"{file.name} has no conversation yet: pytest tests/calls --refresh-calls"
    assert happened == recorded


def test_every_language_has_a_call_that_chooses_it(hotline: Hotline) -> None:
    recorded = "".join(file.read_text(encoding="utf-8") for file in FILES)
    missing = [code for code in hotline.languages if f"keys: {code}," not in recorded]
    assert not missing, f"record a call in {missing}: copy tests/calls/tour.*.yaml"


def test_every_step_and_every_transfer_is_in_a_recorded_call(line: Line) -> None:
    """Whoever adds a menu adds a call, so that a change to what is heard shows in a review."""
    seen = set()
    others = tuple(
        f".{code}" for code in line.hotline.languages if code != line.hotline.fallback_language
    )
    for file in (file for file in FILES if not file.stem.endswith(others)):
        before, _, _ = file.read_text(encoding="utf-8").partition(MARK)
        play(line, yaml.load(before, Loader=yaml.BaseLoader))  # noqa: S506 - all text
        for tapped in line.wire.tapped:
            fields = dict(
                part.split("=") for part in tapped.url.partition("?")[2].split("&") if part
            )
            seen.add((fields.get("at"), fields.get("n")))
    steps = {name for m in line.hotline.municipalities.values() for name in m.steps}
    assert {name for name in steps if ("step", name) not in seen} == set()
