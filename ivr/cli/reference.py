"""The pages that are written from the program itself: `make reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ivr.cli import main
from ivr.cli.voices_page import with_tables
from ivr.files import write_whole
from ivr.problems.codes import SECTIONS

HEAD = """# The `ivr` command

Written by `make reference` from the commands' own `--help`; do not edit it by hand.
"""

PROBLEMS = """# What can be wrong

`ivr check --json` tells each problem with its code, for programs; people read the same lines
without. Written by `make reference` from `ivr/problems/codes/`; do not edit it by hand.
"""


def problems() -> str:
    """Return what every code of a problem means as one page of Markdown.

    >>> "| `unknown-option` |" in problems()
    True
    """
    return "\n".join([PROBLEMS, *_sections()])


def _sections() -> Iterator[str]:
    for title, codes in SECTIONS.items():
        rows = (f"| `{code}` | {means} | {mend} |" for code, (means, mend) in codes.items())
        head = ["| Code | What it means | How to mend it |", "| --- | --- | --- |"]
        yield "\n".join([f"## {title}\n", *head, *rows, ""])


def reference() -> str:
    """Return every command's help as one page of Markdown.

    >>> "## ivr audio build" in reference()
    True
    """
    return "\n".join([HEAD, *_pages(main, "ivr", None)])


def _pages(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    settings = {**command.context_settings, "terminal_width": 100}
    context = click.Context(command, parent, name.rpartition(" ")[2], **settings)
    yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from _pages(command.commands[child], f"{name} {child}", context)


if sys.argv[1:2] == ["voices"] and __name__ == "__main__":
    page = with_tables(Path(sys.argv[2]).read_text(encoding="utf-8"))
    write_whole(Path(sys.argv[2]), page.encode())
elif __name__ == "__main__":
    page = problems() if sys.argv[1:] == ["problems"] else reference()
    print(page, end="")  # noqa: T201 - the page is the output
