"""Recorded calls of the shipped hotline: what a caller hears, in tests/calls/*.yaml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.model import Hotline
from ivr.phone import CallRecord
from tests.support.ringing import Line

FILES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_call_goes_as_recorded(
    file: Path, line: Line, replay: Callable[[Line, Path], None]
) -> None:
    replay(line, file)


def test_every_language_has_a_call_that_chooses_it(hotline: Hotline) -> None:
    recorded = "".join(file.read_text(encoding="utf-8") for file in FILES)
    missing = [code for code in hotline.languages if f"keys: {code}," not in recorded]
    assert not missing, f"record a call in {missing}: copy tests/calls/tour.*.yaml"


def test_every_step_and_every_transfer_is_in_a_recorded_call(
    line: Line, play: Callable[[Line, Path], CallRecord]
) -> None:
    """Whoever adds a menu adds a call, so that a change to what is heard shows in a review."""
    seen = set()
    others = tuple(
        f".{code}" for code in line.hotline.languages if code != line.hotline.fallback_language
    )
    for file in (file for file in FILES if not file.stem.endswith(others)):
        play(line, file)
        for tapped in line.wire.tapped:
            fields = dict(
                part.split("=") for part in tapped.url.partition("?")[2].split("&") if part
            )
            seen.add((fields.get("at"), fields.get("n")))
    steps = {name for m in line.hotline.municipalities.values() for name in m.steps}
    assert {name for name in steps if ("step", name) not in seen} == set()
