"""Numbers that cannot be mistaken: pauses where they help, and the same words always."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.definition import load
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest, clip_file
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.requests import clip_requests
from ivr.speech.dsp.sound import Speech
from ivr.speech.recordings.bindings import Recording
from ivr.speech.tts.emphasis import CountingWords, Digits, Emphasis, KeyWord, emphasised
from ivr.speech.tts.engines.silent import Silent
from ivr.speech.tts.voice import Voice

NB = CountingWords(
    ("null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni"), ("to", "firkant")
)
VI = CountingWords(("không", "một", "hai"), ("hai", "phím sao"))
BOTH = Emphasis(Digits.COMMAS, KeyWord.COMMA)
PAIRS = Emphasis(Digits.PAIRS)
SILENT = Voice("silent", "nb")


@pytest.mark.parametrize(
    ("text", "commas", "pairs"),
    [
        ("Ring én én tre.", "Ring én, én, tre.", "Ring én, én, tre."),
        ("Én én tre. Én én to.", "Én, én, tre. Én, én, to.", "Én, én, tre. Én, én, to."),
        ("én én seks, én én sju", "én, én, seks, én, én, sju", "én én seks, én én sju"),
        ("én én seks én én sju", "én, én, seks, én, én, sju", "én én seks, én én sju"),
        ("to to fem ni null null", "to, to, fem, ni, null, null", "to to fem, ni null null"),
        ("null fem fem én fem", "null, fem, fem, én, fem", "null fem, fem én, fem"),
        ("Jeg har to barn.", "Jeg har to barn.", "Jeg har to barn."),
    ],
)
def test_the_digits_of_a_number_are_set_apart(text: str, commas: str, pairs: str) -> None:
    assert emphasised(text, NB, Emphasis(Digits.COMMAS)) == commas
    assert emphasised(text, NB, PAIRS) == pairs


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("For lege, trykk to.", "For lege, trykk, to."),
        ("Trykk to for lege, eller trykk firkant.", "Trykk to for lege, eller trykk, firkant."),
        ("For lege – trykk to", "For lege – trykk, to"),
        ("Norsk: to.", "Norsk: to."),
        ("To.", "To."),
        ("Ring én én to.", "Ring én én to."),
        ("", ""),
    ],
)
def test_a_key_comes_after_a_pause_where_a_clause_ends_with_it(text: str, spoken: str) -> None:
    assert emphasised(text, NB, Emphasis(key=KeyWord.COMMA)) == spoken


def test_a_key_of_two_words_stays_together() -> None:
    assert emphasised("Bấm phím sao.", VI, BOTH) == "Bấm, phím sao."


def test_a_script_with_a_comma_of_its_own_gets_that_one() -> None:
    arabic = CountingWords(("صِفْرْ", "وَاحِدْ"))
    assert emphasised("اُطْلُبْ وَاحِدْ صِفْرْ.", arabic, BOTH) == "اُطْلُبْ وَاحِدْ، صِفْرْ."
    tigrinya = CountingWords(("ዜሮ", "ሓደ"))
    assert emphasised("ሓደ ዜሮ ደውሉ።", tigrinya, BOTH) == "ሓደ፣ ዜሮ ደውሉ።"


@given(
    st.lists(st.sampled_from([*NB.digits, "firkant", "trykk", "én,", "to.", "–", "Til"])),
    st.sampled_from(Digits),
    st.sampled_from(KeyWord),
)
def test_no_word_is_ever_changed(words: list[str], digits: Digits, key: KeyWord) -> None:
    text = " ".join(words)
    spoken = emphasised(text, NB, Emphasis(digits, key))
    assert re.findall(r"\w+", spoken) == re.findall(r"\w+", text)
    assert not re.search(r"[,.–],", spoken)


@pytest.fixture
def got(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have the silent engine set everything apart; what it is handed is listed."""
    heard: list[str] = []
    silent = Silent.synthesise

    def listening(self: Silent, text: str, voice: Voice) -> Speech:
        heard.append(text)
        return silent(self, text, voice)

    monkeypatch.setattr(Silent, "emphasis", lambda _self, _voice: BOTH, raising=False)
    monkeypatch.setattr(Silent, "synthesise", listening)
    return heard


def test_the_engine_gets_the_pauses_and_the_clip_keeps_its_text(
    out_dir: Path, got: list[str]
) -> None:
    build([ClipRequest("nb", "Trykk to.", SILENT, counting=NB)], out_dir, jobs=1)
    assert got == ["Trykk, to."]
    listed = Manifest.load(out_dir / "manifest.json")
    assert listed.clip("nb", "Trykk to.") is not None
    assert listed.clip("nb", "Trykk, to.") is None


@pytest.mark.usefixtures("got")
def test_a_pause_makes_a_new_clip_and_nothing_else_does() -> None:
    for text, changes in (("Trykk to.", True), ("Ring én én tre.", True), ("Vent litt.", False)):
        plain = clip_file(ClipRequest("nb", text, SILENT))
        assert (clip_file(ClipRequest("nb", text, SILENT, counting=NB)) != plain) is changes


def test_an_engine_that_sets_nothing_apart_keeps_the_names_of_its_clips() -> None:
    for text in ("Trykk to.", "Ring én én tre."):
        plain = ClipRequest("nb", text, SILENT)
        assert clip_file(replace(plain, counting=NB)) == clip_file(plain)


@pytest.mark.usefixtures("got")
def test_a_recording_keeps_its_name_whatever_an_engine_would_pause(tmp_path: Path) -> None:
    spoken = Recording("trykk", tmp_path / "trykk.flac", "0" * 64)
    plain = ClipRequest("nb", "Trykk to.", SILENT, recording=spoken)
    assert clip_file(replace(plain, counting=NB)) == clip_file(plain)


@pytest.mark.usefixtures("got")
def test_what_the_hotline_says_is_asked_for_with_the_words_of_its_language(small: Path) -> None:
    requests = [one for one in clip_requests(load(small, {}), "silent") if one.language == "nb"]
    apart = [one.spoken for one in requests if one.spoken != one.text]
    assert any("ring en, en, tre." in text for text in apart)
    assert any(re.search(r"trykk, \w+[.,]", text) for text in apart)
