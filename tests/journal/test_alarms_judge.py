"""The judge, whatever is found when: nothing told twice, nothing lost, nothing told without end."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ivr.journal.alarms.found import Finding
from ivr.journal.alarms.judge import due, judged_by
from ivr.journal.alarms.state import Notice, State, without
from ivr.model.alarms import Alarms, Rule, Watched, Webhook

BEGAN = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
RULES = (Rule(Watched.FALLBACK_PLAYED, urgent=True), Rule(Watched.FIGURE_EXPIRES))
ALARMS = Alarms(RULES, {"webhook": Webhook("https://alarm.example")})

FOUND = st.none() | st.sets(st.sampled_from("ab")).map(
    lambda abouts: tuple(Finding(about, f"{about} is wrong.", "Mend it.") for about in abouts)
)
LOOKS = st.lists(
    st.tuples(
        st.integers(1, 400),  # minutes since the last look
        st.fixed_dictionaries({rule.watched.value: FOUND for rule in RULES}),
        st.booleans(),  # a restart
        st.booleans(),  # whether the channel takes what it gets
    ),
    max_size=40,
)


def restarted(state: State) -> State:
    """What is remembered after a restart is what was kept on the disk."""
    return State.from_json(state.to_json())


@given(looks=LOOKS)
def test_what_is_told_turns_about_and_nothing_is_lost_by_a_restart(looks: list[tuple]) -> None:  # type: ignore[type-arg]
    state, now = State(BEGAN, BEGAN), BEGAN
    made: list[Notice] = []
    sent: list[Notice] = []
    for minutes, findings, restart, takes in looks:
        now += dt.timedelta(minutes=minutes)
        state, notices = judged_by(findings, ALARMS, state, now)
        made += notices
        if restart:
            state = restarted(state)
        for notice in due(state, ALARMS, "webhook", now) if takes else ():
            sent.append(notice)
            state = without(state, notice, "webhook")
    sent += [one.notice for one in restarted(state).waiting]
    assert sent == made
    for alarm in {(one.rule, one.about) for one in made}:
        kinds = [one.kind for one in made if (one.rule, one.about) == alarm]
        assert kinds == (["raised", "cleared"] * len(kinds))[: len(kinds)]


@given(looks=LOOKS)
def test_what_was_found_last_is_raised(looks: list[tuple]) -> None:  # type: ignore[type-arg]
    state, now = State(BEGAN, BEGAN), BEGAN
    for minutes, findings, _, _ in looks:
        now += dt.timedelta(minutes=minutes)
        state, _ = judged_by(findings, ALARMS, state, now)
        raised = {(alarm.rule, alarm.about) for alarm in state.alarms if alarm.is_raised}
        found = {(rule, one.about) for rule, all_ in findings.items() for one in all_ or ()}
        assert found <= raised


def test_what_comes_and_goes_all_day_is_told_ever_more_seldom() -> None:
    state, notices = State(BEGAN, BEGAN), Counter[int]()
    wrong = {"fallback_played": (Finding("", "It is wrong.", "Mend it."),), "figure_expires": ()}
    right = dict.fromkeys(wrong, ())
    for minute in range(3 * 24 * 60):
        now = BEGAN + dt.timedelta(minutes=minute)
        state, told = judged_by(wrong if minute % 17 == 0 else right, ALARMS, state, now)
        notices[now.day] += len(told)
    assert notices == {25: 2 * 1 + 1, 26: 0, 27: 0}


def test_what_stays_wrong_is_told_again_only_where_that_is_wanted() -> None:
    often = replace(RULES[0], repeat_after_hours=2)
    wrong = {
        "fallback_played": (Finding("", "It is wrong.", "Mend it."),),
        "figure_expires": (Finding("fee", "It expires.", "Write the next."),),
    }
    alarms, state = replace(ALARMS, rules=(often, RULES[1])), State(BEGAN, BEGAN)
    told = []
    for minute in range(0, 5 * 60, 10):
        state, notices = judged_by(wrong, alarms, state, BEGAN + dt.timedelta(minutes=minute))
        told += [(one.kind, one.rule) for one in notices]
    assert told == [
        ("raised", "fallback_played"),
        ("raised", "figure_expires"),
        ("still", "fallback_played"),
        ("still", "fallback_played"),
    ]
