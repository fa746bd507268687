"""`ivr map`: every step, key, transfer and what depends on the hours, in one drawing."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.figures.asked import check_known
from ivr.cli.journal.kept import refuse, settings_of
from ivr.cli.moment import moment_of
from ivr.cli.project import Refused, open_project, printable, writing
from ivr.problems import Problem, Refusal

if TYPE_CHECKING:
    from ivr.map.drawing.boxes import Shades
    from ivr.map.drawing.labels import Labels
    from ivr.map.survey import Survey

FORMATS: Final = ("svg", "mermaid", "dot", "json")
LOOKED_AT: Final = ("seconds", "sound", "texts", "callers")
"""What a map can be coloured by; `ivr.map.drawing.lenses` has the same."""

DAYS: Final = 30
"""Days whose callers are counted, today included."""


@click.command("map")
@click.option(
    "--format",
    "as_",
    default="svg",
    metavar="FORMAT",
    help=f"{', '.join(FORMATS)}.  [default: svg]",
)
@click.option("--to", metavar="NUMBER", help="The number called.  [default: the project's first]")
@click.option("--at", metavar="TIME", help='When, such as "2027-05-17 22:10".  [default: now]')
@click.option(
    "--language",
    "--lang",
    metavar="CODE",
    help="The language followed.  [default: the fallback language]",
)
@click.option(
    "--by", default="seconds", metavar="WHAT", help=f"{', '.join(LOOKED_AT)}.  [default: seconds]"
)
@click.option(
    "--save",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the drawing in a file in place of printing it.",
)
@click.pass_obj
def map_(
    project: Path,
    *,
    as_: str,
    to: str | None,
    at: str | None,
    language: str | None,
    by: str,
    save: Path | None,
) -> None:
    """Draw what can happen in a call: every step, key, transfer, and what depends on the hours.

    It is drawn by asking the conversation itself, so that it shows what callers get. What is shut
    at the moment is dashed. Each place is coloured, and told in words, by the seconds from the
    answer, by what of it can be heard and is recorded, by the state of its texts, or by how many
    callers came to it in the last 30 days. An SVG fills one A3 sheet; JSON is the same as a list.

    \b
    Examples:
      ivr map --save map.svg                             for the wall
      ivr map --format dot | dot -Tpdf > map.pdf         drawn by Graphviz
      ivr map --at "2027-05-17 22:10" --language pl      in Polish, on Whit Monday at night
    """
    mistakes: list[Problem] = []
    check_known("--format", as_, FORMATS, mistakes)
    check_known("--by", by, LOOKED_AT, mistakes)
    environ = {"SIP_TRUNK": "trunk.example"} | dict(os.environ)
    hotline = open_project(project, environ).hotline
    number = printable(to or next(iter(hotline.entrances), "")).replace(" ", "")
    offered = hotline.languages_in(hotline.entrance(number).municipality)
    spoken = language or hotline.fallback_language
    check_known("--language", spoken, offered, mistakes)
    refuse(mistakes)
    try:
        found = _survey(project, environ, number, spoken, moment_of(at, hotline.timezone))
        text = _written(project, found, as_, by)
    except Refusal as refusal:
        raise Refused(refusal) from None
    if save is None:
        click.echo(text, nl=False)
        return
    with writing(save):
        save.write_text(text, encoding="utf-8")


def _survey(
    project: Path, environ: dict[str, str], called: str, language: str, at: dt.datetime
) -> Survey:
    """Return what the map is drawn from; raises Refusal for what cannot be served."""
    from ivr.map.survey import survey
    from ivr.serving.assembly import Site, assemble

    assembly = assemble(Site(project, environ))
    assembly.refuse_silence()
    if language not in assembly.hotline.languages:
        raise Refused("\n".join(str(reason) for reason in assembly.reasons()))
    return survey(assembly, project, called, language, at)


def _written(project: Path, found: Survey, as_: str, by: str) -> str:
    """Return the map in a format."""
    from ivr.map.drawing.boxes import Boxes
    from ivr.map.drawing.dot import dot, mermaid
    from ivr.map.drawing.labels import Labels
    from ivr.map.drawing.layout import layout
    from ivr.map.drawing.svg import Drawing
    from ivr.map.listed import records

    if as_ == "json":
        told = records(found.map, found.tree, found.times)
        return f"{json.dumps(told, ensure_ascii=False, indent=2)}\n"
    labels = Labels()
    boxes = Boxes(found.map, found.tree, _shades(project, found, by, labels), labels)
    if as_ == "svg":
        return Drawing(boxes, layout(boxes)).file()
    return dot(boxes) if as_ == "dot" else mermaid(boxes)


def _shades(project: Path, found: Survey, by: str, labels: Labels) -> Shades:
    """Return what the map is coloured by; raises Refused for a journal that cannot be read."""
    from ivr.journal.figures import Period
    from ivr.journal.store import StoreAwayError
    from ivr.map.drawing.lenses import LENSES
    from ivr.map.survey import callers

    lens = next(one for one in LENSES if one == by)
    if lens != "callers":
        return found.shades(lens, labels)
    mistakes: list[Problem] = []
    settings = settings_of(project, mistakes)
    refuse(mistakes)
    today = dt.datetime.now(found.map.asked.hotline.timezone).date()
    period = Period(today - dt.timedelta(days=DAYS - 1), today)
    try:
        return found.shades(lens, labels, callers(settings, found.map, period, today))
    except StoreAwayError as error:
        raise Refused(Refusal(error.problem(settings.database))) from None
