"""Bare numbers among opening hours: days of a month, weeks of a year, or hours of a day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from ivr.definition.opening_hours.atoms import Atom, time_atom
from ivr.definition.opening_hours.rules import MONTHS


def resolved(found: Sequence[Atom]) -> list[Atom]:
    """Return atoms in which every number is part of a date or a week, or a time.

    >>> from ivr.definition.opening_hours.atoms import atoms
    >>> [one.right for one in resolved(list(atoms("24. og 31. desember 8-12")))]
    ['Dec 24', ',', 'Dec 31', '08:00', '-', '12:00']
    """
    done: list[Atom] = []
    at = 0
    while at < len(found):
        numbers = _run(found, at)
        behind = at + len(numbers)
        follows = found[behind].kind if behind < len(found) else ""
        named = done[-1] if numbers and done and done[-1].kind in {"month", "week"} else None
        if named is not None and named.kind == "week":
            done[-1:] = [_weeks(named, numbers)]
        elif named is not None and not _are_hours(numbers, named, follows):
            done[-1:] = _dates(numbers, named, is_first=True)
        elif numbers and named is None and follows == "month":
            done += _dates(numbers, found[behind], is_first=False)
            behind += 1
        else:
            behind = at + 1
            one = found[at]
            is_number = one.kind == "number"
            done.append(time_atom(int(one.right), 0, one.written) if is_number else one)
        at = behind
    return done


def _are_hours(numbers: Sequence[Atom], month: Atom, follows: str) -> bool:
    """Tell whether numbers behind a month are hours in it, as in ``juli 8-14``."""
    is_range = [one.right for one in numbers[1:2]] == ["-"] and len(numbers) == len("8-9")
    return is_range and month.written not in MONTHS and follows not in {"time", "state", "number"}


def _run(found: Sequence[Atom], at: int) -> list[Atom]:
    """Return the numbers from a place on, with what joins them."""
    run = list(takewhile(lambda one: one.kind in {"number", "join"}, found[at:]))
    while run and run[-1].kind == "join":
        run.pop()
    if run and run[0].kind == "join":
        return []
    # What joins a number to a time makes it a time.
    behind = found[at + len(run) : at + len(run) + 2]
    if [one.kind for one in behind] == ["join", "time"] and behind[0].right == "-":
        return run[:-2]
    return run


def _dates(numbers: Sequence[Atom], month: Atom, *, is_first: bool) -> list[Atom]:
    """Return days of a month, whose name stands in front of them or behind."""
    dates = [
        Atom("date", f"{month.right} {one.right}", one.written) if one.kind == "number" else one
        for one in numbers
    ]
    at = 0 if is_first else -1
    named = (month.written, dates[at].written) if is_first else (dates[at].written, month.written)
    dates[at] = Atom("date", dates[at].right, " ".join(named))
    return dates


def _weeks(word: Atom, numbers: Sequence[Atom]) -> Atom:
    weeks = "".join(
        f"{int(one.right):02}" if one.kind == "number" else one.right for one in numbers
    )
    written = " ".join((word.written, *(one.written for one in numbers)))
    return Atom("week", f"week {weeks}", written.replace(" - ", "-").replace(" , ", ", "))
