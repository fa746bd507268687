"""Rules that say less than they seem to: undone by later ones, over, or without times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ivr.definition.opening_hours.dates import Surprise, warning
from ivr.definition.opening_hours.meaning import AHEAD, Meaning, meaning_of
from ivr.definition.opening_hours.rules import Rule, joined

_YEAR: Final = dt.timedelta(days=365)


def moved_last(meaning: Meaning, rule: Rule) -> str:
    """Return the text with one rule at its end, where no other undoes it."""
    return joined((*_others(meaning, rule), Rule(rule.written, ";")))


def without(meaning: Meaning, rule: Rule) -> str:
    """Return the text without one of its rules; empty when it is the only one."""
    return joined(_others(meaning, rule))


def _others(meaning: Meaning, rule: Rule) -> tuple[Rule, ...]:
    others = [one for one in meaning.rules if one is not rule]
    return tuple(one if place else replace(one, separator="") for place, one in enumerate(others))


def undone(meaning: Meaning, country: str) -> Iterator[Surprise]:
    """Yield rules that later ones take back, wholly or on the days they share."""
    replaced = list(_replaced(meaning, country))
    yield from replaced
    for rule in () if replaced else meaning.rules[:-1]:
        if rule.names_holidays and rule.is_off:
            continue  # told with the holiday that opens
        last = moved_last(meaning, rule)
        bare = meaning_of(without(meaning, rule), meaning.first, country)
        moved = meaning_of(last, meaning.first, country)
        if bare and moved and meaning.same_as(bare) and not meaning.same_as(moved):
            cause = f"[{rule.written}] changes nothing: a later rule holds wherever it does."
            fix = f"Write [{last}], or take it out."
            yield Surprise("hours-rule-undone", cause, fix)


def _replaced(meaning: Meaning, country: str) -> Iterator[Surprise]:
    """Yield further times of a day that take the place of the earlier ones, not beside them."""
    for place, rule in enumerate(meaning.rules):
        if not (place and rule.separator == ";" and rule.is_weekly and rule.spans):
            continue
        if rule.state != "open":
            continue
        beside = replace(rule, separator=",")
        text = joined((*meaning.rules[:place], beside, *meaning.rules[place + 1 :]))
        both = meaning_of(text, meaning.first, country)
        day = _first_lost(meaning, both, place) if both else None
        if day is not None:
            cause = f"[{rule.written}] takes the place of the earlier times on {day:%A %Y-%m-%d}."
            fix = f"Write [{text}] if both are meant."
            yield warning("hours-replaced", cause, fix)


def _first_lost(meaning: Meaning, both: Meaning, place: int) -> dt.date | None:
    """Return the first day on which a rule's times stand alone, and would lie beside others."""
    for day, span in meaning.shifts:
        if span.rule == place:
            own, all_ = meaning.times_on(day), both.times_on(day)
            if set(own) < set(all_):
                return day
    return None


def loose_ends(meaning: Meaning, country: str) -> Iterator[Surprise]:
    """Yield what holds no more, or leaves its times open."""
    for rule in meaning.rules:
        if rule.years and max(rule.years) < meaning.first.year:
            cause = f"[{rule.written}] speaks of {max(rule.years)}, which is over."
            yield warning("hours-past", cause, "Take it out, or write the coming year.")
        elif not _matches(rule, meaning.first, country):
            cause = f"[{rule.written}] is true of no day until {meaning.first + AHEAD}."
            yield warning("hours-rule-without-day", cause, "Take it out, or mend its dates.")
        elif rule.state == "open" and not rule.names_times:
            cause = f"[{rule.written}] says no times, so it is open day and night."
            fix = f"Write [{rule.selector} 00:00-24:00] if that is meant."
            yield warning("hours-without-times", cause, fix)
        if rule.has_open_end:
            cause = f"[{rule.written}] does not say when it closes."
            yield warning("hours-without-end", cause, "Write the time, such as [08:00-15:30].")
    ends = meaning.openings[-1].ends.date()
    if ends < meaning.first + AHEAD - _YEAR:
        cause = f"[{joined(meaning.rules)}] is open on {ends} for the last time."
        yield warning("hours-run-out", cause, "Write what holds afterwards.")


def _matches(rule: Rule, first: dt.date, country: str) -> bool:
    if not rule.names_dates or re.search(r"\bFeb 29\b", rule.bare):
        return True
    alone = meaning_of(rule.selector, first, country)
    return alone is None or bool(alone.openings)
