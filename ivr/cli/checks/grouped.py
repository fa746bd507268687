"""Findings as people read them: a line for each mistake, one for warnings that are alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ivr.problems import Problem

ALIKE: Final = 0.6
"""The share of words two warnings have in common when they say the same of two things."""


def grouped(findings: Iterable[Problem]) -> Iterator[str]:
    """Yield the lines that tell findings: mistakes, warnings, and work, in the order given.

    Warnings of one file with one remedy that differ in a few words are told in the line of the
    first, which names the place of each other one and what is different there.

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
    yield from (str(problem) for problem in told if problem.is_mistake)
    groups: list[list[Problem]] = []
    for problem in (problem for problem in told if problem.is_warning):
        group = next((group for group in groups if _alike(group[0], problem)), None)
        if group is None:
            groups.append([problem])
        else:
            group.append(problem)
    yield from map(_line, groups)
    yield from (str(work) for work in told if not (work.is_mistake or work.is_warning))


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
    return f"{first} Likewise {', '.join(places)}."


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
