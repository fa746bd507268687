"""The figures for people: what a manager asks first stands first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ivr.cli.figures.bars import bars, number, share
from ivr.cli.figures.rows import lines, numbers, rest

if TYPE_CHECKING:
    from ivr.cli.figures.asked import Answer

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
}
_LEFT_OUT: Final = ("transfer", "place")
"""Tables that are too long for an overview."""

_MOST: Final = 10
"""Rows of a table in the overview; days and hours are not cut short."""

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
    whose = told.asked.municipality or "all municipalities"
    named = hotline.municipalities.get(whose)
    yield f"{named.name if named else whose}, {told.asked.period}"
    yield from _source(answer)
    yield ""
    if answer.by is not None:
        yield f"{TITLES[answer.by]} ({number(told.calls)} calls)"
        yield from _table(answer, answer.by, most=None)
        return
    yield from _beside(answer)
    for by, title in TITLES.items():
        if by in _LEFT_OUT or not told.tables[by].numbers:
            continue
        if by == "municipality" and told.asked.municipality is not None:
            continue
        yield ""
        yield title
        yield from _table(answer, by, most=None if by in ("day", "hour") else _MOST)
    yield ""
    yield f"More: ivr figures --by {' or '.join(_LEFT_OUT)}"


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
    rows = [("", "", f"{answer.before.asked.period}")]
    rows += [
        (title, _cell(name, now[name]), _cell(name, then[name]))
        for name, title in _NAMES.items()
        if name in now
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    for title, here, there in rows:
        yield f"{title:<{widths[0]}}  {here:>{widths[1]}}  {there:>{widths[2]}}".rstrip()


def _cell(name: str, n: float | None) -> str:
    if name.startswith("share"):
        return share(n) or "-"
    return number(None if n is None else int(n))


def _table(answer: Answer, by: str, *, most: int | None) -> Iterator[str]:
    found = lines(answer.told, by, answer.hotline)
    left = rest(answer.told, by)
    whole = sum(line.calls or 0 for line in found) + left
    rows = [
        (line.name, line.calls, share(line.calls / whole) if line.calls else "")
        for line in found[:most]
    ]
    if left:
        rows.append(("not told apart", left, share(left / whole)))
    yield from bars(rows)
    if len(found) > len(found[:most]):
        yield f"  and {len(found[most:])} more: ivr figures --by {by}"
