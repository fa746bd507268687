"""Tables on the terminal: columns of words, as wide as their widest cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import click


def show(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; every row has as many cells as the head."""
    table = [head, *rows]
    widths = [max(map(columns, cells)) for cells in zip(*table, strict=True)]
    for number, row in enumerate(table):
        padded = (
            cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)
        )
        click.echo("  ".join(padded).rstrip())
        if number == 0:
            click.echo("  ".join("-" * width for width in widths))


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: a mark above a letter takes none.

    >>> columns("norsk"), columns("کوردی"), columns("e\u0301")
    (5, 5, 1)
    """
    return sum(unicodedata.category(sign) not in ("Mn", "Me", "Cf") for sign in text)
