"""The page on architecture cannot lie about the rooms, and no room grows without an end."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE)
MOST_FILES = 13
"""About a dozen in a row: more want a room of their own."""


def layers() -> list[set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    [contract] = [
        one for one in contracts if one["type"] == "layers" and one["containers"] == ["ivr"]
    ]
    return [set(re.findall(r"\w+", layer)) for layer in contract["layers"]]


def test_every_room_is_on_the_page_in_its_order() -> None:
    floors = {room: number for number, layer in enumerate(layers()) for room in layer}
    named = [room for room, _ in ROWS]
    rooms = {path.name for path in (ROOT / "ivr").iterdir() if (path / "__init__.py").is_file()}
    assert {*named, "problems"} == rooms
    assert [floors[room] for room in named] == sorted(floors[room] for room in named)


@pytest.mark.parametrize(("room", "what"), ROWS, ids=lambda text: text[:12])
def test_every_room_within_a_room_is_there(room: str, what: str) -> None:
    for inner in re.findall(r"`(\w+)/`", what):
        assert (ROOT / "ivr" / room / inner / "__init__.py").is_file(), f"{room}/{inner}"


def test_no_room_has_more_files_than_a_reader_takes_in() -> None:
    rooms = [path.parent for path in (ROOT / "ivr").rglob("__init__.py")]
    crowded = {str(room): n for room in rooms if (n := len(list(room.glob("*.py")))) > MOST_FILES}
    assert crowded == {}
