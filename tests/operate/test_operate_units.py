"""The units of docs/operate.md, read by systemd's own checker; started for real by no test."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.support.debian import UNPACKED, libraries, needs, program
from tests.support.page import File, blocks
from tests.support.processes import environment, ran
from tests.support.systemd import unit_of

UNITS: Final = {
    Path(one.path).name: one
    for one in blocks()
    if isinstance(one, File) and one.path.startswith("/etc/systemd/")
}
EXPOSURE: Final = {
    "hotline.service": 20,
    "hotline-studio.service": 20,
    "hotline-probe.service": 40,
}
"""How open a unit may be, in tenths of what systemd counts: 100 is without any fence."""


def analyzed(*arguments: str) -> subprocess.CompletedProcess[str]:
    checker = program("systemd-analyze")
    assert checker is not None
    return ran(checker, *arguments, env=environment(**libraries()))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root folder with the units of the page, what they start, and Debian's own units."""
    (tmp_path / "lib/systemd").mkdir(parents=True)
    (tmp_path / "lib/systemd/system").symlink_to(UNPACKED / "lib/systemd/system")
    (tmp_path / "etc/systemd/system").mkdir(parents=True)
    for name, unit in UNITS.items():
        (tmp_path / "etc/systemd/system" / name).write_text(unit.text, encoding="utf-8")
    for started in ("opt/hotline/current/bin/python", "opt/hotline/current/bin/ivr", "bin/kill"):
        (tmp_path / started).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / started).touch(mode=0o755)
    return tmp_path


@needs("systemd-analyze")
def test_systemd_understands_every_line_of_every_unit(root: Path) -> None:
    assert len(UNITS) == 4
    done = analyzed("verify", f"--root={root}", *(f"/etc/systemd/system/{name}" for name in UNITS))
    assert (done.returncode, done.stderr) == (0, "")


@needs("systemd-analyze")
@pytest.mark.parametrize("name", EXPOSURE)
def test_a_service_is_fenced_in(root: Path, name: str) -> None:
    threshold = f"--threshold={EXPOSURE[name]}"
    unit = str(root / "etc/systemd/system" / name)
    done = analyzed("security", "--offline=true", "--no-pager", threshold, unit)
    assert done.returncode == 0, done.stdout.splitlines()[-1]


def test_a_server_has_longer_to_stop_than_it_takes_and_comes_back_for_ever(root: Path) -> None:
    from ivr.web.server import GRACE_SECONDS

    unit = unit_of(root / "etc/systemd/system/hotline.service")
    assert int(unit["Service"]["TimeoutStopSec"]) > GRACE_SECONDS
    assert unit["Service"]["Restart"] == "always"
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"


def test_server_studio_and_test_calls_have_one_user_folder_and_settings(root: Path) -> None:
    names = ("User", "Group", "WorkingDirectory", "EnvironmentFile", "ReadWritePaths", "UMask")
    services = [unit_of(root / "etc/systemd/system" / name)["Service"] for name in EXPOSURE]
    first, *others = ({name: service[name] for name in names} for service in services)
    assert all(one == first for one in others)


def test_calls_go_before_what_the_studio_builds(root: Path) -> None:
    studio = unit_of(root / "etc/systemd/system/hotline-studio.service")["Service"]
    assert int(studio["Nice"]) > 10
    assert int(studio["CPUWeight"]) < 100
