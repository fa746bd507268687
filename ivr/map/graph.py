"""The map of a hotline at one moment: where every key, and silence, leads.

It is drawn by asking the conversation itself, input by input and with doors open and shut, so that
it cannot say anything else than callers get.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from ivr.call import (
    Announcing,
    CanBeHeard,
    Dialling,
    Digit,
    InLanguageMenu,
    Instructing,
    Spoken,
    State,
    Turn,
    answer,
    everything,
    resume,
)
from ivr.map.asked import AskedHotline, Branch
from ivr.map.places import GOODBYE, Place, place_of
from ivr.map.silence import Onward, onward
from ivr.model import Hotline
from ivr.model.directories import directory_of
from ivr.model.hotline import Municipality
from ivr.proof.alike import examples
from ivr.proof.case import next_state
from ivr.proof.explore import KEYS

SILENCE: Final = "-"
"""Stands for pressing nothing until the call is somewhere else."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which map is wanted: of calls to a number, in a language, at an aware moment."""

    hotline: Hotline
    called: str
    language: str
    at: dt.datetime
    can_be_heard: CanBeHeard = everything

    @property
    def municipality(self) -> Municipality:
        """The municipality whose number is called."""
        return self.hotline.municipalities[self.hotline.entrance(self.called).municipality]


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a key, or `SILENCE`, leads from one place to another.

    Attributes:
        key: The key.
        to: The place it leads to.
        hours: The services, and whether they are open, on which it depends that it does.
        is_now: Whether it leads there at the chosen moment.
        states: Those of its place from which it does.
        passed: The turns heard on the way; the last is the first one heard there.
        language: The language that is chosen by it, in the language menu.
    """

    key: str
    to: Place
    hours: tuple[tuple[str, bool], ...]
    is_now: bool
    states: frozenset[State]
    passed: tuple[Turn, ...]
    language: str = ""

    @property
    def turn(self) -> Turn:
        """What is heard where it leads."""
        return self.passed[-1]


@dataclass(slots=True)
class Node:
    """A place with everything that can be done there.

    ``states`` are those in which a call can be there for the first time, ``turn`` is what is heard
    of the place alone, without a greeting before it.
    """

    place: Place
    turn: Turn
    states: list[State] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    @property
    def spoken(self) -> tuple[Spoken, ...]:
        """What is heard of the place."""
        return self.turn.spoken

    def leads(self, key: str) -> list[Edge]:
        """Return where a key leads, as it is now first; an empty list is: nowhere else."""
        return [edge for edge in self.edges if edge.key == key]


@dataclass(frozen=True, slots=True)
class Map:
    """Every place that calls to a number can come to in a language, in the order of finding."""

    asked: Question
    first: Turn
    nodes: Mapping[Place, Node]

    @property
    def entrance(self) -> Place:
        """The place where a call begins."""
        return place_of(next_state(self.first))

    def reached_from(self, place: Place) -> Iterator[tuple[Node, Edge]]:
        """Yield every edge that leads to a place, with the node that it leaves."""
        for node in self.nodes.values():
            for edge in node.edges:
                if edge.to == place and node.place != place:
                    yield node, edge


def drawn(question: Question) -> Map:
    """Return the map of a hotline.

    Of the languages one is followed, and of the offices in a directory one of each kind. A number
    that belongs to a language has the map of that one.
    """
    own = question.hotline.entrance(question.called).language
    heard = cache(question.can_be_heard)
    question = replace(question, language=own or question.language, can_be_heard=heard)
    first = answer(question.hotline, question.called, question.at, heard)
    walk = _Walk(question)
    walk.from_(first)
    return Map(question, first, walk.nodes)


class _Walk:
    """The map while it is being made."""

    def __init__(self, question: Question) -> None:
        self.nodes: dict[Place, Node] = {}
        self._asked = question
        self._hotline = AskedHotline.of(question.hotline, question.municipality.key, question.at)
        self._examples = examples(question.municipality)
        self._queue: deque[State] = deque()

    def from_(self, first: Turn) -> None:
        self._meet(next_state(first))
        while self._queue:
            state = self._queue.popleft()
            node = self.nodes[place_of(state)]
            for key in (*KEYS, SILENCE):
                for branch in self._hotline.branches(self._pressing(state, key)):
                    self._take(node, state, key, branch)

    def _pressing(self, state: State, key: str) -> Callable[[Hotline], Onward]:
        question = self._asked

        def ask(hotline: Hotline) -> Onward:
            if key == SILENCE:
                return onward(hotline, state, question.at, question.can_be_heard)
            turn = resume(hotline, state, Digit(key), question.at, question.can_be_heard)
            return Onward((turn,))

        return ask

    def _take(self, node: Node, state: State, key: str, branch: Branch[Onward]) -> None:
        comes = branch.comes
        for passed in (*comes.states, next_state(comes.passed[-1])):
            self._meet(passed)
        after = next_state(comes.passed[-1])
        to = place_of(after)
        if to == GOODBYE:
            self.nodes.setdefault(to, Node(to, comes.passed[-1]))
        if to == node.place:
            return
        chosen = after.language if isinstance(state, InLanguageMenu) and after is not None else ""
        from_here = frozenset([state])
        edge = Edge(key, to, branch.hours, branch.is_now, from_here, comes.passed, chosen)
        for number, known in enumerate(node.edges):
            if _way(known) == _way(edge):
                node.edges[number] = replace(known, states=known.states | {state})
                return
        node.edges.append(edge)

    def _meet(self, state: State | None) -> None:
        """Take in a state that calls come to, unless another one stands for it."""
        if state is None or not self._is_followed(state):
            return
        place = place_of(state)
        if place not in self.nodes:
            self.nodes[place] = Node(place, heard_at(self._hotline, self._asked, state))
        node, chosen = self.nodes[place], self._asked.language
        if state in node.states:
            return
        if state.language == chosen and all(one.language != chosen for one in node.states):
            # Who has not chosen a language yet hears the fallback, and may come here sooner.
            node.turn = heard_at(self._hotline, self._asked, state)
        node.states.append(state)
        self._queue.append(state)

    def _is_followed(self, state: State) -> bool:
        if isinstance(state, Dialling) or getattr(state, "attempt", 1) > 1:
            return False
        if state.language not in {"", self._asked.language}:
            return False
        if isinstance(state, Announcing | Instructing) and directory_of(state.service):
            return state.service in self._examples
        return True


def heard_at(hotline: AskedHotline, question: Question, state: State) -> Turn:
    """Return what is said of a place: what is heard again there, at the usual pace."""

    def again(open_: Hotline) -> Turn:
        return resume(open_, state, Digit("#"), question.at, question.can_be_heard)

    turn = hotline.supposing_open(again)
    return replace(turn, spoken=tuple(replace(one, slow=False) for one in turn.spoken))


def _way(edge: Edge) -> tuple[object, ...]:
    return edge.key, edge.to, edge.hours, edge.is_now, edge.language
