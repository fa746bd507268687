"""What was found of things that were looked at: one line each, good, wrong or unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ivr.problems import Problem, Record


class Verdict(StrEnum):
    """What was found of one thing."""

    GOOD = "good"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: ``told`` is what was seen, where nothing is wrong."""

    what: str
    verdict: Verdict
    told: str = ""
    problem: Problem | None = None

    def __str__(self) -> str:
        told = self.told if self.problem is None else self.problem.sentence
        return f"{self.verdict:7}  {self.what}: {told}"

    def record(self) -> dict[str, str | Record | None]:
        """Return the check as programs read it."""
        problem = None if self.problem is None else self.problem.record()
        told = self.told if self.problem is None else self.problem.sentence
        return {"what": self.what, "verdict": self.verdict.value, "told": told, "problem": problem}


def good(what: str, told: str) -> Check:
    """Return that something is as it ought to be."""
    return Check(what, Verdict.GOOD, told)


def wrong(what: str, problem: Problem) -> Check:
    """Return what is wrong."""
    return Check(what, Verdict.WRONG, problem=problem)


def unknown(what: str, problem: Problem) -> Check:
    """Return what could not be judged, and why."""
    return Check(what, Verdict.UNKNOWN, problem=problem)


def failures(checks: Iterable[Check]) -> list[str]:
    """Return what is wrong, a line each.

    >>> failures([good("one", "is well"), wrong("two", Problem("a", "", None, "It is not."))])
    ['two: It is not.']
    """
    return [str(one).partition("  ")[2].strip() for one in checks if one.verdict is Verdict.WRONG]
