"""The figures for people: what a manager asks first stands first."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ivr.cli.figures.bars import FEW, bars, number, share
from ivr.journal.figures.rows import lines, numbers, rest

if TYPE_CHECKING:
    from ivr.journal.figures import Figures
    from ivr.journal.figures.answer import Answer

TITLES: Final = {
    "language": "In which language",
    "topic": "About what",
    "service": "Callers for whom a service was rung",
    "transfer": "Transfers by service, route and outcome",
    "end": "How calls ended that reached nobody",
    "gave-up": "Where callers hung up who reached nobody",
    "wrong-key": "Where keys were pressed that lead nowhere",
    "place": "Callers who came to a place",
    "municipality": "In which municipality",
    "hour": "At which hour",
    "day": "On which day",
    "week": "In which week",
    "month": "In which month",
}
_LEFT_OUT: Final = ("transfer", "place", "week")
"""Tables that are too long for an overview, or say again what another one does."""

_MOST: Final = 10
"""Rows of a table in the overview; days and hours are not cut short."""

_MOST_DAYS: Final = 31
"""A longer period has too many days for an overview."""

_NAMES: Final = {
    "calls": "Calls",
    "got_through": "Reached somebody",
    "share_of_calls": "  of all calls",
    "tried": "A service was rung",
    "share_of_tried": "  and somebody reached",
    "first_transfer_median_s": "  after so many seconds (median)",
    "first_transfer_ninetieth_s": "  nine in ten within",
    "silent": "Pressed no key",
    "wrong_keys": "Keys that lead nowhere",
    "slowly": "Heard again, slowly",
    "fallbacks": "Apologies: an answer failed",
    "unknown_numbers": "Called a number that is not listed",
    "signature_refused": "Requests refused, not the carrier's",
    "clip_lost": "Clips found lost or damaged",
}


def page(answer: Answer) -> Iterator[str]:
    """Yield the lines of one table, or of the overview, with the days and where they come from."""
    told, hotline = answer.told, answer.hotline
    whose = told.asked.municipality or "All municipalities"
    named = hotline.municipalities.get(whose)
    yield f"{named.name if named else whose}, {told.asked.period}"
    if answer.by is None:
        yield from _in_short(answer)
        yield ""
    yield from _source(answer)
    yield ""
    if answer.by is None:
        yield from _overview(answer)
    else:
        yield f"{TITLES[answer.by]} ({number(told.calls)} calls)"
        yield from bars(_rows(answer, answer.by))


def _in_short(answer: Answer) -> Iterator[str]:
    """Yield what a manager asks first, of the period and of the one before."""
    yield f"{_called(answer.told)}."
    period, since = answer.before.asked.period, answer.since
    if since is not None and since > period.last:
        yield f"Of the period before, {period}, nothing is kept."
        return
    part = f" (kept since {since})" if since is not None and since > period.first else ""
    yield f"The period before, {period}{part}: {_called(answer.before)}."


def _called(told: Figures) -> str:
    if not told.calls:
        return "No calls" if told.calls == 0 else "Few calls, or none"
    calls = f"{told.calls:,} call{'' if told.calls == 1 else 's'}"
    part = share(told.share_of_calls)
    if not part:
        return f"{calls}; how many of them reached somebody is not told"
    return f"{calls}; {part} of them reached somebody"


def _overview(answer: Answer) -> Iterator[str]:
    asked, left_out = answer.told.asked, [*_LEFT_OUT]
    left_out.append("day" if len([*asked.period.days()]) > _MOST_DAYS else "month")
    yield from _beside(answer)
    for by, title in TITLES.items():
        if by in left_out or not answer.told.tables[by].numbers:
            continue
        if by == "municipality" and asked.municipality is not None:
            continue
        yield ""
        yield title
        yield from _in_part(answer, by)
    yield ""
    yield f"More: ivr figures --by {', '.join(left_out[:-1])} or {left_out[-1]}"


def _source(answer: Answer) -> Iterator[str]:
    since, asked = answer.since, answer.told.asked
    kept = "holds no call yet" if since is None else f"kept since {since}"
    yield f"From {answer.source}, {kept}."
    if since is not None and since > asked.period.first:
        yield f"Nothing is known of the days before {since}."
    if asked.least > 1:
        few = f"Fewer than {asked.least} are not told ({number(None)})"
        yield f"{few}, nor what would give them away."
    else:
        yield "SMALL_CELLS is off: small numbers are told, and callers may be found in them."


def _beside(answer: Answer) -> Iterator[str]:
    now, then = numbers(answer.told), numbers(answer.before)
    known = [name for name in _NAMES if (now.get(name), then.get(name)) != (None, None)]
    rows = [("", "this period", "the one before")]
    rows += [(_NAMES[name], _cell(name, now[name]), _cell(name, then[name])) for name in known]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    for title, here, there in rows:
        yield f"{title:<{widths[0]}}  {here:>{widths[1]}}  {there:>{widths[2]}}".rstrip()
    titles = [_NAMES[name].partition(":")[0] for name in now if name not in known]
    if few := [title[0].lower() + title[1:] for title in titles if not title.startswith(" ")]:
        width = shutil.get_terminal_size().columns
        yield from textwrap.wrap(f"{FEW.capitalize()} in both: {', '.join(few)}.", width)


def _cell(name: str, n: float | None) -> str:
    if name.startswith("share"):
        return share(n) or "-"
    if n is None and name.startswith("first_transfer"):
        return "-"
    return number(None if n is None else int(n))


def _in_part(answer: Answer, by: str) -> Iterator[str]:
    """Yield the lines of a table in the overview: what is told, and how much else there is."""
    rows = _rows(answer, by)
    told = [row for row in rows if row[1] is not None]
    most = len(told) if by in ("day", "hour") else _MOST
    yield from bars(told[:most])
    if more := len(told[most:]):
        yield f"  and {more} more: ivr figures --by {by}"
    if few := len(rows) - len(told):
        yield f"  the other {few}: {FEW}"


def _rows(answer: Answer, by: str) -> list[tuple[str, int | None, str]]:
    found, left = lines(answer.told, by, answer.hotline), rest(answer.told, by)
    whole = sum(line.calls or 0 for line in found) + left
    rows: list[tuple[str, int | None, str]] = [
        (line.name, line.calls, share(line.calls / whole) if line.calls else "") for line in found
    ]
    if left:
        rows.append(("not told apart", left, share(left / whole)))
    return rows
