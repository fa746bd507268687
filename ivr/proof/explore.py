"""Every state a call can be in, reached as callers reach it: from the answer, input by input."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ivr.call import DialOutcome, Digit, Input, Silence, State, Transfer, Turn, Wait, answer, resume
from ivr.hotline import Hotline
from ivr.hotline.values import Municipality
from ivr.proof.moments import Moment

KEYS: Final = tuple("0123456789#*")

HEARD: Final[Mapping[str, Input]] = {**{key: Digit(key) for key in KEYS}, "-": Silence()}
"""What can come of a wait: every key of a telephone, and nothing."""

OUTCOMES: Final[Mapping[str, Input]] = {
    "answered": DialOutcome(answered=True),
    "busy": DialOutcome(answered=False),
}
"""What can come of a transfer; busy stands for every way to fail, which the engine takes alike."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when calls are made: one number called at one moment."""

    hotline: Hotline
    municipality: Municipality
    called: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class Crash:
    """An input that the engine could not take."""

    state: State
    heard: str
    error: str


@dataclass(slots=True)
class Graph:
    """Every state of a scene's calls; ``edges`` holds the turn that follows each input.

    ``parents`` says how a state was first reached, for the shortest way back to the answer.
    """

    scene: Scene
    start: Turn
    edges: dict[State, dict[str, Turn]] = field(default_factory=dict)
    parents: dict[State, tuple[State, str] | None] = field(default_factory=dict)
    crashes: list[Crash] = field(default_factory=list)

    def path(self, state: State) -> list[str]:
        """Return the inputs that lead from the answer to a state."""
        path: list[str] = []
        step = self.parents[state]
        while step is not None:
            state, heard = step
            path.append(heard)
            step = self.parents[state]
        return path[::-1]

    def turns(self) -> Iterator[tuple[State | None, str, Turn]]:
        """Yield every turn with the state and input it follows; the answer follows none."""
        yield None, "", self.start
        for state, following in self.edges.items():
            for heard, turn in following.items():
                yield state, heard, turn

    def waits(self) -> Iterator[State]:
        """Yield every state in which the caller can press a key."""
        for state in self.edges:
            if state.place != "dial":
                yield state


def explore(scene: Scene) -> Graph:
    """Visit every state that calls to a number at a moment can reach."""
    hotline, now = scene.hotline, scene.moment.at
    graph = Graph(scene, answer(hotline, scene.called, now))
    queue = deque(_arrivals(graph, graph.start, None))
    while queue:
        state = queue.popleft()
        following = graph.edges.setdefault(state, {})
        for heard, input_ in (OUTCOMES if state.place == "dial" else HEARD).items():
            try:
                turn = resume(hotline, State.read(state.fields(), hotline), input_, now)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
                graph.crashes.append(Crash(state, heard, f"{type(error).__name__}: {error}"))
                continue
            following[heard] = turn
            queue.extend(_arrivals(graph, turn, (state, heard)))
    return graph


def _arrivals(graph: Graph, turn: Turn, parent: tuple[State, str] | None) -> Iterator[State]:
    if isinstance(turn.then, Wait | Transfer) and turn.then.state not in graph.parents:
        graph.parents[turn.then.state] = parent
        yield turn.then.state
