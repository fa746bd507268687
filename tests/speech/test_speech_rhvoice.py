"""RHVoice: the real one where the system has it or `make rhvoice` has brought it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.engines import engine
from ivr.speech.tts.engines import rhvoice as ours
from ivr.speech.tts.engines.rhvoice import RHVoice
from ivr.speech.tts.voice import Voice

DOCTOR: Final = "For a doctor, press two. If you are in danger, hang up, and dial one one three."
VOICE: Final = Voice("rhvoice", "slt")


def lacking() -> str:
    """Why RHVoice cannot speak English here; empty where it can."""
    try:
        RHVoice().fingerprint(VOICE)
    except SpeechError as error:
        return f"{error}; or make rhvoice"
    return ""


LACKING: Final = lacking()
real = pytest.mark.skipif(bool(LACKING), reason=LACKING)


def put(home: Path, voice: str) -> None:
    """An installation with a voice, and no library."""
    folder = home / "share" / "RHVoice" / "voices" / voice
    folder.mkdir(parents=True)
    (folder / "voice.info").write_text("name=It\nformat=4\nrevision=7\n")


@real
def test_it_speaks_at_the_pace_that_was_asked_for() -> None:
    spoken = RHVoice().synthesise(DOCTOR, VOICE)
    slow = RHVoice().synthesise(DOCTOR, VOICE.slowed())
    slowest = RHVoice().synthesise("Hang up.", Voice("rhvoice", "slt", 80))
    quick = RHVoice().synthesise("Hang up.", Voice("rhvoice", "slt", 240))
    assert spoken.samples.dtype == np.float32
    assert 0.05 < np.abs(spoken.samples).max() <= 1
    pause = 0.5
    assert (slow.seconds - pause) / (spoken.seconds - pause) == pytest.approx(4 / 3, abs=0.02)
    assert slowest.seconds / quick.seconds == pytest.approx(3, abs=0.05)


@real
@pytest.mark.parametrize("name", ["slt", "clb", "bdl", "alan"])
def test_words_a_minute_mean_the_same_as_for_the_embedded_engine(name: str) -> None:
    theirs = engine("espeak").synthesise(DOCTOR, Voice("espeak", "en-gb", 158))
    spoken = RHVoice().synthesise(DOCTOR, Voice("rhvoice", name, 158))
    assert spoken.seconds == pytest.approx(theirs.seconds, rel=0.15)


@real
def test_processes_and_threads_speak_the_same(out_dir: Path) -> None:
    texts = [f"Press {digit}." for digit in ("one", "two", "three", "four", "five", "six")] * 3
    with ThreadPoolExecutor(4) as threads:
        heard = list(threads.map(lambda text: RHVoice().synthesise(text, VOICE), texts))
    for text, speech in zip(texts, heard, strict=True):
        assert np.array_equal(speech.samples, RHVoice().synthesise(text, VOICE).samples)
    asked = [ClipRequest("en", f"{text} Or {number}.", VOICE) for number, text in enumerate(texts)]
    report = build(asked, out_dir, jobs=2)
    assert report.failures == ()
    clips = list(Manifest.load(out_dir / "manifest.json"))
    assert [(clip.engine, clip.voice) for clip in clips] == [("rhvoice", "slt")] * len(asked)
    assert all(clip.level_dbov == pytest.approx(-22, abs=0.3) for clip in clips)


@real
@pytest.mark.parametrize("text", ["", " ", "..."])
def test_a_text_without_words_is_an_error_not_silence(text: str) -> None:
    with pytest.raises(SpeechError, match="can read nothing in the text"):
        RHVoice().synthesise(text, VOICE)


@real
def test_whatever_changes_the_sound_changes_the_fingerprint() -> None:
    told = RHVoice().fingerprint(VOICE)
    assert told.startswith("rhvoice 1.")
    others = [VOICE.slowed(), Voice("rhvoice", "bdl"), Voice("rhvoice", "slt", 160)]
    assert len({told, *map(RHVoice().fingerprint, others)}) == 4


@real
def test_a_misspelt_voice_is_named_with_the_nearest() -> None:
    with pytest.raises(SpeechError, match=r"no voice 'stl' here\. Did you mean \[slt\]"):
        RHVoice().synthesise("One.", Voice("rhvoice", "stl"))


@pytest.mark.parametrize(
    ("voice", "package"),
    [("elena", "russian"), ("natalia", "ukrainian"), ("magda", "polish"), ("none", "english")],
)
def test_where_it_is_missing_the_command_that_brings_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, voice: str, package: str
) -> None:
    monkeypatch.setattr(ours, "_HOMES", (tmp_path,))
    with pytest.raises(EngineDownError) as missing:
        RHVoice().fingerprint(Voice("rhvoice", voice))
    fix = f"run: sudo apt install librhvoice5 rhvoice-{package} ("
    assert str(missing.value).startswith(f"RHVoice is not installed; {fix}")


def test_a_missing_voice_of_an_installed_engine_leaves_the_others_their_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "slt")
    monkeypatch.setattr(ours, "_HOMES", (tmp_path,))
    with pytest.raises(
        SpeechError, match="run: sudo apt install librhvoice5 rhvoice-russian"
    ) as no:
        RHVoice().fingerprint(Voice("rhvoice", "irina"))
    assert not isinstance(no.value, EngineDownError)


def test_voices_without_the_library_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "slt")
    monkeypatch.setattr(ours, "_HOMES", (tmp_path,))
    with pytest.raises(EngineDownError, match=r"RHVoice cannot be loaded: .*; run: sudo apt"):
        RHVoice().synthesise("One.", VOICE)
