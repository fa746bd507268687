"""A translator's file as it was read, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.problems import Refusal
from ivr.translation.rows import Row


class BadTranslation(Refusal):
    """A translator's file cannot be read; says where and why."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The rows of a translator's file, and the languages it says they are in.

    ``languages`` holds the line of the first row of each, which is 1 for the head of the file; it
    is empty in a file that does not tell.

    Example:
        >>> Handed((), {"pl": 1}).is_in("pl"), Handed((), {"pt-br": 1}).is_in("pt")
        (True, True)
        >>> Handed((), {"pl": 1}).is_in("uk"), Handed((), {}).is_in("uk")
        (False, True)
    """

    rows: tuple[Row, ...]
    languages: dict[str, int]

    def is_in(self, language: str) -> bool:
        """Tell whether a file says nothing against a language; a country behind it is no matter."""
        return all(_agree(told, language) for told in self.languages)

    def other_than(self, language: str) -> tuple[str, int]:
        """Return the first language that is another one, and its line; raises StopIteration."""
        return next(
            (told, line) for told, line in self.languages.items() if not _agree(told, language)
        )


def _agree(told: str, language: str) -> bool:
    plain, wanted = told.lower().replace("_", "-"), language.lower()
    return plain == wanted or plain.startswith(f"{wanted}-")
