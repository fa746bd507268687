"""Hours as somebody types them: what they mean, and what is wrong in the words of the check."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from ivr.definition.checks.hours import check_hours_of
from ivr.definition.opening_hours import BadHours, read_hours
from ivr.definition.opening_hours.meaning import holidays
from ivr.definition.project import Project
from ivr.definition.yaml.file import YamlFile
from ivr.model.services import Hours
from ivr.problems import Problem
from ivr.studio.hours.meaning import Unusual, times_on, unusual, week_of
from ivr.studio.hours.times import Times

_PLACE = "services"


@dataclass(frozen=True, slots=True)
class Meant:
    """What hours mean: a week from its Monday on, holidays, and the next days that are unusual.

    ``holidays`` are the coming ones, each with its times. Without ``hours`` nothing could be read.
    """

    hours: Hours | None
    problems: tuple[Problem, ...]
    week: tuple[tuple[dt.date, Times], ...] = ()
    holidays: tuple[tuple[dt.date, Times], ...] = ()
    unusual: tuple[Unusual, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether they can be served."""
        return not any(one.is_mistake for one in self.problems)


def meant(text: str, day: dt.date, timezone: ZoneInfo, country: str) -> Meant:
    """Return what a text of hours means around a day.

    >>> oslo = ZoneInfo("Europe/Oslo")
    >>> found = meant("Mo-Fr 8-15", dt.date(2026, 11, 30), oslo, "NO")
    >>> found.is_sound, found.problems[0].fix[:29]
    (False, 'Write [Mo-Fr 08:00-15:00]: [0')
    """
    text = " ".join(text.split())
    problems = _checked(text, day)
    try:
        hours = read_hours(text, timezone, country)
    except BadHours:
        return Meant(None, problems)
    feasts = [one for one in holidays(day.replace(day=1), country) if one >= day]
    return Meant(
        hours,
        problems,
        tuple((one, times_on(hours, one)) for one in week_of(day)),
        tuple((one, times_on(hours, one)) for one in feasts[:12]),
        tuple(unusual(hours, day)),
    )


def _checked(text: str, today: dt.date) -> tuple[Problem, ...]:
    """Return what the check of the files says of a text."""
    project = Project(Path(), today, files={_PLACE: YamlFile("", None, {})})
    check_hours_of(project, (_PLACE,), "", text)
    return tuple(_unnamed(one) for one in project.problems)


def _unnamed(problem: Problem) -> Problem:
    """Return a problem without the name of a service, which stands above the field."""
    cause = problem.cause.removeprefix(": ")
    return Problem(problem.code, problem.file, None, cause, problem.fix, problem.severity)
