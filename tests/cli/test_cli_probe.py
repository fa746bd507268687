"""`ivr probe`: test calls to a real server, and everything that can be wrong with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Ivr
from tests.support.deployment import Deployment, answers, environment
from tests.support.hotline import TOKEN, TRUNK, copy_of
from tests.support.processes import free_port, started

SERVER = sys.executable, "-m", "ivr.web.server"


@contextmanager
def serving(project: Path, **changes: str) -> Iterator[Deployment]:
    """Start a production server that knows the address at which this machine reaches it."""
    port = free_port()
    own = {"PORT": str(port), "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}", "SIP_TRUNK": TRUNK}
    with started(*SERVER, env=environment(project, **own | changes)) as process:
        deployment = Deployment(process, port)
        process.until(lambda: answers(deployment))
        yield deployment


def probed(project: Path, server: Deployment, *more: str, **changes: str) -> dict[str, Any]:
    """Make test calls with the server's own settings, and return what was found."""
    own = {
        "PUBLIC_BASE_URL": server.url,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SIP_TRUNK": TRUNK,
        "OFFER_DRAFTS": "yes",
        "JOURNAL_DIR": str(project / "journal"),
    }
    done = Ivr(project)("probe", "--json", *more, **own | changes)
    assert "Traceback" not in done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    found["exit"] = done.returncode
    return found


def lines(found: dict[str, Any], verdict: str) -> list[str]:
    return [f"{one['what']}: {one['told']}" for one in found["checks"] if one["verdict"] == verdict]


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    return copy_of(small, tmp_path / "project")


def test_all_is_well(project: Path) -> None:
    with serving(project) as server:
        found = probed(project, server)
    assert found["exit"] == 0
    assert lines(found, "wrong") == []
