"""`ivr prompts export`: a language as a file for its translator."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ivr.cli.project import Refused, open_project
from ivr.cli.prompts.code import check_code


@click.command()
@click.argument("language")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["po", "csv"]),
    default="po",
    show_default=True,
    help="PO for translation tools, CSV for spreadsheets.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="[default: LANGUAGE.po or .csv]"
)
@click.pass_obj
def export(project: Path, language: str, *, kind: str, out: Path | None) -> None:
    """Hand LANGUAGE to a translator: the Norwegian, the translation so far, where it is heard.

    LANGUAGE is the name of a file in prompts/, or the code of a language nobody has begun, such
    as de: then every translation is empty. First come the words for the keys and digits, then
    the sentences. Give the file back with `ivr prompts import`; what is not translated yet may
    stay empty.

    \b
    ivr prompts export pl                          pl.po, for tools such as Poedit
    ivr prompts export de --format csv             de.csv, a new language in a spreadsheet
    """
    from ivr.translation.csv_file import write_csv
    from ivr.translation.po_file import write_po
    from ivr.translation.roundtrip import handed_out, has_catalogue
    from ivr.translation.words import OTHER_KEYS

    loaded = open_project(project, dict(os.environ))
    check_code(loaded, language)
    handed = handed_out(loaded, language)
    path = out or Path(f"{language}.{kind}")
    try:
        if kind == "po":
            write_po(path, language, handed)
        else:
            write_csv(path, handed)
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}.") from None
    empty = sum(not row.text for row in handed if row.id not in OTHER_KEYS)
    new = "" if has_catalogue(loaded, language) else f"{language} is new here: "
    click.echo(f"{path}: {new}{len(handed)} words and sentences, {empty} not translated yet.")
