"""`ivr content diff`: what an update changes in what callers hear, before it is taken."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.project import Refused, counted
from ivr.problems import BrokenHotline

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.definition.differences import Difference

SHIPPED: Final = "shipped"
_IN_A_WHEEL: Final = "ivr/content/"
_TEXTS: Final = "prompts/"


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--language", metavar="CODE", help="Only the sentences of this language.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_obj
def diff(project: Path, old: str, new: str, *, language: str | None, as_json: bool) -> None:
    """Say what callers would hear otherwise with the content NEW than with OLD.

    Each is a folder that holds config/ and prompts/, a wheel of this program, or the word
    shipped for the content that is installed now. In a folder that builds on the shipped content
    it is told what changes there: what the folder says itself stays, and where NEW does not fit
    with it, every mistake is named. Sentences come language by language, then what callers are
    led to and the rest.
    """
    from ivr.definition.differences import differences

    with _content(old) as before, _content(new) as after:
        for line in _standing_alone(project, before, after, new):
            click.echo(line, err=True)
        was, now = (
            _loaded(project, folder, name) for folder, name in ((before, old), (after, new))
        )
    found = [
        one
        for one in differences(was.files, now.files)
        if language is None or one.file == f"{_TEXTS}{language}"
    ]
    if as_json:
        click.echo(json.dumps({"differences": records(found)}, ensure_ascii=False))
        return
    for line in told(found):
        click.echo(line)


def records(found: Sequence[Difference]) -> list[dict[str, object]]:
    """Return differences as programs read them."""
    return [{**asdict(one), "became": one.became} for one in found]


@contextmanager
def _content(named: str) -> Iterator[Path]:
    """Give the folder of a content; that of a wheel for as long as the block lasts."""
    from ivr.definition.beneath import shipped_content

    path = Path(named)
    if named == SHIPPED and not path.exists():
        yield shipped_content()
    elif (path / "config").is_dir():
        yield path
    elif path.is_file() and zipfile.is_zipfile(path):
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as wheel:
            inside = [name for name in wheel.namelist() if name.startswith(_IN_A_WHEEL)]
            wheel.extractall(folder, inside)
            if not inside:
                raise Refused(f"{path} holds no content. Take a wheel of this program.")
            yield Path(folder, _IN_A_WHEEL)
    else:
        fix = f"Name a folder with config/ in it, a wheel, or: {SHIPPED}"
        raise Refused(f"{path} is no content. {fix}")


def _standing_alone(project: Path, before: Path, after: Path, named: str) -> Iterator[str]:
    """Yield what the project's own folder says of something that only the former content has."""
    from ivr.definition.beneath import beneath
    from ivr.definition.differences import standing_alone
    from ivr.definition.read import read_project

    if beneath(project) is None:
        return
    was, now = (read_project(project, shipped=content).files for content in (before, after))
    for where, name in standing_alone(was, now):
        cause = f"[{name}] is not in {named} any more: what is written here stays, and stands alone"
        yield f"{where}: {cause}."


def _loaded(project: Path, content: Path, named: str) -> Loaded:
    """Read a content, under the project's own folder if it builds on one."""
    from ivr.definition import load
    from ivr.definition.beneath import beneath

    own = beneath(project) is not None
    try:
        return load(project if own else content, os.environ, shipped=content if own else None)
    except BrokenHotline as broken:
        where = f"With {named} this folder does not hold" if own else f"{named} does not hold"
        mistakes = [str(problem) for problem in broken.problems if not problem.is_warning]
        raise Refused("\n".join([f"{where}:", *mistakes])) from None


def told(found: Sequence[Difference]) -> Iterator[str]:
    """Yield the lines that tell differences: sentences by language, then the rest."""
    texts = [one for one in found if one.file.startswith(_TEXTS)]
    if not found:
        yield "Callers would hear no difference."
    for language in dict.fromkeys(one.file for one in texts):
        mine = [one for one in texts if one.file == language]
        kinds = Counter(one.became for one in mine)
        said = ", ".join(
            f"{kinds[kind]} {kind}" for kind in ("changed", "new", "gone") if kinds[kind]
        )
        yield f"{language.removeprefix(_TEXTS)}: {said}"
        for one in mine:
            yield from _lines(
                one, one.place[-1] if one.place[0] == "prompts" else ".".join(one.place)
            )
    others = [one for one in found if one not in texts]
    if others:
        yield f"Where callers are led, and the rest: {counted(len(others), 'difference')}"
    for one in others:
        yield from _lines(one, f"{one.file}: {' '.join(one.place)}")


def _lines(one: Difference, name: str) -> Iterator[str]:
    yield f"  {name}"
    if one.before is not None:
        yield f"    - {one.before}"
    if one.after is not None:
        yield f"    + {one.after}"
