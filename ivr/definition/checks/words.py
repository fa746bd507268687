"""Whether a catalogue has a word for every key and digit, and for each another one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from ivr.definition.documents import KEY_WORDS
from ivr.definition.project import Project

_NEEDED: Final = ("#", "*", "+")


def check_words(project: Project, code: str) -> None:
    """Note words for keys that are missing or for no key, and words that mean two of them."""
    place = (f"prompts/{code}", "keys")
    words = project.names(*place)
    for key in _NEEDED:
        if words.lack(key):
            cause, fix = (
                f"The word for {key} is missing.",
                f'Add "{key}": and the word callers know it by.',
            )
            project.problem("missing-key-word", place, cause, fix)
    for word in sorted(words.known - set(KEY_WORDS)):
        fix = "Known here: 0 to 9, #, * and +."
        project.problem("unknown-key-word", (*place, word), f"[{word}] is not on a telephone.", fix)
    _check_distinct(project, code)


def _check_distinct(project: Project, code: str) -> None:
    """Note a word that stands for two digits when a number is read, or for two keys."""
    book, file = project.catalogues[code], f"prompts/{code}"
    digits = {str(digit): word for digit, word in enumerate(book.digits)}
    keys = digits | {key: word for key, word in book.keys.items() if key in KEY_WORDS}
    read = dict(_alike(digits))
    for key, owner in (read | dict(_alike(keys))).items():
        in_keys = [one for one in (key, owner) if one in book.keys and read.get(key) != owner]
        place = (file, "keys", in_keys[0]) if in_keys else (file, "digits", int(key))
        word = digits[key] if key in read else keys[key]
        cause = f"{key} and {owner} have one word, [{word}]: callers cannot tell them apart."
        project.problem("same-word-twice", place, cause, "Give each its own.")


def _alike(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what has the word of something before it, and the latter."""
    owners: dict[str, str] = {}
    for key, word in words.items():
        heard = unicodedata.normalize("NFKC", word).casefold().strip(" .,")
        owner = owners.setdefault(heard, key)
        if owner != key:
            yield key, owner
