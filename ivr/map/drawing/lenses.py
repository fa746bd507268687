"""What the map is looked at for: seconds, sound, the state of texts, or how many callers pass.

One at a time; each says what it shows in words beside the colour.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, Literal

from ivr.call import Spoken
from ivr.map.drawing.boxes import Shade, Shades
from ivr.map.drawing.labels import Labels
from ivr.map.graph import Map, Node
from ivr.map.places import Place
from ivr.map.seconds import Times
from ivr.model.directories import NAMES, STEPS, directory_of
from ivr.translation.status import RECORDING

Lens = Literal["seconds", "sound", "texts", "callers"]
LENSES: Final[tuple[Lens, ...]] = ("seconds", "sound", "texts", "callers")

LATE_S: Final = (15.0, 30.0, 60.0)
"""Seconds from the answer at which a place is drawn a shade darker."""

MANY: Final = (0.05, 0.2, 0.5)
"""Shares of all callers at which a place is drawn a shade darker."""

EngineOf = Callable[[Spoken], str | None]
"""Returns the engine whose clip says a prompt, or None where there is none."""


def by_seconds(times: Times, labels: Labels) -> Shades:
    """Return how long callers wait for each place."""
    return {
        place: Shade(_level(seconds, LATE_S), labels.in_seconds(seconds))
        for place, seconds in times.places.items()
    }


def by_sound(map_: Map, engine_of: EngineOf, labels: Labels) -> Shades:
    """Return what can be heard of each place: recorded by a person, spoken by an engine, nothing.

    The darkest are those that a person has recorded whole, the lightest those that lack something.
    """
    found = {}
    for place, spoken in _said(map_):
        engines = [engine_of(one) for one in spoken]
        silent, recorded = engines.count(None), engines.count(RECORDING)
        if silent:
            found[place] = Shade(0, labels.silent.format(n=silent, of=len(engines)))
            continue
        level = 3 if recorded == len(engines) else 2 if recorded else 1
        found[place] = Shade(level, labels.recorded.format(n=recorded, of=len(engines)))
    return found


def by_texts(
    map_: Map, drafts: Collection[str], to_look_at: Collection[str], labels: Labels
) -> Shades:
    """Return how far the texts of each place are: approved, to be looked at, or drafts.

    The darkest are approved whole, the lightest are drafts.
    """
    found = {}
    for place, spoken in _said(map_):
        prompts = {one.prompt for one in spoken}
        looked, approved = prompts.intersection(to_look_at), prompts.difference(drafts)
        if looked:
            found[place] = Shade(1, labels.to_look_at.format(n=len(looked), of=len(prompts)))
            continue
        level = 3 if len(approved) == len(prompts) else 2 if approved else 0
        found[place] = Shade(level, labels.approved.format(n=len(approved), of=len(prompts)))
    return found


def by_callers(map_: Map, numbers: Mapping[str, int], calls: int | None, labels: Labels) -> Shades:
    """Return how many callers came to each place, of the ``numbers`` that may be told.

    Args:
        map_: The map.
        numbers: Callers by place, as `ivr.journal.measures.place` names places.
        calls: All of them; None where they are too few to tell.
        labels: The words.
    """
    found = {}
    for place in map_.nodes:
        number = sum(numbers.get(name, 0) for name in _counted_as(place, numbers))
        share = min(1.0, number / calls) if calls else 0.0
        text = labels.callers.format(n=number) if number else labels.few
        found[place] = Shade(_level(share, MANY), text, share)
    return found


def _said(map_: Map) -> Iterator[tuple[Place, list[Spoken]]]:
    """Yield every place with its prompts in the map's language; proper names are of no language."""
    for place, node in map_.nodes.items():
        spoken = [one for one in node.spoken if not one.prompt.startswith(NAMES)]
        if spoken:
            yield place, _of_language(map_, node, spoken)


def _of_language(map_: Map, node: Node, spoken: list[Spoken]) -> list[Spoken]:
    if node.place.kind != "languages":
        return spoken
    return [one for one in spoken if one.language == map_.asked.language] or spoken


def _counted_as(place: Place, numbers: Mapping[str, int]) -> Iterator[str]:
    """Yield the names under which callers at a place are counted."""
    match place.kind:
        case "languages":
            yield "languages" if place.name == "0" else ""
        case "step":
            yield place.name
        case "list":
            yield f"{STEPS}{place.name}"
        case "door":
            ways = (f"{how} {place.name}" for how in ("announce", "dial", "instruction"))
            yield next((name for name in ways if name in numbers), "")
        case "office":
            for name in numbers:
                what, _, service = name.partition(" ")
                if what == "announce" and directory_of(service) == place.name:
                    yield name
        case _:
            return


def _level(number: float, limits: tuple[float, ...]) -> int:
    """Return how many of some limits a number reaches.

    >>> _level(29.0, (15, 30, 60)), _level(60.0, (15, 30, 60))
    (1, 3)
    """
    return sum(number >= limit for limit in limits)
