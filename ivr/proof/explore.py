"""Every state a call can be in, reached as callers reach it: from the answer, input by input.

What follows a state does not depend on the number called, which the engine no longer knows by
then: all numbers of a municipality share one graph, each with an answer of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.call import (
    CanBeHeard,
    Dialling,
    Input,
    State,
    Transfer,
    Turn,
    Wait,
    answer,
    everything,
    fields,
    read_state,
    resume,
)
from ivr.carrier import read_input
from ivr.model import Hotline
from ivr.model.hotline import Municipality
from ivr.proof.alike import examples, is_followed
from ivr.proof.moments import Change, Moment

KEYS: Final = tuple("0123456789#*")

SILENCE: Final = "-"

INPUTS: Final[Mapping[str, Input]] = {
    **{key: read_input({"Digits": key}) for key in KEYS},
    SILENCE: read_input({"Digits": ""}),
}
"""What can come of a wait, as the carrier's form tells it: every key of a telephone, or none."""

FAILURES: Final = ("busy", "no-answer", "failed")

OUTCOMES: Final[Mapping[str, Input]] = {
    "answered": read_input({"DialCallStatus": "completed", "DialBridged": "true"}),
    **{status: read_input({"DialCallStatus": status}) for status in FAILURES},
}
"""What can come of a transfer, as the carrier's form tells it.

A callee who hangs up before being connected is told as ``completed`` and not bridged, which
`ivr.carrier.form` takes as a failure.
"""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Where and when calls are made: a municipality's numbers, called at one moment.

    ``changes`` are those by which the moment can begin while a call goes on.
    """

    hotline: Hotline
    municipality: Municipality
    numbers: tuple[str, ...]
    moment: Moment
    changes: tuple[Change, ...] = ()
    can_be_heard: CanBeHeard = everything


@dataclass(frozen=True, slots=True)
class Trace:
    """How a call comes to a state: ``inputs`` are the inputs since the answer."""

    called: str
    at: dt.datetime
    inputs: tuple[str, ...] = ()

    def then(self, *inputs: str) -> Trace:
        """Return the trace with more inputs."""
        return replace(self, inputs=(*self.inputs, *inputs))


Before = State | Trace
"""What a turn follows: an input in a state, or the answer."""


@dataclass(frozen=True, slots=True)
class Crash:
    """An input that the engine could not take; without one, the answer itself."""

    before: Before
    input: str
    error: str


@dataclass(slots=True)
class Graph:
    """Every state of a scenario's calls; ``edges`` holds the turn that follows each input.

    Of places in a directory only those are followed that `ivr.proof.alike` names. ``answers`` has
    the first turn of each number. ``parents`` says how a state was first
    reached, for the shortest way back to the answer. ``mid_call`` are the states that calls
    brought along from before the hours changed, and ``first`` is how each turn is first heard.
    """

    scenario: Scenario
    answers: dict[str, Turn] = field(default_factory=dict)
    edges: dict[State, dict[str, Turn]] = field(default_factory=dict)
    parents: dict[State, Trace | tuple[State, str]] = field(default_factory=dict)
    mid_call: set[State] = field(default_factory=set)
    first: dict[Turn, tuple[Before, str]] = field(default_factory=dict)
    crashes: list[Crash] = field(default_factory=list)

    def trace(self, before: Before) -> Trace:
        """Return the shortest way from an answer to a state."""
        inputs: list[str] = []
        while isinstance(before, State):
            parent = self.parents[before]
            if isinstance(parent, Trace):
                before = parent
            else:
                before, one = parent
                inputs.append(one)
        return before.then(*inputs[::-1])

    def turns(self) -> Iterator[tuple[Before, str, Turn]]:
        """Yield every distinct turn with what it first follows."""
        for turn, (before, input) in self.first.items():
            yield before, input, turn

    def waits(self) -> Iterator[State]:
        """Yield every state in which the caller can press a key."""
        for state in self.edges:
            if not isinstance(state, Dialling):
                yield state

    def add(self, turn: Turn, before: Before, input: str) -> Iterator[State]:
        """Take in a turn; yield the state it leads to, when that is a new one."""
        self.first.setdefault(turn, (before, input))
        if isinstance(turn.then, Wait | Transfer) and turn.then.state not in self.parents:
            parent = before if isinstance(before, Trace) else (before, input)
            self.parents[turn.then.state] = parent
            yield turn.then.state


def explore(scenario: Scenario) -> Graph:
    """Visit every state that calls to a scenario's numbers can reach."""
    graph = Graph(scenario)
    queue: deque[State] = deque()
    for number in scenario.numbers:
        trace = Trace(number, scenario.moment.at)
        try:
            turn = answer(scenario.hotline, number, scenario.moment.at, scenario.can_be_heard)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the counterexample
            graph.crashes.append(Crash(trace, "", f"{type(error).__name__}: {error}"))
            continue
        graph.answers[number] = turn
        queue.extend(graph.add(turn, trace, ""))
    _walk(graph, queue)
    return graph


def extended(graph: Graph, mid_call: Mapping[State, Trace]) -> Graph:
    """Return a graph with states that calls bring along from before the hours changed.

    What follows them is visited too; states that are reached anyhow stay as they are.
    """
    more = {state: trace for state, trace in mid_call.items() if state not in graph.parents}
    graph = Graph(
        graph.scenario,
        graph.answers,
        dict(graph.edges),
        {**graph.parents, **more},
        set(more),
        dict(graph.first),
        list(graph.crashes),
    )
    _walk(graph, deque(more))
    return graph


def _walk(graph: Graph, queue: deque[State]) -> None:
    scenario, hotline = graph.scenario, graph.scenario.hotline
    followed = examples(scenario.municipality)
    while queue:
        state = queue.popleft()
        if not is_followed(hotline, state, followed):
            continue
        following = graph.edges.setdefault(state, {})
        came_back = read_state(fields(state), hotline)
        for input, value in (OUTCOMES if isinstance(state, Dialling) else INPUTS).items():
            try:
                turn = resume(
                    scenario.hotline, came_back, value, scenario.moment.at, scenario.can_be_heard
                )
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the counterexample
                graph.crashes.append(Crash(state, input, f"{type(error).__name__}: {error}"))
                continue
            following[input] = turn
            queue.extend(graph.add(turn, state, input))
