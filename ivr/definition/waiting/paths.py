"""Where the keys of one municipality's menus lead, and what is reached without one of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ivr.definition.documents import HotlineDocument, ServiceDocument, StepDocument
from ivr.model.directories import STEPS, listing_of
from ivr.model.menu import Destination

Key: TypeAlias = tuple[str, str]
"""A step, and one of its keys."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The steps and services of one municipality, and what leads from one to another.

    Attributes:
        starts: Where calls begin, and where silence and key 0 lead from everywhere.
        keys: Where each key of a step may lead, whatever is open.
        by_itself: Where a step's silence leads, and who stands in for a service.
        topics: What each step is about, if its editor says so; a list of places is about itself.
        menus: The steps that tell nothing by themselves, each with the keys that it offers.
        came_from: Every place that is reached, with the one before it, and the key if it is one.
    """

    starts: tuple[Destination, ...]
    keys: Mapping[Key, tuple[Destination, ...]]
    by_itself: Mapping[Destination, tuple[Destination, ...]]
    topics: Mapping[str, str | None]
    menus: Mapping[str, frozenset[Key]]
    came_from: dict[Destination, tuple[Destination, Key | None] | None] = field(
        default_factory=dict
    )

    @classmethod
    def of(
        cls,
        hotline: HotlineDocument,
        steps: Mapping[str, StepDocument],
        services: Mapping[str, ServiceDocument],
    ) -> Paths:
        """Return the paths through some steps."""
        doors = (name for named in hotline.urgent_doors.values() for name in named)
        starts = (
            Destination("step", hotline.main_menu),
            *_places(hotline.on_silence),
            *_places(hotline.person),
            *(Destination("transfer", name) for name in doors),
        )
        keys = {
            (name, key): tuple(_places(choice.go))
            for name, step in steps.items()
            for key, choice in step.choices.items()
            if choice is not None
        }
        by_itself = {
            Destination("step", name): tuple(_places(step.on_silence))
            for name, step in steps.items()
            if step.on_silence is not None
        } | {
            Destination("transfer", name): (Destination("transfer", service.otherwise),)
            for name, service in services.items()
            if service.otherwise is not None
        }
        topics = {name: _topic(name, step) for name, step in steps.items()}
        menus = {
            name: frozenset((name, key) for key, one in step.choices.items() if one and one.say)
            for name, step in steps.items()
            if not step.say
        }
        paths = cls(starts, keys, by_itself, topics, menus)
        paths.came_from.update(paths.reached())
        return paths

    def topic_of(self, step: str) -> str | None:
        """Return what a step is about; a list that is not written yet is about itself."""
        return self.topics.get(step, step)

    def reached(
        self, without: Collection[Key] = ()
    ) -> Mapping[Destination, tuple[Destination, Key | None] | None]:
        """Return every place that callers come to, nearest first, without some of the keys."""
        of_step: dict[str, list[Key]] = {}
        for key in self.keys:
            of_step.setdefault(key[0], []).append(key)
        found: dict[Destination, tuple[Destination, Key | None] | None]
        found = dict.fromkeys(self.starts)
        queue = deque(found)
        while queue:
            here = queue.popleft()
            led: list[tuple[Destination, Key | None]]
            led = [(there, None) for there in self.by_itself.get(here, ())]
            for key in of_step.get(here.name, ()) if here.kind == "step" else ():
                led += [(there, key) for there in self.keys[key] if key not in without]
            for there, pressed in led:
                if there not in found:
                    found[there] = (here, pressed)
                    queue.append(there)
        return found

    def way_to(self, place: Destination) -> Iterator[Key]:
        """Yield the keys of a shortest way to a place, the last one first."""
        came = self.came_from.get(place)
        while came is not None:
            place, key = came
            if key is not None:
                yield key
            came = self.came_from[place]

    def only_ways_to(self, place: Destination) -> frozenset[Key]:
        """Return the keys without any of which a place is not reached."""
        return frozenset(key for key in self.way_to(place) if place not in self.reached({key}))

    def only_behind(self, key: Key) -> frozenset[Destination]:
        """Return the places that are reached by one key alone."""
        return frozenset(self.came_from.keys() - self.reached({key}).keys())

    def with_what_follows(self, places: Iterable[Destination]) -> frozenset[Destination]:
        """Return places with all to which they lead by themselves."""
        found = list(dict.fromkeys(places))
        for place in found:
            found += [there for there in self.by_itself.get(place, ()) if there not in found]
        return frozenset(found)


def _places(go: Mapping[str, str]) -> Iterator[Destination]:
    """Yield the steps and services among destinations; the others lead to no words of their own."""
    for text in go.values():
        destination = Destination.read(text)
        if destination.kind in ("step", "transfer"):
            yield destination


def _topic(name: str, step: StepDocument) -> str | None:
    listing = listing_of(name)
    return f"{STEPS}{listing}" if listing else step.topic
