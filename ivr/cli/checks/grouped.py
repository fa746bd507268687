"""Findings as people read them: a line for each mistake, one for warnings that are alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ivr.problems import Problem

ALIKE: Final = 0.6
"""The share of words two warnings have in common when they say the same of two things."""

FEW: Final = 3
"""So many entries of a list with one mistake are told line by line."""

MOST_NAMED: Final = 20
"""So many places of warnings that are alike are named."""


def grouped(findings: Iterable[Problem]) -> Iterator[str]:
    """Yield the lines that tell findings: mistakes, warnings, and work, in the order given.

    Warnings of one file with one remedy that differ in a few words are told in the line of the
    first, which names the place of each other one and what is different there; of many, the first
    ones. A mistake that many entries of a list have is told once.

    >>> from ivr.problems import Problem, Severity
    >>> cause = "{}: choice {} is left out in Asker.".format
    >>> for line in grouped([
    ...     Problem("a", "menu.yaml", 4, cause("fees", 2), "Add it.", Severity.WARNING),
    ...     Problem("a", "menu.yaml", 9, cause("youth", 3), "Add it.", Severity.WARNING),
    ... ]):
    ...     print(line)
    menu.yaml:4: warning: fees: choice 2 is left out in Asker. Add it. Likewise menu.yaml:9 \
(youth, choice 3).
    """
    told = list(findings)
    yield from _mistakes([problem for problem in told if problem.is_mistake])
    groups: list[list[Problem]] = []
    for problem in (problem for problem in told if problem.is_warning):
        group = next((group for group in groups if _alike(group[0], problem)), None)
        if group is None:
            groups.append([problem])
        else:
            group.append(problem)
    yield from map(_line, groups)
    yield from (str(work) for work in told if not (work.is_mistake or work.is_warning))


def _mistakes(told: list[Problem]) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for one in told:
        entry = re.sub(r"\bentry \d+", "entry", one.cause)
        # What is no entry's is a line of its own.
        key = (one.file, one.code, entry, one.fix, "" if entry != one.cause else one.place)
        alike.setdefault(key, []).append(one)
    many = {id(one): group for group in alike.values() if len(group) > FEW for one in group}
    for one in told:
        group = many.get(id(one), [one])
        if one is group[0]:
            more = f" So it is in {len(group) - 1} more, down to line {group[-1].line}."
            yield f"{one}{more if len(group) > 1 else ''}"


def _alike(one: Problem, other: Problem) -> bool:
    if (one.code, one.file, one.fix) != (other.code, other.file, other.fix):
        return False
    words, others = one.cause.split(), other.cause.split()
    common = sum(block.size for block in _match(words, others).get_matching_blocks())
    return common >= ALIKE * max(len(words), len(others))


def _line(group: list[Problem]) -> str:
    first, *others = group
    if not others:
        return str(first)
    words = [problem.cause.split() for problem in group]
    same = frozenset[int].intersection(*(_shared(words[0], other) for other in words[1:]))
    told = (", ".join(_different(words[0], other, same)) for other in words[1:])
    places = (f"{at.place} ({what})" for at, what in zip(others, told, strict=True))
    named = ", ".join(islice(places, MOST_NAMED))
    more = len(others) - MOST_NAMED
    tail = f" and {more} more" if more > 0 else ""
    return f"{first} Likewise {named}{tail}."


def _shared(first: list[str], other: list[str]) -> frozenset[int]:
    """Return the places of the words that another warning has in common with the first."""
    blocks = _match(first, other).get_matching_blocks()
    return frozenset(block.a + nth for block in blocks for nth in range(block.size))


def _different(first: list[str], other: list[str], same: frozenset[int]) -> Iterator[str]:
    """Yield what a warning says between the words all have in common, with the word before."""
    kept = _match(first, other).get_matching_blocks()
    at_other = {block.a + nth: block.b + nth for block in kept for nth in range(block.size)}
    ends = [at_other[place] for place in sorted(same)] + [len(other)]
    begin = 0
    for end in ends:
        if begin < end:
            yield " ".join(word.strip(".,:;") for word in other[max(begin - 1, 0) : end])
        begin = end + 1


def _match(words: list[str], others: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, words, others, autojunk=False)
