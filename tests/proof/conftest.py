"""A small sound hotline to prove, to break and to ring."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ivr.cli.phone.replay import read_replay
from ivr.definition import Loaded, load
from ivr.phone import CallOverrunError, CallRecord, ScriptedCaller
from ivr.proof import Counterexample, Lengths
from ivr.serving.assembly import Site, assemble
from tests.support.hotline import VARIABLES, copy_of, served, with_clips
from tests.support.ringing import Line


class Ringer(Line):
    """Rings a project, and makes the calls that the proof keeps."""

    def __init__(self, root: Path) -> None:
        self.app = served(root)
        super().__init__(self.app, load(root, VARIABLES).hotline, turns=60)

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


@pytest.fixture(scope="session")
def small_loaded(small: Path) -> Loaded:
    return load(small, VARIABLES)


@pytest.fixture(scope="session")
def small_lengths(small: Path) -> Lengths:
    return lengths_of(small)


@pytest.fixture(scope="session")
def small_line(small: Path) -> Ringer:
    return Ringer(small)


@pytest.fixture(scope="session")
def ring_of() -> Callable[[Path], Ringer]:
    """Serve another project, such as one that has been changed."""
    return Ringer


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
        root = copy_of(small, tmp_path / "changed")
        for name, find, replace in changes:
            text = (root / name).read_text(encoding="utf-8")
            assert text.count(find) == 1, f"{name} has {text.count(find)} of {find!r}"
            (root / name).write_text(text.replace(find, replace), encoding="utf-8")
        return with_clips(root) if clips else root

    yield make
    shutil.rmtree(tmp_path / "changed", ignore_errors=True)
