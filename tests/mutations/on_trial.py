"""`ivr check` of the small hotline at a fixed moment, in the tree that Python finds it in.

The first argument is part of the mistake that is looked for: once it is found, nothing more is
proved, so that a fault which shows everywhere is found in seconds.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from ivr.definition import load
from ivr.problems import BrokenHotline
from ivr.proof import Proof, prove_scenario, unreached
from ivr.proof.check import check, seconds_spent
from ivr.proof.workers import on_trial
from ivr.serving.assembly import Site
from ivr.speech.build.run import build
from ivr.speech.clips.requests import clip_requests

FOUND = 3
MORNING = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


def mistakes(site: Site) -> Iterator[str]:
    """Yield what `ivr check` finds, as soon as it is found."""
    for problem in check(site, MORNING, prove=False).problems:
        if problem.is_mistake:
            yield str(problem)
    assembly, found, lengths = on_trial(site, MORNING)
    hotline = assembly.hotline
    proof = Proof()
    for scenario in found:
        part = prove_scenario(scenario, lengths)
        yield from (f"{one.promise}: {one.what}  {one.command}" for one in part.counterexamples)
        proof.add(part)
    yield from (f"{one.promise}: {one.what}" for one in unreached(hotline, proof, MORNING))
    yield from map(str, seconds_spent(found, lengths))


def main() -> int:
    """Build silent clips, check, and print what is looked for."""
    wanted_words = sys.argv[1]
    variables = {"SIP_TRUNK": "trunk.example"}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(Path("tests/proof/small"), Path(folder) / "small"))
        try:
            build(clip_requests(load(root, variables), "silent"), root / "audio" / "built", jobs=1)
        except BrokenHotline as broken:
            click.echo(broken)
            return FOUND if wanted_words in str(broken) else 0
        for mistake in mistakes(Site(root, variables)):
            click.echo(mistake)
            if wanted_words in mistake:
                return FOUND
    return 0


if __name__ == "__main__":
    sys.exit(main())
