"""`ivr proof` and `ivr call --replay`: counter-examples told, kept, and rung for real."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.proof import PROMISES
from tests.support.commands import Ivr

LEADS_BACK = (
    "config/menu.yaml",
    "{say: fees.ask, go: transfer guidance}",
    "{say: fees.ask, go: fees}",
)
DAY = "2026-11-25"


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(project), *arguments])


def test_every_promise_is_told_as_held(small: Path) -> None:
    result = run(small, "proof", "--from", DAY, "--jobs", "1")
    assert result.exit_code == 0
    *promises, last = result.output.splitlines()
    assert len(promises) == len(PROMISES) + 1
    assert all(line.startswith("holds   ") for line in promises)
    assert "in en, nb, pl, " in last
    assert last.endswith(" s: 0 counter-examples.")


def test_a_counter_example_is_told_kept_and_rung_on_a_running_hotline(
    changed: Callable[..., Path], tmp_path: Path
) -> None:
    root, kept = changed(LEADS_BACK), tmp_path / "replays"
    told = run(root, "proof", "--from", DAY, "--jobs", "1", "--replays", str(kept))
    assert told.exit_code == 1
    broken = [line for line in told.output.splitlines() if line.startswith("BROKEN")]
    assert any("A key that is offered leads somewhere else" in line for line in broken)
    assert "no key does nothing: fees offers 1, which leads back to it" in told.output
    assert '  ivr call --to +4700000002 --at "2026-11-25 00:00" --keys "3,1"' in told.output
    files = sorted(kept.glob("*.json"))
    first = json.loads(files[0].read_text(encoding="utf-8"))
    assert first["promise"] == "no key does nothing"
    assert (first["to"], first["keys"]) == ("+4700000002", "3,1")
    with Ivr(root).running():
        rung = run(root, "call", "--replay", str(files[0]), "--json")
    assert rung.exit_code == 0, rung.output
    heard = [e["text"] for e in json.loads(rung.stdout)["events"] if e["event"] == "Heard"]
    assert sum("3278" in text for text in heard) == 2, "after key 1 the same step is heard again"


def test_findings_are_told_to_programs(changed: Callable[..., Path]) -> None:
    result = run(changed(LEADS_BACK), "proof", "--from", DAY, "--jobs", "1", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["states"] > 0
    assert {counterexample["promise"] for counterexample in told["counterexamples"]} == {
        "no key does nothing"
    }
    assert told["counterexamples"][0]["inputs"] == ["3", "1"]


def test_the_seconds_are_told_with_their_budgets(small: Path) -> None:
    people = run(small, "proof", "--times", "--from", DAY)
    assert people.exit_code == 0
    assert "BROKEN" not in people.output
    programs = json.loads(run(small, "proof", "--times", "--json", "--from", DAY).stdout)
    first = [one for one in programs if one["kind"] == "emergency words"]
    assert {one["language"] for one in first} == {"nb", "en", "pl"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not JSON"),
        ("[]", "lacks one of to, at, keys, outcomes. Write one with: ivr proof --replays FOLDER"),
        ('{"to": "1", "at": "", "keys": "", "outcomes": "", "from": 7}', "[from] is a text"),
        (None, "cannot be read"),
    ],
)
def test_a_replay_that_is_none_is_one_line(
    small: Path, tmp_path: Path, content: str | None, told: str
) -> None:
    path = tmp_path / "replay.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    result = run(small, "call", "--replay", str(path))
    assert result.exit_code == 1
    assert told in result.output
    assert len(result.output.splitlines()) == 1


def test_a_day_that_is_none_is_one_line(small: Path) -> None:
    result = run(small, "proof", "--from", "tomorrow")
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert "Write it like 2027-05-17." in result.output
