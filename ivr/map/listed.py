"""The map as a list: for readers who cannot use a picture, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.map.graph import SILENCE, Edge, Map, Node
from ivr.map.places import Place
from ivr.map.seconds import Times
from ivr.map.tree import Tree, shown


@dataclass(frozen=True, slots=True)
class Way:
    """Where keys of a place lead.

    Attributes:
        keys: Those that lead there; `SILENCE` for none.
        to: The place.
        hours: The services on which it depends, and whether they are open.
        is_now: Whether it is so at the chosen moment.
        seconds: From the answer until the first of the keys has been offered; None for one that
            no option names.
    """

    keys: tuple[str, ...]
    to: Place
    hours: tuple[tuple[str, bool], ...]
    is_now: bool
    seconds: float | None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One place with everything that can be done there; ``seconds`` are from the answer."""

    node: Node
    is_now: bool
    seconds: float | None
    ways: tuple[Way, ...]


def rows(map_: Map, tree: Tree, times: Times) -> Iterator[Row]:
    """Yield every place, the languages first, the menu as it is read, the doors last."""
    menu = [place for column in tree.columns for place in column]
    downwards = sorted(menu, key=lambda place: _keys(tree, place))
    for place in (*tree.languages, *downwards, *tree.aside, *tree.doors):
        node = map_.nodes[place]
        ways = tuple(_ways(map_, node, times))
        yield Row(node, place in tree.now, times.places.get(place), ways)


def records(map_: Map, tree: Tree, times: Times) -> list[dict[str, object]]:
    """Return the list as JSON has it."""
    return [
        {
            "place": str(row.node.place),
            "kind": row.node.place.kind,
            "now": row.is_now,
            "seconds": row.seconds,
            "says": [one.text for one in row.node.spoken],
            "ways": [
                {
                    "keys": ["silence" if key == SILENCE else key for key in way.keys],
                    "to": str(way.to),
                    **({"language": way.language} if way.language else {}),
                    "hours": [{"service": name, "open": opened} for name, opened in way.hours],
                    "now": way.is_now,
                    "seconds": way.seconds,
                }
                for way in row.ways
            ],
        }
        for row in rows(map_, tree, times)
    ]


def _keys(tree: Tree, place: Place) -> tuple[int, ...]:
    """Return the way to a place among its siblings, from the main menu."""
    found: list[int] = []
    while place in tree.parent:
        parent, _ = tree.parent[place]
        found.append(tree.children[parent].index(place))
        place = parent
    return tuple(reversed(found))


def _ways(map_: Map, node: Node, times: Times) -> Iterator[Way]:
    together: dict[tuple[object, ...], list[Edge]] = {}
    every = sorted(shown(map_, node), key=lambda edge: (_order(edge.key), not edge.is_now))
    for edge in every:
        hours = edge.hours if node.place.kind != "list" else ()
        known = (edge.to, hours, edge.is_now, edge.language)
        together.setdefault(known, []).append(edge)
    for edges in together.values():
        keys = tuple(dict.fromkeys(edge.key for edge in edges))
        offered = [times.options.get((node.place, key)) for key in keys]
        first, hours = edges[0], edges[0].hours if node.place.kind != "list" else ()
        seconds = min((one for one in offered if one is not None), default=None)
        yield Way(keys, first.to, hours, first.is_now, seconds, first.language)


def _order(key: str) -> tuple[int, str]:
    return "123456789".find(key) < 0, key.replace(SILENCE, "~")
