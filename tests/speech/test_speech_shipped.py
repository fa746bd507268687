"""The clips of the shipped project, all of them: clean, and equally loud in every language."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from ivr.cli import main
from ivr.definition import load
from ivr.speech.build.run import build
from ivr.speech.clips.requests import clip_requests
from ivr.speech.dsp.level import active_level

ROOT: Final = Path(__file__).parents[2]
UNHEARD: Final = {"so", "ps", "se"}
"""Languages that wait for a speaker: no engine knows them."""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the project with every clip in both renditions, as `make setup` builds them."""
    project = tmp_path_factory.mktemp("spoken") / "project"
    for folder in ("config", "prompts"):
        shutil.copytree(ROOT / folder, project / folder)
    assert build(clip_requests(load(project, {})), project / "audio" / "built").complete
    yield project
    # Hundreds of megabytes, which pytest would keep for the next three runs.
    shutil.rmtree(project)


@pytest.fixture(scope="module")
def checked(spoken: Path) -> dict[str, Any]:
    """What `ivr audio check` says of it."""
    done = CliRunner().invoke(main, ["--project", str(spoken), "audio", "check", "--json"])
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_check_finds_nothing_wrong(checked: dict[str, Any]) -> None:
    assert checked["findings"] == []


def test_whatever_an_engine_can_speak_is_there(checked: dict[str, Any]) -> None:
    coverage = {one["language"]: one for one in checked["coverage"]}
    for language, counts in coverage.items():
        source = "missing" if language in UNHEARD else "built"
        assert counts[source] == counts["texts"] > 0, language


def test_every_clip_is_as_loud_as_every_other(spoken: Path) -> None:
    """Within 2 dB over all languages and both renditions, measured from the files."""
    levels = {}
    for path in (spoken / "audio" / "built").glob("*/*.wav"):
        samples, rate = soundfile.read(path, dtype="float32")
        assert rate == 8000
        level = active_level(samples, rate)
        assert level is not None, path
        assert np.abs(samples).max() <= 10 ** (-2.95 / 20), path
        levels[path] = level.dbov
    assert len(levels) > 4000
    assert max(levels.values()) - min(levels.values()) <= 2.0
    assert all(abs(level + 22.0) <= 1.0 for level in levels.values())
