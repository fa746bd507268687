"""`ivr facts`: the figures, by the day they expire."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import open_project
from ivr.cli.table import show

if TYPE_CHECKING:
    from ivr.model.figures import Value


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def facts(project: Path, *, as_json: bool) -> None:
    """List the figures callers hear, each value with its days, the first to expire first.

    A value is spoken from its first day to its last, both included. On a day for which a figure
    has none, the sentence's wording without it is heard.
    """
    hotline = open_project(project, dict(os.environ)).hotline
    values = [(fact, value) for fact in hotline.facts.values() for value in fact.values]
    values.sort(key=lambda one: (one[1].expires, one[0].name))
    if as_json:
        told = [{"name": fact.name, "unit": fact.unit} | asdict(value) for fact, value in values]
        click.echo(json.dumps(told, default=str, ensure_ascii=False))
        return
    today = dt.datetime.now(hotline.timezone).date()
    rows = []
    for fact, value in values:
        days = (str(value.begins), str(value.expires), str(value.checked))
        said = (fact.name, f"{value.value} {fact.unit}", str(value.year))
        rows.append((*said, *days, _state(value, today), value.source))
    show(("figure", "value", "year", "begins", "expires", "checked", "state", "source"), rows)


def _state(value: Value, today: dt.date) -> str:
    if today > value.expires:
        return "EXPIRED"
    state = "holds" if value.holds(today) else "later"
    return f"{state}, unsure" if value.unsure else state
