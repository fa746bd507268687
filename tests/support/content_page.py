"""The tables of docs/content.md, read as a reader sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs/content.md").read_text(encoding="utf-8")
NOTHING = "–"
"""What stands in a cell where there is nothing to name."""

_NAME = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Row:
    """One line of a table, its cells by the words in the table's head."""

    cells: dict[str, str]

    def names(self, column: str) -> list[str]:
        """The names in a cell: steps, prompts, services, figures or files."""
        return _NAME.findall(self.cells[column])

    def paths(self) -> list[str]:
        """The keys that lead to what the row tells of, none where it is left out."""
        cell = self.cells["Keys"]
        # Alone, the sign stands for the main menu in one table and for nowhere in the others.
        return [] if cell == NOTHING and "Step" not in self.cells else cell.split(", ")

    def status(self) -> str:
        """The word a status begins with."""
        return re.split(r"[,:;]| under| in ", self.cells["Status"])[0].strip()

    def reason(self) -> str:
        """What a status says after its colon."""
        return self.cells["Status"].partition(":")[2].strip()


def table(title: str) -> list[Row]:
    """The rows below a title of the page."""
    section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    [body] = [part for part in section if part.startswith(f"{title}\n")]
    lines = [line for line in body.splitlines() if line.startswith("|")]
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    assert all(len(cells) == len(head) for cells in rows), title
    return [Row(dict(zip(head, cells, strict=True))) for cells in rows]


MENU = table("The menu")
LINES = table("The sources, line by line")
VALUES = table("Figures and numbers")
TO_CONFIRM = table("To be confirmed by a call")
