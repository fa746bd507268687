"""Which choices a language offers: those of which it can say all that they lead to.

A door for danger is never left out: every language says what is heard there and on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ivr.definition.directories.listed import MORE, PRESS
from ivr.definition.documents import HotlineDocument, StepDocument
from ivr.definition.project import Project
from ivr.definition.usage import (
    DIRECTORY_PROMPTS,
    SPOKEN_ALWAYS,
    Usage,
    destinations,
    menu_cases,
    service_usages,
    step_usages,
)
from ivr.definition.waiting.left_out import (
    Words,
    door_keys,
    left_out,
    needed_places,
    said_at,
)
from ivr.definition.waiting.paths import Key, Paths
from ivr.model.directories import STEPS, listing_of
from ivr.model.menu import Destination


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one municipality offers in each language, in the order of its language menu.

    Attributes:
        needed: The prompts that a language lacks and that no choice can wait for.
        lacking: The other prompts that a language lacks; the fallback language waits for none.
        left_out: The keys that do nothing in a language for want of them.
        reached: The places that its callers come to all the same, and those that nobody comes to
            and that it can say.
    """

    paths: Paths
    words: Words
    needed: Mapping[str, frozenset[str]]
    lacking: Mapping[str, frozenset[str]]
    left_out: Mapping[str, frozenset[Key]]
    reached: Mapping[str, AbstractSet[Destination]]

    @classmethod
    def of(cls, project: Project, hotline: HotlineDocument, municipality: str) -> Waiting:
        """Return what waits in a municipality; of numbers that are not known, as if they were."""
        steps, services = project.coming_menu_of(municipality), project.services_of(municipality)
        paths = Paths.of(hotline, steps, services)
        words: dict[Destination | Key, frozenset[str]] = {}
        danger = {Destination("step", hotline.emergency_step)}
        for name, step in steps.items():
            words[Destination("step", name)] = frozenset((*step.say, *step.after))
            if step.topic in hotline.urgent_doors:
                danger.add(Destination("step", name))
            for usage in step_usages((), step, ""):
                if usage.key is not None:
                    words[name, usage.key] = frozenset({usage.prompt})
        words |= dict.fromkeys(_lists(steps), frozenset((PRESS, MORE, *DIRECTORY_PROMPTS)))
        for name, service in services.items():
            said = service_usages((name,), service, "")
            words[Destination("transfer", name)] = frozenset(_in_every_language(said))
            if service.urgency != "ordinary":
                danger.add(Destination("transfer", name))
        spoken = frozenset(SPOKEN_ALWAYS).union(*words.values())
        missing = _missing(project, hotline, municipality, spoken)
        if any(missing.values()):
            return cls._reckoned(paths, words, missing, frozenset(danger))
        none: dict[str, frozenset[str]] = dict.fromkeys(missing, frozenset())
        everywhere = dict.fromkeys(missing, paths.came_from.keys() | _astray(paths, words))
        return cls(paths, words, none, none, dict.fromkeys(missing, frozenset()), everywhere)

    @classmethod
    def _reckoned(
        cls,
        paths: Paths,
        words: Words,
        missing: Mapping[str, frozenset[str]],
        danger: frozenset[Destination],
    ) -> Waiting:
        vital = door_keys(paths, danger)
        while True:
            needed = said_at(words, needed_places(paths, vital, danger)) | {*SPOKEN_ALWAYS}
            lacking = {code: prompts - needed for code, prompts in missing.items()}
            left = {c: left_out(paths, words, lacks, vital) for c, lacks in lacking.items()}
            reached = {code: paths.reached(keys).keys() for code, keys in left.items()}
            cut = {
                place
                for place in danger & paths.came_from.keys()
                if not all(place in places for places in reached.values())
            }
            if not cut:
                known = {code: prompts & needed for code, prompts in missing.items()}
                astray = _astray(paths, words)
                said = {
                    code: places | {one for one in astray if words[one].isdisjoint(lacking[code])}
                    for code, places in reached.items()
                }
                return cls(paths, words, known, lacking, left, said)
            # One way to each must be there: the shortest, which most callers take.
            vital |= {key for place in cut for key in paths.way_to(place)}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that callers there can choose."""
        return tuple(self.left_out)

    def offered_in(self, key: Key) -> frozenset[str] | None:
        """Return the languages in which a key is offered; None is all."""
        return self._without(code for code, keys in self.left_out.items() if key in keys)

    def heard_in(self, usage: Usage) -> frozenset[str] | None:
        """Return the languages in which a municipality's callers can hear a prompt; None is all."""
        place, key = spoken_at(usage)
        heard = None if place is None else self.heard_at(place)
        offered = None if key is None else self.offered_in(key)
        return offered if heard is None else heard if offered is None else heard & offered

    def heard_at(self, place: Destination) -> frozenset[str] | None:
        """Return the languages in which callers come to a step or service; None is all."""
        return self._without(c for c, places in self.reached.items() if place not in places)

    def behind(self, key: Key) -> frozenset[str]:
        """Return the prompts of a choice, and of all that it leads to and no other choice does."""
        led = self.paths.with_what_follows(self.paths.keys[key])
        places = led | self.paths.only_behind(key)
        keys = {one for one in self.paths.keys if Destination("step", one[0]) in places}
        return said_at(self.words, {key, *places, *keys})

    def _without(self, codes: Iterable[str]) -> frozenset[str] | None:
        without = frozenset(codes)
        return frozenset(self.left_out) - without if without else None


def _astray(paths: Paths, words: Words) -> frozenset[Destination]:
    """Return the places that nothing leads to yet."""
    return frozenset(one for one in words if isinstance(one, Destination)) - paths.came_from.keys()


def _lists(steps: Mapping[str, StepDocument]) -> Iterator[Destination]:
    """Yield every list of places that a step leads to, written or not.

    It is offered where all can be said that is said around a place's name.
    """
    for _, go in destinations(menu_cases((), steps)):
        if go.kind == "step" and listing_of(go.name):
            yield go


def _in_every_language(usages: Iterable[Usage]) -> Iterator[str]:
    """Yield what callers hear; the callee hears a language that must say everything."""
    yield from (usage.prompt for usage in usages if usage.language is None)


def _missing(
    project: Project, hotline: HotlineDocument, municipality: str, spoken: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Return what each language lacks; nobody is asked for what Norwegian does not say yet."""
    written = {
        code: project.names(f"prompts/{code}", "prompts")
        for code in project.languages_of(municipality)
    }
    first = written.get(hotline.fallback_language)
    said = {prompt for prompt in spoken if first is None or not first.lack(prompt)}
    return {code: frozenset(p for p in said if names.lack(p)) for code, names in written.items()}


def spoken_at(usage: Usage) -> tuple[Destination | None, Key | None]:
    """Return the step or service that speaks a prompt, and the key that it offers, if any."""
    file, *path = (
        usage.place[1:] if str(usage.place[0]).startswith("municipalities/") else usage.place
    )
    match [str(part) for part in path]:
        case [step, "choices", key, _] if file == "menu":
            return Destination("step", step), (step, key)
        case [name, *_] if file in ("menu", "services"):
            return Destination("step" if file == "menu" else "transfer", name), None
        case [name, *_] if file == "directories":
            return Destination("step", f"{STEPS}{name}"), None
        case _:
            return None, None
