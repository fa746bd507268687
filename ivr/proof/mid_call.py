"""States that calls bring along when the hours change in mid-call.

A caller who hears "your doctor is open" at 15:29 presses the key at 15:30. Of every change of
the hours, each state is taken that was reached before it, and gone on with after it; the call
is dated so that the change falls while the state's own words are heard.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from ivr.call import State, Transfer, Turn, Wait
from ivr.proof.explore import SILENCE, Graph, Scenario, Trace, explore, extended
from ivr.proof.timing.lengths import Lengths

PRESSED_AFTER: Final = 0.5
"""Seconds from the end of a prompt to the key: those of `ivr call --keys`."""

RUNG: Final = {"busy": 5.0, "failed": 0.0}
"""Seconds a transfer rings before its outcome, as `ivr call --outcome` has it; no answer is all."""

GRAPHS_KEPT: Final = 12
"""Graphs kept by one process, about 20 MB each: a combination follows few others."""

_graphs: dict[tuple[int, int, str, dt.datetime], Graph] = {}


def explore_mid_call(scenario: Scenario, lengths: Lengths) -> Graph:
    """Return a scenario's graph with the states that calls can be in when its moment begins."""
    graph = _explored(scenario)
    mid_call: dict[State, Trace] = {}
    for change in scenario.changes:
        earlier = _explored(replace(scenario, moment=change.before, changes=()))
        for state in earlier.edges:
            if state not in graph.parents and state not in mid_call:
                mid_call[state] = dated(earlier, state, change.at, lengths)
    return extended(graph, mid_call)


def dated(graph: Graph, state: State, change: dt.datetime, lengths: Lengths) -> Trace:
    """Return how a call comes to a state, begun so that a change falls into its last turn."""
    trace = graph.trace(state)
    turn, seconds = graph.answers[trace.called], 0.0
    for input in trace.inputs:
        seconds += _lasts(turn, input, lengths)
        turn = graph.edges[_state(turn)][input]
    half = lengths.of(turn.spoken) / 2 + PRESSED_AFTER / 2
    return replace(trace, at=change - dt.timedelta(seconds=round(seconds + half, 2)))


def _lasts(turn: Turn, input: str, lengths: Lengths) -> float:
    """Return the seconds of a turn until something comes of it."""
    words = lengths.of(turn.spoken)
    if isinstance(turn.then, Wait):
        return words + (turn.then.seconds if input == SILENCE else PRESSED_AFTER)
    longest = turn.then.ring_seconds if isinstance(turn.then, Transfer) else 0
    return words + min(RUNG.get(input, longest), longest)


def _state(turn: Turn) -> State:
    assert isinstance(turn.then, Wait | Transfer)  # noqa: S101 - the trace goes on from here
    return turn.then.state


def _explored(scenario: Scenario) -> Graph:
    at, municipality = scenario.moment.at, scenario.municipality.key
    # A graph that is kept keeps its scenario, so that no two have an id in common.
    key = (id(scenario.hotline), id(scenario.can_be_heard), municipality, at)
    if key not in _graphs:
        while len(_graphs) >= GRAPHS_KEPT:
            del _graphs[next(iter(_graphs))]
        _graphs[key] = explore(scenario)
    return _graphs[key]
