"""What a translator's file would change, held against what has changed here meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ivr.problems import Problem
from ivr.translation.letters import lost_letters
from ivr.translation.rows import Row


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says something new, and what stands in the catalogue now.

    >>> print(Change(Row("goodbye", "Ha det.", "Bye."), "Goodbye."))
    goodbye: [Goodbye.] → [Bye.]
    """

    row: Row
    now: str

    def __str__(self) -> str:
        return f"{self.row.id}: [{self.now}] → [{self.row.text}]"


class Conflict(Change):
    """A change of what somebody has changed here since the file was handed out.

    >>> print(Conflict(Row("goodbye", "Ha det.", "Bye.", was="Goodbye."), "So long."))
    [goodbye] was changed here meanwhile and stays: handed out as [Goodbye.], now [So long.], \
comes in as [Bye.]. To take what comes in: --theirs goodbye
    """

    def __str__(self) -> str:
        texts = f"handed out as [{self.row.was}], now [{self.now}], comes in as [{self.row.text}]"
        return (
            f"[{self.row.id}] was changed here meanwhile and stays: {texts}. "
            f"To take what comes in: --theirs {self.row.id}"
        )


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows by what becomes of them.

    ``changes`` are taken in and ``conflicts`` are not; ``kept`` are texts that were changed here
    and not by the translator; ``fuzzy`` are those that are marked as not sure.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    kept: tuple[Row, ...]
    fuzzy: tuple[Row, ...]


def sort(given: Iterable[Row], ours: Mapping[str, str], theirs: Collection[str]) -> Sorted:
    """Hold rows against our own texts by id; ``theirs`` are taken in whatever was changed here.

    Example:
        >>> handed = [Row("a", "", "A2", was="A"), Row("b", "", "B", was="B")]
        >>> found = sort(handed, {"a": "A1", "b": "B1"}, ())
        >>> [one.row.id for one in found.conflicts], [row.id for row in found.kept]
        (['a'], ['b'])
    """
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    kept, fuzzy = [], []
    for row in given:
        now = ours.get(row.id, "")
        if row.is_fuzzy:
            fuzzy.append(row)
        elif not row.text or row.text == now:
            continue
        elif row.was in (None, now) or row.id in theirs:
            changes.append(Change(row, now))
        elif row.text == row.was:
            kept.append(row)
        else:
            conflicts.append(Conflict(row, now))
    return Sorted(tuple(changes), tuple(conflicts), tuple(kept), tuple(fuzzy))


def letters_lost(file: str, given: Iterable[Row], ours: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with a file in which a spreadsheet has put other letters, if it has.

    Of each row it is known how it was handed out. A letter that stands anywhere else in the file
    was not lost: somebody has mended a text here.
    """
    rows = list(given)
    there = {sign for row in rows for text in (row.text, row.was or "") for sign in text}
    for row in rows:
        now = ours.get(row.id, "")
        missing = lost_letters(row.was or "", now) or lost_letters(row.text, now, "?")
        if missing and not missing & there:
            what = f"[{row.id}] has lost the letters {', '.join(sorted(missing))}"
            what += f": [{row.was or row.text}] was [{now}]."
            fix = "Have the translator save the table as [CSV UTF-8], or as .xlsx."
            return [Problem("letters-lost", file, row.line, what, fix)]
    return []
