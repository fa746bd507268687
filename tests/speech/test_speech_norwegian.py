"""Norwegian words sound as Norwegians say them, whatever espeak-ng would make of their letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.speech.tts.espeak_ng.library import espeak_library
from ivr.speech.tts.espeak_ng.norwegian import norwegian_words
from ivr.speech.tts.espeak_ng.spelling import respell
from ivr.speech.tts.voice import Voice

SOUNDS = dict(
    line.split(" ", 1)
    for line in (Path(__file__).parent / "norwegian_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)
"""Each word of the table as it is to be heard, in the IPA."""


def heard(text: str, voice: str = "nb") -> str:
    return espeak_library().phonemes(respell(text, voice), Voice("espeak", voice))


def test_every_word_of_the_table_sounds_as_it_should() -> None:
    assert {word: heard(word) for word in norwegian_words()} == SOUNDS


@pytest.mark.parametrize("voice", ["nb", "no", "nb+f3"])
def test_capitals_and_stops_do_not_matter(voice: str) -> None:
    assert heard("Ring, og vent på DEG.", voice) == "rˈɪŋ ɔ vˈɛnt poː daɪ"


def test_a_word_outside_the_table_is_read_by_its_letters() -> None:
    assert "trikk" not in norwegian_words()
    assert heard("trikk") == "trˈɪkː"


def test_the_weak_e_at_the_end_is_told_as_it_is_spoken() -> None:
    """Another engine that takes these phonemes would say a clear *a*."""
    assert heard("ikke bytte") == "ˌɪkːə bˈytːə"


def test_brackets_in_a_text_are_no_phonemes() -> None:
    assert respell("[[hund]] [[[a", "nb") == "[hund]] [a"
    assert heard("[[hund]]") == heard("hund")
    assert respell("[[cat]]", "en") == "[cat]]"
