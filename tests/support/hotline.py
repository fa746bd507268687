"""The shipped hotline as tests serve it: a copy with silent clips, and its application."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from flask import Flask

from ivr.definition import load
from ivr.serving.settings import Settings
from ivr.speech.build.run import build
from ivr.speech.clips.requests import clip_requests
from ivr.web import create_app

ROOT: Final = Path(__file__).parents[2]
BASE_URL: Final = "https://hotline.example"
TOKEN: Final = "the token of the tests"
TRUNK: Final = "trunk.example"
VARIABLES: Final = {"SIP_TRUNK": TRUNK}
"""With a trunk, every service can be dialled."""


def copied(root: Path) -> Path:
    """Copy what a municipality writes, `config/` and `prompts/`, into a folder."""
    for name in ("config", "prompts"):
        shutil.copytree(ROOT / name, root / name)
    return root


def with_clips(root: Path) -> Path:
    """Build the clips of a project that are missing: silent ones, as long as speech would be."""
    requests = clip_requests(load(root, VARIABLES), "silent")
    assert build(requests, root / "audio" / "built", jobs=1).complete
    return root


def served(
    root: Path,
    clock: Callable[[], dt.datetime] | None = None,
    *,
    tokens: tuple[str, ...] = (TOKEN,),
    emulated: bool = True,
    trunk: str = TRUNK,
) -> Flask:
    """Make the application of a project; drafts are offered."""
    variables = {"SIP_TRUNK": trunk}
    settings = Settings(BASE_URL, tokens, root, variables, emulated=emulated, drafts=True)
    return create_app(settings, clock)
