"""The command reference, written from the commands' own help: `make reference`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ivr.cli import main

HEAD = """# The `ivr` command

Written by `make reference` from the commands' own `--help`; do not edit it by hand.
"""


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


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201 - the page is the output
