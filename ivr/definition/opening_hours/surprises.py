"""What hours mean in the next two years that their editor may not expect, each with its rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ivr.definition.opening_hours.dates import Surprise, unreckonable, warning
from ivr.definition.opening_hours.effects import loose_ends, moved_last, undone, without
from ivr.definition.opening_hours.meaning import AHEAD, Meaning, Span, holidays, meaning_of
from ivr.definition.opening_hours.nights import nights
from ivr.definition.opening_hours.rules import DAYS, Rule, joined, rules_of

_ALWAYS: Final = "24/7"
_WEEK: Final = dt.timedelta(days=7)
_ALL_WEEKDAYS: Final = dt.timedelta(days=12 * 365)
"""How long it takes until any date has fallen on each day of the week."""
_TIME: Final = re.compile(r"\d{1,2}:\d\d")


@lru_cache(maxsize=1024)
def surprises(text: str, first: dt.date, country: str) -> tuple[Surprise, ...]:
    """Return what is unexpected about hours that can be read, from a first day on.

    >>> [one] = surprises("Mo-Fr 08:00-15:30; Jul 08:00-14:00; PH off", dt.date(2027, 1, 1), "NO")
    >>> one.cause
    '[Jul 08:00-14:00] opens on Saturday 2027-07-03, a day that is closed in other weeks.'
    >>> one.fix
    'Write [Jul Mo-Fr 08:00-14:00], or [Jul Mo-Su 08:00-14:00] if every day is meant.'
    """
    text = " ".join(text.split())
    impossible = tuple(unreckonable(rules_of(text)))
    meaning = meaning_of(text, first, country)
    if impossible or meaning is None:
        return impossible
    if not meaning.openings:
        return tuple(_never_open(meaning, country))
    if meaning.is_never_closed:
        return tuple(_never_closed(meaning, text))
    return (
        *_closed_weekdays(meaning, country),
        *_holidays(meaning, country),
        *undone(meaning, country),
        *nights(meaning),
        *loose_ends(meaning, country),
    )


def _never_open(meaning: Meaning, country: str) -> Iterator[Surprise]:
    if [rule.bare.lower() for rule in meaning.rules] == ["unknown"]:
        return  # said to be unknown, and not by oversight
    cause = f"[{joined(meaning.rules)}] is never open until {meaning.first + AHEAD}."
    for rule in meaning.rules:
        bare = meaning_of(without(meaning, rule), meaning.first, country)
        if bare and bare.openings and len(meaning.rules) > 1:
            undoes = "undoes" if rule.state == "unknown" else "closes"
            cause = f"{cause.rstrip('.')}: [{rule.written}] {undoes} it."
        elif rule.state == "unknown":
            cause = f"{cause.rstrip('.')}: [{rule.written}] counts as closed."
        if rule.years and max(rule.years) < meaning.first.year:
            cause = f"{cause.rstrip('.')}: {max(rule.years)} is over."
    is_unknown = any(rule.state == "unknown" for rule in meaning.rules)
    alone = " alone" if is_unknown else ""
    fix = f"Write when it is open, or [unknown]{alone} if nobody knows."
    has_run_out = any(rule.years for rule in meaning.rules)
    yield (warning if has_run_out else Surprise)("hours-never-open", cause, fix)


def _never_closed(meaning: Meaning, text: str) -> Iterator[Surprise]:
    if text != _ALWAYS:
        cause = f"[{joined(meaning.rules)}] is never closed."
        yield warning("hours-never-closed", cause, "Write [24/7] if that is meant.")


def _closed_weekdays(meaning: Meaning, country: str) -> Iterator[Surprise]:
    """Yield, once for each rule, the first day of the week it opens that other weeks do not."""
    weekly = tuple(rule for rule in meaning.rules if rule.is_weekly)
    usual = meaning_of(joined(weekly), meaning.first, country) if weekly else None
    if usual is None or not usual.openings:
        return
    open_days = {day.weekday() for day, _ in usual.shifts}
    known = frozenset(holidays(meaning.first, country, _ALL_WEEKDAYS))
    told = set()
    for day, span in (*meaning.shifts, *_later(meaning, country)):
        rule = None if span.rule is None else meaning.rules[span.rule]
        if day.weekday() in open_days or rule is None or rule in told or _names_days(rule):
            continue
        if rule.names_single_dates and day in known:
            continue  # a holiday that has hours of its own
        told.add(rule)
        cause = f"[{rule.written}] opens on {_told(day)}, a day that is closed in other weeks."
        some, every = (_on_days(rule, days) for days in (open_days, set(range(7))))
        fix = f"Write [{some}], or [{every}] if every day is meant."
        # A date comes to a Sunday by itself, and must not then keep a hotline from starting.
        note = warning if rule.names_single_dates else Surprise
        yield note("hours-open-on-closed-day", cause, fix)


def _later(meaning: Meaning, country: str) -> Iterator[tuple[dt.date, Span]]:
    """Yield what dates that return every year open later on, on other days of the week."""
    if any(rule.names_single_dates and not _names_days(rule) for rule in meaning.rules):
        text = joined(meaning.rules)
        later = meaning_of(text, meaning.first, country, _ALL_WEEKDAYS)
        yield from later.shifts if later else ()


def _names_days(rule: Rule) -> bool:
    """Tell whether a rule says itself on which days it opens, of the week or of one year."""
    dated = rule.names_single_dates and bool(rule.years)
    return rule.names_weekdays or rule.names_holidays or dated or rule.is_weekly


def _on_days(rule: Rule, days: set[int]) -> str:
    """Return a rule with days of the week in front of its times, its word and its note."""
    at = _TIME.search(rule.written)
    place = at.start() if at else len(rule.selector)
    parts = (rule.written[:place].strip(), _days(days), rule.written[place:].strip())
    return " ".join(part for part in parts if part)


def _days(days: set[int]) -> str:
    """Return days of the week as they are written.

    >>> _days({0, 1, 2, 3, 4}), _days({0, 2, 3, 6})
    ('Mo-Fr', 'Mo,We-Th,Su')
    """
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join("-".join(dict.fromkeys((DAYS[run[0]], DAYS[run[-1]]))) for run in runs)


def _holidays(meaning: Meaning, country: str) -> Iterator[Surprise]:
    """Yield the first public holiday that is open though no rule says so of holidays."""
    off = [rule for rule in meaning.rules if rule.names_holidays and rule.is_off]
    closing = [rule for rule in off if not rule.names_times]
    is_said = any(rule.names_holidays for rule in meaning.rules)
    known = frozenset(holidays(meaning.first, country))
    for day, span in meaning.shifts:
        rule = None if span.rule is None else meaning.rules[span.rule]
        if day not in known or rule is None or rule.names_holidays or rule.names_single_dates:
            continue
        if closing:
            cause = f"[{rule.written}] opens on {_told(day)}, a public holiday."
            fix = f"Where [{closing[-1].written}] is to hold, it stands last."
            last = moved_last(meaning, closing[-1])
            yield Surprise("hours-reopen-holidays", cause, f"{fix} Write [{last}].")
            return
        sunday = _sunday(meaning, day, known)
        if not is_said and meaning.times_on(day) != sunday:
            cause = f"[{rule.written}] opens on {_told(day)}, a public holiday."
            text = f"{joined(meaning.rules)}; PH {_times(sunday)}"
            fix = f"Write [{text}], or the hours that holidays have."
            yield warning("hours-holidays-unsaid", cause, fix)
            return


Times = tuple[tuple[dt.timedelta, dt.timedelta], ...]


def _sunday(meaning: Meaning, day: dt.date, known: frozenset[dt.date]) -> Times:
    """Return the times of the Sunday after a holiday, whose like one expects a holiday to be."""
    sunday = day + dt.timedelta(days=6 - day.weekday())
    while sunday == day or sunday in known:
        sunday += _WEEK
    return meaning.times_on(sunday)


def _times(times: Times) -> str:
    def clock(at: dt.timedelta) -> str:
        hours, minutes = divmod(at // dt.timedelta(minutes=1), 60)
        return f"{hours:02}:{minutes:02}"

    return ",".join(f"{clock(begin)}-{clock(end)}" for begin, end in times) or "off"


def _told(day: dt.date) -> str:
    return f"{day:%A %Y-%m-%d}"
