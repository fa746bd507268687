"""From an edit to its sound, in one command."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from tests.support.commands import Ivr, one_line
from tests.support.hotline import SMALL, copied


@pytest.fixture
def ivr(tmp_path: Path) -> Ivr:
    """A small hotline, its Norwegian spoken by espeak-ng."""
    project = copied(tmp_path / "small", SMALL)
    path = project / "prompts" / "nb.yaml"
    text = path.read_text(encoding="utf-8")
    quick = "meanwhile: {engine: silent, voice: nb, words_per_minute: 160}"
    both = f"{{engine: espeak, voice: nb, words_per_minute: 160, {quick}}}"
    changed = text.replace("{engine: silent, voice: nb}", both)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    return Ivr(project)


def a_prompt(ivr: Ivr) -> tuple[str, str]:
    """A prompt that names no key, and its words."""
    for line in (ivr.project / "prompts/nb.yaml").read_text(encoding="utf-8").splitlines():
        name, _, text = line.strip().partition(": ")
        if "." in name and text and not set("{>\"'#") & set(text):
            return name, text
    raise AssertionError("no such prompt")


def test_a_sentence_is_heard_as_it_is_written_now(ivr: Ivr, tmp_path: Path) -> None:
    name, text = a_prompt(ivr)
    path = ivr.project / "prompts/nb.yaml"
    edited = path.read_text(encoding="utf-8").replace(text, "Dette er en ganske ny setning.")
    path.write_text(edited, encoding="utf-8")
    done = ivr("hear", name, "--save", str(tmp_path / "said.wav"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Dette er en ganske ny setning.   (espeak nb, ")
    sound, rate = soundfile.read(tmp_path / "said.wav")
    assert rate == 8000
    assert 1 < len(sound) / rate < 5
    assert abs(sound).max() > 0.1
    assert not (ivr.project / "audio").exists()


def test_it_is_heard_slowly_and_in_the_quick_voice_too(ivr: Ivr, tmp_path: Path) -> None:
    name, _ = a_prompt(ivr)
    files = [tmp_path / f"{place}.wav" for place in range(2)]
    for file, options in zip(files, ((), ("--slow",)), strict=True):
        assert ivr("hear", name, *options, "--save", str(file)).returncode == 0
    normal, slow = (soundfile.info(file).duration for file in files)
    assert slow > 1.1 * normal
    quick = ivr("hear", name, "--quick", "--save", str(tmp_path / "quick.wav"))
    assert "(silent nb, " in quick.stdout


def test_a_sentence_that_is_not_there_is_told_with_the_nearest(ivr: Ivr) -> None:
    name, _ = a_prompt(ivr)
    told = one_line(ivr("hear", f"{name}x"))
    assert told == f"[{name}x] is not said in nb. Did you mean [{name}]?"


def test_a_language_without_an_engine_needs_a_person(ivr: Ivr, tmp_path: Path) -> None:
    path = ivr.project / "prompts/nb.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("speech: ")
    line = text[start : text.index("\n", start)]
    path.write_text(text.replace(line, "speech: {engine: none, voice: none}"), encoding="utf-8")
    name, _ = a_prompt(ivr)
    assert one_line(ivr("hear", name, "--save", str(tmp_path / "x.wav"))) == (
        "No engine speaks nb, and nobody has recorded this. "
        "Hand a speaker the sheet of: ivr audio script nb"
    )


def test_where_nothing_can_play_it_says_how_to_keep_the_sound(ivr: Ivr, tmp_path: Path) -> None:
    name, _ = a_prompt(ivr)
    told = one_line(ivr("hear", name, PATH=str(tmp_path)))
    assert told.startswith("No sound, for none of paplay, ")
    assert told.endswith("is installed. Keep the sound: --save FILE")
