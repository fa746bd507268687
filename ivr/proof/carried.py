"""States that calls bring along when the hours change in mid-call.

A caller who hears "your doctor is open" at 15:29 presses the key at 15:30. Of every change of
the hours, each state is taken that was reached before it, and gone on with after it; the call
is dated so that the change falls while the state's own words are heard.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from typing import Final

from ivr.call import State, Transfer, Turn, Wait
from ivr.proof.explore import SILENCE, Graph, Scene, Story, explore
from ivr.proof.lengths import Lengths

PRESSED_AFTER: Final = 0.5
"""Seconds from the end of a prompt to the key: those of `ivr call --keys`."""

RUNG: Final = {"busy": 5.0, "failed": 0.0}
"""Seconds a transfer rings before its outcome: those of `ivr call --outcome`; no answer is all."""


def carried_states(scene: Scene, lengths: Lengths) -> dict[State, Story]:
    """Return the states of earlier combinations in which a call meets the scene's, each dated."""
    carried: dict[State, Story] = {}
    for change in scene.changes:
        before = _before(replace(scene, moment=change.before, changes=()))
        for state in before.edges:
            if state not in carried:
                carried[state] = _dated(before, state, change.at, lengths)
    return carried


class _Same(dict[str, Graph]):
    """Graphs by what they were explored at: scenes hold mappings, which cannot be hashed."""


_graphs: dict[tuple[int, str, dt.datetime], Graph] = {}
_KEPT: Final = 6


def _before(scene: Scene) -> Graph:
    key = (id(scene.hotline), scene.municipality.key, scene.moment.at)
    if key not in _graphs:
        while len(_graphs) >= _KEPT:
            del _graphs[next(iter(_graphs))]
        _graphs[key] = explore(scene)
    return _graphs[key]
