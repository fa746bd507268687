"""`ivr check`: each kind of counterexample, its place, and what the command ends with."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.definition import load
from ivr.problems import Problem, Severity
from ivr.proof.check import check
from ivr.serving.assembly import Site
from ivr.translation.approvals import approve
from ivr.translation.catalogue import sentences
from tests.support.hotline import rented

START = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Oslo"))
VARIABLES = {"SIP_TRUNK": "trunk.example"}
Changed = Callable[..., Path]


class Looks(TypedDict, total=False):
    """How closely a project is looked at."""

    quick: bool
    production: bool


def found(
    root: Path, at: dt.datetime = START, *, quick: bool = True, production: bool = False
) -> list[Problem]:
    return check(Site(root, VARIABLES), at, prove=not quick, jobs=1, production=production).problems


def unusual(problems: list[Problem]) -> list[Problem]:
    """Return what is found but for the examples of numbers, which the small project has."""
    return [problem for problem in problems if problem.code != "example-number"]


def one(problems: list[Problem], words: str) -> Problem:
    [problem] = [problem for problem in problems if words in str(problem)]
    return problem


def line_of(root: Path, name: str, text: str) -> int:
    content = (root / name).read_text(encoding="utf-8")
    return content[: content.index(text)].count("\n") + 1


def test_a_sound_project_has_no_finding(small: Path) -> None:
    assert unusual(found(small, quick=False)) == []


def test_examples_of_numbers_are_one_warning_and_in_production_a_mistake_each(small: Path) -> None:
    [warning] = found(small)
    assert warning.is_warning
    examples = ["+47 00 00 00 01", "+47 00 00 00 02", "+47 00 00 00 11"]
    assert f"stand for numbers: {', '.join(examples)}." in warning.cause
    mistakes = found(small, production=True)
    assert [(one.code, one.is_warning) for one in mistakes] == [("example-number", False)] * 3
    assert all(f"[{number}]" in one.cause for one, number in zip(mistakes, examples, strict=True))
    assert [one.place.partition("/")[2] for one in mistakes] == [
        *("municipalities/asker.yaml:3", "municipalities/asker.yaml:4"),
        "municipalities/halden.yaml:3",
    ]


def test_a_broken_configuration_is_told_alone(changed: Changed) -> None:
    root = changed(("config/menu.yaml", "go: fees}", "go: fee}"), clips=False)
    [problem] = found(root, quick=False)
    assert (problem.file, problem.is_warning) == ("config/menu.yaml", False)
    assert "Did you mean [fees]?" in str(problem)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 12, 1), None),
        (dt.date(2026, 12, 2), "expires on 2026-12-31."),
        (dt.date(2026, 12, 31), "expires on 2026-12-31."),
        (dt.date(2027, 1, 1), "expired on 2026-12-31; callers hear the wording without it."),
    ],
)
def test_a_figure_is_warned_of_in_its_last_month(
    small: Path, day: dt.date, words: str | None
) -> None:
    problems = found(small, dt.datetime.combine(day, dt.time(12), START.tzinfo))
    if words is None:
        assert unusual(problems) == []
        return
    problem = one(problems, words)
    assert (problem.file, problem.is_warning) == ("config/facts.yaml", True)
    assert problem.line == line_of(small, "config/facts.yaml", "  expires:")


LATER = "  later:\n    - {value: 3400, year: 2027, expires: 2027-12-31, checked: 2026-12-05}\n"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 12, 31), None),
        (dt.date(2027, 1, 1), None),
        (dt.date(2027, 12, 31), "expires on 2027-12-31."),
        (dt.date(2028, 1, 1), "expired on 2027-12-31; callers hear the wording without it."),
        (dt.date(2025, 11, 1), "first said on 2026-01-01; callers hear the wording without it."),
    ],
)
def test_a_figure_whose_next_value_is_written_needs_no_attention(
    changed: Changed, day: dt.date, words: str | None
) -> None:
    expires = "  expires: 2026-12-31\n"
    root = changed(("config/facts.yaml", expires, expires + LATER))
    problems = found(root, dt.datetime.combine(day, dt.time(12), START.tzinfo))
    if words is None:
        assert unusual(problems) == []
        return
    problem = one(problems, words)
    assert (problem.file, problem.is_warning) == ("config/facts.yaml", True)
    line = "  year:" if "first" in words else "    - {value"
    assert problem.line == line_of(root, "config/facts.yaml", line)


def test_every_promise_holds_on_both_sides_of_a_new_value(changed: Changed) -> None:
    """January's clip is built in November, and the proof goes there."""
    expires = "  expires: 2026-12-31\n"
    root = changed(("config/facts.yaml", expires, expires + LATER))
    problems = check(Site(root, VARIABLES), START, jobs=1).problems
    assert [str(problem) for problem in problems if not problem.is_warning] == []


def test_new_year_comes_at_midnight_in_norway(small: Path) -> None:
    problems = found(small, dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC))
    assert "expired on" in one(problems, "card_limit").cause


def test_a_service_nobody_can_be_put_through_to_is_warned_of(small: Path) -> None:
    problems = check(Site(small, {}), START, prove=False).problems
    problem = one(problems, "ambulance has no live route")
    assert (problem.file, problem.is_warning) == ("config/services.yaml", True)
    assert problem.line == line_of(small, "config/services.yaml", '  routes: ["sip:113@')
    assert "callers hear 113 instead" in problem.cause


def test_without_a_trunk_every_promise_still_holds(small: Path) -> None:
    """Who cannot be put through to 113 is told the number: that is no broken promise."""
    problems = check(Site(small, {}), START, jobs=1).problems
    assert [str(problem) for problem in problems if not problem.is_warning] == []


def test_a_municipality_that_nobody_can_call_is_warned_of(changed: Changed) -> None:
    number = 'numbers:\n  - "+47 00 00 00 11"\n'
    root = changed(("config/municipalities/halden.yaml", number, ""), clips=False)
    problem = one(found(root), "Halden has no number")
    assert (problem.file, problem.is_warning) == ("config/municipalities/halden.yaml", True)


def test_what_is_unsure_is_told_in_production_only(changed: Changed) -> None:
    unsure = "  expires: 2026-12-31\n  unsure: nobody knows\n"
    root = changed(("config/facts.yaml", "  expires: 2026-12-31\n", unsure), clips=False)
    assert unusual(found(root)) == []
    problem = one(found(root, production=True), "card_limit is unsure: nobody knows")
    assert problem.line == line_of(root, "config/facts.yaml", "  unsure:")


def without_clips(root: Path) -> Path:
    (root / "audio" / "built" / "manifest.json").unlink()
    return root


def test_clips_that_are_yet_to_be_built_are_work_and_no_mistake(changed: Changed) -> None:
    root = without_clips(changed(clips=False))
    [work] = unusual(found(root))
    assert (work.code, work.severity) == ("clips-to-build", Severity.WORK)
    result = run(root)
    assert result.exit_code == 0
    to_do = told(result, "To do: ")
    assert re.fullmatch(
        r"To do: [0-9,]+ clips are to be built. Run: ivr audio build \(about .*\)", to_do
    )
    assert told(result, "0 mistakes")


def test_nothing_is_proved_before_there_are_clips(changed: Changed) -> None:
    root = without_clips(changed(clips=False))
    result = run(root, "--full")
    assert result.exit_code == 1
    assert "The clips come first" in told(result, "audio/built/manifest.json:1: ")
    assert told(result, "Not looked at: the seconds").endswith("(what stands above comes first).")


def test_a_damaged_list_of_clips_is_a_mistake(changed: Changed) -> None:
    root = changed(clips=False)
    (root / "audio" / "built" / "manifest.json").write_text("{", encoding="utf-8")
    [problem] = unusual(found(root))
    assert (problem.code, problem.is_mistake) == ("clips-unreadable", True)


def lost(root: Path, words: str) -> Path:
    """Take away the clips of a sentence."""
    manifest = json.loads((root / "audio" / "built" / "manifest.json").read_text("utf-8"))
    gone = [clip for clip in manifest["clips"] if clip["text"].startswith(words)]
    assert gone
    for clip in gone:
        (root / "audio" / "built" / clip["file"]).unlink()
    return root


def overwritten(file: Path, content: bytes) -> None:
    """Write a file anew: a copied project shares its clips with the one it was copied from."""
    file.unlink()
    file.write_bytes(content)


def test_what_nobody_is_served_without_is_a_mistake_where_callers_come(changed: Changed) -> None:
    root = lost(changed(clips=False), "Hva det koster")
    assert [problem for problem in unusual(found(root)) if problem.is_mistake] == []
    problems = [one for one in found(root, production=True) if one.code == "clip-missing"]
    assert problems
    assert all("No clip says [Hva det koster" in problem.cause for problem in problems)
    assert all(problem.fix == "Run: ivr audio build" for problem in problems)
    assert all(problem.is_mistake for problem in problems)


@pytest.mark.parametrize("looks", [{}, {"production": True}, {"quick": False}], ids=str)
def test_a_clip_of_another_size_is_found_by_every_check(changed: Changed, looks: Looks) -> None:
    root = changed(clips=False)
    clip = next((root / "audio" / "built" / "pl").iterdir())
    overwritten(clip, clip.read_bytes()[:-1])
    assert one(found(root, **looks), "1 clip is to be built").severity is Severity.WORK


@pytest.mark.parametrize(
    ("looks", "is_found"), [({}, False), ({"production": True}, True), ({"quick": False}, True)]
)
def test_clips_are_read_for_production_and_for_the_proof(
    changed: Changed, looks: Looks, *, is_found: bool
) -> None:
    """One that was overwritten long ago has its size, and shows it to whoever reads it."""
    root = changed(clips=False)
    clip = next((root / "audio" / "built" / "pl").iterdir())
    content = clip.read_bytes()
    overwritten(clip, content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(clip, (0, 0))
    codes = {problem.code for problem in found(root, **looks)}
    assert ("clips-to-build" in codes) == is_found


def test_changed_words_have_no_clip_until_it_is_built(changed: Changed) -> None:
    change = ("prompts/en.yaml", "Call your doctor now.", "Call your own doctor now.")
    problem = one(found(changed(change, clips=False)), "Call your own doctor now.")
    assert "in en" in problem.cause


def test_a_broken_promise_is_one_mistake_with_a_call_that_shows_it(changed: Changed) -> None:
    say = "{say: fees.ask, go: transfer guidance}"
    root = changed(("config/menu.yaml", say, "{say: fees.ask, go: fees}"))
    [problem] = [problem for problem in found(root, quick=False) if not problem.is_warning]
    assert problem.cause.startswith("no key does nothing: fees offers 1, which leads back to it")
    assert problem.file == "config/menu.yaml"
    assert problem.line == line_of(root, "config/menu.yaml", "{say: fees.ask, go: fees}")
    assert problem.fix.startswith('ivr call --to +4700000002 --at "2026-11-25 10:00" --keys "3,1"')


def test_a_broken_promise_in_one_municipality_points_at_its_own_file(changed: Changed) -> None:
    number = '"+47 00 00 00 11"\n'
    own = f"{number}menu:\n  fees:\n    choices:\n      1: {{say: fees.ask, go: fees}}\n"
    root = changed(("config/municipalities/halden.yaml", number, own))
    [problem] = [problem for problem in found(root, quick=False) if not problem.is_warning]
    assert problem.file == "config/municipalities/halden.yaml"
    assert problem.line == line_of(root, problem.file, "      1: {say")
    assert "--to +4700000011" in problem.fix


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(project), "check", *arguments], env=VARIABLES)


def told(result: Result, beginning: str) -> str:
    """Return the one line of a command that begins so."""
    [line] = [line for line in result.output.splitlines() if line.startswith(beginning)]
    return line


def test_the_command_ends_with_0_when_there_are_warnings_alone(small: Path) -> None:
    result = CliRunner().invoke(main, ["--project", str(small), "check"], env={"SIP_TRUNK": ""})
    assert result.exit_code == 0
    assert result.output.splitlines()[-2].startswith("0 mistakes, ")
    assert "warning: ambulance has no live route" in result.output


def test_the_command_ends_with_1_when_there_is_a_mistake(changed: Changed) -> None:
    root = changed(("config/menu.yaml", "go: fees}", "go: fee}"), clips=False)
    result = run(root)
    assert result.exit_code == 1
    assert result.output.splitlines()[-2] == "1 mistake, 0 warnings."
    assert result.output.startswith("config/menu.yaml:")


def test_the_command_tells_programs(changed: Changed) -> None:
    root = changed(("config/menu.yaml", "go: fees}", "go: fee}"), clips=False)
    record = json.loads(run(root, "--json").stdout)
    assert (record["errors"], record["warnings"]) == (1, 0)
    assert record["problems"] == [
        {
            "code": "unknown-step",
            "severity": "error",
            "file": "config/menu.yaml",
            "line": line_of(root, "config/menu.yaml", "go: fee}"),
            "cause": "[fee] leads nowhere: no step has that name.",
            "fix": "Did you mean [fees]?",
        }
    ]


def test_the_proof_is_left_out_unless_it_is_asked_for_and_that_is_said(changed: Changed) -> None:
    say = "{say: fees.ask, go: transfer guidance}"
    root = changed(("config/menu.yaml", say, "{say: fees.ask, go: fees}"))
    quick = run(root)
    assert quick.exit_code == 0
    assert quick.output.splitlines()[-1] == (
        "Not looked at: the seconds callers wait and every state of every call "
        "(ivr check --full, 1 to 4 minutes)."
    )
    whole = run(root, "--full", "--jobs", "1")
    assert whole.exit_code == 1
    assert "no key does nothing" in whole.output
    assert "Not looked at" not in whole.output


def test_programs_are_told_what_is_to_do_and_what_was_left_out(changed: Changed) -> None:
    root = lost(changed(clips=False), "Hva det koster")
    record = json.loads(run(root, "--json").stdout)
    assert [work["code"] for work in record["work"]] == ["clips-to-build"]
    assert "clips-to-build" not in {problem["code"] for problem in record["problems"]}
    assert record["errors"] == 0
    assert record["not_looked_at"] == ["seconds", "states"]
    (root / "config" / "menu.yaml").write_text("", encoding="utf-8")
    left = json.loads(run(root, "--full", "--json").stdout)["not_looked_at"]
    assert left == ["clips", "seconds", "states"]


def test_production_needs_the_settings_that_callers_depend_on(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PUBLIC_BASE_URL", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOTLINE_ROOT", str(small))
    result = run(small, "--production")
    assert result.exit_code == 1
    assert "TWILIO_AUTH_TOKEN is not set." in result.output
    assert "PUBLIC_BASE_URL is not set." in result.output
    assert "TWILIO_AUTH_TOKEN" not in run(small).output
    assert os.environ["HOTLINE_ROOT"] == str(small)


APPROVED_PAIR = ("nb", "en")


@pytest.fixture
def in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://hotline.example")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "7e57" * 8)
    monkeypatch.delenv("OFFER_DRAFTS", raising=False)


def approve_in(root: Path, *languages: str) -> None:
    for code in languages:
        written = sentences(load(root, VARIABLES).files[f"prompts/{code}"])
        approve(root, code, written, "speaker", dt.date(2026, 11, 22))


@pytest.mark.usefixtures("in_production")
def test_production_is_checked_in_the_languages_it_would_offer(changed: Changed) -> None:
    """What is said in Polish alone, and has no clip, keeps nobody from being served."""
    root = changed(
        ("prompts/pl.yaml", "goodbye: ", "goodbye: Dziękuję. "),
        clips=False,
    )
    rented(root)
    whole = run(root)
    assert "[Dziękuję." in told(whole, "To do: ")
    approve_in(root, *APPROVED_PAIR)
    offered = run(root, "--production", "--full", "--jobs", "1")
    assert offered.exit_code == 0, offered.output
    assert "config/hotline.yaml:3: warning: Not approved, and so not offered: pl." in offered.output
    approve_in(root, "pl")
    assert "[Dziękuję." in told(run(root, "--production"), "To do: ")


@pytest.mark.usefixtures("in_production")
def test_production_is_proved_in_the_languages_it_would_offer(changed: Changed) -> None:
    root = changed(
        ("config/budgets.yaml", "dial_113: {own_number: 8,", "dial_113: {own_number: 0.8,")
    )
    rented(root)
    approve_in(root, *APPROVED_PAIR)
    assert run(root, "--production", "--full", "--jobs", "1").exit_code == 0
    approve_in(root, "pl")
    late = run(root, "--production", "--full", "--jobs", "1")
    assert late.exit_code == 1
    assert "dial_113: dial 113 [pl] in pl comes" in late.output


@pytest.mark.usefixtures("in_production")
def test_production_that_could_offer_nothing_is_told_so_and_nothing_is_proved(
    changed: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = rented(changed())
    result = run(small, "--production")
    assert result.exit_code == 1
    assert "prompts/nb.yaml: nb: callers need this language." in result.output
    monkeypatch.setenv("OFFER_DRAFTS", "yes")
    assert run(small, "--production", "--full", "--jobs", "1").exit_code == 0


def test_what_production_lacks_in_texts_is_told_without_its_settings_too(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    result = run(small, "--production")
    assert "TWILIO_AUTH_TOKEN is not set." in result.output
    assert "Not approved and not offered: nb, en, pl." in result.output


def test_a_folder_that_is_no_project_is_one_line(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "has no config folder" in result.output
    assert "Traceback" not in result.output
