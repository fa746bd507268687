"""Every table of the figures, as far as it may be told.

A table whose sum another one tells is told within that one's groups, so that what remains of a sum
is never few: hours and languages within the calls, ends within the calls that reached nobody,
places where callers gave up within those who hung up, transfers within the calls that they decide.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from ivr.journal import measures as met
from ivr.journal.figures.reading import Numbers
from ivr.journal.figures.table import Table, alone, both, only
from ivr.journal.figures.telling import Bounds, Cell, Cells, Starts, Told, days, tell

IN_VAIN: Final = "in-vain"
"""A service was rung, and nobody was reached."""
NOT_TRIED: Final = "not-tried"

PRESSED: Final = "pressed"
NOWHERE: Final = ""
"""Where callers gave up who had not reached a place."""

STEP_S: Final = 10
"""Seconds to a transfer that are told as one where small numbers are not told."""

NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    met.CALLS: (met.CALLS,),
    met.HOUR: (met.CALLS, met.HOUR),
    met.LANGUAGE: (met.CALLS, met.LANGUAGE),
    met.SILENT: (met.CALLS, met.SILENT),
    met.GOT_THROUGH: (met.CALLS, met.GOT_THROUGH, met.TRIED),
    met.END: (met.CALLS, met.GOT_THROUGH, met.TRIED, met.END),
    met.GAVE_UP: (met.CALLS, met.GOT_THROUGH, met.TRIED, met.END, met.GAVE_UP),
    met.SERVICE: (met.CALLS, met.GOT_THROUGH, met.TRIED, met.SERVICE),
    met.TRANSFER: (met.CALLS, met.GOT_THROUGH, met.TRIED, met.TRANSFER),
    **{name: (name,) for name in (met.TOPIC, met.PLACE, met.WRONG_KEY, met.SLOWLY)},
    **{name: (name,) for name in (met.FIRST_TRANSFER, met.FALLBACK, met.UNKNOWN_NUMBER)},
}
"""The tables there are, each with the measures that it is made from."""


def tables(numbers: Numbers, wanted: Collection[str], bounds: Bounds) -> dict[str, Table]:
    """Return tables by their name, made from the measures that they need."""
    made: dict[str, Table] = {}
    if met.CALLS in numbers:
        made = dict(_of_calls(numbers, bounds))
    for name in wanted:
        if name not in made:
            cells: Cells = numbers[name]
            if name == met.FIRST_TRANSFER and bounds.threshold > 1:
                cells = _in_steps(cells)
            made[name] = alone(cells, bounds)
    return made


def _of_calls(numbers: Numbers, bounds: Bounds) -> Mapping[str, Table]:
    """Return those tables in which no call is counted twice, with whatever they lie within."""
    every = numbers[met.CALLS]
    calls = tell(every, days(every), bounds)
    found = {met.CALLS: Table(calls, calls.all())}
    begin = calls.starts(every, days(every))

    def within_calls(name: str, cells: Cells) -> Told:
        told = tell(cells, begin, bounds)
        found[name] = Table(told, calls.all())
        return told

    for name in (met.HOUR, met.LANGUAGE):
        if name in numbers:
            within_calls(name, numbers[name])
    if met.SILENT in numbers:
        within_calls(met.SILENT, _silent(numbers))
    if met.GOT_THROUGH not in numbers:
        return found
    outcomes = _outcomes(numbers)
    outcome = within_calls(met.GOT_THROUGH, outcomes)

    def told_of(*keys: str) -> Starts:
        """Return where it is told how many calls came to one of these outcomes."""
        return outcome.starts(only(outcomes, lambda key: key in keys), begin)

    found |= _of_transfers(numbers, bounds, told_of)
    if met.END not in numbers:
        return found
    begin_unreached = told_of(IN_VAIN, NOT_TRIED)
    ends = _ends(numbers)
    end = tell(ends, begin_unreached, bounds)
    found[met.END] = Table(end, outcome.of(IN_VAIN) + outcome.of(NOT_TRIED))
    if met.GAVE_UP in numbers:
        hung_up = only(ends, lambda key: key == met.HUNG_UP)
        told = tell(_given_up(numbers), end.starts(hung_up, begin_unreached), bounds)
        found[met.GAVE_UP] = Table(told, end.of(met.HUNG_UP))
    return found


def _of_transfers(
    numbers: Numbers, bounds: Bounds, told_of: Callable[..., Starts]
) -> Mapping[str, Table]:
    """Return what was rung: each call that reached somebody has one transfer that was answered.

    Most others that rang somebody have one that was not, and most rang one service.
    """
    found: dict[str, Table] = {}
    if met.SERVICE in numbers:
        found[met.SERVICE] = alone(numbers[met.SERVICE], bounds, told_of(met.GOT_THROUGH, IN_VAIN))
    if met.TRANSFER in numbers:
        rung = numbers[met.TRANSFER]
        answered = alone(only(rung, _is_answered), bounds, told_of(met.GOT_THROUGH))
        others = only(rung, lambda key: not _is_answered(key))
        found[met.TRANSFER] = both(answered, alone(others, bounds, told_of(IN_VAIN)))
    return found


def _is_answered(transfer: str) -> bool:
    return transfer.endswith(f"/{met.ANSWERED}")


def _silent(numbers: Numbers) -> Cells:
    return {
        cell: _some(
            {met.SILENT: (silent := _n(numbers, met.SILENT, cell)), PRESSED: n[""] - silent}
        )
        for cell, n in numbers[met.CALLS].items()
    }


def _outcomes(numbers: Numbers) -> Cells:
    return {
        cell: _some(
            {
                met.GOT_THROUGH: (through := _n(numbers, met.GOT_THROUGH, cell)),
                IN_VAIN: (tried := _n(numbers, met.TRIED, cell)) - through,
                NOT_TRIED: n[""] - tried,
            }
        )
        for cell, n in numbers[met.CALLS].items()
    }


def _ends(numbers: Numbers) -> Cells:
    """Return how calls ended that reached nobody."""
    reached = numbers[met.GOT_THROUGH]
    return {
        cell: _some(
            {
                key: n - (reached.get(cell, {}).get("", 0) if key == met.AFTER_TRANSFER else 0)
                for key, n in ends.items()
            }
        )
        for cell, ends in numbers[met.END].items()
    }


def _given_up(numbers: Numbers) -> Cells:
    places = numbers[met.GAVE_UP]
    return {
        cell: _some({**here, NOWHERE: ends.get(met.HUNG_UP, 0) - sum(here.values())})
        for cell, ends in numbers[met.END].items()
        for here in [places.get(cell, {})]
    }


def _in_steps(cells: Cells) -> Cells:
    steps: dict[Cell, dict[str, int]] = {}
    for cell, numbers in cells.items():
        kept = steps.setdefault(cell, {})
        for seconds, n in numbers.items():
            step = f"{int(seconds) // STEP_S * STEP_S:04d}"
            kept[step] = kept.get(step, 0) + n
    return steps


def _n(numbers: Numbers, measure: str, cell: Cell) -> int:
    return numbers[measure].get(cell, {}).get("", 0)


def _some(numbers: Mapping[str, int]) -> dict[str, int]:
    return {key: n for key, n in numbers.items() if n >= 0}
