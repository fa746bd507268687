"""Seconds to everything a caller waits for, reckoned by hand, and the budgets they are held to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.definition import Loaded
from ivr.proof import Lengths, scenarios
from ivr.proof.check import check
from ivr.proof.explore import Scenario
from ivr.proof.timing.budgets import all_milestones, budget_of, never_heard, over_budget
from ivr.proof.timing.times import Milestone, milestones
from ivr.serving.assembly import Site

START = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Oslo"))
VARIABLES = {"SIP_TRUNK": "trunk.example"}
SHARED, POLISH = "+4700000001", "+4700000002"

TWO = 2.0
"""Seconds of every clip, so that a child could add them up."""


@pytest.fixture(scope="module")
def scenario(small_loaded: Loaded) -> Scenario:
    return next(scenarios(small_loaded.hotline, START))


@pytest.fixture(scope="module")
def even(small_loaded: Loaded) -> Lengths:
    """Every clip lasts two seconds, normal or slow."""
    return Lengths(dict.fromkeys(small_loaded.texts, TWO))


def found(
    scenario: Scenario, called: str, lengths: Lengths
) -> Mapping[tuple[str, str, str], Milestone]:
    return {
        (one.kind, one.name, one.language): one for one in milestones(scenario, called, lengths)
    }


def test_the_shared_number_by_hand(scenario: Scenario, even: Lengths) -> None:
    """Answer in nb and en; then nb, en, pl name themselves: five clips in all."""
    at = found(scenario, SHARED, even)
    assert at["emergency words", "nb", "nb"].seconds == 1 * TWO
    assert at["emergency words", "en", "en"].seconds == 2 * TWO
    assert at["own language", "nb", "nb"].seconds == 0
    assert at["own language", "en", "en"].seconds == 1 * TWO
    assert at["own language", "pl", "pl"].seconds == 4 * TWO
    assert at["dial 113", "nb", "nb"].seconds == 1 * TWO
    # Polish is offered in the fifth clip and chosen at its end; then "in danger, dial 113".
    assert at["option", "languages 3", "pl"].seconds == 5 * TWO
    assert at["dial 113", "pl", "pl"].seconds == 6 * TWO
    assert at["dial 113", "pl", "pl"].keys == 1
    # Four options and the keys follow; 0 is pressed at the end, then the announcement and its wait.
    assert at["option", "main 1", "pl"].seconds == 7 * TWO
    assert at["option", "main 4", "pl"].seconds == 10 * TWO
    assert at["person", "guidance", "pl"].seconds == (5 + 6 + 1) * TWO + 2
    # Norwegian is chosen at the end of the third clip and has heard the emergency words.
    assert at["option", "main 1", "nb"].seconds == (3 + 1) * TWO


def test_a_language_s_own_number_by_hand(scenario: Scenario, even: Lengths) -> None:
    """The emergency words, four options, the keys: the figure is behind the third option."""
    at = found(scenario, POLISH, even)
    assert at["own language", "pl", "pl"].seconds == 0
    assert at["dial 113", "pl", "pl"].seconds == 1 * TWO
    assert at["option", "main 3", "pl"].seconds == 4 * TWO
    assert at["message", "fees", "pl"].seconds == 5 * TWO
    assert at["message", "emergency", "pl"].seconds == 3 * TWO
    assert at["person", "guidance", "pl"].seconds == 7 * TWO + 2
    assert at["person", "guidance", "pl"].keys == 1


def test_a_silent_caller_by_hand(scenario: Scenario, even: Lengths) -> None:
    """The menu with two hints and its wait, twice; both numbers, the announcement, their waits."""
    silent = found(scenario, SHARED, even)["silent", "guidance", "nb"]
    assert silent.clips == (7 + 3 + 1 + 1) * TWO
    assert silent.waits == 8 + 8 + 3 + 2
    assert silent.seconds == silent.clips + silent.waits


def test_silence_in_danger_by_hand(scenario: Scenario, even: Lengths) -> None:
    """From the first word of the step: its two clips, their wait, and the announcement."""
    for called in (SHARED, POLISH):
        silent = found(scenario, called, even)["silent in danger", "emergency", "pl"]
        assert (silent.clips, silent.waits) == ((2 + 1) * TWO, 3 + 2)


def test_silence_in_danger_has_a_budget_for_the_languages_of_the_answer_and_one_for_others(
    small_loaded: Loaded,
) -> None:
    hotline = small_loaded.hotline

    def budget(language: str) -> object:
        late = Milestone("silent in danger", "emergency", language, SHARED, 41.0, 1)
        return budget_of(hotline, late)

    assert budget("en") == ("danger", 30)
    assert budget("pl") == ("danger_slowest", 40)
    late = [Milestone("silent in danger", "emergency", "pl", SHARED, 40.1, 1)]
    [fault] = over_budget(hotline, late)
    assert "40.1 s after its first word" in str(fault)


def test_day_and_night_are_both_timed(small_loaded: Loaded, even: Lengths) -> None:
    """By day the doctor is open and guidance is rung; at night neither."""
    latest = {
        (one.kind, one.name): one.seconds
        for one in all_milestones(scenarios(small_loaded.hotline, START), even)
        if (one.language, one.called) == ("pl", POLISH)
    }
    assert latest["person", "guidance"] == latest["person", "out_of_hours"] == 7 * TWO + 2
    assert latest["message", "doctor_open"] == latest["message", "doctor_closed"] == 4 * TWO


def test_a_number_of_one_language_has_budgets_of_its_own(small_loaded: Loaded) -> None:
    hotline = small_loaded.hotline

    def budget(called: str, language: str) -> object:
        return budget_of(hotline, Milestone("dial 113", language, language, called, 1.0, 0))

    assert budget(POLISH, "pl") == ("dial_113", 8)
    assert budget(SHARED, "pl") == ("dial_113", 25)
    assert budget(POLISH, "en") is None


def test_what_is_never_said_is_not_in_time(small_loaded: Loaded, even: Lengths) -> None:
    heard = all_milestones(scenarios(small_loaded.hotline, START), even)
    assert list(never_heard(small_loaded.hotline, heard)) == []
    silenced = [one for one in heard if (one.kind, one.language) != ("dial 113", "pl")]
    faults = [str(fault) for fault in never_heard(small_loaded.hotline, silenced)]
    assert any("dial_113: no caller to +4700000002 comes to it in pl." in one for one in faults)


def test_a_second_over_is_over_and_the_line_of_the_budget_is_named(
    small_loaded: Loaded, even: Lengths
) -> None:
    hotline = small_loaded.hotline
    line = hotline.budgets["message"].line
    exact = replace(hotline.budgets["message"], own_number=10.0, shared_number=110.0)
    budgets = {**hotline.budgets, "message": exact}
    heard = [Milestone("message", "fees", "pl", POLISH, 10.0, 1)]
    assert list(over_budget(replace(hotline, budgets=budgets), heard)) == []
    [fault] = over_budget(replace(hotline, budgets=budgets), [replace(heard[0], seconds=10.1)])
    assert (fault.file, fault.line) == ("config/budgets.yaml", line)
    assert (
        "message: message [fees] in pl comes 10.1 s after the answer on +4700000002" in fault.cause
    )
    assert even.of([]) == 0


def test_a_broken_budget_is_a_mistake_of_ivr_check(changed: Callable[..., Path]) -> None:
    find = "message: {own_number: 90, shared_number: 110}"
    root = changed(
        ("config/budgets.yaml", find, "message: {own_number: 3, shared_number: 3}"), clips=False
    )
    text = (root / "config" / "budgets.yaml").read_text(encoding="utf-8")
    line = text[: text.index("message:")].count("\n") + 1
    faults = check(Site(root, VARIABLES), START, jobs=1).problems
    late = [fault for fault in faults if fault.file == "config/budgets.yaml"]
    assert late
    assert {(fault.line, fault.is_warning) for fault in late} == {(line, False)}
    assert all("3 are allowed" in fault.cause for fault in late)
