"""What an editor is told of clips that were heard: worse voices, and clips that fail alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from ivr.definition import Loaded
from ivr.speech.clips.heard import SAMPLE, heard_lines
from ivr.speech.ear.accepted import accept, read_accepted
from ivr.speech.ear.doubts import doubts
from ivr.speech.ear.figures import SAFETY, Figures, figures_of
from ivr.speech.ear.hearing import KEY, NUMBER, Hearing
from ivr.speech.ear.words import held_against
from ivr.speech.errors import SpeechError
from ivr.speech.recordings.script import digit_words, script

BEFORE: Final = Figures("nb", "kokoro", SAFETY, 16, 60.0, 24.0, (9, 10), (3, 3), 3.0)
TEXTS: Final = (
    "About your family doctor, press three.",
    "In danger, hang up and dial one one three.",
    "To hear what it costs, press four.",
    "There is no hurry, take all the time you need.",
    "Thank you for calling. Goodbye.",
    "Stay on the line, and we help you.",
    "A person answers you in a moment.",
    "To talk to a person, press zero.",
)


def heard(text: str, understood: str | None = None, seconds: float | None = None) -> Hearing:
    """A clip of the usual length that is understood word for word, unless told otherwise."""
    understood = text if understood is None else understood
    return Hearing(
        "en",
        "kokoro",
        text[:9],
        text,
        0.5 + 0.07 * len(text) if seconds is None else seconds,
        understood,
        held_against(text, understood),
        language_heard="en",
        language_share=0.97,
    )


GOOD: Final = tuple(heard(text) for text in TEXTS)


def named(bad: Hearing) -> list[tuple[str, str]]:
    """What is found among good clips and one bad one, in the place of the first."""
    return [(one.hearing.id, one.problem.code) for one in doubts([bad, *GOOD[1:]], {})]


def test_good_clips_are_not_doubted() -> None:
    assert doubts(GOOD, {}) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_silent": True, "heard": ""}, "clip-silent"),
        ({"instead": TEXTS[4]}, "clip-of-another-text"),
        ({"named": {KEY: ("3", "2")}}, "clip-names-another"),
    ],
)
def test_a_clip_that_fails_alone_is_named_with_its_text(
    change: dict[str, object], code: str
) -> None:
    keys = [replace(clip, named={KEY: ("3", "3")}) for clip in GOOD[1:] for _ in range(2)]
    found = doubts([replace(GOOD[0], **change), *keys], {TEXTS[4]: "goodbye"})  # type: ignore[arg-type]
    assert [one.problem.code for one in found] == [code]
    assert TEXTS[0] in found[0].problem.cause
    assert found[0].problem.is_warning
    if code == "clip-of-another-text":
        assert "goodbye" in found[0].problem.cause


def test_a_clip_that_ends_too_early_is_named() -> None:
    cut = heard(TEXTS[0], "About your family doctor", 1.5)
    assert named(cut) == [(cut.id, "clip-cut")]
    assert named(replace(heard(TEXTS[0], "About your family"), end_lost=0.4)) == [
        (cut.id, "clip-cut")
    ]


def test_a_quick_clip_that_is_understood_is_no_fault() -> None:
    assert named(heard(TEXTS[0], seconds=1.5)) == []


def test_a_clip_in_another_language_is_named() -> None:
    other = replace(heard(TEXTS[0], "Angående fastlegen din, trykk tre."), language_heard="nb")
    assert named(other) == [(other.id, "clip-in-another-language")]


def test_a_clip_of_other_words_is_named_where_the_voice_is_well_understood() -> None:
    other = heard(TEXTS[0], "It sounded lovely in the mountains.")
    assert named(other) == [(other.id, "clip-not-understood")]
    poor = [heard(text, "mumble mumble mumble") for text in TEXTS[1:]]
    assert doubts([other, *poor], {}) == []


def test_a_word_or_two_are_too_little_to_judge_a_voice_by() -> None:
    assert named(heard("English: nine.", "Anguish my.")) == []


def test_what_an_editor_does_about_a_person_is_not_what_helps_with_an_engine() -> None:
    silent = replace(GOOD[0], is_silent=True)
    [engine] = doubts([silent], {})
    [person] = doubts([replace(silent, engine="recording")], {})
    assert "ivr audio build" in engine.problem.fix
    assert "ivr audio import en" in person.problem.fix


def test_a_voice_that_is_worse_beyond_chance_is_told_with_both_figures() -> None:
    assert list(BEFORE.worse_than(BEFORE)) == []
    assert list(replace(BEFORE, words=65.0, letters=29.0).worse_than(BEFORE)) == []
    assert list(replace(BEFORE, words=72.0, letters=31.0).worse_than(BEFORE)) == [
        "72 of 100 words are wrong, and 60 were",
        "31 of 100 letters are wrong, and 24 were",
    ]
    assert list(replace(BEFORE, keys=(8, 10)).worse_than(BEFORE)) == []
    assert list(replace(BEFORE, keys=(7, 10), numbers=(1, 3)).worse_than(BEFORE)) == [
        "the key is heard in 7 of 10 clips, and was in 9 of 10",
        "113 is heard in 1 of 3 clips, and was in 3 of 3",
    ]


def test_a_better_voice_is_no_fault() -> None:
    better = replace(BEFORE, words=5.0, letters=2.0, keys=(10, 10))
    assert list(better.worse_than(BEFORE)) == []


def test_a_language_spoken_by_two_engines_has_two_lines() -> None:
    other = replace(GOOD[0], engine="espeak", tally=held_against("press two", "press too"))
    espeak, kokoro = figures_of([*GOOD, other], SAFETY)
    assert (espeak.engine, espeak.clips, espeak.words) == ("espeak", 1, 50.0)
    assert (kokoro.engine, kokoro.clips, kokoro.words) == ("kokoro", len(GOOD), 0.0)


def test_accepted_figures_are_read_back_and_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "ear.toml"
    accept(path, [BEFORE], dt.date(2026, 11, 1))
    polish = replace(BEFORE, language="pl", engine="recording")
    accept(path, [polish], dt.date(2026, 11, 30))
    assert read_accepted(path) == {
        ("nb", "kokoro", SAFETY): BEFORE,
        ("pl", "recording", SAFETY): polish,
    }
    assert path.read_text().count("date = 2026-11-01") == 1
    assert path.read_text().index("[nb.") < path.read_text().index("[pl.")


@pytest.mark.parametrize(
    "text", ["[nb", "[nb]\nkokoro = 3", "[nb.kokoro.safety]\nclips = 3", "[nb.kokoro.some]\nx = 1"]
)
def test_damaged_figures_are_told_by_file_and_fix(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ear.toml"
    path.write_text(text)
    with pytest.raises(SpeechError, match=r"ear.toml.*cannot be read.*; restore it from git"):
        read_accepted(path)


def test_the_sample_is_the_same_every_time_and_asks_for_many_keys(loaded: Loaded) -> None:
    for code in loaded.hotline.languages:
        lines = heard_lines(loaded, code)
        assert lines == heard_lines(loaded, code)
        assert len(lines) == SAMPLE
        numbers = " ".join(loaded.hotline.languages[code].number_words[int(d)] for d in "113")
        assert sum(numbers in line.text for line in lines) >= 2, code
        keys = set(digit_words(loaded.hotline.languages[code]))
        said = {word for line in lines for word in keys if word in line.text}
        assert len(said) >= 7, code


def test_every_clip_is_listened_to_when_all_are_asked_for(loaded: Loaded) -> None:
    assert heard_lines(loaded, "nb", every=True) == script(loaded, "nb")


def test_a_number_is_told_from_its_neighbours() -> None:
    clip = replace(GOOD[1], named={NUMBER: ("113", "123")})
    [figures] = figures_of([clip], SAFETY)
    assert figures.numbers == (0, 1)
