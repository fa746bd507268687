"""`ivr journal export`: the events as they are kept."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import click

from ivr.cli.journal.kept import opened, settings_of
from ivr.cli.project import Refused, printable, writing


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

    if as_csv and as_json:
        raise Refused("--csv, --json: one of the two.")
    days = _period(first, last)
    with opened(project, settings_of(project)) as store, store.reading() as connection:
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


def _period(first: str | None, last: str | None) -> tuple[dt.date | None, dt.date | None]:
    begin, end = (day_of(text, name) for text, name in ((first, "--from"), (last, "--to")))
    if begin is not None and end is not None and begin > end:
        raise Refused(f"--from: [{begin}] is after the last day, {end}.")
    return begin, end


def day_of(text: str | None, option: str) -> dt.date | None:
    """Return a typed day, None for none; raises Refused for what is no day of a journal."""
    try:
        day = None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        fix = "Write it like 2026-11-30."
        raise Refused(f"{option}: [{printable(text or '')}] is no day. {fix}") from None
    if day is not None and not _YEARS[0] <= day.year <= _YEARS[1]:
        raise Refused(f"{option}: no journal holds the year {day.year}.")
    return day


_YEARS = (2000, 2088)
