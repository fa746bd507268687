"""What stands in each box of the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ivr.map.drawing.labels import Labels
from ivr.map.graph import SILENCE, Map, Node
from ivr.map.places import GOODBYE, Place
from ivr.map.tree import Tree, offers, shown, told
from ivr.model.directories import directory_of
from ivr.model.services import Service, Urgency


@dataclass(frozen=True, slots=True)
class Chip:
    """Keys whose lines are not drawn, and what they lead to: now, and at other hours."""

    keys: tuple[str, ...]
    now: str
    other: str = ""

    @property
    def named(self) -> str:
        """The keys, as they stand in a line."""
        return ", ".join(self.keys)

    @property
    def leads(self) -> str:
        """Where the keys lead, as it stands in a line."""
        return self.now + (f" ({self.other})" if self.other else "")

    def __str__(self) -> str:
        """Return it as it stands in a line."""
        return f"{self.named} {self.leads}"


@dataclass(frozen=True, slots=True)
class Shade:
    """What a lens says of a place: from 0, the lightest, to 3, and always in words too.

    ``share`` is that of all callers, from 0 to 1, where the lens counts them.
    """

    level: int
    text: str
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A place as it is drawn.

    Attributes:
        place: What it is.
        title: Its name.
        shade: What the lens says of it.
        words: The first words that are heard there.
        notes: Lines of plain words.
        chips: The keys that lead to what hangs elsewhere.
        is_now: Whether calls come to it at the chosen moment.
        is_urgent: Whether somebody may be in danger there.
    """

    place: Place
    title: str
    shade: Shade | None = None
    words: str = ""
    notes: tuple[str, ...] = ()
    chips: tuple[Chip, ...] = ()
    is_now: bool = True
    is_urgent: bool = False


Shades = Mapping[Place, Shade]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Makes the boxes of a map."""

    map: Map
    tree: Tree
    shades: Shades = field(default_factory=dict)
    labels: Labels = field(default_factory=Labels)

    def box(self, place: Place) -> Box:
        """Return the box of a place."""
        node = self.map.nodes[place]
        words = node.spoken[0].text if node.spoken else ""
        shade, is_now = self.shades.get(place), place in self.tree.now
        if place.kind == "languages":
            return Box(place, self.named(place), shade, self._answer(place), self._languages(node))
        if place == GOODBYE:
            return Box(place, self.labels.goodbye, shade)
        if place.is_door:
            title, notes, is_urgent = self._door(place)
            return Box(place, title, shade, "", notes, (), is_now, is_urgent)
        chips = tuple(self._chips(node))
        notes = tuple(self._condition(place))
        return Box(place, place.name, shade, words, notes, chips, is_now, self._in_danger(place))

    def named(self, place: Place) -> str:
        """Return what a place is called where it is referred to: a door by its number."""
        if place == GOODBYE:
            return self.labels.goodbye
        if place.kind == "languages":
            return f"{self.labels.languages} {int(place.name) + 1}"
        service = self.map.asked.municipality.services.get(place.name)
        return service.number if service is not None and service.number else place.name

    def usual(self) -> str:
        """Return where the keys lead that work everywhere by themselves."""
        zero, silence = (
            ", ".join(chip.leads for chip in self._led(self._main, key)) for key in ("0", SILENCE)
        )
        return self.labels.usual.format(zero=zero, silence=silence)

    @property
    def _main(self) -> Node:
        return self.map.nodes[Place("step", self.map.asked.hotline.main_menu)]

    def _answer(self, place: Place) -> str:
        """Return the emergency words of the answer."""
        if place != self.map.entrance:
            return ""
        return self.map.first.spoken[0].text if self.map.first.spoken else ""

    def _languages(self, node: Node) -> tuple[str, ...]:
        every = self.map.asked.hotline.languages
        edges = [edge for edge in offers(self.map, node) if edge.is_now]
        return tuple(
            f"{edge.key} {every[edge.language].name if edge.language else self.named(edge.to)}"
            for edge in edges
        )

    def _door(self, place: Place) -> tuple[str, tuple[str, ...], bool]:
        asked, labels = self.map.asked, self.labels
        if place.kind == "office":
            here = [s for s in asked.municipality.services.values() if place.name == _office(s)]
            opened = sum(one.hours.is_open(asked.at) for one in here)
            note = labels.offices.format(n=len(here), open=opened)
            return place.name, (note,), False
        service = asked.municipality.services[place.name]
        hours = labels.in_words(service.hours.text)
        is_open = service.hours.is_open(asked.at)
        notes = (hours, *([] if is_open else [labels.closed]))
        notes += () if service.routes else (labels.told,)
        title = f"{service.number or ''} {service.name}".strip()
        return title, notes, service.urgency > Urgency.ORDINARY

    def _chips(self, node: Node) -> Iterator[Chip]:
        """Yield what leaves a box without a line, keys that lead to the same together."""
        together: dict[tuple[str, str], list[str]] = {}
        told_of = dict.fromkeys(edge.key for edge in told(self.map, node))
        for key in told_of if node.place.kind == "step" else ():
            for chip in self._led(node, key):
                together.setdefault((chip.now, chip.other), []).extend(chip.keys)
        for (now, other), keys in together.items():
            yield Chip(tuple(keys), now, other)

    def _led(self, node: Node, key: str) -> Iterator[Chip]:
        """Yield a key with where it leads now and otherwise, unless a line says so."""
        drawn = set(self.tree.children.get(node.place, ()))
        edges = [edge for edge in shown(self.map, node) if edge.key == key and edge.to not in drawn]
        edges.sort(key=lambda edge: not edge.is_now)
        names = list(dict.fromkeys(self.named(edge.to) for edge in edges))
        if names:
            label = self.labels.silence if key == SILENCE else key
            yield Chip((label,), names[0], ", ".join(names[1:]))

    def _condition(self, place: Place) -> Iterator[str]:
        """Yield on whose hours it depends that calls come from the box that it hangs on."""
        _, by = self.tree.parent.get(place, (None, ()))
        for name, is_open in dict.fromkeys(one for edge in by for one in edge.hours):
            known = self.map.asked.municipality.services[name]
            label = self.labels.when_open if is_open else self.labels.when_closed
            yield f"{label.format(service=name)} ({self.labels.in_words(known.hours.text)})"

    def _in_danger(self, place: Place) -> bool:
        step = self.map.asked.municipality.steps.get(place.name)
        return step is not None and step.topic in self.map.asked.hotline.urgent_doors


def _office(service: Service) -> str:
    return directory_of(service.name)
