"""What must hold of a list of places: all are offered, and each key rings what its editor wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ivr.call import Announcing, AtStep, Instructing, Spoken, State, Transfer, Turn
from ivr.model.directories import STEPS, Place, listing_of
from ivr.model.phone_numbers import compact
from ivr.proof.case import Case, next_state, worded
from ivr.proof.counterexample import Counterexample
from ivr.proof.explore import KEYS


def every_place_is_offered(case: Case) -> Iterator[Counterexample]:
    """Whoever begins a list and presses the keys that are named hears every place, once."""
    entries = case.graph.scenario.municipality.directories
    for state in _pages(case):
        listing = listing_of(state.step)
        if state.step != f"{STEPS}{listing}" or state.attempt > 1:
            continue
        heard = Counter(_names_behind(case, state))
        wanted = Counter(place.name for place in entries[listing])
        if heard != wanted:
            amiss = min((wanted - heard) + (heard - wanted))
            times = {0: "never", 1: "once"}.get(heard[amiss], f"{heard[amiss]} times")
            yield case.found(f"[{amiss}] is offered {times} in {state.language}", state)


def a_name_rings_its_number(case: Case) -> Iterator[Counterexample]:
    """The key that is heard behind a place's name rings the number beside it in the file.

    Out of its hours its number is told, and whoever stands in for it is rung.
    """
    for state in _pages(case):
        entries = _entries(case, listing_of(state.step))
        for name, key in _offers(case, state):
            turn = case.graph.edges[state].get(key)
            if turn is not None and name in entries:
                fault = _fault(case, entries[name], turn)
                if fault:
                    yield case.found(f"[{name}], key {key}: {fault}", state, key)
    yield from _dialled(case)


def _dialled(case: Case) -> Iterator[Counterexample]:
    """Hold what is dialled against what is written, in every language that is followed there."""
    written = {
        place.service: place
        for places in case.graph.scenario.municipality.directories.values()
        for place in places
    }
    for before, input, turn in case.graph.turns():
        if not isinstance(turn.then, Transfer):
            continue
        place = written.get(turn.then.state.service)
        if place is not None and not _is_own(place, turn.then.route.target):
            what = f"[{place.name}]: {turn.then.route.target} is dialled, which is not its number"
            yield case.found(what, before, input, said=turn)


def _is_own(place: Place, target: str) -> bool:
    """Tell whether a target is one of a place's routes, or its number with a country code."""
    if not place.routes:
        return target.startswith("+") and target.endswith(compact(place.number).removeprefix("+"))
    return any("${" in route or compact(route) == target for route in place.routes)


def _fault(case: Case, place: Place, turn: Turn) -> str:
    """Return why a turn is not the one that puts through to a place, or stands in for it."""
    then, fallback = next_state(turn), case.hotline.fallback_language
    if not any((one.text, one.language) == (place.name, fallback) for one in turn.spoken):
        return "its name is not said"
    if not isinstance(then, Announcing | Instructing):
        return "it leads to nobody"
    if then.service == place.service:
        told = isinstance(then, Announcing) or case.tells(place.number, turn.spoken)
        return "" if told else "its number is not told"
    if then.service != case.staffed(place.service):
        return f"{then.service} is rung"
    return "" if case.tells(place.number, turn.spoken) else "its number is not told"


def _pages(case: Case) -> Iterator[AtStep]:
    for state in case.graph.waits():
        if isinstance(state, AtStep) and listing_of(state.step):
            yield state


def _entries(case: Case, listing: str) -> Mapping[str, Place]:
    places = case.graph.scenario.municipality.directories[listing]
    return {place.name: place for place in places}


def _offers(case: Case, state: AtStep) -> Iterator[tuple[str, str]]:
    """Yield every name that a page says, with the key whose word is heard right behind it."""
    again = case.graph.edges[state].get("#")
    spoken: tuple[Spoken, ...] = again.spoken if again is not None else ()
    names = case.proper_names
    for one, behind in pairwise(spoken):
        if (one.language, one.text) in names:
            said = ((key, worded(case, behind.prompt, key, behind.language)) for key in KEYS)
            yield from ((one.text, key) for key, words in said if words.text == behind.text)


def _names_behind(case: Case, first: AtStep) -> Iterator[str]:
    """Yield the names of all places that the pages of a list say, by way of their own keys."""
    seen: set[State] = set()
    queue: list[AtStep] = [first]
    entries = _entries(case, listing_of(first.step))
    while queue:
        state = queue.pop()
        seen.add(state)
        following = case.graph.edges[state]
        offered = {key: name for name, key in _offers(case, state)}
        for key, choice in case.step(state).choices.items():
            then = next_state(following[key]) if key in following else None
            further = isinstance(then, AtStep) and listing_of(then.step)
            if isinstance(then, AtStep) and further and choice.say and then not in seen:
                queue.append(then)
            elif offered.get(key) in entries:
                yield offered[key]
