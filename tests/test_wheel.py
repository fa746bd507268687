"""The wheel in an empty environment, far from the repository: what a production machine gets."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest

from ivr.phone import Account, EmulatedCarrier, ScriptedCaller
from tests.support.deployment import answers
from tests.support.hotline import TOKEN, copy_of
from tests.support.outside import installed, outside
from tests.support.processes import free_port, ran, started
from tests.support.ringing import CALLER

LARGEST: Final = 155_000_000
"""Bytes of everything that is installed to serve calls."""

COMMANDS_THAT_NEED_MORE: Final = (
    ("audio check", "audio"),
    ("audio listen pl", "audio"),
    ("prompts export pl", "texts"),
    ("prompts import pl prompts/pl.yaml", "texts"),
    ("call --url http://127.0.0.1:9", "phone"),
    ("proof --random 1", "phone"),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and the locked libraries that serve calls, no more."""
    return installed(tmp_path_factory.mktemp("wheel"), "serving.txt")


@contextmanager
def serving(installed: Path, project: Path, folder: Path) -> Iterator[str]:
    """Start the production server, and give the address it answers on."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {"PUBLIC_BASE_URL": url, "TWILIO_AUTH_TOKEN": TOKEN, "OFFER_DRAFTS": "yes"}
    env = outside(**settings, HOTLINE_ROOT=str(project), PORT=str(port))
    python = str(installed / "bin" / "python")
    with started(python, "-m", "ivr.web.server", env=env, cwd=folder) as server:
        server.until(lambda: answers(url))
        yield url


def test_the_wheel_alone_serves_a_call(served: Path, shipped: Path, tmp_path: Path) -> None:
    """A caller hears the menu, presses a key and goes on; every request is signed and answered."""
    project = copy_of(shipped, tmp_path / "project")
    with serving(served, project, tmp_path) as url, httpx.Client() as client:
        carrier = EmulatedCarrier(
            client,
            account=Account("AC" + "0" * 32, TOKEN),
            voice_url=f"{url}/voice",
            fallback_url=f"{url}/voice/fallback",
        )
        record = carrier.call(ScriptedCaller(["2", "4"]), to="+4700000002", from_=CALLER)
    assert record.faults == ()
    assert [heard.language for heard in record.heard] == ["pl"] * len(record.heard)
    assert len(record.heard) > 3
    check_what_it_takes(served)
    check_what_it_says(served, shipped, tmp_path)
    check_a_folder_of_ones_own(served, tmp_path)


def check_a_folder_of_ones_own(served: Path, folder: Path) -> None:
    """The shipped content lies underneath, without the repository."""
    ivr, own = str(served / "bin" / "ivr"), str(folder / "own")
    made = ran(ivr, "init", own, "--name", "Vestby", env=outside(), cwd=folder)
    assert (made.returncode, made.stderr) == (0, "")
    facts = ran(ivr, "--project", own, "facts", env=outside(), cwd=folder)
    assert facts.returncode == 0, facts.stdout + facts.stderr
    assert "specialist_fee_day" in facts.stdout


def check_what_it_takes(served: Path) -> None:
    """The installation is small, and nothing that makes sound is in it."""
    [packages] = served.glob("lib/python*/site-packages")
    assert sum(file.lstat().st_size for file in packages.rglob("*")) < LARGEST
    there = {path.name for path in packages.iterdir()}
    assert there.isdisjoint({"numpy", "av", "soundfile.py", "httpx", "rich", "polib.py"})
    assert not (packages / "tests").exists()


def check_what_it_says(served: Path, project: Path, folder: Path) -> None:
    """What can be done is done; what cannot says in one line what to install."""

    def ivr(asked: str) -> subprocess.CompletedProcess[str]:
        command = (str(served / "bin" / "ivr"), "--project", str(project), *asked.split())
        return ran(*command, env=outside(OFFER_DRAFTS="yes", TWILIO_AUTH_TOKEN=TOKEN), cwd=folder)

    checked = ivr("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    built = ivr("audio build")
    assert built.returncode == 0, built.stderr
    assert "pip install 'ivr[audio]'" in built.stdout
    for command, extra in COMMANDS_THAT_NEED_MORE:
        refused = ivr(command.replace("prompts/", f"{project}/prompts/"))
        assert refused.returncode == 1, command
        assert refused.stderr.count("\n") == 1, refused.stderr
        assert refused.stderr.endswith(f"Run: pip install 'ivr[{extra}]'\n")
