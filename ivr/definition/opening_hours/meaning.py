"""What a text of opening hours means, day by day, and which rule says so.

Every rule is given its number as its comment, and the library hands a comment back with
whatever the rule decides. So nothing is reckoned here that the library reckons too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined] # stubs

from ivr.definition.opening_hours.reading import read_hours
from ivr.definition.opening_hours.rules import Rule, joined, rules_of
from ivr.model.services import Hours

AHEAD: Final = dt.timedelta(days=731)
"""How far hours are looked at: two years have every holiday and a leap day or its lack."""

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Some time (on the clock on the wall) in which one rule holds, or none."""

    begins: dt.datetime
    ends: dt.datetime
    is_open: bool
    is_unknown: bool
    rule: int | None


@dataclass(frozen=True)
class Meaning:
    """What a text says from a first day on, for `AHEAD`; ``spans`` follow each other."""

    rules: tuple[Rule, ...]
    first: dt.date
    spans: tuple[Span, ...]

    @cached_property
    def openings(self) -> tuple[Span, ...]:
        """The times it is open, each from its beginning to its end, whatever rules hold."""
        found: list[Span] = []
        for span in self.spans:
            if span.is_open and found and found[-1].ends == span.begins:
                last = found[-1]
                found[-1] = Span(last.begins, span.ends, True, False, last.rule)  # noqa: FBT003 - a copy
            elif span.is_open:
                found.append(span)
        return tuple(found)

    @cached_property
    def shifts(self) -> tuple[tuple[dt.date, Span], ...]:
        """Each day on which a rule opens, with the time it does: a night counts for its eve."""
        found: list[tuple[dt.date, Span]] = []
        for one in self.spans:
            is_end = one.begins.time() == dt.time() and self.is_night(one)
            if not one.is_open or is_end:
                continue
            day = one.begins.date()
            found.append((day, one))
            while dt.datetime.combine(day + 2 * _DAY, dt.time()) <= one.ends:
                day += _DAY
                found.append((day, one))
        return tuple(found)

    def is_night(self, span: Span) -> bool:
        """Tell whether a time is of a rule that runs over midnight."""
        return span.rule is not None and self.rules[span.rule].runs_over_midnight

    @property
    def is_never_closed(self) -> bool:
        """Whether it is open from the first moment to the last."""
        only = self.openings[0]
        return len(self.openings) == 1 and only.ends - only.begins >= AHEAD

    def times_on(self, day: dt.date) -> tuple[tuple[dt.timedelta, dt.timedelta], ...]:
        """Return from when to when it is open on a day."""
        midnight = dt.datetime.combine(day, dt.time())
        return tuple(
            (max(one.begins - midnight, dt.timedelta()), min(one.ends - midnight, _DAY))
            for one in self._on.get(day, ())
        )

    @cached_property
    def _on(self) -> dict[dt.date, list[Span]]:
        found: dict[dt.date, list[Span]] = {}
        for one in self.openings:
            day = one.begins.date()
            while dt.datetime.combine(day, dt.time()) < one.ends:
                found.setdefault(day, []).append(one)
                day += _DAY
        return found

    def changes(self) -> Iterator[tuple[Span, Span]]:
        """Yield every time with the one after it."""
        yield from pairwise(self.spans)

    def same_as(self, other: Meaning) -> bool:
        """Tell whether another text is open and closed at the same times."""
        return self._times() == other._times()

    def _times(self) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
        return tuple((one.begins, one.ends) for one in self.openings)


@lru_cache(maxsize=2048)
def meaning_of(
    text: str, first: dt.date, country: str, ahead: dt.timedelta = AHEAD
) -> Meaning | None:
    """Return what a text means; None when it cannot be read.

    >>> jul = meaning_of("Jul 08:00-14:00", dt.date(2027, 1, 1), "NO")
    >>> jul.openings[0].begins
    datetime.datetime(2027, 7, 1, 8, 0)
    """
    rules = rules_of(text)
    numbered, number_of = _numbered(text, rules)
    try:
        read = OpeningHours(numbered, country=country, auto_country=False)
    except ParserError:
        return None
    begin = dt.datetime.combine(first, dt.time())
    spans = tuple(
        Span(begins, ends, state == State.OPEN, state == State.UNKNOWN, number_of(comment))
        for begins, ends, state, comment in read.intervals(begin, begin + ahead)
        if begins < ends
    )
    return Meaning(rules, first, spans)


@lru_cache(maxsize=64)
def holidays(first: dt.date, country: str, ahead: dt.timedelta = AHEAD) -> tuple[dt.date, ...]:
    """Return the public holidays of the years from a day on.

    >>> [str(day) for day in holidays(dt.date(2027, 5, 1), "NO")][:4]
    ['2027-05-01', '2027-05-06', '2027-05-16', '2027-05-17']
    """
    known = meaning_of("PH", first, country, ahead)
    every = (first + count * _DAY for count in range(ahead.days))
    return tuple(day for day in every if known.times_on(day)) if known else ()


def deciding_rule(hours: Hours, now: dt.datetime) -> str | None:
    """Return the rule that opens or closes a service now; None when none says anything.

    >>> from zoneinfo import ZoneInfo
    >>> oslo = ZoneInfo("Europe/Oslo")
    >>> hours = read_hours("Mo-Fr 08:00-15:30; PH 10:00-12:00", oslo, "NO")
    >>> deciding_rule(hours, dt.datetime(2027, 5, 17, 11, tzinfo=oslo))
    'PH 10:00-12:00'
    >>> deciding_rule(hours, dt.datetime(2027, 5, 17, 14, tzinfo=oslo))
    'PH 10:00-12:00'
    >>> deciding_rule(hours, dt.datetime(2027, 5, 15, 12, tzinfo=oslo)) is None  # a Saturday
    True
    """
    rules = rules_of(hours.text)
    local = now.astimezone(dt.UTC).astimezone(hours.timezone)
    numbered, number_of = _numbered(hours.text, rules)
    named = OpeningHours(numbered, timezone=hours.timezone, country=hours.country)
    number = number_of(named.state(local)[1])
    if number is None:
        number = _last_to_change(rules, hours, now)
    return None if number is None else rules[number].written


def _last_to_change(rules: tuple[Rule, ...], hours: Hours, now: dt.datetime) -> int | None:
    """Return the rule that closes without a word, for its day has other times; None for none."""
    changed_by, was_open = None, False
    for number in range(len(rules)):
        so_far = joined(rules[: number + 1])
        is_open = read_hours(so_far, hours.timezone, hours.country).is_open(now)
        if was_open != is_open:
            changed_by = number
        was_open = is_open
    return changed_by


def _numbered(text: str, rules: tuple[Rule, ...]) -> tuple[str, Callable[[str], int | None]]:
    """Return a text whose comments are the numbers of its rules, and how they are read.

    Behind ``||`` a rule holds where the others say nothing, and a comment says something: such
    a text stays as it is.
    """
    if any(rule.separator == "||" for rule in rules):
        return " ".join(text.split()), lambda _: None
    return joined(rules, comments=False), _number


def _number(comment: str) -> int | None:
    last = comment.rpartition(" ")[2].strip(",;")
    return int(last) if last.isdecimal() else None
