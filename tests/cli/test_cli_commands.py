"""`ivr check`, `ivr audio build`, and the help of every command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ivr.cli import main
from ivr.definition import load
from tests.support.commands import Ivr, one_line
from tests.support.hotline import VARIABLES, copied


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, *path, name)


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_itself(path: tuple[str, ...], flag: str) -> None:
    done = CliRunner().invoke(main, [*path, flag], prog_name="ivr")
    assert done.exit_code == 0
    assert done.output.startswith(f"Usage: {' '.join(['ivr', *path])} ")


def test_the_version_is_told(own: Ivr) -> None:
    done = own.process("--version")
    assert done.returncode == 0
    assert done.stdout.strip().count(".") == 2


def test_a_sound_project_has_no_mistakes(own: Ivr) -> None:
    done = own("check")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-2].startswith("0 mistakes, ")


def test_a_mistake_is_told_with_file_line_cause_and_fix(own: Ivr) -> None:
    menu = own.project / "config" / "menu.yaml"
    text = menu.read_text(encoding="utf-8")
    menu.write_text(f"{text}\nextra:\n  sya: fees.here\n", encoding="utf-8")
    line = text.count("\n") + 3
    done = own("check")
    assert done.returncode == 1
    assert f"config/menu.yaml:{line}: extra: [sya] is not an option here. Did you mean [say]?" in (
        done.stdout
    )
    told = json.loads(own("check", "--json").stdout)
    assert {
        "code": "unknown-option",
        "severity": "error",
        "file": "config/menu.yaml",
        "line": line,
        "cause": "extra: [sya] is not an option here.",
        "fix": "Did you mean [say]?",
    } in told["problems"]


@pytest.mark.parametrize("command", [["check"], ["run"], ["audio", "build"]], ids=" ".join)
def test_a_folder_that_is_no_project_is_one_line(tmp_path: Path, command: list[str]) -> None:
    assert "has no config folder" in one_line(Ivr(tmp_path)(*command))


def test_clips_are_built_once(small: Path, tmp_path: Path) -> None:
    own = Ivr(copied(tmp_path, small))
    build = ["audio", "build", "--engine", "silent", "--jobs", "1"]
    first, second = own(*build), own(*build)
    count = 2 * len(load(small, VARIABLES).texts)  # each in a normal and a slow rendition
    assert (first.returncode, second.returncode) == (0, 0)
    assert f"{count} clips built, 0 already there" in first.stdout
    assert f"0 clips built, {count} already there" in second.stdout


def test_a_language_that_no_engine_speaks_is_left_to_people_whichever_engine_is_named(
    small: Path, tmp_path: Path
) -> None:
    own = Ivr(copied(tmp_path, small))
    book = own.project / "prompts/pl.yaml"
    text = re.sub(
        r"(?m)^speech: .*", "speech: {engine: none, voice: none}", book.read_text("utf-8")
    )
    book.write_text(text, encoding="utf-8")
    done = own("audio", "build", "--engine", "espeak", "--jobs", "1")
    assert (done.returncode, done.stderr) == (0, "")
    count = 2 * sum(code == "pl" for code, _ in load(own.project, VARIABLES).texts)
    assert f"{count} clips need a person's recording: no engine speaks pl. " in done.stdout


def test_an_engine_that_is_not_there_is_one_line(own: Ivr) -> None:
    """Not one line for each clip that it cannot speak."""
    line = one_line(own("audio", "build", "--engine", "espaek"))
    assert line == "no speech engine 'espaek'. Did you mean [espeak]?"


@pytest.mark.parametrize(
    ("path", "meant"),
    [(["chekc"], "check"), (["audio", "biuld"], "build"), (["prompts", "aprove"], "approve")],
    ids=str,
)
def test_a_mistyped_command_names_the_nearest(path: list[str], meant: str) -> None:
    done = CliRunner().invoke(main, path, prog_name="ivr")
    assert done.exit_code == 2
    assert f"No such command '{path[-1]}'. Did you mean [{meant}]?" in done.output
