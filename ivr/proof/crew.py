"""The proof on all cores: each process reads the project itself and proves scenes by number."""

from __future__ import annotations

import datetime as dt
import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ivr.hotline import Hotline, load
from ivr.hotline.readiness import offer
from ivr.proof.explore import Scene
from ivr.proof.lengths import Lengths
from ivr.proof.prove import Proof, prove_scene, scenes, unreached
from ivr.speech import MANIFEST_NAME, Manifest


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
        allowed = self.languages or tuple(loaded.hotline.languages)
        served = offer(loaded, allowed, lengths.has_text)
        return served if served.languages else loaded.hotline


_desk: tuple[list[Scene], Lengths] | None = None
"""What one process works on; set once when it starts."""


def _sit_down(site: Site, start: dt.datetime) -> None:
    # What is explored is kept until its scene is done: looking for garbage in it costs a third.
    gc.set_threshold(200_000, 20, 100)
    global _desk  # noqa: PLW0603 - a process pool's initializer has no other place to leave things
    lengths = site.lengths()
    _desk = list(scenes(site.hotline(lengths), start)), lengths


def _prove(number: int) -> Proof:
    assert _desk is not None  # noqa: S101 - the initializer has run
    return prove_scene(_desk[0][number], _desk[1])


def prove_site(
    site: Site,
    start: dt.datetime,
    *,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Proof:
    """Prove a project on all cores from an aware moment on.

    ``progress`` hears how many scenes are done, of how many. Raises BrokenHotline for a
    configuration that cannot be read, SpeechError without clips.
    """
    hotline = site.hotline(site.lengths())
    number = sum(1 for _ in scenes(hotline, start))
    proof = Proof()
    for done, part in enumerate(_parts(site, start, number, jobs or os.cpu_count() or 1), 1):
        proof.add(part)
        if progress is not None:
            progress(done, number)
    proof.findings += unreached(hotline, proof, start)
    return proof


def _parts(site: Site, start: dt.datetime, number: int, jobs: int) -> Iterator[Proof]:
    if jobs == 1 or number == 1:
        yield from _alone(site, start)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, number), context, _sit_down, (site, start)) as pool:
        # Neighbouring scenes have turns in common, which one process need write but once.
        yield from pool.map(_prove, range(number), chunksize=max(1, number // (jobs * 4)))


def _alone(site: Site, start: dt.datetime) -> Iterator[Proof]:
    lengths = site.lengths()
    for scene in scenes(site.hotline(lengths), start):
        yield prove_scene(scene, lengths)
