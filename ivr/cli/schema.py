"""`ivr schema`: what editing programs complete and check YAML files with."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli.project import Refused


@click.command()
@click.option("--mark", is_flag=True, help="Name its schema on the first line of each YAML file.")
@click.pass_obj
def schema(project: Path, *, mark: bool) -> None:
    """Write config/schema/ anew, and say what changed.

    The schemas are for editing programs, which complete and check each YAML file by the schema
    its first line names. They know the shape of one file; `ivr check` knows the whole project.
    """
    from ivr.definition.editor_schema import schema as schemas

    if not (project / "config").is_dir():
        fix = "Go to the project's folder, or name it: ivr --project FOLDER schema"
        raise Refused(f"{project.resolve()} has no config folder. {fix}")
    try:
        written = schemas.write_schemas(project)
        missing = list(schemas.unmarked(project))
        if mark:
            written += [schemas.mark(project, file) for file in missing]
    except OSError as error:
        raise Refused(f"{error.filename} cannot be written: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused("A YAML file is not UTF-8 text: ivr check names it.") from None
    for one in written:
        click.echo(f"{one.file.as_posix()}: {one.became}")
    for file in [] if mark else missing:
        click.echo(f"{file.as_posix()}:1: the first line names no schema. Run: ivr schema --mark")
