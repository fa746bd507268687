"""`ivr audio ear` as an operator types it; these clips are silent, so that nothing is guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ivr.speech.clips.heard import SAMPLE
from ivr.speech.dsp.wav import wrap
from ivr.speech.ear import recogniser
from ivr.speech.ear.accepted import read_accepted
from tests.support.commands import Ivr, one_line
from tests.support.hotline import copy_of


@pytest.fixture
def project(shipped: Path, tmp_path: Path) -> Path:
    return copy_of(shipped, tmp_path / "project")


def test_silent_clips_are_named_one_by_one_and_are_warnings(shipped: Path) -> None:
    done = Ivr(shipped)("audio", "ear", "nb", "ku")
    assert done.returncode == 0, done
    named = [line for line in done.stdout.splitlines() if line.startswith("nb ")]
    assert len(named) == SAMPLE + 1
    assert sum("warning: silent: nobody speaks in it" in line for line in named) == SAMPLE
    assert "nb answer.emergency: " in done.stdout
    assert "100 %" in named[-1]
    assert done.stdout.endswith("The recogniser does not know these languages: ku.\n")


def test_where_it_is_strict_a_fault_is_a_mistake(shipped: Path) -> None:
    done = Ivr(shipped)("audio", "ear", "nb", "pl", "--strict", "nb", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    strict = [one for one in told["findings"] if one["language"] == "nb"]
    assert {one["severity"] for one in strict} == {"error"}
    assert {one["severity"] for one in told["findings"] if one["language"] == "pl"} == {"warning"}
    assert "nobody has accepted figures of this voice" in [one["cause"] for one in strict]
    assert len(told["clips"]) == 2 * SAMPLE


def test_accepted_figures_are_kept_and_the_next_run_is_held_to_them(project: Path) -> None:
    path = project / "audio" / "ear.toml"
    assert Ivr(project)("audio", "ear", "nb", "--accept").returncode == 0
    assert [one.words for one in read_accepted(path).values()] == [100.0]
    path.write_text(path.read_text().replace("words = 100.0", "words = 40.0"))
    done = Ivr(project)("audio", "ear", "nb")
    assert "nb silent: warning: voice worse: 100 of 100 words are wrong, and 40 were" in done.stdout
    assert done.returncode == 0


def test_clips_of_one_engine_alone_can_be_asked_for(shipped: Path) -> None:
    done = Ivr(shipped)("audio", "ear", "nb", "--engine", "kokoro")
    assert done.returncode == 0
    assert done.stdout == "No clip was listened to. Run: ivr audio build\n"
    strict = Ivr(shipped)("audio", "ear", "nb", "--engine", "kokoro", "--strict", "nb")
    assert strict.returncode == 1
    assert "there is no clip to listen to; run ivr audio build" in strict.stdout


def test_a_mistyped_language_is_told_with_the_nearest(shipped: Path) -> None:
    for arguments in (("nbb",), ("nb", "--strict", "nbb")):
        told = one_line(Ivr(shipped)("audio", "ear", *arguments))
        assert "[nbb]" in told
        assert "[nb]" in told


def test_without_the_recogniser_one_line_says_how_to_install_it(
    shipped: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recogniser, "is_installed", lambda: False)
    recogniser.recogniser.cache_clear()
    spoken = copy_of(shipped, tmp_path / "spoken")
    built = spoken / "audio" / "built"
    for clip in (built / "nb").glob("*.wav"):
        clip.unlink()
        clip.write_bytes(wrap(bytes(range(256)) * 40))
    # Processes of their own would know nothing of this test.
    monkeypatch.setattr("ivr.speech.ear.listeners._cores", lambda: 1)
    told = one_line(Ivr(spoken)("audio", "ear", "nb"))
    assert told == "the recogniser is not installed; run: pip install 'ivr[ear]'"
