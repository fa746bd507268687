"""The proof on all cores: each process reads the project itself and proves scenarios by number."""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import as_completed
from functools import cache

from ivr.proof.explore import Scenario
from ivr.proof.prove import Proof, prove_scenario, scenarios, unreached
from ivr.proof.timing.lengths import Lengths
from ivr.serving.assembly import Assembly, Site, assemble
from ivr.worker_pools import pools

Progress = Callable[[int, int], None]
"""Hears how many scenarios are done, of how many."""

_desk: tuple[list[Scenario], Lengths] | None = None
"""What one process works on; set once when it starts."""


def on_trial(site: Site, start: dt.datetime) -> tuple[Assembly, list[Scenario], Lengths]:
    """Return a site as it is served, the scenarios of its calls, and the seconds of its clips.

    Raises BrokenHotline, SpeechError without clips, and NothingOffered.
    """
    assembly = assemble(site)
    assembly.refuse_silence()
    lengths = Lengths.read(assembly.clips.manifest, assembly.hotline)
    can_be_heard = cache(assembly.can_be_heard)
    return assembly, list(scenarios(assembly.hotline, start, can_be_heard)), lengths


def _sit_down(site: Site, start: dt.datetime) -> None:
    # What is explored is kept until its scenario is done: to look for garbage in it costs a third.
    gc.set_threshold(200_000, 20, 100)
    global _desk  # noqa: PLW0603 - a process pool's initializer has no other place to leave things
    _, found, lengths = on_trial(site, start)
    _desk = found, lengths


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
    assembly, found, lengths = on_trial(site, start)
    number = len(found)
    progress = progress or _unheard
    jobs = min(jobs or os.cpu_count() or 1, number)
    parts = _together(site, start, number, jobs, progress)
    if jobs == 1:
        parts = _alone(found, lengths, progress)
    proof = Proof()
    for part in parts:
        proof.add(part)
    proof.counterexamples += unreached(assembly.hotline, proof, start)
    return proof


def _unheard(_done: int, _number: int) -> None:
    """Nobody wants to know how far it is."""


def _alone(found: list[Scenario], lengths: Lengths, progress: Progress) -> Iterator[Proof]:
    for done, scenario in enumerate(found, 1):
        yield prove_scenario(scenario, lengths)
        progress(done, len(found))


def _together(
    site: Site, start: dt.datetime, number: int, jobs: int, progress: Progress
) -> Iterator[Proof]:
    """Prove neighbouring scenarios in one process, which keeps what it has explored and written."""
    with pools(jobs, 1, _sit_down, site, start) as desks:
        parts = [desks[one * jobs // number].submit(_prove, one) for one in range(number)]
        for done, _ in enumerate(as_completed(parts), 1):
            progress(done, number)
        yield from (part.result() for part in parts)
