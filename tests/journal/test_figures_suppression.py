"""No small number can be worked out from all that the figures tell, taken together."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

import numpy as np
import pytest

from ivr.journal import measures as met
from ivr.journal.figures.period import Period
from ivr.journal.figures.tables import NEEDS, tables
from ivr.journal.figures.telling import Bounds, Group, days, tell

FIRST: Final = dt.date(2026, 2, 1)
DAYS: Final = [FIRST + dt.timedelta(days=n) for n in (0, 1, 2, 7, 8, 14, 21, 27, 28, 29)]
"""Days of two months; the second one is not over."""
TODAY: Final = DAYS[-1]
WHOSE: Final = ("asker", "halden")
KEYS: Final = {
    met.LANGUAGE: ("", "nb", "pl", "so"),
    met.HOUR: ("08", "09", "22"),
    met.END: (met.AFTER_TRANSFER, met.GOODBYE, met.HUNG_UP, met.UNTOLD),
    met.SILENT: ("",),
    met.GOT_THROUGH: ("",),
    met.TRIED: ("",),
    met.GAVE_UP: ("languages", "main"),
    met.TOPIC: ("fees", "records"),
    met.TRANSFER: ("gp/1/answered", "emergency/1/answered", "gp/1/busy", "emergency/1/busy"),
    met.CALLS: ("",),
}

Vector = np.ndarray[Any, np.dtype[np.int64]]

Variable = tuple[dt.date, str, str, str]
"""What is secret: the number of a day, a municipality, a measure and a key."""


class Traced(int):
    """A number that knows which secrets it is made of; they can be added and taken away."""

    made_of: Mapping[Variable, int]

    @classmethod
    def of(cls, n: int, made_of: Mapping[Variable, int]) -> Traced:
        traced = cls(n)
        traced.made_of = made_of
        return traced

    def __add__(self, other: int) -> Traced:
        return self._with(other, 1)

    __radd__ = __add__

    def __sub__(self, other: int) -> Traced:
        return self._with(other, -1)

    def _with(self, other: int, sign: int) -> Traced:
        made_of = defaultdict(int, self.made_of)
        for variable, times in getattr(other, "made_of", {}).items():
            made_of[variable] += sign * times
        return Traced.of(int(self) + sign * int(other), made_of)


def journal(dice: random.Random, busy: int) -> dict[Variable, int]:
    """Make up the sums of some days, with up to so many calls on each."""
    sums: defaultdict[Variable, int] = defaultdict(int)
    for day, whose in product(DAYS, WHOSE):
        for _ in range(dice.choice([1, 3, busy])):
            language = dice.choices(KEYS[met.LANGUAGE], [2, 12, 3, 1])[0]
            tried = dice.random() < 0.5
            through = tried and dice.random() < 0.7
            end = met.AFTER_TRANSFER if through else dice.choice(KEYS[met.END][1:])
            met_here = [(met.CALLS, ""), (met.LANGUAGE, language), (met.END, end)]
            met_here += [(met.HOUR, dice.choice(KEYS[met.HOUR]))]
            met_here += [(met.TOPIC, dice.choice(KEYS[met.TOPIC]))] * (dice.random() < 0.8)
            met_here += [(met.SILENT, "")] * (dice.random() < 0.2)
            met_here += [(met.TRIED, "")] * tried + [(met.GOT_THROUGH, "")] * through
            if tried:
                service = dice.choice(["gp", "gp", "gp", "emergency"])
                outcome = "answered" if through else "busy"
                met_here += [(met.TRANSFER, f"{service}/1/{outcome}")]
            if end == met.HUNG_UP:
                met_here += [(met.GAVE_UP, dice.choice(KEYS[met.GAVE_UP]))]
            for measure, key in met_here:
                sums[day, whose, measure, key] += 1
    return dict(sums)


def numbers(sums: Mapping[Variable, int]) -> dict[str, Any]:
    """Return sums as they are read, but that nothing of a key is a number too: 0."""
    found: dict[str, Any] = {measure: {} for measure in KEYS}
    for day in sorted({variable[:2] for variable in sums}):
        for measure, keys in KEYS.items():
            traced = {}
            for key in keys:
                secret = (*day, measure, key)
                traced[key] = Traced.of(sums.get(secret, 0), {secret: 1})
            found[measure][day] = traced
    return found


WANTED: Final = [name for name, needs in NEEDS.items() if {*needs} <= {*KEYS}]
ALL_DAYS: Final = Period(FIRST, TODAY)


def told(
    sums: Mapping[Variable, int], period: Period, threshold: int
) -> dict[str, dict[Group, Any]]:
    bounds = Bounds(period, TODAY, together=True, threshold=threshold)
    return {
        name: dict(table.told.groups)
        for name, table in tables(numbers(sums), WANTED, bounds).items()
    }


class Attacker:
    """Knows how measures belong together, and works out what follows from what is told.

    Which days had calls at all is known to it besides.
    """

    PRIME: Final = 2**31 - 1

    def __init__(
        self, sums: Mapping[Variable, int], answers: Mapping[str, Mapping[Group, Any]]
    ) -> None:
        pairs = [(measure, key) for measure, keys in KEYS.items() for key in keys]
        days = sorted({variable[:2] for variable in sums})
        self.at = {(*day, *pair): n for n, (day, pair) in enumerate(product(days, pairs))}
        known = [
            n.made_of
            for groups in answers.values()
            for told in groups.values()
            for n in told.values()
        ]
        known += [one for day in days for one in self._belonging(*day)]
        self.rows = self._reduced(np.array([self._vector(one) for one in known]))

    @staticmethod
    def _belonging(day: dt.date, whose: str) -> Iterator[Mapping[Variable, int]]:
        calls = {(day, whose, met.CALLS, ""): -1}
        for measure in (met.LANGUAGE, met.HOUR, met.END):
            yield calls | {(day, whose, measure, key): 1 for key in KEYS[measure]}
        yield {(day, whose, met.GOT_THROUGH, ""): 1, (day, whose, met.END, met.AFTER_TRANSFER): -1}
        answered = {
            (day, whose, met.TRANSFER, key): 1
            for key in KEYS[met.TRANSFER]
            if key.endswith("/answered")
        }
        yield answered | {(day, whose, met.GOT_THROUGH, ""): -1}
        gave_up = {(day, whose, met.GAVE_UP, key): 1 for key in KEYS[met.GAVE_UP]}
        yield gave_up | {(day, whose, met.END, met.HUNG_UP): -1}

    def works_out(self, wanted: Mapping[Variable, int]) -> bool:
        """Tell whether a sum of secrets follows from what is known."""
        left = self._vector(wanted)
        for place, row in self.rows:
            if left[place]:
                left = (left - left[place] * row) % self.PRIME
        return not left.any()

    def _vector(self, made_of: Mapping[Variable, int]) -> Vector:
        vector = np.zeros(len(self.at), np.int64)
        for variable, times in made_of.items():
            vector[self.at[variable]] = times % self.PRIME
        return vector

    def _reduced(self, left: Vector) -> list[tuple[int, Vector]]:
        rows = []
        while len(left := left[left.any(axis=1)]):
            place = int(np.flatnonzero(left[0])[0])
            row = left[0] * pow(int(left[0][place]), -1, self.PRIME) % self.PRIME
            rows.append((place, row))
            left = (left[1:] - left[1:, [place]] * row) % self.PRIME
        return rows


def secrets(sums: Mapping[Variable, int]) -> Iterator[tuple[int, dict[Variable, int]]]:
    """Yield sums that somebody may want to know, with the days, the places and the parts."""
    called, whose = sorted({(day, whose) for day, whose, _, _ in sums}), [*WHOSE, None]
    spans = [[day] for day in DAYS]
    spans += [
        [day for day in DAYS if begin <= day <= begin + dt.timedelta(days=length)]
        for begin, length in product(DAYS, (1, 6, 13, 27))
    ]
    parts: list[dict[tuple[str, str], int]] = [
        {(m, k): 1} for m, keys in KEYS.items() for k in keys
    ]
    parts += [
        {(met.TRIED, ""): 1, (met.GOT_THROUGH, ""): -1},
        {(met.CALLS, ""): 1, (met.TRIED, ""): -1},
    ]
    parts += [{(met.CALLS, ""): 1, (met.SILENT, ""): -1}]
    parts += [{(met.CALLS, ""): 1, (met.LANGUAGE, "nb"): -1}]
    for span, who, part in product(spans, whose, parts):
        made_of = {
            (*here, *place): times
            for here in called
            if here[0] in span and who in (None, here[1])
            for place, times in part.items()
        }
        yield sum(times * sums.get(one, 0) for one, times in made_of.items()), made_of


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("threshold", [3, 5])
def test_nothing_small_follows_from_all_that_is_told(seed: int, threshold: int) -> None:
    sums = journal(random.Random(seed), busy=10 + 4 * seed)
    answers = told(sums, ALL_DAYS, threshold)
    everything = [
        n for groups in answers.values() for told in groups.values() for n in told.values()
    ]
    assert everything
    assert min(everything) >= threshold
    attacker = Attacker(sums, answers)
    found = [
        (n, made_of)
        for n, made_of in secrets(sums)
        if 0 < n < threshold and attacker.works_out(made_of)
    ]
    assert found == []


def test_the_attacker_finds_what_is_not_protected() -> None:
    """Beside its sum, a number that alone is left out can be worked out."""
    sums = journal(random.Random(1), busy=30)
    answers = told(sums, ALL_DAYS, 1)
    [(group, n), *_] = [
        (group, numbers[met.SILENT])
        for group, numbers in answers[met.SILENT].items()
        if numbers.get(met.SILENT, 5) < 5
    ]
    answers = {met.CALLS: answers[met.CALLS], met.SILENT: answers[met.SILENT]}
    del answers[met.SILENT][group][met.SILENT]
    assert Attacker(sums, answers).works_out(n.made_of)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_told_of_some_days_is_told_of_more_days_too(seed: int) -> None:
    """No answer depends on what is asked, so that two answers differ by what may be told alone."""
    sums = journal(random.Random(seed), busy=20)
    whole = told(sums, ALL_DAYS, 5)
    dice = random.Random(seed)
    for _ in range(20):
        first, last = sorted(dice.choices([*ALL_DAYS.days()], k=2))
        asked = Period(first, last)
        inside = {
            name: {
                g: n for g, n in groups.items() if first <= g.first and min(g.last(), TODAY) <= last
            }
            for name, groups in whole.items()
        }
        here = {day: n for day, n in sums.items() if first <= day[0] <= last}
        assert told(here, asked, 5) == inside


def test_what_is_few_on_every_day_is_told_of_the_month() -> None:
    february = Period(FIRST, FIRST.replace(day=28))
    rare = (1, 2, 8, 15, 16, 22)
    cells = {
        (day, "asker"): {"nb": 20, "so": 2, "ti": int(day.day in rare)} for day in february.days()
    }
    asked = Bounds(february, TODAY, together=False, threshold=5)
    assert tell(cells, days(cells), asked).by_key() == {"nb": 560, "so": 56, "ti": 6}
    week = Bounds(Period(FIRST, FIRST.replace(day=7)), TODAY, together=False, threshold=5)
    assert tell(cells, days(cells), week).by_key() == {}
