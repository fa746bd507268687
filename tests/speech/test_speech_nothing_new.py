"""`ivr audio build` with nothing to do: at once, and never when there is something after all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

import ivr

SOUND: Final = Path(__file__).parents[1] / "definition" / "sound"
COMMAND: Final = """
import sys
from ivr.cli import main
main(["--project", sys.argv[1], "audio", "build", *sys.argv[2:]], standalone_mode=False)
print("read everything" if "ivr.definition" in sys.modules else "read nothing")
"""


def build(project: Path, *arguments: str, **environ: str) -> list[str]:
    """Run the command; its last line says whether it had to read the hotline."""
    ran = subprocess.run(
        [sys.executable, "-c", COMMAND, str(project), "--jobs", "1", *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(ivr.__path__[0]).parent), **environ},
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout.splitlines()


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("quiet") / "project"
    shutil.copytree(SOUND, project)
    assert build(project)[-1] == "read everything"
    return project


@pytest.fixture
def built(quiet: Path) -> Path:
    """A project with nothing to do; every test puts back what it changes."""
    assert build(quiet)[-1] == "read nothing"
    return quiet


def test_the_answer_is_the_same_as_if_everything_had_been_read(built: Path) -> None:
    at_once = build(built)
    (built / "audio" / "built" / "nothing_to_do").unlink()
    assert build(built)[:-1] == at_once[:-1]
    assert at_once[-2].startswith("0 clips built, ")


def remark(project: Path) -> None:
    with (project / "prompts" / "nb.yaml").open("a") as catalogue:
        catalogue.write("# heard by everyone\n")


def lose_a_clip(project: Path) -> None:
    next((project / "audio" / "built" / "nb").glob("*.wav")).unlink()


def cut_a_clip(project: Path) -> None:
    path = next((project / "audio" / "built" / "en").glob("*.wav"))
    path.write_bytes(path.read_bytes()[:50])


def record(project: Path) -> None:
    (project / "audio" / "recordings").mkdir(parents=True)
    (project / "audio" / "recordings" / "nb.json").write_text("{}")


def lose_the_list(project: Path) -> None:
    (project / "audio" / "built" / "manifest.json").unlink()


@pytest.mark.parametrize("change", [remark, lose_a_clip, cut_a_clip, record, lose_the_list])
def test_whatever_has_changed_is_looked_into(
    built: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    own = Path(shutil.copytree(built, tmp_path / "project"))
    build(own)
    assert build(own)[-1] == "read nothing"
    change(own)
    assert build(own)[-1] == "read everything"
    assert build(own)[-1] == "read nothing"


def test_another_engine_and_a_variable_of_the_configuration_are_looked_into(built: Path) -> None:
    assert build(built, "--engine", "silent")[-1] == "read everything"
    assert build(built, "--engine", "silent")[-1] == "read nothing"
    services = built / "config" / "services.yaml"
    assert "SIP_TRUNK" in services.read_text()
    assert build(built, SIP_TRUNK="trunk.example")[-1] == "read everything"
    assert build(built, SIP_TRUNK="trunk.example", ELSEWHERE="1")[-1] == "read nothing"
    assert build(built, SIP_TRUNK="other.example")[-1] == "read everything"
    build(built)


def test_a_note_that_cannot_be_read_is_no_note(built: Path) -> None:
    note = built / "audio" / "built" / "nothing_to_do"
    note.write_bytes(b"\xff\xfe")
    assert build(built)[-1] == "read everything"
    assert build(built)[-1] == "read nothing"
