"""Lists of places for tests: made up, with numbers that no telephone can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

HOURS: Final = "Mo-Fr 08:00-15:30; PH off"

_FIRST: Final = "BDFGHJKLMNPRSTVWXYZQ"
_SECOND: Final = "aeiouybcdfghjklmnprs"


def place(name: str, number: int, **options: str) -> str:
    """Write one place as an editor does."""
    said = {"number": f'"00 00 {number // 100:02} {number % 100:02}"', **options}
    return f"{{name: {name}, {', '.join(f'{key}: {value}' for key, value in said.items())}}}"


def offices(count: int, areas: int = 0, **options: str) -> Iterator[str]:
    """Write so many offices, by turns in so many areas."""
    for one in range(count):
        area = {"area": f"Bydel {_letters(one % areas)}"} if areas else {}
        yield place(f"Kontor {_letters(one)}", 1000 + one, **area, **options)


def _letters(number: int) -> str:
    first, second = divmod(number, len(_SECOND))
    return f"{_FIRST[first]}{_SECOND[second]}n"


def directory(places: Iterable[str], *, name: str = "doctors", options: str = "") -> str:
    """Write a municipality's list of places; ``options`` hold for all of them."""
    lines = "".join(f"      - {one}\n" for one in places)
    return f'directories:\n  {name}:\n    hours: "{HOURS}"\n{options}    places:\n{lines}'


def with_offices(root: Path, places: Iterable[str], *, options: str = "") -> Path:
    """Give the small hotline other doctors' offices in Asker than it has."""
    path = root / "config" / "municipalities" / "asker.yaml"
    before, found, _ = path.read_text(encoding="utf-8").partition("directories:")
    assert found
    path.unlink()  # it may be another tree's as well
    path.write_text(before + directory(places, options=options), encoding="utf-8")
    return root
