"""`ivr facts`: the figures, by the day they expire."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from ivr.cli.project import open_project
from ivr.cli.table import show


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def facts(project: Path, *, as_json: bool) -> None:
    """List the figures callers hear, the first to expire first.

    After its last day a figure is no longer spoken: the sentence's wording without it is.
    """
    hotline = open_project(project, dict(os.environ)).hotline
    found = sorted(hotline.facts.values(), key=lambda fact: (fact.expires, fact.name))
    if as_json:
        click.echo(json.dumps([asdict(fact) for fact in found], default=str, ensure_ascii=False))
        return
    today = dt.datetime.now(hotline.timezone).date()
    rows = []
    for fact in found:
        state = "EXPIRED" if today > fact.expires else "unsure" if fact.unsure else "holds"
        days = (str(fact.year), str(fact.expires), str(fact.checked))
        rows.append((fact.name, f"{fact.value} {fact.unit}", *days, state, fact.source))
    show(("figure", "value", "year", "expires", "checked", "state", "source"), rows)
