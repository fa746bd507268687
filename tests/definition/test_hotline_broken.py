"""Broken configurations, each with every line that its editor reads; see tests/broken/README.md."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
import yaml

from ivr.definition import load
from ivr.problems import BrokenHotline

BROKEN = Path(__file__).parent.parent / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir() if path.is_dir())
ENVIRON = {"SIP_TRUNK": "trunk.example"}
TODAY = dt.date(2026, 11, 23)


def _change(project: Path, change: dict[str, str]) -> None:
    path = project / change["file"]
    if change.get("remove"):
        path.unlink()
        return
    text = path.read_text(encoding="utf-8")
    if "append" in change:
        path.write_text(text + change["append"], encoding="utf-8")
        return
    found = text.count(change["find"])
    assert found == 1, f"{change['file']} has {found} places with {change['find']!r}, not one"
    path.write_text(text.replace(change["find"], change["replace"]), encoding="utf-8")


def _break(project: Path, case: Path) -> None:
    """Lay a case's files over the sound project, then make its changes."""
    for folder in ("config", "prompts"):
        if (case / folder).is_dir():
            shutil.copytree(case / folder, project / folder, dirs_exist_ok=True)
    if (case / "changes.yaml").exists():
        for change in yaml.safe_load((case / "changes.yaml").read_text(encoding="utf-8")):
            _change(project, change)


def _report(project: Path) -> str:
    """What `ivr check` prints of a project, but for its last line, and each code."""
    try:
        findings = load(project, ENVIRON, TODAY).warnings
    except BrokenHotline as broken:
        findings = broken.problems
    return "".join(f"{finding} [{finding.code}]\n" for finding in findings)


@pytest.mark.parametrize("case", CASES)
def test_an_editor_reads_exactly_these_lines(
    case: str, sound: Path, request: pytest.FixtureRequest
) -> None:
    _break(sound, BROKEN / case)
    report = _report(sound)
    expected = BROKEN / case / "expected.txt"
    if request.config.getoption("--refresh-broken"):
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")


def test_the_project_that_the_cases_change_is_sound(sound: Path) -> None:
    assert _report(sound) == ""


def test_every_case_changes_something() -> None:
    for case in CASES:
        names = {path.name for path in (BROKEN / case).iterdir()}
        assert names & {"changes.yaml", "config", "prompts"}, case
