"""A sound hotline to break, and the shipped one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.definition import Loaded, load

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A copy of the small sound project, which a test may change."""
    return Path(shutil.copytree(HERE / "sound", tmp_path / "project"))


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the shipped config/ and prompts/, which a test may change."""
    for folder in ("config", "prompts"):
        shutil.copytree(SHIPPED / folder, tmp_path / "shipped" / folder)
    return tmp_path / "shipped"


@pytest.fixture
def change(sound: Path) -> Callable[[str, str, str], None]:
    """Replace the one place of a file of the sound project where a text stands."""

    def one(name: str, find: str, replace: str) -> None:
        path = sound / name
        text = path.read_text(encoding="utf-8")
        assert text.count(find) == 1, f"{name} has {text.count(find)} of {find!r}"
        path.write_text(text.replace(find, replace), encoding="utf-8")

    return one


@pytest.fixture
def loaded(sound: Path) -> Callable[[], Loaded]:
    """Load the sound project as it is by now, with a trunk."""
    return lambda: load(sound, {"SIP_TRUNK": "trunk.example"})
