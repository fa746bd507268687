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
from ivr.proof.explore import SILENCE, Graph, Scene, Story, explore, extended
from ivr.proof.timing.lengths import Lengths

PRESSED_AFTER: Final = 0.5
"""Seconds from the end of a prompt to the key: those of `ivr call --keys`."""

RUNG: Final = {"busy": 5.0, "failed": 0.0}
"""Seconds a transfer rings before its outcome, as `ivr call --outcome` has it; no answer is all."""

GRAPHS_KEPT: Final = 12
"""Graphs kept by one process, about 20 MB each: a combination follows few others."""

_graphs: dict[tuple[int, str, dt.datetime], Graph] = {}


def explore_with_carried(scene: Scene, lengths: Lengths) -> Graph:
    """Return a scene's graph with the states in which a call can be when its combination begins."""
    graph = _explored(scene)
    carried: dict[State, Story] = {}
    for change in scene.changes:
        earlier = _explored(replace(scene, moment=change.before, changes=()))
        for state in earlier.edges:
            if state not in graph.parents and state not in carried:
                carried[state] = dated(earlier, state, change.at, lengths)
    return extended(graph, carried)


def dated(graph: Graph, state: State, change: dt.datetime, lengths: Lengths) -> Story:
    """Return how a call comes to a state, begun so that a change falls into its last turn."""
    story = graph.story(state)
    turn, seconds = graph.answers[story.called], 0.0
    for heard in story.heard:
        seconds += _lasts(turn, heard, lengths)
        turn = graph.edges[_state(turn)][heard]
    half = lengths.of(turn.spoken) / 2 + PRESSED_AFTER / 2
    return replace(story, at=change - dt.timedelta(seconds=round(seconds + half, 2)))


def _lasts(turn: Turn, heard: str, lengths: Lengths) -> float:
    """Return the seconds of a turn until something comes of it."""
    words = lengths.of(turn.spoken)
    if isinstance(turn.then, Wait):
        return words + (turn.then.seconds if heard == SILENCE else PRESSED_AFTER)
    longest = turn.then.ring_seconds if isinstance(turn.then, Transfer) else 0
    return words + min(RUNG.get(heard, longest), longest)


def _state(turn: Turn) -> State:
    assert isinstance(turn.then, Wait | Transfer)  # noqa: S101 - the story goes on from here
    return turn.then.state


def _explored(scene: Scene) -> Graph:
    key = (id(scene.hotline), scene.municipality.key, scene.moment.at)
    if key not in _graphs:
        while len(_graphs) >= GRAPHS_KEPT:
            del _graphs[next(iter(_graphs))]
        _graphs[key] = explore(scene)
    return _graphs[key]
