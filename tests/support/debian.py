"""Programs of Debian that tests start: those of `make servers`, else the machine's own."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Final

import pytest

UNPACKED: Final = Path(sys.executable).parents[1] / "debian"
"""Where `make servers` puts them."""


def program(name: str) -> str | None:
    """Return where a program is, or None where there is none."""
    places = (UNPACKED / "usr/sbin", UNPACKED / "usr/bin", UNPACKED / "bin", "/usr/sbin")
    return shutil.which(name, path=os.pathsep.join([*map(str, places), os.environ["PATH"]]))


def libraries() -> dict[str, str]:
    """Return the variable with which programs find the libraries that came with them."""
    folders = [*UNPACKED.glob("usr/lib/*-linux-gnu"), *UNPACKED.glob("usr/lib/*-linux-gnu/systemd")]
    return {"LD_LIBRARY_PATH": os.pathsep.join(map(str, folders))}


def needs(name: str) -> pytest.MarkDecorator:
    """Skip a test where a program is not there."""
    return pytest.mark.skipif(program(name) is None, reason=f"make servers has not brought {name}")
