"""What was said against what was heard: spelling is no error, another word is one."""

from __future__ import annotations

import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.definition import Loaded
from ivr.speech.ear.words import as_people_write, held_against, plain_words
from tests.support.sample import a_few_of_each

LETTERS: Final = st.text(
    st.characters(categories=["Ll", "Lu", "Lo", "Mn", "Nd", "Po", "Zs"]), max_size=60
)
LANGUAGES: Final = st.sampled_from(["nb", "vi", "ar", "lt", ""])


def words_of(loaded: Loaded, code: str) -> dict[str, str]:
    """Digit by the words that a language reads numbers and names keys with."""
    language = loaded.hotline.languages[code]
    keys = {word: key for key, word in language.key_words.items() if key.isdigit()}
    return {word: str(digit) for digit, word in enumerate(language.number_words)} | keys


@given(LETTERS, LANGUAGES)
def test_a_clip_heard_word_for_word_has_no_error(text: str, language: str) -> None:
    tally = held_against(text, text, {"to": "2"}, language)
    assert (tally.word_edits, tally.letter_edits) == (0, 0)
    assert tally.digits_heard == tally.digits


@given(LETTERS, LETTERS, LANGUAGES)
def test_errors_are_a_share_and_digits_count_alike_both_ways(
    said: str, heard: str, language: str
) -> None:
    there, back = held_against(said, heard, {}, language), held_against(heard, said, {}, language)
    for tally in (there, back):
        assert 0.0 <= tally.word_share <= 1.0
        assert 0.0 <= tally.letter_share <= 1.0
        assert tally.digits_heard <= tally.digits
    assert there.digits_heard == back.digits_heard


def test_every_sentence_is_known_again_as_a_recogniser_writes_it(loaded: Loaded) -> None:
    """In small letters, without stops, the digits as figures, in either form of Unicode."""
    for code, text in a_few_of_each(sorted(loaded.texts), lambda one: one[0]):
        words = words_of(loaded, code)
        small = as_people_write(text).lower() if code != "tr" else text
        figures = " ".join(plain_words(text, words, code))
        for heard in (small, figures, unicodedata.normalize("NFD", small)):
            assert held_against(text, heard, words, code).letter_edits == 0, (code, text, heard)


def test_every_word_for_a_digit_is_that_digit_in_every_language(loaded: Loaded) -> None:
    for code in loaded.hotline.languages:
        words = words_of(loaded, code)
        assert len(words) >= 10
        for word, digit in words.items():
            assert plain_words(f"{word}, {word}!", words, code) == [digit, digit], (code, word)
            for other in (one for one, value in words.items() if value != digit):
                assert held_against(word, other, words, code).word_share == 1.0, (code, word, other)


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("ar", "عِنْدَ الْخَطَرِ، أَغْلِقِ الْخَطَّ", "عند الخطر اغلق الخط"),
        ("fa", "می‌خواهید یکی", "مي خواهيد يكي"),
        ("ur", "ہیں", "هیں"),
        ("ru", "На за́мок, ещё", "на замок еще"),
        ("lt", "Nóriu šalià", "noriu šalia"),
        ("vi", "Hoà bình", "hòa bình"),
        ("tr", "ISI ılık İl", "ısı ılık il"),
        ("uk", "П’ять", "пʼять"),
        ("nb", "Ring én én tre", "Ring 113."),
        ("ar", "وَاحِدْ وَاحِدْ ثَلَاثَهْ", "١١٣"),
    ],
)
def test_spelling_is_no_error(language: str, said: str, heard: str, loaded: Loaded) -> None:
    assert held_against(said, heard, words_of(loaded, language), language).word_edits == 0


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("vi", "Bấm số ba", "bấm số bà"),
        ("vi", "năm", "nam"),
        ("nb", "Ring én én tre", "Ring 118"),
        ("en", "press two", "press too"),
    ],
)
def test_another_word_is_an_error(language: str, said: str, heard: str, loaded: Loaded) -> None:
    assert held_against(said, heard, words_of(loaded, language), language).word_edits == 1


def test_a_recogniser_is_asked_for_what_people_write() -> None:
    assert as_people_write("ثَلَاثَهْ") == "ثلاثه"
    assert as_people_write("Й, ё, ї, á, bằng") == "Й, ё, ї, á, bằng"


@pytest.mark.parametrize(
    "sign", ["\N{RIGHT SINGLE QUOTATION MARK}", "\N{MODIFIER LETTER APOSTROPHE}"]
)
def test_the_ukrainian_five_is_offered_in_the_recognisers_own_spelling(sign: str) -> None:
    """Keys are told apart by how likely each is as the recogniser would write it."""
    assert as_people_write(f"Натисніть п{sign}ять") == "Натисніть п'ять"
