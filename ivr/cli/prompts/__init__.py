"""`ivr prompts`: approval of the sentences, and their way to translators and back."""

from __future__ import annotations

import click

from ivr.cli.lazy import Commands
from ivr.cli.prompts.approve import approve
from ivr.cli.prompts.export import export
from ivr.cli.prompts.import_ import import_
from ivr.cli.prompts.looked_at import looked_at
from ivr.cli.prompts.status import status
from ivr.cli.prompts.undo import undo


@click.group(cls=Commands)
def prompts() -> None:
    """See, approve, hand out and take back the sentences callers hear.

    \b
    A language's way to callers:
      export    a file for the translator, PO, XLSX or CSV; also for a language that is new
      import    the file comes back, and every placeholder is checked
      undo      the last import is taken back
      status    what is written, approved, recorded, built and to be looked at
      looked-at translations are right, though the Norwegian has changed
      approve   somebody who speaks it has listened

    The sentences are kept in prompts/LANGUAGE.yaml, one file a language; Norwegian is the source.
    """


for command in (approve, export, import_, looked_at, status, undo):
    prompts.add_command(command)
