"""The turns that a caller comes to who presses each key the moment its offer has been heard."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, count

from ivr.call import (
    AtStep,
    Digit,
    InLanguageMenu,
    Input,
    Spoken,
    State,
    Turn,
    Wait,
    answer,
    resume,
)
from ivr.call.language_menu import page_keys
from ivr.model.directories import directory_of, listing_of
from ivr.model.language_menu import MORE_KEY
from ivr.proof.explore import Scenario
from ivr.proof.timing.lengths import Lengths


@dataclass(frozen=True, slots=True)
class Stand:
    """A caller hearing a turn that begins ``start`` seconds after the answer."""

    turn: Turn
    start: float
    keys: int

    def ends(self, lengths: Lengths) -> list[tuple[Spoken, float, float]]:
        """Return every prompt of the turn with the seconds at which it begins and ends."""
        spoken = self.turn.spoken
        ends = list(accumulate((lengths.of([one]) for one in spoken), initial=self.start))
        return [(one, ends[i], ends[i + 1]) for i, one in enumerate(spoken)]


def first_turn(scenario: Scenario, called: str) -> Turn:
    """Return what a caller to one of a scenario's numbers hears first."""
    return answer(scenario.hotline, called, scenario.moment.at, scenario.can_be_heard)


def press(scenario: Scenario, state: State, input: Input) -> Turn:
    """Return what follows an input in a state."""
    return resume(scenario.hotline, state, input, scenario.moment.at, scenario.can_be_heard)


def stands(scenario: Scenario, start: Turn, lengths: Lengths, within: str = "") -> Iterator[Stand]:
    """Yield every turn a caller comes to by pressing offered keys, the earliest first.

    But for a place in a directory: nothing is heard there sooner than anywhere else. ``within`` a
    directory, only its own pages are come to.
    """
    order = count()
    queue = [(0.0, next(order), Stand(start, 0.0, 0))]
    seen: set[State] = set()
    while queue:
        _, _, stand = heapq.heappop(queue)
        then = stand.turn.then
        if not isinstance(then, Wait) or then.state in seen:
            continue
        seen.add(then.state)
        yield stand
        for key, when in offered(scenario, stand, lengths):
            if not _is_walked(scenario, then.state, key, within):
                continue
            turn = press(scenario, then.state, Digit(key))
            heapq.heappush(queue, (when, next(order), Stand(turn, when, stand.keys + 1)))


def _is_walked(scenario: Scenario, state: State, key: str, within: str) -> bool:
    if not isinstance(state, AtStep):
        return True
    there = scenario.municipality.steps[state.step].choices[key].go.otherwise
    if within:
        return listing_of(there.name) == within
    return there.kind != "transfer" or not directory_of(there.name)


def offered(scenario: Scenario, stand: Stand, lengths: Lengths) -> Iterator[tuple[str, float]]:
    """Yield the keys a turn offers, each with the moment its offer has been heard."""
    state = state_of(stand)
    if isinstance(state, InLanguageMenu):
        languages = languages_in(scenario)
        page = dict(page_keys(languages, state.page))
        offers = {key: ("language.option", code) for key, code in page.items()}
        # Whoever is named last on the way to another page waits longest for the key.
        elsewhere = [code for code in languages if code not in page.values()]
        if elsewhere:
            offers[MORE_KEY] = ("language.short", elsewhere[-1])
    elif isinstance(state, AtStep):
        language = state.language or scenario.hotline.fallback_language
        choices = scenario.municipality.steps[state.step].offered(language)
        offers = {key: (one.say, state.language) for key, one in choices.items() if one.say}
    else:
        return
    # Places are all offered in the same words, each with the key that is heard in its turn.
    heard = [((one.prompt, one.language), end) for one, _, end in stand.ends(lengths)]
    for key, offer in offers.items():
        spot = next((place for place, (said, _) in enumerate(heard) if said == offer), None)
        if spot is not None:
            yield key, heard[spot][1]
            heard = heard[spot + 1 :]


def languages_in(scenario: Scenario) -> list[str]:
    """Return the languages that callers of a scenario can choose, in their order."""
    return [*scenario.hotline.languages_in(scenario.municipality.key)]


def state_of(stand: Stand) -> State:
    """Return the state of a caller who hears a turn and can press a key."""
    then = stand.turn.then
    assert isinstance(then, Wait)  # noqa: S101 - only waits are walked
    return then.state
