"""A small sound hotline to prove, to break and to ring."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx
import pytest
from flask import Flask

from ivr.cli.phone.replay import read_replay
from ivr.definition import Loaded, load
from ivr.phone import Account, CallOverrunError, CallRecord, EmulatedCarrier, Limits, ScriptedCaller
from ivr.proof import Counterexample, Lengths
from ivr.serving.assembly import Site, assemble
from ivr.serving.settings import Settings
from ivr.speech.build.run import build
from ivr.speech.clips.requests import clip_requests
from ivr.web import create_app

BASE_URL: Final = "https://hotline.example"
TOKEN: Final = "the token of the tests"
VARIABLES: Final = {"SIP_TRUNK": "trunk.example"}
OSLO: Final = ZoneInfo("Europe/Oslo")

START: Final = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
"""A Wednesday morning: everybody is at work, and the figures hold until the end of the year."""

CALLER: Final = "+4700000099"


@dataclass(frozen=True)
class Ringer:
    """Rings a project through the whole stack: signed requests, TwiML, clips."""

    root: Path
    app: Flask
    called: tuple[str, ...]

    def ring(
        self,
        caller: ScriptedCaller,
        *,
        at: dt.datetime,
        to: str = "+4700000001",
        from_: str = CALLER,
    ) -> CallRecord:
        with httpx.Client(transport=httpx.WSGITransport(self.app)) as client:
            carrier = EmulatedCarrier(
                client,
                account=Account("AC" + "0" * 32, TOKEN, self.called),
                voice_url=f"{BASE_URL}/voice",
                fallback_url=f"{BASE_URL}/voice/fallback",
                limits=Limits(turns=60),
            )
            return carrier.call(caller, to=to, from_=from_, at=at, call_sid="CA" + "1" * 32)

    def replay(self, counterexample: Counterexample, folder: Path, more: str = "") -> CallRecord:
        """Write a counter-example as `ivr proof --replays` does, and make the call it keeps.

        ``more`` keys are pressed after those; a call that does not end is given up.
        """
        path = folder / "replay.json"
        path.write_text(counterexample.as_replay(), encoding="utf-8")
        kept = read_replay(path)
        assert json.loads(path.read_text(encoding="utf-8"))["promise"] == counterexample.promise
        outcomes = kept.outcomes.split(",") if kept.outcomes else []
        caller = ScriptedCaller(",".join(filter(None, (kept.keys, more))), outcomes)
        try:
            return self.ring(caller, at=dt.datetime.fromisoformat(kept.at), to=kept.to)
        except CallOverrunError as error:
            return error.record


def ringer(root: Path) -> Ringer:
    loaded = load(root, VARIABLES)
    settings = Settings(BASE_URL, (TOKEN,), root, VARIABLES, emulated=True, drafts=True)
    return Ringer(root, create_app(settings), tuple(loaded.hotline.entrances))


def with_clips(root: Path) -> Path:
    """Build the silent clips of a project, as long as speech of theirs would be."""
    assert build(
        clip_requests(load(root, VARIABLES), "silent"), root / "audio" / "built", jobs=1
    ).complete
    return root


@pytest.fixture(scope="session")
def small_loaded(small: Path) -> Loaded:
    return load(small, VARIABLES)


@pytest.fixture(scope="session")
def small_lengths(small: Path) -> Lengths:
    return lengths_of(small)


@pytest.fixture(scope="session")
def small_line(small: Path) -> Ringer:
    return ringer(small)


@pytest.fixture(scope="session")
def ring_of() -> Callable[[Path], Ringer]:
    """Serve another project, such as one that has been changed."""
    return ringer


def lengths_of(root: Path) -> Lengths:
    """The seconds of a project's clips."""
    assembly = assemble(Site(root, VARIABLES))
    return Lengths.read(assembly.clips.manifest, assembly.hotline)


Change = tuple[str, str, str]
"""A file, the text that stands there once, and what stands there instead."""


@pytest.fixture
def changed(small: Path, tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Make a copy of the small project with changes, and the clips it then needs."""

    def make(*changes: Change, clips: bool = True) -> Path:
        root = Path(shutil.copytree(small, tmp_path / "changed"))
        for name, find, replace in changes:
            text = (root / name).read_text(encoding="utf-8")
            assert text.count(find) == 1, f"{name} has {text.count(find)} of {find!r}"
            (root / name).write_text(text.replace(find, replace), encoding="utf-8")
        return with_clips(root) if clips else root

    yield make
    shutil.rmtree(tmp_path / "changed", ignore_errors=True)
