"""Planted faults: each in a fresh copy of the tree, where the checks must find it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from tests.support.processes import ran

ROOT: Final = Path(__file__).parents[2]
LIST: Final = Path(__file__).with_name("mutants.yaml")
COPIED: Final = ("ivr", "config", "prompts", "tests", "Procfile", "pyproject.toml")
ON_TRIAL: Final = Path("tests/mutations/on_trial.py")

FOUND: Final = 3
"""How `on_trial.py` ends when `ivr check` finds a mistake; 1 would be a traceback of Python's."""


@dataclass(frozen=True)
class Mutant:
    """One fault, and who must notice it: tests, or `ivr check` in a line with ``promise``."""

    name: str
    breaks: str
    file: str
    find: str
    replace: str
    promise: str = ""
    tests: tuple[str, ...] = ()
    quick: bool = False

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Verdict:
    """What came of a mutant; ``by`` is the line or test that noticed it, empty for a survivor."""

    mutant: Mutant
    by: str
    seconds: float
    output: str


def mutants() -> list[Mutant]:
    """Read every mutant of the list."""
    entries = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return [Mutant(**{**entry, "tests": tuple(entry.get("tests", ()))}) for entry in entries]


@contextmanager
def copied_tree() -> Iterator[Path]:
    """Give a copy of what is on trial, in a folder of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        tree = Path(folder).resolve()
        assert not tree.is_relative_to(ROOT)
        for name in COPIED:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tree / name)
            else:
                shutil.copy2(ROOT / name, tree / name)
        yield tree


def plant(mutant: Mutant, tree: Path) -> None:
    """Change the copy; a text that does not stand there exactly once is refused."""
    path = tree / mutant.file
    text = path.read_text(encoding="utf-8")
    found = text.count(mutant.find)
    assert found == 1, f"{mutant.name}: {mutant.file} has {found} of {mutant.find!r}, not one"
    path.write_text(text.replace(mutant.find, mutant.replace), encoding="utf-8")


def judge(mutant: Mutant) -> Verdict:
    """Plant a mutant and see who notices it."""
    began = time.monotonic()
    with copied_tree() as tree:
        plant(mutant, tree)
        by, output = _by_tests(mutant, tree) if mutant.tests else _by_check(mutant, tree)
    return Verdict(mutant, by, time.monotonic() - began, output)


def _run(tree: Path, *arguments: str) -> tuple[int, str]:
    ended = ran(sys.executable, *arguments, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)})
    return ended.returncode, ended.stdout + ended.stderr


def _by_check(mutant: Mutant, tree: Path) -> tuple[str, str]:
    code, output = _run(tree, str(ON_TRIAL), mutant.promise)
    lines = [line for line in output.splitlines() if mutant.promise in line]
    return (lines[0] if code == FOUND and lines else "", output)


def _by_tests(mutant: Mutant, tree: Path) -> tuple[str, str]:
    """Return the first test that fails; one that cannot even be collected has noticed nothing."""
    options = ("-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider")
    code, output = _run(tree, "-m", "pytest", *options, *mutant.tests)
    failed = [line for line in output.splitlines() if line.startswith("FAILED ")]
    return (failed[0].removeprefix("FAILED ") if code == 1 and failed else "", output)
