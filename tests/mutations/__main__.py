"""Plant every mutant, tell who noticed it, and end with 1 when one survives."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import click

from tests.mutations.mutation import Verdict, judge, mutants

WIDTH = 96


def told(verdict: Verdict) -> str:
    mark = "caught  " if verdict.by else "SURVIVED"
    return f"{mark} {verdict.seconds:5.1f} s  {verdict.mutant.name}: {verdict.by[:WIDTH]}"


def main() -> int:
    """Judge them all, or those whose names hold one of the words given."""
    words = sys.argv[1:]
    chosen = [one for one in mutants() if not words or any(word in one.name for word in words)]
    began, survivors = time.monotonic(), 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for verdict in pool.map(judge, chosen):
            click.echo(told(verdict))
            if not verdict.by:
                survivors += 1
                click.echo("".join(f"    {line}\n" for line in verdict.output.splitlines()[-8:]))
    click.echo(f"{len(chosen)} mutants, {survivors} survived, {time.monotonic() - began:.0f} s.")
    return 1 if survivors or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
