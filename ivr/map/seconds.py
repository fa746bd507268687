"""Seconds from the answer to every place and option of the map, from the real clips.

A caller presses each key the moment its option has been heard, as in `ivr.proof.timing`. Where no
option leads, it is silence that does, or key 0 after all that is said.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from ivr.call import State, Wait
from ivr.map.graph import SILENCE, Edge, Map
from ivr.map.places import Place, place_of
from ivr.map.silence import lasts
from ivr.proof.case import next_state
from ivr.proof.explore import Scenario
from ivr.proof.moments import Moment
from ivr.proof.timing.lengths import Lengths
from ivr.proof.timing.walk import Stand, offered


@dataclass(frozen=True, slots=True)
class Times:
    """When a caller in the map's language comes to what.

    Attributes:
        places: Seconds from the answer to the first word heard at each place. One that no call
            comes to at the chosen moment is reckoned as if its hours were open or shut for it.
        options: Seconds from the answer to the end of each offer, by its place and key.
    """

    places: Mapping[Place, float] = field(default_factory=dict)
    options: Mapping[tuple[Place, str], float] = field(default_factory=dict)

    @property
    def are_known(self) -> bool:
        """Whether there are any: without clips there are none."""
        return bool(self.places)


def times(map_: Map, lengths: Lengths) -> Times:
    """Return the seconds of a map; those of the chosen moment come before all others."""
    now, ever = (_reckoned(map_, lengths, only_now=only_now) for only_now in (True, False))
    return Times({**ever.places, **now.places}, {**ever.options, **now.options})


def _reckoned(map_: Map, lengths: Lengths, *, only_now: bool) -> Times:
    scenario = _scenario(map_)
    order = count()
    queue = [(0.0, next(order), Stand(map_.first, 0.0, 0))]
    places: dict[Place, float] = {}
    options: dict[tuple[Place, str], float] = {}
    seen: set[State | None] = set()
    while queue:
        start, _, stand = heapq.heappop(queue)
        state = next_state(stand.turn)
        if state in seen:
            continue
        seen.add(state)
        place = place_of(state)
        places.setdefault(place, round(start, 1))
        if state is None or not isinstance(stand.turn.then, Wait):
            continue
        heard = dict(offered(scenario, stand, lengths))
        for key, when in heard.items():
            options.setdefault((place, key), round(when, 1))
        for edge, when in _onward(map_, stand, state, heard, lengths):
            if edge.is_now or not only_now:
                heapq.heappush(queue, (when, next(order), Stand(edge.turn, when, 0)))
    return Times(places, options)


def _onward(
    map_: Map, stand: Stand, state: State, heard: Mapping[str, float], lengths: Lengths
) -> Iterator[tuple[Edge, float]]:
    """Yield every way on from what is heard, with the moment at which it is taken."""
    end = stand.start + lengths.of(stand.turn.spoken)
    for edge in map_.nodes[place_of(state)].edges:
        if state not in edge.states or edge.language not in {"", map_.asked.language}:
            continue
        if edge.key in heard:
            yield edge, heard[edge.key]
        elif edge.key == "0":
            yield edge, end
        elif edge.key == SILENCE:
            silent = sum(lasts(turn, lengths) for turn in edge.passed[:-1])
            yield edge, stand.start + lasts(stand.turn, lengths) + silent


def _scenario(map_: Map) -> Scenario:
    asked = map_.asked
    moment = Moment(asked.at, frozenset(), frozenset())
    return Scenario(
        asked.hotline, asked.municipality, (asked.called,), moment, (), asked.can_be_heard
    )
