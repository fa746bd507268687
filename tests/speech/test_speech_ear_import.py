"""A speaker who has swapped two files is told so; whoever has not is left in peace."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
import soundfile

from ivr.cli.audio.import_ import import_
from ivr.model.length import allowed_seconds
from ivr.speech.dsp.sound import Speech
from ivr.speech.errors import kind_of
from ivr.speech.recordings.importer import Imported, import_recordings
from ivr.speech.recordings.script import ScriptLine
from ivr.speech.recordings.swapped import SwappedCheck
from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice

WPM: Final = 150
TEXTS: Final = {
    ("main.doctor", "main.doctor.3"): "For your family doctor, press three.",
    ("goodbye", "goodbye"): "Thank you for calling. Goodbye.",
    ("retry", "retry"): "There is no hurry, take all the time you need.",
    ("fees", "fees.4"): "To hear what it costs, press four.",
    ("fees", "fees.2"): "To hear what it costs, press two.",
}
LINES: Final = tuple(
    ScriptLine(id_, prompt, text, allowed_seconds(text, WPM))
    for (prompt, id_), text in TEXTS.items()
)
DIGITS: Final = {"two": "2", "three": "3", "four": "4"}


@pytest.fixture(scope="module")
def voices() -> dict[str, Speech]:
    """What a natural voice says, standing in for a person."""
    voice = Voice("kokoro", "en", WPM)
    return {line.id: engine("kokoro").synthesise(line.text, voice) for line in LINES}


def taken_in(
    folder: Path, voices: dict[str, Speech], said: dict[str, str], *, accept: bool = False
) -> Imported:
    """Hand in a file of each name, in which the text of an id is said."""
    source = folder / "from the speaker"
    source.mkdir()
    for name, id_ in said.items():
        soundfile.write(source / f"{name}.wav", voices[id_].samples, voices[id_].rate)
    checks = [SwappedCheck("en", LINES, DIGITS)]
    kept = folder / "kept"
    return import_recordings(source, kept, "en", LINES, WPM, accept=accept, checks=checks)


def test_right_recordings_are_taken_in(tmp_path: Path, voices: dict[str, Speech]) -> None:
    report = taken_in(tmp_path, voices, {id_: id_ for id_ in voices})
    assert report.troubles == ()
    assert set(report.ids) == voices.keys()


def test_swapped_recordings_are_refused_by_both_names(
    tmp_path: Path, voices: dict[str, Speech]
) -> None:
    swapped = {
        "main.doctor.3": "goodbye",
        "goodbye": "main.doctor.3",
        "fees.4": "fees.2",
        "fees.2": "fees.4",
        "retry": "retry",
    }
    report = taken_in(tmp_path, voices, swapped)
    assert report.ids == ("retry",)
    told = {
        trouble.file: trouble.problem.sentence
        for trouble in report.troubles
        if kind_of(trouble.problem) == "of another text"
    }
    assert told.keys() == {f"{name}.wav" for name in swapped if name != "retry"}
    for name, id_ in swapped.items():
        if name != id_:
            assert f"the text of {id_} (" in told[f"{name}.wav"]
            assert f"whether {name} and {id_} are swapped" in told[f"{name}.wav"]


def test_what_somebody_has_listened_to_can_be_let_pass(
    tmp_path: Path, voices: dict[str, Speech]
) -> None:
    report = taken_in(tmp_path, voices, {"fees.4": "fees.2"}, accept=True)
    assert report.ids == ("fees.4",)
    assert "(let pass)" in str(report.troubles[0])


def test_the_command_says_that_it_listens() -> None:
    assert "listened to" in (import_.help or "")
