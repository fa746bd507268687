"""What every shipped catalogue keeps to, whatever the language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

from ivr.definition import Loaded
from ivr.model.prompts import placeholders
from ivr.translation.catalogue import sentences

PROMPTS = Path(__file__).parents[2] / "prompts"
LANGUAGES = sorted(path.stem for path in PROMPTS.glob("*.yaml"))
SCRIPTS = {
    **dict.fromkeys(("uk", "ru"), "CYRILLIC"),
    **dict.fromkeys(("ar", "fa", "ur", "ps"), "ARABIC"),
    "ti": "ETHIOPIC",
}
BARE = re.compile(r"\{[^{}]*\}")
MARKS = re.compile("[\u064b-\u0652\u0670]")


def bare(text: str) -> str:
    return BARE.sub(" ", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_and_no_web_address_stands_in_a_text(language: str, loaded: Loaded) -> None:
    for key, sentence in sentences(loaded.files[f"prompts/{language}"]).items():
        for text in sentence.parts().values():
            assert not re.search(r"\d{3}", bare(text)), f"{key}: {text}"
            assert not re.search(r"www\.|https?:|\.no\b", text), f"{key}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_written_in_words_either(language: str, loaded: Loaded) -> None:
    """Digits in a row would be a telephone number that does not change with its service.

    Three are a short number; with pauses between them, five: *năm, không* is Vietnamese for
    "year, not" as well.
    """
    written = yaml.safe_load((PROMPTS / f"{language}.yaml").read_text(encoding="utf-8"))
    digits = {word.lower() for word in written["digits"]}
    for key, sentence in sentences(loaded.files[f"prompts/{language}"]).items():
        for text in sentence.parts().values():
            for run, length in (("[^.,:;?!،؛؟۔፣።]+", 3), (".+", 5)):
                for part in re.findall(run, bare(text).lower()):
                    spelt = "".join(
                        "d" if word in digits else "-"
                        for word in re.findall(r"\w[\w’'\u064b-\u0670]*", part)
                    )
                    assert "d" * length not in spelt, f"{key}: {part}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_figures_and_numbers(language: str, loaded: Loaded) -> None:
    norwegian = sentences(loaded.files["prompts/nb"])
    for key, sentence in sentences(loaded.files[f"prompts/{language}"]).items():
        for part, text in sentence.parts().items():
            source = norwegian[key].parts()[part]
            assert set(placeholders(text)) == set(placeholders(source)), f"{key} {part}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_year_is_said(language: str, loaded: Loaded) -> None:
    """A figure past its day is left out, and many voices cannot bend the word for a year."""
    for key, sentence in sentences(loaded.files[f"prompts/{language}"]).items():
        for text in sentence.parts().values():
            assert not [name for name in placeholders(text) if name.endswith(".year")], key


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_a_text_is_written_in_the_script_of_its_language(language: str, loaded: Loaded) -> None:
    for key, sentence in sentences(loaded.files[f"prompts/{language}"]).items():
        for text in sentence.parts().values():
            letters = [letter for letter in bare(text) if letter.isalpha()]
            scripts = Counter(unicodedata.name(letter).split()[0] for letter in letters)
            assert set(scripts) == {SCRIPTS[language]}, f"{key}: {scripts}"


def test_arabic_carries_its_vowel_marks(loaded: Loaded) -> None:
    """Without them the speech engine guesses the vowels."""
    for key, sentence in sentences(loaded.files["prompts/ar"]).items():
        for text in sentence.parts().values():
            words = re.findall(r"\w[\w\u064b-\u0670]*", bare(text))
            marked = sum(bool(MARKS.search(word)) for word in words)
            assert marked >= 0.8 * len(words), f"{key}: {text}"
