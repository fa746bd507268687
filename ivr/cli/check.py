"""`ivr check`: what is wrong with the project, all at once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from ivr.hotline import BrokenHotline, Fault, load


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def check(project: Path, as_json: bool) -> None:
    """Check config/ and prompts/: every mistake with its file, line, cause and nearest fix.

    Exits with 1 when there is a mistake; warnings alone exit with 0.
    """
    try:
        findings: tuple[Fault, ...] = load(project, dict(os.environ)).warnings
    except BrokenHotline as broken:
        findings = broken.faults
    mistakes = sum(not finding.warning for finding in findings)
    if as_json:
        click.echo(json.dumps([_record(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(str(finding))
        click.echo(f"{mistakes} mistakes, {len(findings) - mistakes} warnings.")
    raise SystemExit(1 if mistakes else 0)


def _record(fault: Fault) -> dict[str, object]:
    return {
        "file": fault.file,
        "line": fault.line,
        "kind": "warning" if fault.warning else "mistake",
        "what": fault.what,
        "fix": fault.fix,
    }
