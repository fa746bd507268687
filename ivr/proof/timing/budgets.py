"""Milestones held against config/budgets.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ivr.model import Hotline
from ivr.model.language_menu import FIRST_PAGE
from ivr.problems import Problem
from ivr.proof.explore import Scenario
from ivr.proof.timing.lengths import Lengths
from ivr.proof.timing.times import Milestone, milestones

DIRECTORY: Final = "directory"
"""The budget of a list of places, reckoned from its own first word."""

MORE: Final = "more_languages"
"""The budget of a language behind key 9, beside the others."""

_BUDGET_OF: Final = {
    "emergency words": "emergency_words",
    "own language": "own_language",
    "dial 113": "dial_113",
    "message": "message",
    "person": "person",
    "silent": "silent",
}

_NOT_FOR_ALL: Final = frozenset({"message", "silent"})
"""What a caller need not come to in every language."""


def all_milestones(scenarios: Iterable[Scenario], lengths: Lengths) -> list[Milestone]:
    """Return the latest time of every milestone over all moments, for every number."""
    latest: dict[tuple[str, str, str, str], Milestone] = {}
    asked = ((scenario, called) for scenario in scenarios for called in _answers(scenario))
    for scenario, called in asked:
        for milestone in milestones(scenario, called, lengths):
            key = (milestone.called, milestone.language, milestone.kind, milestone.name)
            if key not in latest or milestone.seconds > latest[key].seconds:
                latest[key] = milestone
    return list(latest.values())


def _answers(scenario: Scenario) -> Iterator[str]:
    """Yield one number for each way of answering: a language of its own, or the language menu."""
    answered = {scenario.hotline.entrance(number): number for number in reversed(scenario.numbers)}
    yield from answered.values()


def budget_of(hotline: Hotline, milestone: Milestone) -> tuple[str, float] | None:
    """Return the budget's name and seconds that a milestone is held against, if any.

    On a number of its own only that language is held against the number's budgets.
    """
    name = _BUDGET_OF.get(milestone.kind, "")
    if milestone.kind == "option" and milestone.name.startswith(f"{hotline.main_menu} "):
        name = "main_menu"
    if milestone.kind == "silent in danger":
        # Reckoned from the step, so that it is the same on every number.
        name = "danger" if milestone.language in hotline.answer else "danger_slowest"
        return name, hotline.budgets[name].own_number
    if milestone.kind == DIRECTORY:
        return DIRECTORY, hotline.budgets[DIRECTORY].own_number
    there = hotline.entrance(milestone.called)
    own = there.language
    if not name or (own is not None and own != milestone.language):
        return None
    budget = hotline.budgets[name]
    if own is not None:
        return name, budget.own_number
    languages = [*hotline.languages_in(there.municipality)]
    behind = languages.index(milestone.language) >= FIRST_PAGE
    return name, budget.shared_number + (hotline.budgets[MORE].shared_number if behind else 0)


def never_heard(hotline: Hotline, found: Iterable[Milestone]) -> Iterator[Problem]:
    """Yield a problem for every budgeted thing that no caller in a language comes to at all."""
    heard = {(one.called, one.language, one.kind) for one in found}
    for called in {one.called for one in found}:
        there = hotline.entrance(called)
        own, languages = there.language, hotline.languages_in(there.municipality)
        answer = hotline.answer_in(there.municipality)
        for kind, name in _BUDGET_OF.items():
            first = answer if kind == "emergency words" else languages
            for language in first if own is None else [own]:
                if kind not in _NOT_FOR_ALL and (called, language, kind) not in heard:
                    what = f"{name}: no caller to {called} comes to it in {language}."
                    said = hotline.budgets[name]
                    yield Problem("never-heard", said.file, said.line, what, "Say it again.")


def over_budget(hotline: Hotline, found: Iterable[Milestone]) -> Iterator[Problem]:
    """Yield a problem for every milestone that comes too late, with the budget's line."""
    for milestone in found:
        budget = budget_of(hotline, milestone)
        if budget is not None and milestone.seconds > budget[1]:
            name, seconds = budget
            what = (
                f"{name}: {milestone.kind} [{milestone.name}] in {milestone.language} comes "
                f"{milestone.seconds:.1f} s after {_start(milestone)} on {milestone.called}, "
                f"{seconds:g} are allowed."
            )
            said, fix = hotline.budgets[name], "Say less before it, or allow more."
            if milestone.kind == DIRECTORY:
                fix = "Give every place its area, so that callers choose that first, or allow more."
            yield Problem("over-budget", said.file, said.line, what, fix)


def _start(milestone: Milestone) -> str:
    own = milestone.kind in ("silent in danger", DIRECTORY)
    return "its first word" if own else "the answer"
