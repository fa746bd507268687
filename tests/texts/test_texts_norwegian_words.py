"""Norwegian names in other languages are said as words: callers must know them again on a door."""

from __future__ import annotations

import re

import pytest

from ivr.hotline import Loaded
from ivr.speech import Voice, engine
from ivr.speech.espeak_ng.spelling import in_ethiopic, respell

WORD = re.compile(r"[^\W\d_]{4,}")
SPELT_OUT_S = 0.24
"""Seconds a letter: a word that is read takes 0.05 to 0.15, one that is spelt out 0.25 to 0.36."""
VOICES = {
    "ar": "ar", "en": "en-gb", "fa": "fa", "ku": "ku", "lt": "lt", "pl": "pl", "ru": "ru",
    "ti": "ti", "tr": "tr", "uk": "uk", "ur": "ur", "vi": "vi",
}  # fmt: skip


def said(loaded: Loaded, language: str) -> set[str]:
    """The words that callers may hear in a language, addresses too."""
    texts = (text for code, text in loaded.texts if code == language)
    return {word for text in texts for word in WORD.findall(text)}


def seconds_a_letter(word: str, voice: str) -> float:
    speech = engine("espeak").synthesise(word, Voice("espeak", voice, 150))
    return speech.seconds / len(word)


@pytest.mark.parametrize("language", sorted(VOICES))
def test_no_norwegian_word_is_spelt_out(language: str, loaded: Loaded) -> None:
    assert loaded.hotline.languages[language].voice.voice == VOICES[language]
    norwegian = said(loaded, "nb") & said(loaded, language)
    assert {"Halden", "Asker"} <= norwegian
    pace = {word: seconds_a_letter(word, VOICES[language]) for word in norwegian}
    assert {word: round(s, 2) for word, s in pace.items() if s >= SPELT_OUT_S} == {}


def test_every_language_with_the_voice_is_among_them(loaded: Loaded) -> None:
    spoken = loaded.hotline.languages.items()
    by_espeak = {code for code, language in spoken if language.voice.engine == "espeak"}
    assert by_espeak - {"nb"} == set(VOICES)


def test_what_the_voices_would_spell_out_by_themselves_is_noticed() -> None:
    """The limit tells the two apart: without its spelling, a word is over it."""
    letters = " ".join("Giftinformasjonen")
    speech = engine("espeak").synthesise(letters, Voice("espeak", "vi", 150))
    assert speech.seconds / len("Giftinformasjonen") > SPELT_OUT_S
    assert seconds_a_letter("Giftinformasjonen", "vi") < SPELT_OUT_S / 2


@pytest.mark.parametrize(
    ("text", "voice", "read"),
    [
        ("Pasient- og brukerombudet", "vi", "Pasient- ô brukerombudet"),
        ("Legevakt, legevakten.", "en-gb", "layguh-vakt, legevakten."),
        ("tolk, tyrkisk", "tr", "tolk, türkisk"),
        ("Ring legevakt.", "nb", "Ring legevakt."),
        ("Kjærlighetsstien 28, Halden", "ti", "ሼርሊግሄትስቲኤን 28, ሃልዴን"),
        ("legevakt", "pl", "legevakt"),
    ],
)
def test_a_norwegian_word_is_put_as_the_voice_reads_it(text: str, voice: str, read: str) -> None:
    assert respell(text, voice) == read


def test_any_latin_word_can_be_written_in_ethiopic() -> None:
    """An address that nobody has thought of is heard all the same."""
    for word in ("Storgata", "Øvre", "Bakkeåsen", "Wergelands", "Xylofonveien", "Çelik", "ßž"):
        assert not re.search("[A-Za-zÀ-ɏ]", in_ethiopic(word)), word
    assert in_ethiopic("Storgata") == "ስቶርጋታ"
