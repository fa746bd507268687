"""Tables on the terminal; wide ones where the output is none, so that nothing is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

WIDE = 200
"""Letters in a line of a file or pipe."""


def show(table: Table) -> None:
    """Print a table."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDE
    console.print(table)
