"""The shipped hotline as tests serve it: a copy with silent clips, and its application."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from ivr.definition import load
from ivr.journal import Journal
from ivr.serving.settings import Settings
from ivr.speech.build.run import build
from ivr.speech.clips.requests import clip_requests
from ivr.web import create_app

ROOT: Final = Path(__file__).parents[2]
SMALL: Final = ROOT / "tests" / "proof" / "small"
"""A project with everything a hotline can have and little of each; its clips are to be built."""
BASE_URL: Final = "https://hotline.example"
TOKEN: Final = "7e57" * 8
TRUNK: Final = "trunk.example"
VARIABLES: Final = {"SIP_TRUNK": TRUNK}
"""With a trunk, every service can be dialled."""
MORNING: Final = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Oslo"))
"""A Wednesday, when everybody is at work and every figure holds: when tests ring, if not told."""


def copied(root: Path, project: Path = ROOT) -> Path:
    """Copy a project's texts and settings, the shipped ones if not told, into a folder."""
    for name in ("config", "prompts"):
        shutil.copytree(project / name, root / name)
    return root


def rented(root: Path) -> Path:
    """Put numbers that telephones can have in the place of a project's examples."""
    for path in (root / "config" / "municipalities").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("+47 00 00 00", "+47 21 00 00"), encoding="utf-8")
    return root


_LEFT: Final = shutil.ignore_patterns("journal", ".run", "studio")


def copy_of(project: Path, folder: Path) -> Path:
    """Copy a project to be changed; a clip in it is taken away or replaced, never written into.

    What a server leaves in it stays its own: it comes and goes while the rest is copied.
    """

    def taken(source: str, target: str) -> None:
        (os.link if source.endswith(".wav") else shutil.copy2)(source, target)

    return Path(shutil.copytree(project, folder, ignore=_LEFT, copy_function=taken))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Make a folder once for every process of these tests; look, but do not change it."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # which the workers share
    folder, made = base / name, base / f"{name}.made"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def with_clips(root: Path) -> Path:
    """Build the clips of a project that are missing: silent ones, as long as speech would be."""
    requests = clip_requests(load(root, VARIABLES), "silent")
    assert build(requests, root / "audio" / "built", jobs=1).complete
    return root


def served(
    root: Path,
    clock: Callable[[], dt.datetime] = lambda: MORNING,
    *,
    tokens: tuple[str, ...] = (TOKEN,),
    emulated: bool = True,
    trunk: str = TRUNK,
    journal: Journal | None = None,
) -> Flask:
    """Make the application of a project; drafts are offered."""
    variables = {"SIP_TRUNK": trunk}
    settings = Settings(BASE_URL, tokens, root, variables, emulated=emulated, drafts=True)
    return create_app(settings, clock, journal=journal)
