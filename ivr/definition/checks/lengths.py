"""Whether a listener can hold what is said: texts and sentences that are too long to remember."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ivr.definition.documents import CatalogueDocument
from ivr.definition.project import Place, Project
from ivr.model.length import (
    LONGEST_S,
    QUICKEST,
    count_words,
    expected_seconds,
    sentences,
)
from ivr.model.prompts import fill

LOST_S: Final = 30
"""Seconds after which nobody remembers the beginning, however it is said: a mistake."""
LONG_WORDS: Final = 20
LOST_WORDS: Final = 25
"""Words after which a sentence is worth splitting, and after which it has to be: heard once, by
somebody who is ill, it is lost."""
_SHOWN: Final = 5
_LONGEST: Final = 60
"""Words and signs of a sentence that a line repeats."""

_UNKNOWN: Final = "00 00 00 00"
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")


def check_seconds(project: Project, code: str) -> None:
    """Note texts that outlast a listener's memory, whoever says them."""
    value_of = _values(project)
    book = project.catalogues[code]
    rate = book.speech.words_per_minute
    for name, prompt in book.prompts.items():
        for option, text in (("text", prompt.text), ("without", prompt.without)):
            if text is None:
                continue
            said = fill(text, value_of).with_key(_longest_word(book))
            seconds = expected_seconds(said, rate)
            place = (f"prompts/{code}", "prompts", name, option)
            label = f"[{name}]" if option == "text" else f"[{name}], without,"
            _check_seconds(project, place, label, seconds)


def _check_seconds(project: Project, place: Place, label: str, seconds: float) -> None:
    if seconds * QUICKEST <= LONGEST_S:
        return
    cause = f"{label} takes about {seconds:.0f} seconds; after {LONGEST_S} the beginning is lost."
    note = project.problem if seconds * QUICKEST > LOST_S else project.warn
    note("text-too-long", place, cause, "Say less, or split it into two prompts.")


def check_sentences(project: Project, code: str) -> None:
    """Note sentences of more words than a listener can hold; a placeholder is one word."""
    for name, prompt in project.catalogues[code].prompts.items():
        for option, text in (("text", prompt.text), ("without", prompt.without or "")):
            place = (f"prompts/{code}", "prompts", name, option)
            label = f"[{name}]" if option == "text" else f"[{name}], without,"
            for sentence in sentences(" ".join(text.split())):
                _check_sentence(project, place, label, sentence)


def _check_sentence(project: Project, place: Place, label: str, sentence: str) -> None:
    words = count_words(_PLACEHOLDER.sub("x", sentence))
    if words <= LONG_WORDS:
        return
    beginning = " ".join(sentence.split()[:_SHOWN])[:_LONGEST]
    cause = f"{label} has a sentence of {words} words: [{beginning} …]."
    note = project.problem if words > LOST_WORDS else project.warn
    note("sentence-too-long", place, cause, f"Make two of it: {LONG_WORDS} words are the most.")


def _longest_word(book: CatalogueDocument) -> str:
    return max((*book.digits, *book.keys.values()), key=len, default="")


def _values(project: Project) -> Callable[[str], str]:
    """Return what stands for a placeholder, the longest where municipalities differ."""
    values = {
        name: str(max(one.value for one in fact.values())) for name, fact in project.facts.items()
    }
    values |= {f"{name}.year": str(fact.year) for name, fact in project.facts.items()}
    for services in map(project.services_of, project.municipalities):
        for name, service in services.items():
            for part in ("number", "address"):
                known = (getattr(service, part) or "", values.get(f"{name}.{part}", ""))
                values[f"{name}.{part}"] = max(known, key=len)
    return lambda placeholder: values.get(placeholder) or _UNKNOWN
