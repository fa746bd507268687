"""`ivr prompts undo`: an import is taken back."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli.project import Refused, check_folder, writing
from ivr.cli.prompts.export import check_code


@click.command()
@click.argument("language")
@click.pass_obj
def undo(project: Path, language: str) -> None:
    """Put back what the last import of LANGUAGE replaced.

    Everything else in the catalogue stays as it is. A text that was changed since the import is
    named, and then nothing is put back. The last ten imports are kept, in prompts/.undo, which is
    not for git.

    \b
    ivr prompts undo pl
    """
    from ivr.translation.sources import BadSources
    from ivr.translation.undo import CannotUndo
    from ivr.translation.undo import undo as undo_last

    # The hotline is not loaded: what came in may be the very reason that it cannot be.
    check_folder(project)
    check_code(language, (path.stem for path in (project / "prompts").glob("*.yaml")))
    name = f"prompts/{language}.yaml"
    try:
        with writing(project / name):
            last = undo_last(project, language)
    except (BadSources, CannotUndo) as error:
        raise Refused(error) from None
    done = "taken away" if last.before is None else "put back"
    click.echo(f"{name}: {done}, as it was before {last.file} came in ({last.at:%Y-%m-%d %H:%M}).")
