"""An installation far from the repository: what a machine gets from the wheel and a lock."""

from __future__ import annotations

import re
import sys
import venv
from pathlib import Path
from typing import Final

import pytest

from tests.support.hotline import ROOT, once
from tests.support.processes import environment, ran

PIP: Final = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
BUILD: Final = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d")
PROBE: Final = "click"
VOICES: Final = ("kokoro", "onnxruntime", "espeakng")
"""Libraries of the voices, as their names begin."""


def outside(**more: str) -> dict[str, str]:
    """The machine's environment, in which nothing leads to the repository."""
    led = ("PYTHON", "VIRTUAL_ENV")
    inherited = {name: text for name, text in environment().items() if not name.startswith(led)}
    return inherited | {"PYTHONUTF8": "1"} | more


def wheel(folder: Path, source: Path = ROOT) -> Path:
    """Build the wheel of a source tree into a folder."""
    built = ran(*BUILD, str(folder), cwd=source)
    assert built.returncode == 0, built.stderr
    [made] = folder.glob("ivr-*.whl")
    return made


def installed(folder: Path, lock: str) -> Path:
    """Make an environment that holds the wheel and the libraries of a lock, no more."""
    made = wheel(folder)
    venv.create(folder / "served", with_pip=False)
    into = (*PIP, "--python", str(folder / "served" / "bin" / "python"), "install")
    requirements = str(ROOT / "requirements" / lock)
    locked = ran(*into, "--require-hashes", "-r", requirements, env=outside(), cwd=folder)
    if locked.returncode != 0:
        skip_without_an_index(folder)
    assert locked.returncode == 0, locked.stderr
    alone = (*into, "--no-deps", "--no-index", str(made))
    assert ran(*alone, env=outside(), cwd=folder).returncode == 0
    return folder / "served"


@pytest.fixture(scope="session")
def no_index(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables with which pip installs a lock from what was fetched once."""

    def fetch(folder: Path) -> None:
        (folder / "run.txt").write_text(without_voices(), encoding="utf-8")
        for requirements in (ROOT / "requirements" / "production.txt", folder / "run.txt"):
            fetching = ("download", "--require-hashes", "-r", str(requirements), "-d", str(folder))
            done = ran(*PIP, *fetching, env=outside(), cwd=folder)
            if done.returncode != 0:
                skip_without_an_index(folder)
            assert done.returncode == 0, done.stderr

    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(once(tmp_path_factory, "wheels", fetch))}


def without_voices() -> str:
    """Return the lock of whatever builds clips, without the voices, which are large."""
    lock = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    entry = re.compile(rf"^({'|'.join(VOICES)})\S*==.*\n(?:\s+.*\n)*", re.MULTILINE)
    return entry.sub("", lock)


def skip_without_an_index(folder: Path) -> None:
    """Skip where pip cannot fetch even one small library; what else failed is a failure."""
    probe = (*PIP, "download", "--no-deps", "--no-cache-dir", PROBE)
    fetched = ran(*probe, env=outside(), cwd=folder)
    if fetched.returncode != 0:
        last = fetched.stderr.strip().splitlines()[-1]
        pytest.skip(f"pip reaches no package index from this machine: {last}")
