"""The proof: every scene explored, every property held against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ivr.hotline import Hotline
from ivr.proof.explore import Graph, Scene, explore
from ivr.proof.finding import Finding
from ivr.proof.lengths import Lengths
from ivr.proof.moments import moments
from ivr.proof.properties import EVERY_STATE, Case, Property
from ivr.proof.silence import silence_ends_well, silent_callers_are_put_through
from ivr.proof.wire import speaks_strict_twiml

PROPERTIES: Final[tuple[Property, ...]] = (
    *EVERY_STATE,
    silence_ends_well,
    silent_callers_are_put_through,
    speaks_strict_twiml,
)

UNLISTED: Final = "+4700000000"
"""A called number that no municipality lists, and no telephone can have."""

MOST_SHOWN: Final = 20
"""Findings of one property kept for one scene: the first show the fault as well as all."""


@dataclass(slots=True)
class Proof:
    """What was visited and what was found; ``steps`` are those reached, by municipality."""

    scenes: int = 0
    states: int = 0
    turns: int = 0
    findings: list[Finding] = field(default_factory=list)
    steps: dict[str, set[str]] = field(default_factory=dict)

    def add(self, other: Proof) -> None:
        """Take in what another part of the proof has visited."""
        self.scenes += other.scenes
        self.states += other.states
        self.turns += other.turns
        self.findings += other.findings
        for municipality, steps in other.steps.items():
            self.steps.setdefault(municipality, set()).update(steps)


def scenes(hotline: Hotline, start: dt.datetime) -> Iterator[Scene]:
    """Yield every number of every municipality at every distinct moment from ``start`` on."""
    for key, municipality in hotline.municipalities.items():
        numbers = [n for n, entrance in hotline.entrances.items() if entrance.municipality == key]
        if key == hotline.default_municipality:
            numbers.append(UNLISTED)
        for moment in moments(hotline, municipality, start):
            for number in numbers:
                yield Scene(hotline, municipality, number, moment)


def prove_scene(scene: Scene, lengths: Lengths) -> Proof:
    """Explore one scene and hold every property against it."""
    graph = explore(scene)
    case = Case(graph, lengths)
    proof = Proof(1, len(graph.edges), sum(len(following) for following in graph.edges.values()))
    for prop in PROPERTIES:
        proof.findings += _first(prop(case))
    proof.steps[scene.municipality.key] = _steps(graph)
    return proof


def unreached(hotline: Hotline, proof: Proof, start: dt.datetime) -> Iterator[Finding]:
    """Yield a finding for every step that no call ever reaches."""
    for key, reached in proof.steps.items():
        for name in sorted(hotline.municipalities[key].steps.keys() - reached):
            what = f"no call in {hotline.municipalities[key].name} reaches the step {name}"
            yield Finding("every step is reached", what, UNLISTED, start, ())


def prove(hotline: Hotline, lengths: Lengths, start: dt.datetime) -> Proof:
    """Prove a hotline in this process; see `ivr.proof.crew` for all cores."""
    proof = Proof()
    for scene in scenes(hotline, start):
        proof.add(prove_scene(scene, lengths))
    proof.findings += unreached(hotline, proof, start)
    return proof


def _steps(graph: Graph) -> set[str]:
    return {state.name for state in graph.edges if state.place == "step"}


def _first(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding, _ in zip(findings, range(MOST_SHOWN), strict=False)]
