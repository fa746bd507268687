"""Tables of figures, as plain text."""

from __future__ import annotations

import math
from collections.abc import Sequence

Row = Sequence[str]


def table(title: str, head: Row, rows: Sequence[Row]) -> str:
    """Return a table whose first column is words and whose others are figures.

    >>> print(table("Speed", ["", "a"], [["fast", "9"], ["slow", "10"]]))
    Speed
           a
    fast   9
    slow  10
    """
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    lines = [title]
    for row in (head, *rows):
        first, *rest = row
        figures = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        lines.append("  ".join([first.ljust(widths[0]), *figures]).rstrip())
    return "\n".join(lines)


def figure(value: float, decimals: int = 0) -> str:
    """Return a number as a cell; what never came is "never", what was not measured a dash.

    >>> figure(1234.5), figure(0.25, 2), figure(float("inf")), figure(float("nan"))
    ('1234', '0.25', 'never', '-')
    """
    if math.isnan(value):
        return "-"
    return "never" if math.isinf(value) else f"{value:.{decimals}f}"


def ratio(value: float, base: float) -> str:
    """Return how many times the base a value is.

    >>> ratio(3.0, 2.0), ratio(1.0, 0.0)
    ('1.50x', '-')
    """
    comparable = math.isfinite(value) and math.isfinite(base) and base > 0
    return f"{value / base:.2f}x" if comparable else "-"
