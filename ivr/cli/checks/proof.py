"""`ivr proof`: every state of every call, the seconds, and random calls."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.moment import day_of
from ivr.cli.phone.replay import keep, make_folder
from ivr.cli.progress import show_progress
from ivr.cli.project import Refused, open_project
from ivr.cli.table import show

if TYPE_CHECKING:
    from ivr.model import Hotline
    from ivr.proof import Counterexample, Lengths, Proof
    from ivr.proof.explore import Scenario


@click.command()
@click.option("--times", is_flag=True, help="Show the seconds to everything a caller waits for.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the counterexamples, or the times, as JSON."
)
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use.  [default: all cores]")
@click.option(
    "--from",
    "start",
    metavar="DATE",
    help="Prove two years of opening hours from this day on.  [default: today]",
)
@click.option(
    "--replays",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each counter-example to this folder, for `ivr call --replay`.",
)
@click.option(
    "--random",
    "count",
    type=click.IntRange(min=1),
    metavar="CALLS",
    help="Play this many random calls through the whole stack instead.",
)
@click.option("--seed", type=int, help="Which random calls: always the same.  [default: 1]")
@click.option(
    "--first", type=click.IntRange(min=0), help="Go on with this random call.  [default: 0]"
)
@click.pass_obj
def proof(
    project: Path,
    *,
    times: bool,
    as_json: bool,
    jobs: int | None,
    start: str | None,
    replays: Path | None,
    count: int | None,
    seed: int | None,
    first: int | None,
) -> None:
    """Visit every state a call can reach, and hold every promise in each.

    Every number of every municipality, at every combination of open and closed that the hours
    produce in two years, with every key, silence and outcome of a transfer. A promise that does
    not hold is shown as a call that can be played. Exits with 1 when one does not.

    With --random, calls with random keys, hang-ups, outcomes and times go through webhook,
    signature and interpreter; a run that was broken off says how to go on with it.
    """
    if replays is not None:
        make_folder(replays)
    if count is not None:
        from ivr.cli.checks.random_calls import run_random

        seed, first = 1 if seed is None else seed, first or 0
        return run_random(project, count, seed=seed, first=first, jobs=jobs, replays=replays)
    if seed is not None or first is not None:
        raise Refused("--seed and --first are for random calls. Add: --random CALLS")
    from ivr.proof.workers import on_trial, prove_site
    from ivr.serving.assembly import NothingOffered, Site
    from ivr.speech.errors import SpeechError

    environ = dict(os.environ)
    hotline = open_project(project, environ).hotline
    moment = _start(start, hotline)
    site = Site(project, {"SIP_TRUNK": "trunk.example"} | environ)
    try:
        if times:
            _, scenarios, lengths = on_trial(site, moment)
            _times(scenarios, lengths, as_json=as_json)
            return None
        began = time.monotonic()
        found = prove_site(site, moment, jobs=jobs, progress=None if as_json else show_progress)
    except (NothingOffered, SpeechError) as error:
        raise Refused(error) from None
    if replays is not None:
        _write(found.counterexamples, replays)
    _tell(found, time.monotonic() - began, as_json=as_json)
    raise SystemExit(1 if found.counterexamples else 0)


def _start(text: str | None, hotline: Hotline) -> dt.datetime:
    if text is None:
        return dt.datetime.now(hotline.timezone).replace(second=0, microsecond=0)
    return day_of(text, hotline.timezone)


def _tell(found: Proof, seconds: float, *, as_json: bool) -> None:
    if as_json:
        _print_json(found)
    else:
        _report(found, seconds)


def _report(found: Proof, seconds: float) -> None:
    from ivr.proof import PROMISES
    from ivr.proof.case import promise_of
    from ivr.proof.prove import EVERY_STEP

    broken = Counter(counterexample.promise for counterexample in found.counterexamples)
    for promise in PROMISES:
        summary = (promise.__doc__ or "").partition("\n")[0]
        click.echo(_line(broken[promise_of(promise)], summary))
    click.echo(_line(broken[EVERY_STEP], "Every step is reached by some call, in every language."))
    spoken = {language for steps in found.steps.values() for _, language in steps if language}
    click.echo(
        f"{found.states} states, {found.turns} turns, {found.scenarios} numbers and moments, in "
        f"{', '.join(sorted(spoken))}, {seconds:.1f} s: "
        f"{len(found.counterexamples)} counter-examples."
    )
    for counterexample in found.counterexamples:
        click.echo(f"\n{counterexample}")


def _line(broken: int, summary: str) -> str:
    return f"{f'BROKEN ({broken})' if broken else 'holds '}  {summary}"


def _print_json(found: Proof) -> None:
    from ivr.proof.counterexample import as_record

    record = {
        "states": found.states,
        "turns": found.turns,
        "scenarios": found.scenarios,
        "counterexamples": [as_record(counterexample) for counterexample in found.counterexamples],
    }
    click.echo(json.dumps(record, ensure_ascii=False, indent=2))


def _write(counterexamples: list[Counterexample], folder: Path) -> None:
    numbered = enumerate(counterexamples, 1)
    keep(
        folder,
        {f"{number:03}.json": counterexample.as_replay() for number, counterexample in numbered},
    )
    click.echo(f"{len(counterexamples)} counter-examples in {folder}.", err=True)


def _times(scenarios: list[Scenario], lengths: Lengths, *, as_json: bool) -> None:
    from dataclasses import asdict

    from ivr.proof.timing.budgets import all_milestones, budget_of

    found, hotline = all_milestones(scenarios, lengths), scenarios[0].hotline
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    rows = []
    for one in sorted(found, key=lambda m: (m.called, m.language, m.seconds)):
        budget = budget_of(hotline, one)
        late = budget is not None and one.seconds > budget[1]
        limit = f"{budget[1]:g}{' BROKEN' if late else ''}" if budget else ""
        cells = (one.called, one.language, one.kind, one.name, str(one.keys))
        rows.append((*cells, f"{one.clips:.1f}", f"{one.seconds:.1f}", limit))
    show(("called", "language", "what", "", "keys", "clips", "clock", "budget"), rows)
