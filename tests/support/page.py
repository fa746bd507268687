"""docs/operate.md as a reader follows it: its commands and its files, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[2] / "docs" / "operate.md"
"""One server, from an empty machine to a ringing line."""

_HEADING: Final = re.compile(r"#+ (.*)")
_FENCE: Final = re.compile(r"```(\w+)")
_FILE: Final = re.compile(r"File `(/[^`]+)`(?: \(mode (\d{4})\))?.*")
_PROMPT: Final = "$ "


@dataclass(frozen=True)
class File:
    """A file that the page shows whole."""

    section: str
    path: str
    mode: int
    text: str


@dataclass(frozen=True)
class Commands:
    """Lines to be typed: by root on the server, or in the repository of one's own machine."""

    section: str
    lines: tuple[str, ...]
    at_home: bool


Block = File | Commands


def blocks(page: str | None = None) -> tuple[Block, ...]:
    """Return what is to be done, in the order of the page.

    >>> page = "## Files\\n\\nFile `/etc/h` (mode 0600):\\n\\n```ini\\nA=1\\n```\\n"
    >>> blocks(page)
    (File(section='Files', path='/etc/h', mode=384, text='A=1\\n'),)
    >>> blocks("## Start\\n\\n```sh\\nstart it\\n```\\n")
    (Commands(section='Start', lines=('start it',), at_home=False),)
    """
    return tuple(_read(PAGE.read_text(encoding="utf-8") if page is None else page))


def file_of(path: str) -> File:
    """Return the one file of the page that has this path."""
    [found] = [one for one in blocks() if isinstance(one, File) and one.path == path]
    return found


def _read(page: str) -> Iterator[Block]:
    section, named = "", None
    lines = iter(page.splitlines())
    for line in lines:
        if heading := _HEADING.fullmatch(line):
            section = heading[1]
        elif file := _FILE.fullmatch(line):
            named = file
        elif fence := _FENCE.fullmatch(line):
            inside = [*iter(lambda: next(lines), "```")]
            if named is not None:
                text = "\n".join([*inside, ""])
                yield File(section, named[1], int(named[2] or "0644", 8), text)
            elif fence[1] in {"sh", "console"}:
                yield Commands(
                    section,
                    tuple(each.removeprefix(_PROMPT) for each in inside),
                    at_home=fence[1] == "console",
                )
            named = None
