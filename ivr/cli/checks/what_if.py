"""`ivr what-if`: what happens to a call at one moment, and why."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.moment import moment_of
from ivr.cli.project import Refused, open_project, printable

if TYPE_CHECKING:
    from ivr.proof.what_if import Branch


@click.command("what-if")
@click.option("--to", metavar="NUMBER", help="The number called.  [default: the project's first]")
@click.option("--at", metavar="TIME", help='When, such as "2027-05-17 22:10".  [default: now]')
@click.option("--keys", default="", help="Begin where these keys lead: 1,3.")
@click.option(
    "--language",
    "--lang",
    metavar="CODE",
    help="The language followed.  [default: the fallback language]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the tree as JSON.")
@click.pass_obj
def what_if(
    project: Path,
    *,
    to: str | None,
    at: str | None,
    keys: str,
    language: str | None,
    as_json: bool,
) -> None:
    """Show what a call would meet at a moment: every choice, who is rung, and why.

    The reasons name the rule of the opening hours that decided, and until when it does. What is
    said where the keys lead is told in words, with the figures of that day. Announcements are
    told with their days, those that are yet to come too; the tree shows where they are heard.

    \b
    Example: what happens if somebody presses 3 at 22:10 on 17 May?
      ivr what-if --at "2027-05-17 22:10" --keys 1,3
    """
    from ivr.did_you_mean import nearest
    from ivr.proof.what_if import what_if as ask

    hotline = open_project(project, {"SIP_TRUNK": "trunk.example"} | dict(os.environ)).hotline
    number = printable(to or next(iter(hotline.entrances), "")).replace(" ", "")
    offered = hotline.languages_in(hotline.entrance(number).municipality)
    if language is not None and language not in offered:
        what = f"--language: [{printable(language)}] is not offered."
        raise Refused(f"{what} {nearest(language, offered)}")
    at_ = moment_of(at, hotline.timezone)
    answer = ask(hotline, number, at_, _pressed(keys), language or "")
    if as_json:
        click.echo(json.dumps(asdict(answer), ensure_ascii=False, indent=2, default=str))
        return
    known = "" if number in hotline.entrances else " (listed by no municipality)"
    called, when = f"{number or 'a number'}{known}", f"{answer.at:%A %Y-%m-%d %H:%M}"
    click.echo(f"{called}, {answer.municipality}, {when}")
    for line in (*answer.hours, *answer.figures, *answer.notices):
        click.echo(f"  {line}")
    for text in answer.said:
        click.echo(f'  says "{text}"')
    click.echo("\n".join([_label(answer.tree), *_lines(answer.tree)]))


def _pressed(keys: str) -> tuple[str, ...]:
    """Return the keys as they are pressed, one a prompt; raises Refused for anything else."""
    from ivr.phone import CallerError, read_keys
    from ivr.proof.explore import INPUTS

    try:
        pressed = read_keys(keys)
    except CallerError as error:
        raise Refused(printable(str(error))) from None
    strange = [key for key in pressed if key not in INPUTS]
    if strange:
        what = f"--keys: [{strange[0]}] is not one key."
        raise Refused(f"{what} Write one key per prompt: 1,3.")
    return pressed


def _lines(branch: Branch, indent: str = "") -> Iterator[str]:
    for number, below in enumerate(branch.branches, 1):
        last = number == len(branch.branches)
        yield f"{indent}{'└── ' if last else '├── '}{_label(below)}"
        yield from _lines(below, indent + ("    " if last else "│   "))


def _label(branch: Branch) -> str:
    why = f"   ({branch.why})" if branch.why else ""
    notices = f"   announces {', '.join(branch.notices)} first" if branch.notices else ""
    return f"{branch.key}: {branch.place}{why}{notices}"
