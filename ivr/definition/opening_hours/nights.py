"""Nights that begin on one day and end on the next, where the two days differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ivr.definition.opening_hours.dates import Surprise
from ivr.definition.opening_hours.meaning import Meaning, Span
from ivr.definition.opening_hours.rules import Rule, joined
from ivr.problems import Severity


def nights(meaning: Meaning) -> Iterator[Surprise]:
    """Yield the first night that midnight cuts, and the first that begins on a closed day.

    A rule for a day, such as ``PH off``, holds from midnight to midnight. The night before is cut
    short, and the end of the night that does not begin is open all the same.

    >>> from ivr.definition.opening_hours.meaning import meaning_of
    >>> night = meaning_of("Mo-Su 22:00-06:00; PH off", dt.date(2027, 5, 10), "NO")
    >>> [one.cause[:60] for one in nights(night)]
    ['[Mo-Su 22:00-06:00] is cut at midnight before Sunday 2027-05', \
'[Mo-Su 22:00-06:00] opens at 00:00 on Tuesday 2027-05-18, th']
    """
    told: set[tuple[str, int | None]] = set()
    for before, after in meaning.changes():
        if after.begins.time() != dt.time() or before.is_open == after.is_open:
            continue
        night = before if before.is_open else after
        kind = "cut" if before.is_open else "begun"
        if not meaning.is_night(night) or (kind, night.rule) in told:
            continue
        if kind == "cut" and after.rule is None:
            continue  # its own end, and no other rule's doing
        told.add((kind, night.rule))
        yield _cut(meaning, before, after) if kind == "cut" else _begun(meaning, after)


def _cut(meaning: Meaning, before: Span, after: Span) -> Surprise:
    night, closing = (meaning.rules[one.rule or 0].written for one in (before, after))
    cause = f"[{night}] is cut at midnight before {after.begins:%A %Y-%m-%d}: [{closing}] holds."
    fix = "Write the hours after midnight out for that day, if it is to stay open."
    return Surprise("hours-night-cut", cause, fix, Severity.WARNING)


def _begun(meaning: Meaning, span: Span) -> Surprise:
    night = meaning.rules[span.rule or 0].written
    eve = span.begins - dt.timedelta(days=1)
    cause = (
        f"[{night}] opens at 00:00 on {span.begins:%A %Y-%m-%d}, the end of a night that begins "
        f"on {eve:%Y-%m-%d}, which is closed."
    )
    fix = "Close those hours too, if nobody is there."
    if any(rule.names_holidays and rule.is_off for rule in meaning.rules):
        closed = Rule(f"PH +1 day 00:00-{span.ends:%H:%M} off", ";")
        fix = f"Write [{joined((*meaning.rules, closed))}], if nobody is there."
    return Surprise("hours-night-of-closed-day", cause, fix, Severity.WARNING)
