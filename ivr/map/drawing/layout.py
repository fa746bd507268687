"""Where each box stands: columns by keys pressed, children beside their parents, no line crossed.

Lengths are in points of a drawing that fills an A3 sheet in landscape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.map.drawing.boxes import Box, Boxes, Chip
from ivr.map.drawing.letters import FONT, measured
from ivr.map.graph import Edge
from ivr.map.places import Place
from ivr.map.tree import from_languages

LINE: Final = 8.5
WIDTH: Final = 146.0
BETWEEN: Final = 21.0
"""Between two columns: room for the lines."""
GAP: Final = 2.2
PAD: Final = 2.0
BAR: Final = 5.0
"""The coloured edge of a box."""
PORT: Final = 13.0
"""At the right edge of a box, for the keys whose lines leave there."""
PORT_LINE: Final = 8.6
HEAD: Final = 18.0
"""Above the boxes, for the title, and below them."""

SHEET: Final = (1162.0, 813.0)
"""The points of an A3 sheet in landscape within margins of 5 mm."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its upper left corner, its height, and its text in lines."""

    box: Box
    x: float
    y: float
    height: float
    chips: tuple[tuple[Chip, ...], ...]

    @property
    def middle(self) -> float:
        """Where lines come in."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line from the port of a key to a box."""

    edge: Edge
    source: Place
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """The drawing, before it has colours."""

    width: float
    height: float
    placed: dict[Place, Placed]
    lines: tuple[Line, ...]
    columns: tuple[tuple[Place, ...], ...]

    @property
    def printed_points(self) -> float:
        """The size of the smallest letters on an A3 sheet."""
        return FONT * min(1.0, SHEET[0] / self.width, SHEET[1] / self.height)


def layout(boxes: Boxes) -> Layout:
    """Return where everything stands."""
    making = _Making(boxes)
    making.menu()
    making.beside()
    making.settle()
    lines = tuple(making.lines())
    placed = making.placed
    columns = tuple(tuple(column) for column in making.columns if column)
    width = max(one.x for one in placed.values()) + WIDTH + 1
    height = max(one.y + one.height for one in placed.values()) + HEAD
    return Layout(width, height, placed, lines, columns)


@dataclass(slots=True)
class _Making:
    boxes: Boxes
    placed: dict[Place, Placed] = field(default_factory=dict)
    columns: list[list[Place]] = field(default_factory=list)
    bottom: list[float] = field(default_factory=list)
    first: dict[Place, float] = field(default_factory=dict)

    def menu(self) -> None:
        """Place the menu, whose main menu stands in the second column."""
        columns = self.boxes.tree.columns
        self.columns = [[] for _ in range(len(columns) + 1)]
        self.bottom = [HEAD] * len(self.columns)
        if columns[0]:
            self._hang(columns[0][0], 1)

    def beside(self) -> None:
        """Place the languages and the doors at the left edge, what is left under the main menu."""
        tree = self.boxes.tree
        for place in (*tree.languages, *tree.doors):
            self._put(place, 0, 0.0)
        for place in tree.aside:
            self._put(place, 1, 0.0)

    def settle(self) -> None:
        """Move boxes down to where they belong, as far as there is room below them.

        That is towards a parent that had no room above, and a box without any of its own to the
        height of its parent.
        """
        end = max(self.bottom)
        for column in self.columns[2:]:
            below = end
            for place in reversed(column):
                one = self.placed[place]
                parent = self.boxes.tree.parent[place][0]
                wished = one.y + max(0.0, self._apart(parent))
                if place not in self.boxes.tree.children:
                    wished = max(wished, self.placed[parent].middle - one.height / 2)
                y = max(one.y, min(below - GAP - one.height, wished))
                self.placed[place] = replace(one, y=round(y, 1))
                below = y

    def _apart(self, parent: Place) -> float:
        """Return how much lower a box stands than the middle of those that hang on it."""
        children = self.boxes.tree.children[parent]
        middle = sum(self.first[child] for child in children) / len(children)
        return self.placed[parent].middle - middle

    def lines(self) -> Iterator[Line]:
        """Yield every line; each leaves at the port of its key."""
        tree, placed = self.boxes.tree, self.placed
        for source, children in tree.children.items():
            box = placed[source]
            edges = [edge for child in children for edge in tree.parent[child][1]]
            step = box.height / len(edges)
            for number, edge in enumerate(edges):
                start = (box.x + WIDTH, box.y + step * (number + 0.5))
                there = placed[edge.to]
                yield Line(edge, source, start, (there.x, there.middle))
        yield from self._chosen()

    def _chosen(self) -> Iterator[Line]:
        """Yield the line from the map's language to the main menu."""
        chosen = from_languages(self.boxes.map)
        if chosen is None or self.boxes.map.entrance.kind != "languages":
            return
        place, key = chosen
        box = self.placed[place]
        row = next(n for n, note in enumerate(box.box.notes) if note.startswith(f"{key} "))
        first = 1 + bool(box.box.words)
        start = (box.x + WIDTH, box.y + PAD + LINE * (first + row + 0.5))
        for edge in self.boxes.map.nodes[place].leads(key):
            there = self.placed[edge.to]
            yield Line(edge, place, start, (there.x, there.middle))

    def _hang(self, place: Place, column: int) -> None:
        """Place what hangs on a box, and then the box in the middle of it."""
        children = self.boxes.tree.children.get(place, ())
        for child in children:
            self._hang(child, column + 1)
        middles = [self.placed[child].middle for child in children]
        wished = sum(middles) / len(middles) if middles else 0.0
        self._put(place, column, wished)

    def _put(self, place: Place, column: int, middle: float) -> None:
        box = self.boxes.box(place)
        ports = len(self.boxes.tree.children.get(place, ()))
        chips = tuple(in_rows(box.chips, WIDTH - BAR - 2 * PAD - (PORT if ports else 0)))
        rows = 1 + bool(box.words) + len(box.notes) + len(chips)
        height = max(rows * LINE + 2 * PAD, ports * PORT_LINE + PAD)
        y = max(self.bottom[column], middle - height / 2)
        x = column * (WIDTH + BETWEEN)
        self.placed[place] = Placed(box, x, round(y, 1), round(height, 1), chips)
        self.first[place] = self.placed[place].middle
        self.columns[column].append(place)
        self.bottom[column] = y + height + GAP


def in_rows(chips: Sequence[Chip], width: float) -> Iterator[tuple[Chip, ...]]:
    """Yield chips in as few lines of a width as hold them in their order."""
    row: list[Chip] = []
    for chip in chips:
        if row and measured("   ".join(map(str, [*row, chip]))) > width:
            yield tuple(row)
            row = []
        row.append(chip)
    if row:
        yield tuple(row)
