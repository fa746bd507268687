"""`ivr prompts`: approval, and the way to translators and back."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, open_project
from ivr.cli.table import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from ivr.hotline import Loaded
    from ivr.texts.catalogue import Part, Sentence
    from ivr.texts.rows import Row


@click.group()
def prompts() -> None:
    """See, approve, hand out and take back the sentences callers hear."""


@prompts.command()
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
@click.pass_obj
def status(project: Path, *, as_json: bool) -> None:
    """Show how far each language is: complete, approved, recorded, built, stale.

    A sentence is approved as it is written: change it, and it is a draft again and counts
    as stale. Production offers only languages that are approved as a whole.
    """
    from rich.table import Table

    from ivr.texts.approvals import BadApprovals
    from ivr.texts.status import statuses

    loaded = open_project(project, dict(os.environ))
    try:
        found = statuses(loaded, project, _engine_of(project))
    except BadApprovals as error:
        raise Refused(str(error)) from None
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found]))
        return
    table = Table("language", "complete", "approved", "recorded", "built", "stale", "state")
    for one in found:
        name = f"{one.language} {loaded.hotline.languages[one.language].name}"
        table.add_row(
            name,
            f"{one.complete} of {one.prompts}",
            str(one.approved),
            str(one.recorded),
            f"{one.built} of {one.clips}",
            str(one.stale),
            "approved" if one.is_approved else "draft",
        )
    show(table)


@prompts.command()
@click.argument("language")
@click.option("--by", required=True, metavar="ROLE", help="Who approves: a role, never a name.")
@click.option("--only", metavar="PROMPT", multiple=True, help="Approve this prompt alone.")
@click.option("--withdraw", is_flag=True, help="Take the approval back instead.")
@click.pass_obj
def approve(
    project: Path, language: str, *, by: str, only: tuple[str, ...], withdraw: bool
) -> None:
    """Approve the sentences of LANGUAGE as they are written now.

    The approval is bound to the text: a sentence that is changed later is a draft again.
    It is kept in prompts/approved/LANGUAGE.json, which belongs into git.
    """
    from ivr.hotline.faults import nearest
    from ivr.texts import approvals
    from ivr.texts.catalogue import sentences

    loaded = open_project(project, dict(os.environ))
    file = _file(loaded, language)
    written = sentences(loaded.files[file])
    keys = list(only) or [key for key in loaded.prompts(language) if key in written]
    for key in keys:
        if key not in written:
            raise Refused(f"[{key}] is no prompt of {language}. {nearest(key, written)}")
    try:
        if withdraw:
            approvals.withdraw(project, language, set(keys))
        else:
            chosen = {key: written[key] for key in keys}
            today = dt.datetime.now(loaded.hotline.timezone).date()
            approvals.approve(project, language, chosen, by, today)
    except approvals.BadApprovals as error:
        raise Refused(str(error)) from None
    done = "drafts again" if withdraw else f"approved by {by}"
    where = approvals.approvals_file(project, language)
    click.echo(f"{len(keys)} prompts in {language} are {done}: {where}")


@prompts.command()
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

    Give the file back with `ivr prompts import`; what is not translated yet may stay empty.
    """
    from ivr.texts.catalogue import sentences
    from ivr.texts.csv_file import write_csv
    from ivr.texts.heard import heard
    from ivr.texts.po_file import write_po
    from ivr.texts.rows import rows

    loaded = open_project(project, dict(os.environ))
    file = _file(loaded, language)
    wanted = set(loaded.prompts(language))
    source = {key: one for key, one in _source(loaded).items() if key in wanted}
    handed = list(rows(source, sentences(loaded.files[file]), heard(loaded)))
    path = out or Path(f"{language}.{kind}")
    if kind == "po":
        write_po(path, language, handed)
    else:
        write_csv(path, handed)
    empty = sum(not row.text for row in handed)
    click.echo(f"{path}: {len(handed)} sentences, {empty} not translated yet.")


@prompts.command("import")
@click.argument("language")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def import_(project: Path, language: str, file: Path, *, dry_run: bool) -> None:
    """Take LANGUAGE back from a translator: a PO or CSV file as `ivr prompts export` wrote it.

    A placeholder that is lost, added or altered is refused with its line, and then nothing is
    changed. Comments and order of the catalogue stay; changed sentences are drafts again.
    """
    from ivr.texts.catalogue import sentences
    from ivr.texts.rows import outdated, refusals
    from ivr.texts.writer import write_translations

    loaded = open_project(project, dict(os.environ))
    catalogue = loaded.files[_file(loaded, language)]
    source, given = _source(loaded), _read(file)
    faults = refusals(str(file), given, source)
    if faults:
        lines = "\n".join(str(fault) for fault in faults)
        raise Refused(f"{lines}\nNothing was changed: {len(faults)} mistakes.")
    for id_ in outdated(given, source):
        click.echo(f"[{id_}] was translated from an older Norwegian; look at it again.", err=True)
    ours = sentences(catalogue)
    changed = [row for row in given if row.text and _text(ours, row.key, row.part) != row.text]
    if not dry_run and changed:
        write_translations(project / catalogue.name, given, source)
    verb = "would change" if dry_run else "changed"
    click.echo(f"{catalogue.name}: {len(changed)} sentences {verb}, {len(given)} read.")


def _text(ours: dict[str, Sentence], key: str, part: Part) -> str:
    return ours[key].parts().get(part, "") if key in ours else ""


def _read(file: Path) -> list[Row]:
    from ivr.texts.csv_file import read_csv
    from ivr.texts.po_file import BadExchangeFile, read_po

    try:
        return read_csv(file) if file.suffix.lower() == ".csv" else read_po(file)
    except BadExchangeFile as error:
        raise Refused(str(error)) from None


def _source(loaded: Loaded) -> dict[str, Sentence]:
    from ivr.texts.catalogue import sentences

    return sentences(loaded.files[f"prompts/{loaded.hotline.fallback_language}"])


def _file(loaded: Loaded, language: str) -> str:
    from ivr.hotline.faults import nearest

    if language not in loaded.hotline.languages:
        fix = nearest(language, loaded.hotline.languages)
        raise Refused(f"[{language}] is not among the languages of config/hotline.yaml. {fix}")
    return f"prompts/{language}"


def _engine_of(project: Path) -> Callable[[str, str], str | None]:
    """Return a look-up of the engine that made each clip, empty when nothing is built."""
    from ivr.speech import MANIFEST_NAME, Manifest, SpeechError

    try:
        manifest = Manifest.load(project / "audio" / "built" / MANIFEST_NAME)
    except SpeechError:
        return lambda _language, _text: None

    def engine_of(language: str, text: str) -> str | None:
        clip = manifest.clip(language, text)
        return clip.engine if clip else None

    return engine_of
