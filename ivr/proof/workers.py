"""The proof on all cores: each process reads the project itself and proves scenarios by number."""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

from ivr.definition import Loaded, load
from ivr.model import Hotline
from ivr.proof.explore import Scenario
from ivr.proof.prove import Proof, prove_scenario, scenarios, unreached
from ivr.proof.timing.lengths import Lengths
from ivr.serving.readiness import offer
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.worker_pools import pools


@dataclass(frozen=True, slots=True)
class Site:
    """Where a project and its clips are; ``variables`` fill in the routes.

    ``languages`` are those that may be offered; None is all that the project has.
    """

    root: Path
    variables: Mapping[str, str]
    languages: tuple[str, ...] | None = None

    def lengths(self) -> Lengths:
        """Return the lengths of the project's clips; raises SpeechError without a manifest."""
        return Lengths.read(Manifest.load(self.root / "audio" / "built" / MANIFEST_NAME))

    def hotline(self, lengths: Lengths) -> Hotline:
        """Return the hotline as callers get it: in the languages whose clips are there.

        Where not even the fallback language is, all are taken, so that what is missing shows.
        Raises BrokenHotline.
        """
        loaded = load(self.root, self.variables)
        served = offer(loaded, self.allowed(loaded), lengths.has_text)
        return served if served.languages else loaded.hotline

    def allowed(self, loaded: Loaded) -> tuple[str, ...]:
        """Return the languages that may be offered, clips or not."""
        return tuple(loaded.hotline.languages) if self.languages is None else self.languages


Progress = Callable[[int, int], None]
"""Hears how many scenarios are done, of how many."""

_desk: tuple[list[Scenario], Lengths] | None = None
"""What one process works on; set once when it starts."""


def _sit_down(site: Site, start: dt.datetime) -> None:
    # What is explored is kept until its scenario is done: looking for garbage in it costs a third.
    gc.set_threshold(200_000, 20, 100)
    global _desk  # noqa: PLW0603 - a process pool's initializer has no other place to leave things
    lengths = site.lengths()
    _desk = list(scenarios(site.hotline(lengths), start)), lengths


def _prove(number: int) -> Proof:
    assert _desk is not None  # noqa: S101 - the initializer has run
    return prove_scenario(_desk[0][number], _desk[1])


def prove_site(
    site: Site,
    start: dt.datetime,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Proof:
    """Prove a project on all cores from an aware moment on.

    ``progress`` hears how many scenarios are done, of how many. Raises BrokenHotline for a
    configuration that cannot be read, SpeechError without clips.
    """
    hotline = site.hotline(site.lengths())
    number = sum(1 for _ in scenarios(hotline, start))
    progress = progress or _unheard
    jobs = min(jobs or os.cpu_count() or 1, number)
    parts = _together(site, start, number, jobs, progress)
    if jobs == 1:
        parts = _alone(site, start, number, progress)
    proof = Proof()
    for part in parts:
        proof.add(part)
    proof.counterexamples += unreached(hotline, proof, start)
    return proof


def _unheard(_done: int, _number: int) -> None:
    """Nobody wants to know how far it is."""


def _alone(site: Site, start: dt.datetime, number: int, progress: Progress) -> Iterator[Proof]:
    lengths = site.lengths()
    for done, scenario in enumerate(scenarios(site.hotline(lengths), start), 1):
        yield prove_scenario(scenario, lengths)
        progress(done, number)


def _together(
    site: Site, start: dt.datetime, number: int, jobs: int, progress: Progress
) -> Iterator[Proof]:
    """Prove neighbouring scenarios in one process, which keeps what it has explored and written."""
    with pools(jobs, 1, _sit_down, site, start) as desks:
        parts = [desks[one * jobs // number].submit(_prove, one) for one in range(number)]
        for done, _ in enumerate(as_completed(parts), 1):
            progress(done, number)
        yield from (part.result() for part in parts)
