"""A text of opening hours, taken apart into its rules, and each rule into its selectors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

_MONTH: Final = rf"(?:{'|'.join(MONTHS)})"
_DAY: Final = rf"(?:{'|'.join(DAYS)})"
_TIME: Final = r"\d{1,2}:\d\d"
_STATE: Final = re.compile(r"\b(open|closed|off|unknown)$", re.IGNORECASE)
_COMMENT: Final = re.compile(r'"[^"]*"?')
_AFTER_TIME: Final = re.compile(r",(?!\s*(?:\d{1,2}:|\(|sun|dawn|dusk))", re.IGNORECASE)
_TIME_BEFORE: Final = re.compile(rf"(?:{_TIME}\+?|\)|sunrise|sunset|dawn|dusk)$", re.IGNORECASE)
_STATE_BEFORE: Final = re.compile(r'(?:"|\b(?:open|closed|off|unknown)|24/7)$', re.IGNORECASE)
"""A comma lists days, or times; between the two, and behind a state or note, it begins a rule."""


def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_WEEKDAYS: Final = _found(rf"\b{_DAY}\b")
_BESIDE: Final = r"\bPH ?[-+] ?\d"
"""Days before or after a holiday, which are dates and no holidays."""
_HOLIDAYS: Final = _found(r"\bPH\b(?! ?[-+] ?\d)")
_SCHOOL: Final = _found(r"\bSH\b")
_DATES: Final = _found(rf"\b{_MONTH}\b|\bweek\b|\beaster\b|\b(?:19|20)\d\d\b(?!:)|{_BESIDE}")
_SINGLE_DATE: Final = _found(rf"\b{_MONTH} \d{{1,2}}\b(?! ?-|:)|\beaster\b|{_BESIDE}")
_DATE_RANGE: Final = _found(rf"{_MONTH}(?: \d{{1,2}})? ?- ?(?:{_MONTH}|\d|easter)|easter.*-easter")
_TIMES: Final = _found(rf"{_TIME}|\b(?:sunrise|sunset|dawn|dusk)\b")
_SUN: Final = _found(r"\b(?:sunrise|sunset|dawn|dusk)\b")
_SPANS: Final = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)")
_YEARS: Final = _found(r"\b((?:19|20)\d\d)(?:\s*-\s*((?:19|20)\d\d))?\b(?!:)")

_OPEN_END: Final = re.compile(rf"{_TIME}\+")

_WHOLE_DAY: Final = 24 * 60


@dataclass(frozen=True)
class Rule:
    """One rule as it is written, and the separator in front of it (none, ``;``, ``,``, ``||``).

    >>> rule = Rule('Jul 08:00-14:00 "sommer; kort"')
    >>> rule.bare, rule.names_dates, rule.names_weekdays, rule.is_off
    ('Jul 08:00-14:00', True, False, False)
    """

    written: str
    separator: str = ""

    @cached_property
    def bare(self) -> str:
        """The rule without its comment."""
        return " ".join(_COMMENT.sub(" ", self.written).split())

    @cached_property
    def state(self) -> str:
        """What it makes of its times: ``open`` unless it says otherwise."""
        found = _STATE.search(self.bare)
        return found.group().lower() if found else "open"

    @property
    def is_off(self) -> bool:
        """Whether it closes."""
        return self.state in {"off", "closed"}

    @property
    def selector(self) -> str:
        """When it holds, without what it makes of it."""
        return _STATE.sub("", self.bare).strip()

    @property
    def names_weekdays(self) -> bool:
        """Whether it names days of the week."""
        return bool(_WEEKDAYS.search(self.bare))

    @property
    def names_holidays(self) -> bool:
        """Whether it speaks of public holidays."""
        return bool(_HOLIDAYS.search(self.bare))

    @property
    def names_school(self) -> bool:
        """Whether it speaks of school holidays."""
        return bool(_SCHOOL.search(self.bare))

    @property
    def names_sun(self) -> bool:
        """Whether a time of it is the sun's."""
        return bool(_SUN.search(self.bare))

    @property
    def names_dates(self) -> bool:
        """Whether it holds in a part of the year, or of some years, only."""
        return bool(_DATES.search(self.bare))

    @property
    def names_single_dates(self) -> bool:
        """Whether it names days of the year one by one, such as 24 December.

        >>> Rule("Dec 24,Dec 31 08:00-12:00").names_single_dates
        True
        >>> Rule("Jul 08:00-12:00").names_single_dates
        False
        """
        return bool(_SINGLE_DATE.search(self.bare)) and not _DATE_RANGE.search(self.bare)

    @property
    def is_weekly(self) -> bool:
        """Whether it holds in every week of the year."""
        return not (self.names_dates or self.names_holidays or self.names_school)

    @property
    def names_times(self) -> bool:
        """Whether it says from when to when."""
        return bool(_TIMES.search(self.bare)) or "24/7" in self.bare

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Its times, in minutes of the day."""
        found = (tuple(map(int, one.groups())) for one in _SPANS.finditer(self.bare))
        return tuple((a * 60 + b, c * 60 + d) for a, b, c, d in found)

    @property
    def runs_over_midnight(self) -> bool:
        """Whether one of its times ends on the next day, later than at midnight."""
        return any(0 < end <= begin or end > _WHOLE_DAY for begin, end in self.spans)

    @property
    def has_open_end(self) -> bool:
        """Whether a time of it says when it begins alone, or at least."""
        return bool(_OPEN_END.search(self.bare))

    @property
    def years(self) -> tuple[int, ...]:
        """The last year of each range of years in it."""
        return tuple(int(one.group(2) or one.group(1)) for one in _YEARS.finditer(self.bare))

    def named(self, comment: str) -> str:
        """Return the rule with another comment, by which its answers are known."""
        return f'{self.bare} "{comment}"'.strip()


def rules_of(text: str) -> tuple[Rule, ...]:
    r"""Return the rules of a text; what stands in quotes separates nothing.

    >>> [rule.written for rule in rules_of('Mo-Fr 08:00-12:00 "lunsj; ring"; PH off')]
    ['Mo-Fr 08:00-12:00 "lunsj; ring"', 'PH off']
    >>> [rule.separator for rule in rules_of("Mo-Fr 08:00-12:00, Sa 10:00-12:00 || unknown")]
    ['', ',', '||']
    """
    return tuple(_rules(" ".join(text.split())))


def _rules(text: str) -> Iterator[Rule]:
    begin, separator, at, quoted = 0, "", 0, False
    while at < len(text):
        quoted ^= text[at] == '"'
        found = "" if quoted else _separator(text, begin, at)
        if found:
            yield Rule(text[begin:at].strip(), separator)
            separator, begin = found, at + len(found)
            at = begin
        else:
            at += 1
    yield Rule(text[begin:].strip(), separator)


def _separator(text: str, begin: int, at: int) -> str:
    if text[at] == ";":
        return ";"
    if text.startswith("||", at):
        return "||"
    before = text[begin:at].rstrip()
    is_next = text[at] == "," and (
        _STATE_BEFORE.search(before)
        or bool(_TIME_BEFORE.search(before)) == bool(_AFTER_TIME.match(text, at))
    )
    return "," if is_next else ""


def joined(rules: Iterable[Rule], *, comments: bool = True) -> str:
    """Return a text of rules; without comments, each is named by its place among them.

    >>> joined(rules_of("Mo-Fr 08:00-12:00 ;PH off"))
    'Mo-Fr 08:00-12:00; PH off'
    >>> joined(rules_of("Mo-Fr 08:00-12:00 ;PH off"), comments=False)
    'Mo-Fr 08:00-12:00 "0"; PH off "1"'
    """
    text = ""
    for place, rule in enumerate(rules):
        space = {"": "", "||": " || "}.get(rule.separator, f"{rule.separator} ") if place else ""
        text += space + (rule.written if comments else rule.named(str(place)))
    return text
