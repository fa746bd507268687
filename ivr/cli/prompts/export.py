"""`ivr prompts export`: a language as a file for its translator."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, open_project, writing
from ivr.files import write_whole

if TYPE_CHECKING:
    from ivr.translation.formats.files import Kind


@click.command()
@click.argument("language")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["po", "csv", "xlsx"]),
    help="PO for translation tools, XLSX or CSV for spreadsheets.  [default: as --out ends, or po]",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="[default: LANGUAGE.po]"
)
@click.pass_obj
def export(project: Path, language: str, *, kind: Kind | None, out: Path | None) -> None:
    """Hand LANGUAGE to a translator: the Norwegian, the translation so far, where it is heard.

    LANGUAGE is the name of a file in prompts/, or the code of a language nobody has begun, such
    as de: then every translation is empty. First come the words for the keys and digits, then
    the sentences. Give the file back with `ivr prompts import`; what is not translated yet may
    stay empty. The file remembers what it was handed out with, so that nothing which is changed
    here meanwhile is lost. Where the Norwegian has changed since a sentence was translated, the
    old one stands beside it: PO marks it as fuzzy, a spreadsheet names it under `look again`. Take
    the mark away, or empty the cell, when the translation is right.

    \b
    ivr prompts export pl                          pl.po, for tools such as Poedit
    ivr prompts export de --format xlsx            de.xlsx, a new language in a spreadsheet
    """
    from ivr.translation.formats.files import as_file, kind_of
    from ivr.translation.roundtrip import has_catalogue, rows_for_translator
    from ivr.translation.sources import BadSources, to_look_at
    from ivr.translation.words import OTHER_KEYS

    loaded = open_project(project, dict(os.environ))
    check_code(language, loaded.hotline.languages)
    try:
        rows = rows_for_translator(loaded, language, to_look_at(loaded, project, language))
    except BadSources as error:
        raise Refused(error) from None
    kind = kind or (kind_of(out) if out else None) or "po"
    path = out or Path(f"{language}.{kind}")
    content = as_file(kind, language, rows)
    with writing(path):
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a pipe or a terminal, which nothing can take the place of
        else:
            write_whole(path, content)
    empty = sum(not row.text for row in rows if row.id not in OTHER_KEYS)
    new = "" if has_catalogue(loaded, language) else f"{language} is new here: "
    again = sum(bool(row.old_source) for row in rows)
    doubt = f", {again} to be looked at: the Norwegian has changed" if again else ""
    told = f"{len(rows)} words and sentences, {empty} not translated yet{doubt}."
    click.echo(f"{path}: {new}{told}")


def check_code(language: str, known: Iterable[str]) -> None:
    """Refuse what can be no language's code, and so no name of a catalogue; name the known ones."""
    from ivr.did_you_mean import nearest
    from ivr.translation.roundtrip import is_code

    if not is_code(language):
        fix = nearest(language, known)
        told = f"[{language}] is no language code: write two or three small letters, such as de."
        raise Refused(f"{told} {fix}")
