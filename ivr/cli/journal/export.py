"""`ivr journal export`: the events as they are kept."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import click

from ivr.cli.journal.kept import opened, refuse, settings_of, zone_of
from ivr.cli.journal.typed import ONE_OF_TWO, check_order, day_of, mistake
from ivr.cli.project import writing
from ivr.problems import Problem


@click.command()
@click.option("--from", "first", metavar="DAY", help="The first day, as 2026-11-30.")
@click.option("--to", "last", metavar="DAY", help="The last day; it is counted in.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table.  [default]")
@click.option("--json", "as_json", is_flag=True, help="Print an object a line.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it there instead.",
)
@click.pass_obj
def export(
    project: Path,
    *,
    first: str | None,
    last: str | None,
    as_csv: bool,
    as_json: bool,
    output: Path | None,
) -> None:
    """Print the single events that are kept, one a line, in the order they were written in.

    These are no figures: nothing is left out where numbers are small, so keep them to yourself.

    \b
    time          the quarter of an hour it happened in
    call          a number that the events of one call share; empty without a call
    probe         whether it was a test call
    kind          what happened: answered, language, reached, key, silence, wrong-key, transfer,
                  ended, fallback, signature-refused, unknown-number, clip-lost
    municipality  whose number was called
    label         which of its numbers: a language, or shared
    language      what the caller heard; empty before a choice
    at, name      where in the call, and which step or service there
    topic         what the caller was asking about
    key           the key that was pressed
    route         which of a service's routes rang, from 1
    outcome       how a transfer or a call ended, or what failed
    seconds       since the answer; of a transfer, of the talk
    n             how many were alike, for what is counted without a call
    """
    from ivr.journal.store.export import COLUMNS
    from ivr.journal.store.export import export as events

    mistakes: list[Problem] = []
    settings = settings_of(project, mistakes)
    if as_csv and as_json:
        mistakes.append(mistake("--csv, --json", ONE_OF_TWO))
    days = day_of("--from", first, mistakes), day_of("--to", last, mistakes)
    check_order(*days, mistakes)
    refuse(mistakes)
    with opened(settings, zone_of(project)) as store, store.reading() as connection:
        rows = events(connection, store.zone, *days)
        if output is None:
            _write(sys.stdout, COLUMNS, rows, as_json=as_json)
            return
        with writing(output), output.open("w", encoding="utf-8", newline="") as file:
            _write(file, COLUMNS, rows, as_json=as_json)


def _write(
    file: IO[str], columns: Iterable[str], rows: Iterable[Mapping[str, object]], *, as_json: bool
) -> None:
    if as_json:
        for row in rows:
            file.write(f"{json.dumps(row, ensure_ascii=False)}\n")
        return
    table = csv.DictWriter(file, [*columns], lineterminator="\n")
    table.writeheader()
    table.writerows({**row, "probe": "yes" if row["probe"] else "no"} for row in rows)
