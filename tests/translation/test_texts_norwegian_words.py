"""Norwegian names in other languages are said as words: callers must know them again on a door."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from ivr.definition import Loaded
from ivr.speech.tts.engines import engine
from ivr.speech.tts.espeak_ng.spelling import in_ethiopic, respell
from ivr.speech.tts.voice import Voice
from ivr.translation.catalogue import sentences

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
    voice = loaded.hotline.languages[language].voice
    assert (voice.meanwhile or voice).voice == VOICES[language]
    norwegian = said(loaded, "nb") & said(loaded, language)
    assert {"Halden", "Asker"} <= norwegian
    pace = {word: seconds_a_letter(word, VOICES[language]) for word in norwegian}
    assert {word: round(s, 2) for word, s in pace.items() if s >= SPELT_OUT_S} == {}


def test_every_language_with_the_voice_is_among_them(loaded: Loaded) -> None:
    spoken = loaded.hotline.languages.items()
    voices = {code: (language.voice, language.voice.meanwhile) for code, language in spoken}
    by_espeak = {c for c, both in voices.items() if "espeak" in {v.engine for v in both if v}}
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
        ("Legevakt, legevakten.", "en-gb", "layguh-vakt, layguh-vakten."),
        ("Helsestasjon", "ku", "helsestaşon"),
        ("tolk, tyrkisk", "tr", "tolk, türkisk"),
        ("Ring trikken.", "nb", "Ring trikken."),
        ("Kjærlighetsstien 28, Halden", "ti", "ሼርሊግሄትስቲኤን 28, ሃልዴን"),
        ("legevakt", "pl", "legevakt"),
    ],
)
def test_a_norwegian_word_is_put_as_the_voice_reads_it(text: str, voice: str, read: str) -> None:
    assert respell(text, voice) == read


def test_the_arabic_article_is_said_as_arabs_say_it() -> None:
    """Before some letters its l falls silent: *bir-raqm*, a number, but *bil-hatif*, by phone."""
    number = "\u0628\u0650\u0671\u0644\u0631\u0651\u064e\u0642\u0652\u0645\u0650"
    phone = "\u0628\u0650\u0671\u0644\u0652\u0647\u064e\u0627\u062a\u0650\u0641\u0650"
    assert respell(f"{number} {phone}", "ar") == f"{number.replace(chr(0x644), '')} {phone}"


def test_the_order_of_arabic_marks_does_not_matter() -> None:
    """Many a program puts them as Unicode does, which the voice would read as another word."""
    as_read = "\u0631\u0651\u064e"
    as_unicode = unicodedata.normalize("NFC", as_read)
    assert as_unicode == "\u0631\u064e\u0651"
    assert respell(as_unicode, "ar") == respell(as_read, "ar") == as_read


def test_any_latin_word_can_be_written_in_ethiopic() -> None:
    """An address that nobody has thought of is heard all the same."""
    for word in ("Storgata", "Øvre", "Bakkeåsen", "Wergelands", "Xylofonveien", "Çelik", "ßž"):
        assert not re.search("[A-Za-zÀ-ɏ]", in_ethiopic(word)), word
    assert in_ethiopic("Storgata") == "ስቶርጋታ"


SPELT: dict[str, tuple[str, str, str, str]] = {
    "uk": ("леґевакт", "фастлеґе", "фрікорт", "толк"),
    "ru": ("легевакт", "фастлеге", "фрикорт", "толк"),
    "ar": ("لِيغَفَاكْتْ", "فَاسْتْلِيغَهْ", "فْرِيكُورْتْ", "تُولْكْ"),
    "fa": ("لِگِه‌وَکت", "فاست لِگِه", "فْری‌کُرْت", "تُلک"),
    "ur": ("لیگے وَکْت", "فاسٹ لیگے", "فْری کورٹ", "ٹولْک"),
    "ps": ("لېګه واکت", "فاستلېګه", "فریکورت", "تولک"),
    "ti": ("ሌገቫክት", "ፋስትሌገ", "ፍሪኮርት", "ቶልክ"),
}
"""Where Latin letters cannot be read: how the four are written so as to sound the same."""
NAMED = ("out_of_hours.dial", "doctor.open", "fees.exemption_card", "rights.interpreter")
LANGUAGES = sorted(path.stem for path in (Path(__file__).parents[2] / "prompts").glob("*.yaml"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_norwegian_name_stands_beside_what_it_means(language: str, loaded: Loaded) -> None:
    """It is what callers must say on the telephone, and see on a door."""
    written = sentences(loaded.files[f"prompts/{language}"])
    names = SPELT.get(language, ("legevakt", "fastlege", "frikort", "tolk"))
    for key, name in zip(NAMED, names, strict=True):
        for text in written[key].parts().values():
            assert name in text.lower(), f"{key}: {text}"
