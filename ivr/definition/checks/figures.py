"""Whether figures have names of their own, days that follow each other, and a year that fits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from ivr.definition.checks.services import SERVICE_NAME
from ivr.definition.documents import FactDocument, LaterDocument
from ivr.definition.project import Place, Project
from ivr.definition.yaml.file import Names

_DAY = dt.timedelta(days=1)

_Valued = FactDocument | LaterDocument


def check_facts(project: Project, services: Names) -> None:
    """Note figures that a sentence could not tell from a service or a key, and days amiss."""
    for name, fact in project.facts.items():
        if name == "key" or name in services.known or not SERVICE_NAME.fullmatch(name):
            fix = "Use a name that no service has, of letters, digits, _ and -."
            cause = f"A figure cannot be called [{name}]."
            project.problem("name-not-allowed", ("facts", name), cause, fix)
        values = list(_values(name, fact))
        # Days that are no days of the year say nothing about those of the next value.
        sound = [_check_days(project, name, place, value) for place, value in values]
        for ((_, before), (place, after)), whole in zip(
            pairwise(values), pairwise(sound), strict=True
        ):
            if all(whole) and project.is_whole("facts", name):
                _check_order(project, name, before, (place, after))


def _values(name: str, fact: FactDocument) -> Iterator[tuple[Place, _Valued]]:
    """Yield each value with its place."""
    yield ("facts", name), fact
    for index, later in enumerate(fact.later):
        yield ("facts", name, "later", index), later


def _check_days(project: Project, name: str, place: Place, value: _Valued) -> bool:
    """Note a value that is not of the year of its first day, or ends before it; tell if neither."""
    year = value.year
    if value.begins is not None and value.begins.year != year:
        spot = (*place, "begins")
        cause = f"{name}: it is a figure of {year}, and is said from {value.begins}."
        fix = f"Write [begins: {year}-01-01], or leave it out."
        if value.begins.year > year:
            fix = f"Write [year: {value.begins.year}], or leave [begins] out."
    elif value.expires.year < year:
        spot = (*place, "expires")
        cause = f"{name}: it is a figure of {year}, and is said until {value.expires}."
        fix = f"Write [expires: {year}-12-31], or [year: {value.expires.year}]."
    elif value.first_day > value.expires:
        spot = (*place, "expires")
        cause = f"{name}: it is last said on {value.expires}, before its first day,"
        cause += f" {value.first_day}."
        fix = "Set [expires] to a later day, or [begins] to an earlier one."
    else:
        return True
    project.problem("figure-days-amiss", spot, cause, fix)
    return False


def _check_order(
    project: Project, name: str, before: _Valued, later: tuple[Place, _Valued]
) -> None:
    """Note a value that does not begin on the day after the one before it."""
    place, after = later
    wanted, first = before.expires + _DAY, after.first_day
    if first == wanted:
        return
    spot = (*place, "begins" if after.begins else "year")
    reason = "" if after.begins else ", the first day of its year,"
    if first > wanted:
        gap = f"{wanted}" if first == wanted + _DAY else f"{wanted} to {first - _DAY}"
        cause = f"{name}: the value of {first}{reason} leaves {gap} without one."
    else:
        cause = f"{name}: the value of {first}{reason} begins while another is said,"
        cause += f" until {before.expires}."
    fix = f"Write [begins: {wanted}]."
    if wanted.year != after.year or wanted > after.expires:
        fix = "Put the values in the order of their days, each beginning the day after the last."
        if first > wanted:
            fix = f"Write the value of {wanted.year} in front of it."
        elif first > before.first_day:
            fix = f"Write [expires: {first - _DAY}] for the value before it."
    project.problem("figure-days-amiss", spot, cause, fix)


def check_together(project: Project, place: Place, names: Iterable[str]) -> None:
    """Note a sentence whose figures are not said together, once for all languages.

    Never is a mistake; from some coming day on, when each has a value but of another year, is told.
    """
    facts = {name: project.facts[name] for name in dict.fromkeys(names)}
    if not all(project.is_whole("facts", name) and _is_sound(facts[name]) for name in facts):
        return
    prompt: tuple[Place, str] = (("prompts", place[-1]), "together")
    if not facts or prompt in project.seen:
        return
    project.seen.add(prompt)
    days = {one.first_day for fact in facts.values() for one in fact.values()}
    if not any(len(set(_years_on(facts, day))) == 1 for day in days):
        known = [f"{{{name}}} in {_years(fact)}" for name, fact in facts.items()]
        cause = f"[{place[-1]}] names figures of different years: {', '.join(known)}."
        fix = "Give them values of one year, with a day in common."
        project.problem("figures-never-together", place, cause, fix)
        return
    for day in sorted(one for one in {*days, project.today} if one >= project.today):
        if len(set(years := _years_on(facts, day))) > 1:
            said = [f"{{{name}}} of {year}" for name, year in zip(facts, years, strict=True)]
            cause = f"[{place[-1]}] is said without its figures from {day}: {', '.join(said)}."
            fix = "Give them values of one year from that day on, or leave it at that."
            project.warn("figures-apart", place, cause, fix)
            return


def _is_sound(fact: FactDocument) -> bool:
    """Tell whether each value has days; what has none is told of at its line."""
    return all(v.first_day.year == v.year and v.first_day <= v.expires for v in fact.values())


def _years_on(facts: Mapping[str, FactDocument], day: dt.date) -> list[int]:
    """Return the year of each figure's value on a day; nothing where one has none."""
    held = [
        [one.year for one in fact.values() if one.first_day <= day <= one.expires]
        for fact in facts.values()
    ]
    return [years[0] for years in held] if all(held) else []


def _years(fact: FactDocument) -> str:
    return " and ".join(dict.fromkeys(str(one.year) for one in fact.values()))
