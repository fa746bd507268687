"""Which box hangs on which: each place once, in a column by the keys that lead there.

What a key leads to that hangs elsewhere, or is a door, is named on the box instead of drawn as
a line, so that no line crosses another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.map.graph import SILENCE, Edge, Map, Node
from ivr.map.places import GOODBYE, Place
from ivr.model.language_menu import MORE_KEY

OFFERED: Final = tuple("123456789")
"""The keys that menus offer; 0, # and * work everywhere by themselves."""

ANY: Final = "1–9"
"""Stands for the keys of a list, whichever office they name."""


@dataclass(frozen=True, slots=True)
class Tree:
    """How the places of a map hang together.

    Attributes:
        columns: The places of the menu by column, the main menu first, each from the top down.
        parent: The place that each hangs on, and the edges by which it does.
        doors: Everybody who can be rung, the most urgent first.
        aside: Places to which no offered key leads, such as the step after silence.
        languages: The pages of the language menu.
        now: The places to which calls can come at the chosen moment.
    """

    columns: tuple[tuple[Place, ...], ...]
    parent: Mapping[Place, tuple[Place, tuple[Edge, ...]]]
    doors: tuple[Place, ...]
    aside: tuple[Place, ...]
    languages: tuple[Place, ...]
    now: frozenset[Place]
    children: Mapping[Place, tuple[Place, ...]] = field(default_factory=dict)


def tree(map_: Map) -> Tree:
    """Return how a map's places hang together."""
    main = Place("step", map_.asked.hotline.main_menu)
    now = frozenset(_now(map_))
    depth, parent = {main: 0}, dict[Place, tuple[Place, tuple[Edge, ...]]]()
    children: dict[Place, list[Place]] = {}
    level = [main] if main in map_.nodes else []
    while level:
        # What two boxes lead to hangs on the one to which calls come at the moment.
        level.sort(key=lambda place: place not in now)
        below: list[Place] = []
        for place in level:
            offered = offers(map_, map_.nodes[place])
            for to in dict.fromkeys(edge.to for edge in offered):
                if to.kind in {"step", "list"} and to not in depth:
                    depth[to] = depth[place] + 1
                    parent[to] = place, tuple(edge for edge in offered if edge.to == to)
                    children.setdefault(place, []).append(to)
                    below.append(to)
        level = below
    columns: list[list[Place]] = [[] for _ in range(max(depth.values()) + 1)]
    for place in _downwards(main, children) if main in map_.nodes else ():
        columns[depth[place]].append(place)
    languages = [place for place in map_.nodes if place.kind == "languages"]
    hung = {*depth, *languages}
    doors = [place for place in map_.nodes if place.is_door]
    aside = [place for place in map_.nodes if place not in hung and not place.is_door]
    return Tree(
        tuple(map(tuple, columns)),
        parent,
        tuple(sorted(doors, key=lambda door: _urgency(map_, door))),
        tuple(sorted(aside, key=lambda place: place == GOODBYE)),
        tuple(sorted(languages, key=lambda place: int(place.name))),
        now,
        {place: tuple(below) for place, below in children.items()},
    )


def offers(map_: Map, node: Node) -> list[Edge]:
    """Return the edges of the keys that a place offers, in the order of the keys.

    Of those that depend on the hours the open one is first, at whatever moment.
    """
    edges = [edge for edge in shown(map_, node) if edge.key in OFFERED]
    return sorted(edges, key=lambda edge: (edge.key, [not opened for _, opened in edge.hours]))


def told(map_: Map, node: Node) -> list[Edge]:
    """Return the edges that a drawing tells of a place.

    Those are its offers, and key 0 and silence where they lead elsewhere than from the main menu.
    """
    main = map_.nodes[Place("step", map_.asked.hotline.main_menu)]
    more = []
    for key in ("0", SILENCE):
        here = [edge for edge in shown(map_, node) if edge.key == key]
        usual = [edge for edge in shown(map_, main) if edge.key == key]
        if node is main or [*map(_leads, here)] != [*map(_leads, usual)]:
            more += here
    match node.place.kind:
        case "list":
            return [*_together(offers(map_, node)), *more]
        case "step" | "languages":
            return [*offers(map_, node), *more]
        case _:
            return more


def _leads(edge: Edge) -> tuple[object, ...]:
    return edge.to, edge.hours, edge.is_now


def _together(edges: list[Edge]) -> Iterator[Edge]:
    """Yield one edge for each place that the keys of a list lead to, whichever office it is."""
    for to in dict.fromkeys(edge.to for edge in edges):
        some = [edge for edge in edges if edge.to == to]
        yield replace(some[0], key=ANY, hours=(), is_now=any(edge.is_now for edge in some))


def shown(map_: Map, node: Node) -> list[Edge]:
    """Return the edges of a place as callers have them who have chosen the map's language.

    A place where no such caller can be is shown as it is for those who have chosen none.
    """
    chosen = map_.asked.language
    is_met = any(state.language == chosen for state in node.states)
    return [
        edge
        for edge in node.edges
        if not is_met or any(state.language == chosen for state in edge.states)
    ]


def from_languages(map_: Map) -> tuple[Place, str] | None:
    """Return the page of the language menu that has the map's language, and its key."""
    for place, node in map_.nodes.items():
        if place.kind == "languages":
            for edge in node.edges:
                if edge.language == map_.asked.language and edge.key != MORE_KEY:
                    return place, edge.key
    return None


def _downwards(place: Place, children: Mapping[Place, list[Place]]) -> Iterator[Place]:
    yield place
    for child in children.get(place, ()):
        yield from _downwards(child, children)


def _urgency(map_: Map, door: Place) -> tuple[int, bool]:
    service = map_.asked.municipality.services.get(door.name)
    return (0 if service is None else -service.urgency), door.kind == "office"


def _now(map_: Map) -> set[Place]:
    """Return the places that calls come to at the chosen moment, by whatever key."""
    found = {map_.entrance}
    queue = deque(found)
    while queue:
        for edge in map_.nodes[queue.popleft()].edges:
            if edge.is_now and edge.to not in found:
                found.add(edge.to)
                queue.append(edge.to)
    return found
