"""`ivr init`: a municipality's own folder, with the shipped content underneath."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.project import Refused, writing

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXAMPLE: Final = "+47 00 00 00 01"
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o"})

_HOTLINE: Final = """\
{mark}
# The hotline of {name}. What this folder does not say is as it is shipped with the program.
builds_on: shipped
default_municipality: {key}
"""

_MUNICIPALITY: Final = """\
{mark}
# The numbers its residents call, and what is different here: services, their hours, the menu.
name: {quoted}
numbers:{example}
  - "{number}"
"""

_SERVICES: Final = """\
{mark}
# What is different here about the services that are shipped: their numbers, routes and hours.

switchboard:
  number:                     # nobody knows it yet: "69 17 45 00", and below it
# routes: ["+4769174500"]     # what is dialled
"""

_TEXTS: Final = """\
{mark}
# Texts of our own, in the place of the shipped ones; all others stay as they come.
#
#   prompts:
#     goodbye.bye: Ha det fint.
"""

_README: Final = """\
# The hotline of {name}

This folder holds what is our own: numbers, services, hours, notices, texts and recordings. The
rest comes with the program, and an update of the program never touches a file here.

| To change | Edit |
|---|---|
| the numbers that residents call, and what is different here | `config/municipalities/{key}.yaml` |
| a service: its number, routes, hours | `config/services.yaml` |
| a message for a while | `config/announcements.yaml` |
| a sentence | `prompts/LANGUAGE.yaml` |

In this folder:

    ivr check                 what is wrong: file, line, cause and nearest fix
    ivr audio build           the clips that are missing
    ivr run                   the hotline on this machine; ring it with `ivr call` beside it.
                              It takes changes over by itself, and says so
    ivr publish               have the server that runs here take changes over, without a restart
    sh check.sh               what the project's own CI runs
"""

_CHECK: Final = """\
#!/bin/sh
# What must hold before a change is taken: for CI, and for whoever is about to push.
set -e
cd "$(dirname "$0")"
ivr audio build
ivr check --full
"""

_IGNORED: Final = """\
audio/built/
.run/
journal/
studio/
"""


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="What callers know the municipality by.  [default: the folder's name]")
@click.option(
    "--number", default=_EXAMPLE, help="The number that residents call.  [default: an example]"
)
def init(folder: Path, name: str | None, number: str) -> None:
    """Make a municipality's own folder, DIR, in which only what is different is written.

    The menu, the services and every sentence come with the program and lie underneath; a key that
    a file here says is used instead, and nothing else changes. A file that is there already is
    left as it is.
    """
    from ivr.definition.editor_schema import schema
    from ivr.model.phone_numbers import is_called_number, tidy

    name = name or folder.resolve().name
    if not _key(name):
        raise Refused("--name: this has no letter. Write the municipality's name.")
    if not is_called_number(tidy(number)):
        raise Refused(f"--number: no telephone has this number. Write it as {_EXAMPLE}.")
    files = _files(name, number)
    there = [path for path in files if (folder / path).exists()]
    if there:
        fix = "Name another folder, or remove what is there."
        raise Refused(f"{folder / there[0]} is there already, and nothing was written. {fix}")
    try:
        for path, text in files.items():
            with writing(folder / path):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
        with writing(folder / schema.FOLDER):
            schema.write_schemas(folder)
    except Refused:
        # Half a folder would be in the way of the next try.
        for path in files:
            (folder / path).unlink(missing_ok=True)
        raise
    click.echo(f"{folder} is the folder of {name}. Go there, and run: ivr check")


def _files(name: str, number: str) -> Mapping[Path, str]:
    """Return what a folder begins with, by its path there."""
    from ivr.definition.editor_schema.schema import modeline

    key = _key(name)
    templates = {
        "config/hotline.yaml": _HOTLINE,
        f"config/municipalities/{key}.yaml": _MUNICIPALITY,
        "config/services.yaml": _SERVICES,
        "prompts/nb.yaml": _TEXTS,
    }
    example = "  # an example no telephone can have: put the rented one here"
    said = {
        "name": name,
        "quoted": json.dumps(name, ensure_ascii=False),
        "key": key,
        "number": number,
        "example": example if number == _EXAMPLE else "",
    }
    files = {
        Path(path): template.format(mark=modeline(Path(path)), **said)
        for path, template in templates.items()
    }
    plain = {"README.md": _README, "check.sh": _CHECK, ".gitignore": _IGNORED}
    return files | {Path(path): text.format(**said) for path, text in plain.items()}


def _key(name: str) -> str:
    """Return a municipality's name as a file is called.

    >>> _key("Nordre Follo"), _key("Sør-Aurdal"), _key("Vågå")
    ('nordre_follo', 'sor_aurdal', 'vaga')
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return re.sub("[^a-z0-9]+", "_", "".join(filter(str.isascii, plain))).strip("_")
