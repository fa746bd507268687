"""The wheel in an empty environment, far from the repository: what a production machine gets."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest

from ivr.phone import Account, EmulatedCarrier, ScriptedCaller
from tests.support.hotline import ROOT, TOKEN, copy_of
from tests.support.processes import environment, free_port, ran, started
from tests.support.ringing import CALLER

LARGEST: Final = 155_000_000
"""Bytes of everything that is installed to serve calls."""

PIP: Final = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
LOCK: Final = ROOT / "requirements" / "serving.txt"
PROBE: Final = "click"
BUILD: Final = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d")

COMMANDS_THAT_NEED_MORE: Final = (
    ("audio check", "audio"),
    ("audio listen pl", "audio"),
    ("prompts export pl", "texts"),
    ("prompts import pl prompts/pl.yaml", "texts"),
    ("call --url http://127.0.0.1:9", "phone"),
    ("proof --random 1", "phone"),
)


def outside(**more: str) -> dict[str, str]:
    """The machine's environment, in which nothing leads to the repository."""
    led = ("PYTHON", "VIRTUAL_ENV")
    inherited = {name: text for name, text in environment().items() if not name.startswith(led)}
    return inherited | {"PYTHONUTF8": "1"} | more


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and the locked libraries that serve calls, no more."""
    folder = tmp_path_factory.mktemp("wheel")
    built = ran(*BUILD, str(folder), cwd=ROOT)
    assert built.returncode == 0, built.stderr
    [wheel] = folder.glob("ivr-*.whl")
    venv.create(folder / "served", with_pip=False)
    into = (*PIP, "--python", str(folder / "served" / "bin" / "python"), "install")
    locked = ran(*into, "--require-hashes", "-r", str(LOCK), env=outside(), cwd=folder)
    if locked.returncode != 0:
        skip_without_an_index(folder)
    assert locked.returncode == 0, locked.stderr
    alone = (*into, "--no-deps", "--no-index", str(wheel))
    assert ran(*alone, env=outside(), cwd=folder).returncode == 0
    return folder / "served"


def skip_without_an_index(folder: Path) -> None:
    """Skip where pip cannot fetch even one small library; what else failed is a failure."""
    probe = (*PIP, "download", "--no-deps", "--no-cache-dir", PROBE)
    fetched = ran(*probe, env=outside(), cwd=folder)
    if fetched.returncode != 0:
        last = fetched.stderr.strip().splitlines()[-1]
        pytest.skip(f"pip reaches no package index from this machine: {last}")


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


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=30).status_code == 200
    except httpx.TransportError:
        return False


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
