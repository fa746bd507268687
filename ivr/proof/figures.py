"""What is worth looking up about the figures: those that expire, have expired, or are in doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ivr.definition import Loaded
from ivr.definition.yaml.tree import Path
from ivr.model.figures import Fact
from ivr.problems import Problem, Severity

SOON: Final = dt.timedelta(days=30)
"""How long before a figure expires it is warned of."""


def days_of_figures(loaded: Loaded, today: dt.date) -> Iterator[Problem]:
    """Yield a warning for each figure that is not said today, or soon will not be.

    One whose next value is written already needs no attention.
    """
    file = loaded.files["facts"]
    for name, fact in loaded.hotline.facts.items():
        last, source = fact.expires, fact.values[-1].source
        place = (*_place(fact, len(fact.values) - 1), "expires")
        if today > last:
            what = f"{name}: expired on {last}; callers hear the wording without it."
            fix = f"Look it up at {source}, and set value, year, checked and expires."
            yield file.problem("figure-expired", place, what, fix, Severity.WARNING)
        elif today > last - SOON:
            fix = f"Look the next one up at {source}, and write it under [later]."
            what = f"{name}: expires on {last}."
            yield file.problem("figure-expires-soon", place, what, fix, Severity.WARNING)
        elif today < (first := fact.values[0].begins):
            what = f"{name}: is first said on {first}; callers hear the wording without it."
            fix = "Write the value of today in front of it, if there is one."
            begins = (name, "begins") if file.holds(name, "begins") else (name, "year")
            yield file.problem("figure-not-yet-said", begins, what, fix, Severity.WARNING)


def unsure_figures(loaded: Loaded) -> Iterator[Problem]:
    """Yield a warning for each value of a figure that somebody has noted a doubt about."""
    file = loaded.files["facts"]
    for name, fact in loaded.hotline.facts.items():
        for index, value in enumerate(fact.values):
            if value.unsure:
                place = (*_place(fact, index), "unsure")
                fix = "Verify it, then take [unsure] away."
                what = f"{name} is unsure: {value.unsure}"
                yield file.problem("figure-unsure", place, what, fix, Severity.WARNING)


def _place(fact: Fact, index: int) -> Path:
    """Return where a value stands in config/facts.yaml."""
    return (fact.name, "later", index - 1) if index else (fact.name,)
