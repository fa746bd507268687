"""Figures as programs read them: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from ivr.journal.figures.answer import Answer
from ivr.journal.figures.figures import Figures
from ivr.journal.figures.rows import lines, numbers, rest
from ivr.journal.measures import BY


def record(answer: Answer) -> str:
    """Return figures as JSON; null is none, or too few to tell."""
    told, by = answer.told, answer.by
    found: dict[str, Any] = {
        **_days(told),
        "municipality": told.asked.municipality,
        "calls": told.calls,
        "by": by,
        "rows": [] if by is None else _rows(answer, by),
        "rest": None if by is None else rest(told, by),
        "smallest": told.asked.least,
        "since": answer.since,
    }
    if by is None:
        found |= numbers(told)
        found["tables"] = {name: _rows(answer, name) for name in BY}
        found["before"] = _days(answer.before) | numbers(answer.before)
    return json.dumps(found, default=str, ensure_ascii=False)


def sheet(answer: Answer) -> str:
    """Return figures as CSV: a row a number; an empty one is none, or too few to tell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["table", "key", "name", "calls"])
    if answer.by is None:
        writer.writerows([name, "", "", n] for name, n in numbers(answer.told).items())
    for by in BY if answer.by is None else [answer.by]:
        writer.writerows([by, *line] for line in lines(answer.told, by, answer.hotline))
        if left := rest(answer.told, by):
            writer.writerow([by, "", "not told apart", left])
    return out.getvalue()


def _days(told: Figures) -> dict[str, str]:
    return {"from": str(told.asked.period.first), "to": str(told.asked.period.last)}


def _rows(answer: Answer, by: str) -> list[dict[str, Any]]:
    return [line._asdict() for line in lines(answer.told, by, answer.hotline)]
