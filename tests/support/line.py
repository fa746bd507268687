"""A hotline that is rung while something breaks, and what its callers heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import httpx

from ivr.phone import Account, CallRecord, EmulatedCarrier, ScriptedCaller
from ivr.phone.callers.caller import Listen, Reaction
from ivr.phone.events import Transferred
from ivr.speech.clips.manifest import Manifest
from tests.support.hotline import BASE_URL, MORNING, TOKEN

CALLED: Final = "+4721000001"
KEYS: Final = "1,1,1"
CALLS: Final = 3
"""Calls a fault, one after the other."""


class Row(NamedTuple):
    """A fault, what callers heard, and how many calls were lost of how many."""

    fault: str
    heard: str
    calls: int
    lost: int


class Caller(ScriptedCaller):
    """Presses keys, and has something happen while the second of them is awaited."""

    def __init__(self, keys: str, happens: Callable[[], object]) -> None:
        super().__init__(keys)
        self._happens, self._waits = happens, 0

    def listen(self, listen: Listen) -> Reaction:
        self._waits += listen.gathering
        if self._waits == 2:
            self._waits += 1
            self._happens()
        return super().listen(listen)


def nothing() -> None:
    """Have nothing happen."""


@dataclass
class Line:
    """A hotline that is rung over ``client``; ``words`` are those of its clips, by file.

    ``plain`` is what a caller hears while nothing is broken.
    """

    client: httpx.Client
    words: dict[str, str]
    plain: tuple[str, ...] = ()

    def ring(self, happens: Callable[[], object] = nothing) -> CallRecord:
        carrier = EmulatedCarrier(
            self.client,
            account=Account("AC" + "0" * 32, TOKEN, (CALLED,)),
            voice_url=f"{BASE_URL}/voice#ct=2000&rt=5000&rc=2&rp=ct,rt,5xx",
            fallback_url=f"{BASE_URL}/voice/fallback",
            status_callback=f"{BASE_URL}/voice/status",
        )
        caller = Caller(KEYS, happens)
        return carrier.call(caller, to=CALLED, from_="+4700000099", at=MORNING)

    def heard(self, record: CallRecord) -> tuple[str, ...]:
        """The sentences that were heard, however they came."""
        told = (one.text or self.words.get(self._file(one.url), "") for one in record.heard)
        return tuple(text for text in told if text)

    def _file(self, url: str) -> str:
        return url.removeprefix(f"{BASE_URL}/audio/").removeprefix("opening/")

    def row(self, fault: str, happens: Callable[[], object] = nothing, calls: int = CALLS) -> Row:
        """Make calls, each with a fault in its middle, and say what was heard of them."""
        records = [self.ring(happens) for _ in range(calls)]
        lost = [record for record in records if not self.is_whole(record)]
        aloud = {one.text for record in records for one in record.heard if one.kind == "say"}
        told = f"every word; {len(aloud)} read aloud by the carrier" if aloud else "every word"
        if lost:
            told = f"{lost[0].reason}; {'; '.join(map(str, lost[0].faults))[:200]}"
        return Row(fault, told, len(records), len(lost))

    def is_whole(self, record: CallRecord) -> bool:
        """Whether a caller heard what every caller hears, and was put through."""
        rang = [joined.to for joined in record.of(Transferred)] == ["sip:113@trunk.example"]
        return rang and record.faults == () and self.heard(record) == self.plain


def words_of(root: Path) -> dict[str, str]:
    """Return what each clip of a project says, by its file."""
    return {clip.file: clip.text for clip in Manifest.load(root / "audio/built/manifest.json")}
