"""Tables of numbers with a bar to each, as wide as the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from ivr.cli.table import columns

FEW: Final = "few"
"""What stands for a number that is not told."""

_WIDEST: Final = 60
_NARROWEST: Final = 8


def number(n: int | None) -> str:
    """Return a number as it is printed.

    >>> number(1234), number(None)
    ('1,234', 'few')
    """
    return FEW if n is None else f"{n:,}"


def share(part: float | None) -> str:
    """Return a share as it is printed, in whole percent.

    >>> share(0.128), share(None)
    ('13 %', '')
    """
    return "" if part is None else f"{part:.0%}".replace("%", " %")


def bars(rows: Sequence[tuple[str, int | None, str]], *, indent: str = "  ") -> Iterator[str]:
    """Yield a line for each row of a name, a number and what stands behind it.

    >>> [line[:16] for line in bars([("nb", 10, "67 %"), ("so", None, ""), ("pl", 5, "33 %")])]
    ['  nb   10  67 % ', '  so  few', '  pl    5  33 % ']
    """
    names = max((columns(name) for name, _, _ in rows), default=0)
    numbers = max((len(number(n)) for _, n, _ in rows), default=0)
    notes = max((len(note) for _, _, note in rows), default=0)
    most = max((n or 0 for _, n, _ in rows), default=0)
    taken = len(indent) + names + numbers + notes + 6
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns - taken))
    for name, n, note in rows:
        cells = [name + " " * (names - columns(name)), number(n).rjust(numbers)]
        cells += [note.rjust(notes), _bar(n or 0, most, width)]
        yield (indent + "  ".join(cells)).rstrip()


def _bar(n: int, most: int, width: int) -> str:
    return _sign() * max(round(n / most * width), 1) if n else ""


def _sign() -> str:
    """Return what bars are drawn with; plain terminals, and files, get what they can show."""
    try:
        "█".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "#"
    return "█"
