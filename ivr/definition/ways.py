"""The ways through a municipality's menus from the main menu to every door for danger."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ivr.model.hotline import Hotline, Municipality
from ivr.model.menu import Destination, Step
from ivr.model.services import Urgency


@dataclass(frozen=True, slots=True)
class Ways:
    """One municipality's steps, seen by a caller in danger.

    Attributes:
        behind: Every step in the order in which keys lead to it, with the step before it.
        needed: The steps between the main menu and a door: the first of each topic in danger,
            the first that leads to each door that helps at once, and all that lie before these.
        further: The steps of topics in danger that tell more.
        aside: The steps to which silence, wrong keys and key 0 lead.
        doors: The services that may be rung from the needed steps, and for key 0.
    """

    hotline: Hotline
    here: Municipality
    behind: Mapping[str, str]
    needed: tuple[str, ...]
    further: tuple[str, ...]
    aside: tuple[str, ...]
    doors: tuple[str, ...]

    @classmethod
    def of(cls, hotline: Hotline, here: Municipality) -> Ways:
        """Return the ways through one municipality's menus."""
        elsewhere = (*hotline.on_silence.destinations(), *hotline.person.destinations())
        aside = tuple(dict.fromkeys(_steps(elsewhere)))
        behind = _behind(here.steps, (hotline.main_menu, hotline.emergency_step, *aside))
        danger = [step for step in behind if is_in_danger(hotline, here.steps[step])]
        ends = (hotline.main_menu, hotline.emergency_step, *_first(here, danger))
        on_the_way = {step for end in ends for step in way_to(behind, end)}
        needed = tuple(step for step in behind if step in on_the_way)
        further = tuple(step for step in danger if step not in on_the_way)
        rung = [name for step in needed if step in danger for name in services_of(here.steps[step])]
        doors = (
            *(hotline.emergency_service, hotline.urgent_service, *rung),
            *(name for named in hotline.urgent_doors.values() for name in named),
            *(one.name for one in hotline.person.destinations() if one.kind == "transfer"),
        )
        return cls(hotline, here, behind, needed, further, aside, with_stand_ins(here, doors))

    def urgency(self, step: str) -> int:
        """Return how urgent the most urgent door of a step's topic is."""
        doors = self.hotline.urgent_doors.get(self.here.steps[step].topic or "", ())
        return max((self.here.services[door].urgency for door in doors), default=Urgency.ORDINARY)


def is_in_danger(hotline: Hotline, step: Step) -> bool:
    """Tell whether whoever hears a step may be in danger."""
    return step.topic in hotline.urgent_doors or step.name == hotline.emergency_step


def services_of(step: Step) -> list[str]:
    """Return the services that a step's keys, or silence there, ring."""
    cases = [choice.go for choice in step.choices.values()]
    cases += [step.on_silence] if step.on_silence else []
    led = (one for go in cases for one in go.destinations())
    return [one.name for one in led if one.kind == "transfer"]


def with_stand_ins(here: Municipality, names: Iterable[str]) -> tuple[str, ...]:
    """Return services and all that take over from them."""
    found = list(dict.fromkeys(names))
    for name in found:
        stand_in = here.services[name].otherwise
        if stand_in is not None and stand_in not in found:
            found.append(stand_in)
    return tuple(found)


def way_to(behind: Mapping[str, str], step: str) -> Iterator[str]:
    """Yield a step and those before it, back to the main menu.

    >>> list(way_to({"main": "", "more": "main", "poison": "more"}, "poison"))
    ['poison', 'more', 'main']
    """
    while step:
        yield step
        step = behind.get(step, "")


def _first(here: Municipality, danger: Iterable[str]) -> Iterator[str]:
    """Yield the first step of each topic, and the first to lead to each door that helps at once."""
    seen: set[str] = set()
    for step in danger:
        rung = services_of(here.steps[step])
        doors = {one for one in rung if here.services[one].urgency > Urgency.ORDINARY}
        new = {f"topic {here.steps[step].topic}", *doors} - seen
        if new:
            yield step
        seen |= new


def _behind(steps: Mapping[str, Step], firsts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for first in firsts:
        if first in steps:
            found.setdefault(first, "")
        queue = deque([first] if first in steps else ())
        while queue:
            name = queue.popleft()
            choices = steps[name].choices.values()
            led = (one for choice in choices for one in choice.go.destinations())
            new = [step for step in _steps(led) if step not in found]
            found |= dict.fromkeys(new, name)
            queue += dict.fromkeys(new)
    return found


def _steps(destinations: Iterable[Destination]) -> Iterator[str]:
    return (one.name for one in destinations if one.kind == "step")
