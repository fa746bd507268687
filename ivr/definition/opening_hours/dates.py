"""What a text of opening hours names and no calendar tells: dates that do not exist, the sun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.definition.opening_hours.rules import DAYS, MONTHS, Rule
from ivr.problems import Severity

_LONGEST: Final = dict(zip(MONTHS, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))
_DATED: Final = re.compile(
    rf"(?:\b(?P<year>(?:19|20)\d\d) ?)?\b(?P<month>{'|'.join(MONTHS)}) (?P<day>\d{{1,2}})(?!\d|:)"
    r"(?: ?- ?(?P<last>\d{1,2})(?!\d|:))?",
    re.IGNORECASE,
)
_UNITED: Final = re.compile(rf"\b(PH|SH) ((?:{'|'.join(DAYS)})\b[^\d\"]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surprise:
    """Something that hours mean, or do not mean, and their editor may not know."""

    code: str
    cause: str
    fix: str
    severity: Severity = Severity.ERROR

    @property
    def is_warning(self) -> bool:
        """Whether it may be meant."""
        return self.severity is Severity.WARNING


def warning(code: str, cause: str, fix: str) -> Surprise:
    """Return something that may be meant."""
    return Surprise(code, cause, fix, Severity.WARNING)


def unreckonable(rules: tuple[Rule, ...]) -> Iterator[Surprise]:
    """Yield what no calendar tells: dates that do not exist, school holidays, the sun.

    >>> from ivr.definition.opening_hours.rules import rules_of
    >>> [one.cause for one in unreckonable(rules_of("Mo-Fr 08:00-15:30; Nov 31 off"))]
    ['[Nov 31 off]: Nov 31 does not exist.']
    """
    for rule in rules:
        yield from _impossible(rule)
        if rule.names_school:
            cause = f"[{rule.written}]: school holidays are not known, so the rule says nothing."
            fix = "Write their dates, such as [Jun 20-Aug 16 off]."
            yield Surprise("hours-school-holidays", cause, fix)
        if rule.separator == "||":
            cause = f"[{rule.written}]: what holds behind || is not looked at over the year."
            yield warning("hours-fallback", cause, "Write every rule with ; instead.")
        if rule.names_sun:
            cause = f"[{rule.written}]: when the sun rises and sets is not known here."
            yield Surprise("hours-sun", cause, "Write the times of the clock.")
        if united := _UNITED.search(rule.bare):
            what, days = united.group(1), united.group(2).strip()
            cause = f"[{rule.written}] is open on {what} and on every {days}, not where both meet."
            fix = f"Write [{what},{days} …] if that is meant, and [{what} …] if not."
            yield Surprise("hours-ambiguous", cause, fix)


def _impossible(rule: Rule) -> Iterator[Surprise]:
    for found in _DATED.finditer(rule.bare):
        month = found["month"].capitalize()
        for day in filter(None, (found["day"], found["last"])):
            longest = _days_of(month, found["year"])
            if not 1 <= int(day) <= longest:
                year = f" in {found['year']}" if month == "Feb" and found["year"] else ""
                cause = f"[{rule.written}]: {month} {int(day)} does not exist{year}."
                fix = f"{month} has {longest} days: write [{month} {longest if int(day) else 1}]."
                yield Surprise("hours-date-impossible", cause, fix)


def _days_of(month: str, year: str | None) -> int:
    is_common = year is not None and (int(year) % 4 or (not int(year) % 100 and int(year) % 400))
    return 28 if month == "Feb" and is_common else _LONGEST[month]
