"""`ivr rename service`, `step` and `prompt`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.project import Refused, counted, printable, writing

if TYPE_CHECKING:
    from ivr.definition.renaming.references import Kind

_DRY_RUN: Final = click.option(
    "--dry-run", is_flag=True, help="Show each line that would change, and change nothing."
)


@click.command()
@click.argument("old")
@click.argument("new")
@_DRY_RUN
@click.pass_obj
def service(project: Path, old: str, new: str, *, dry_run: bool) -> None:
    """Rename a service: where it is described, put through to, asked about and told of.

    {OLD.number} and {OLD.address} in the sentences of every language follow, and so do the prompts
    service.OLD.announce, .instruction and .closed. Other prompts keep their names, and are told.
    """
    _rename(project, "service", (old, new), dry_run=dry_run)


@click.command()
@click.argument("old")
@click.argument("new")
@_DRY_RUN
@click.pass_obj
def step(project: Path, old: str, new: str, *, dry_run: bool) -> None:
    """Rename a step: in the menus, and wherever a key, silence or the hotline leads to it.

    Its topic and its prompts keep their names: nothing ties them to the step's.
    """
    _rename(project, "step", (old, new), dry_run=dry_run)


@click.command()
@click.argument("old")
@click.argument("new")
@_DRY_RUN
@click.pass_obj
def prompt(project: Path, old: str, new: str, *, dry_run: bool) -> None:
    """Rename a prompt: in every language, and in the steps and announcements that say it.

    Its approvals and its recordings go with it. A prompt that no [say] asks for, such as goodbye,
    keeps its name.
    """
    _rename(project, "prompt", (old, new), dry_run=dry_run)


def _rename(project: Path, kind: Kind, names: tuple[str, str], *, dry_run: bool) -> None:
    from ivr.cli.rename.renaming import Renaming
    from ivr.problems import Refusal
    from ivr.speech.errors import SpeechError

    old, new = map(printable, names)
    try:
        found = Renaming.of(project, kind, old, new)
    except (Refusal, SpeechError) as error:
        told = str(error)
        stop = "" if told.endswith((".", "?", "!", "…")) else "."
        raise Refused(f"{told}{stop} Nothing was changed.") from None
    if dry_run:
        for line in found.shown():
            click.echo(line)
    else:
        with writing(project):
            found.write()
    would = "would be" if dry_run else "is"
    files = counted(len(found.contents) + len(found.moves), "file")
    click.echo(f"{kind} {old} {would} called {new}, in {files}.")
    if found.plan.alike:
        click.echo(f"As they are, for nothing ties them to it: {', '.join(found.plan.alike)}.")
