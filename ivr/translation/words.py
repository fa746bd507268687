"""The words a catalogue begins with: the language's own name, its digits, its keys.

They travel to the translator beside the sentences, under ids that no prompt can have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ivr.definition.yaml.file import YamlFile
from ivr.definition.yaml.tree import Plain
from ivr.did_you_mean import nearest
from ivr.problems import Problem
from ivr.translation.catalogue import folded
from ivr.translation.rows import SEPARATOR, Row, has_control

NAME: Final = f"language{SEPARATOR}name"
DIGITS: Final = tuple(f"digit{SEPARATOR}{digit}" for digit in "0123456789")
SIGNS: Final = tuple(f"key{SEPARATOR}{sign}" for sign in "#*+")
OTHER_KEYS: Final = tuple(f"key{SEPARATOR}{digit}" for digit in "0123456789")
"""Digits whose key has another name, as in languages that inflect it after "press"."""

NEEDED: Final = (NAME, *DIGITS, *SIGNS)
"""The words without which there is no catalogue."""

WORDS: Final = (*NEEDED, *OTHER_KEYS)

_ABOUT: Final[Mapping[str, str]] = {
    NAME: "What the language calls itself, as its speakers write it.",
    **dict.fromkeys(DIGITS, "Heard in telephone numbers, and as the name of the key."),
    f"key{SEPARATOR}#": "The key # of a telephone, as callers know it.",
    f"key{SEPARATOR}*": "The key * of a telephone, as callers know it.",
    f"key{SEPARATOR}+": "Heard in front of a country code.",
    **dict.fromkeys(OTHER_KEYS, "Only if the key is called otherwise than the digit; else empty."),
}


def is_word(row: Row) -> bool:
    """Tell whether a row is a word of the catalogue's head, not a sentence.

    >>> is_word(Row("digit|7", "sju", "sieben")), is_word(Row("fees.doctor|without", "", ""))
    (True, False)
    """
    first, separator, _ = row.id.partition(SEPARATOR)
    return bool(separator) and first in ("language", "digit", "key")


def words(file: YamlFile) -> dict[str, str]:
    r"""Return the words a catalogue begins with, by id.

    >>> from ivr.definition.yaml.file import read_yaml
    >>> words(read_yaml("prompts/de.yaml", "name: Deutsch\nkeys: {'#': Raute}")[0])
    {'language|name': 'Deutsch', 'key|#': 'Raute'}
    """
    content = file.content if isinstance(file.content, dict) else {}
    return {id_: folded(word) for id_, word in _written(content) if isinstance(word, str)}


def _written(content: Mapping[str, Plain]) -> Iterator[tuple[str, Plain]]:
    yield NAME, content.get("name")
    digits, keys = content.get("digits"), content.get("keys")
    yield from zip(DIGITS, digits if isinstance(digits, list) else (), strict=False)
    for id_ in (*SIGNS, *OTHER_KEYS):
        yield id_, keys.get(id_[-1]) if isinstance(keys, dict) else None


def word_rows(source: Mapping[str, str], ours: Mapping[str, str]) -> Iterator[Row]:
    """Yield a row for every word there can be; for a key's own name, its digit is the source."""
    for id_ in WORDS:
        original = source.get(id_) or source.get(f"digit{SEPARATOR}{id_[-1]}", "")
        yield Row(id_, original, ours.get(id_, ""), _ABOUT[id_])


def word_refusals(file: str, given: Iterable[Row]) -> Iterator[Problem]:
    """Yield what is wrong with a translator's words: ids that are none, words given twice."""
    seen: dict[str, int] = {}
    for row in given:
        if row.id not in WORDS:
            yield Problem(
                "unknown-row", file, row.line, f"[{row.id}] is no word.", nearest(row.id, WORDS)
            )
        elif row.id in seen:
            what = f"[{row.id}] stands here twice."
            yield Problem(
                "duplicate-row", file, row.line, what, f"It is already on line {seen[row.id]}."
            )
        elif any(sign in row.text for sign in "{}") or has_control(row.text):
            what = f"[{row.id}] has a brace or a control character."
            yield Problem("word-not-plain", file, row.line, what, "Write the word alone.")
        seen.setdefault(row.id, row.line)


def missing_words(file: str, given: Sequence[Row]) -> Iterator[Problem]:
    """Yield the words without which no new catalogue can be made."""
    lines = {row.id: row.line for row in given}
    filled = {row.id for row in given if row.text}
    for id_ in NEEDED:
        if id_ not in filled:
            what = f"[{id_}] is not translated yet."
            fix = "A new language cannot begin without this word."
            yield Problem("missing-word", file, lines.get(id_, 1), what, fix)
