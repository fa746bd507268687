"""What a call meets at a moment, and the rule that decides, told to people and to programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.definition import Loaded
from ivr.model.prompts import Prompt
from ivr.proof.what_if import Branch, what_if
from tests.support.hotline import copied

OSLO = ZoneInfo("Europe/Oslo")
SHARED, POLISH = "+4700000001", "+4700000002"


def told(branch: Branch) -> Iterator[str]:
    yield f"{branch.key}: {branch.place} ({branch.why})"
    for below in branch.branches:
        yield from told(below)


def asked(loaded: Loaded, at: str, *keys: str, to: str = POLISH, language: str = "") -> str:
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=OSLO)
    answer = what_if(loaded.hotline, to, moment, keys, language)
    return "\n".join([*answer.hours, *told(answer.tree)])


@pytest.mark.parametrize(
    ("at", "rule"),
    [
        ("2027-05-14 12:00", "doctor is open by [Mo-Fr 08:00-15:30]"),
        ("2027-05-14 15:29", "doctor is open by [Mo-Fr 08:00-15:30]"),
        ("2027-05-17 12:00", "doctor is closed by [PH off] until Tuesday 2027-05-18 08:00"),
        ("2027-05-23 12:00", "doctor is closed because no rule of [Mo-Fr 08:00-15:30; PH off]"),
        ("2027-05-14 15:30", "doctor is closed because no rule of [Mo-Fr 08:00-15:30; PH off]"),
    ],
)
def test_the_deciding_rule_is_named(small_loaded: Loaded, at: str, rule: str) -> None:
    assert rule in asked(small_loaded, at)


def test_who_is_rung_depends_on_the_hour_and_says_why(small_loaded: Loaded) -> None:
    open_ = asked(small_loaded, "2027-05-14 12:00")
    assert "0: puts through to guidance (Guidance" not in open_
    assert "0: puts through to guidance (guidance open)" in open_
    assert "2: doctor_open (doctor open)" in open_
    assert "silence: rings +4723327000 (routes: +4723327000, +4723327001)" in open_
    night = asked(small_loaded, "2027-05-17 22:10")
    assert "0: puts through to out_of_hours (guidance closed)" in night
    assert "2: doctor_closed (doctor closed)" in night
    assert "silence: rings sip:116117@trunk.example" in night


def test_keys_lead_to_where_the_tree_begins(small_loaded: Loaded) -> None:
    tree = asked(small_loaded, "2027-05-14 12:00", "3", "2", to=SHARED)
    assert "3,2: doctor_open" in tree


def test_a_language_on_a_later_page_is_followed(small_loaded: Loaded) -> None:
    """Past eight languages, 9 comes first; the key alone would choose another language."""
    hotline = small_loaded.hotline
    languages = dict.fromkeys(("nb", *"abcdefg"), hotline.languages["nb"])
    languages |= {code: hotline.languages[code] for code in ("en", "pl")}
    municipalities = {
        key: replace(one, prompts={code: with_more(one.prompts["nb"]) for code in languages})
        for key, one in hotline.municipalities.items()
    }
    many = replace(hotline, languages=languages, municipalities=municipalities)
    moment = dt.datetime(2027, 5, 14, 12, tzinfo=OSLO)
    tree = what_if(many, SHARED, moment, (), "pl").tree
    assert len(languages) == 10
    [page] = [branch for branch in tree.branches if branch.key == "9"]
    assert page.place == "the language menu, page 2"
    [main] = [branch for branch in page.branches if branch.key == "2"]
    assert (main.place, main.why) == ("main", "polski")
    assert main.branches


def with_more(book: Mapping[str, Prompt]) -> dict[str, Prompt]:
    return {**book, "language.more": book["language.option"]}


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(project), "what-if", *arguments])


def test_the_command_tells_people(small: Path) -> None:
    result = run(small, "--to", POLISH, "--at", "2027-05-17 12:00", "--keys", "2")
    assert result.exit_code == 0
    first, *lines = result.output.splitlines()
    assert first == "+4700000002, Asker, Monday 2027-05-17 12:00"
    assert "  doctor is closed by [PH off] until Tuesday 2027-05-18 08:00" in lines
    assert "2: doctor_closed" in lines
    assert any("rings sip:116117@trunk.example" in line for line in lines)


def test_the_command_tells_what_is_said_that_day(small: Path, tmp_path: Path) -> None:
    """Next year's limit can be heard of before it is reached."""
    root = copied(tmp_path, small)
    facts = root / "config/facts.yaml"
    later = "  later: [{value: 3400, year: 2027, expires: 2027-12-31, checked: 2026-12-05}]\n"
    facts.write_text(facts.read_text("utf-8") + later, "utf-8")
    for day, figure, words in [
        ("2026-12-31", "card_limit is 3278 NOK until 2026-12-31", "3278"),
        ("2027-01-01", "card_limit is 3400 NOK until 2027-12-31", "3400"),
        ("2028-01-01", "card_limit is not said: its last day was 2027-12-31", "limitu"),
        ("2025-12-31", "card_limit is not said: its first day is 2026-01-01", "limitu"),
    ]:
        told = run(root, "--to", POLISH, "--at", f"{day} 12:00", "--keys", "3", "--lang", "pl")
        lines = told.output.splitlines()
        assert f"  {figure}" in lines
        [said] = [line for line in lines if line.startswith('  says "') and "kartę" in line]
        assert words in said


MEASLES = """\
measles:
  say: announcement.measles
  begins: 2026-12-01 08:00
  ends: 2026-12-15 00:00
  municipalities: [asker]
"""


@pytest.fixture
def announced(small: Path, tmp_path: Path) -> Path:
    """A hotline that announces measles in Asker, in Norwegian alone."""
    root = copied(tmp_path, small)
    (root / "config/announcements.yaml").write_text(MEASLES, encoding="utf-8")
    book = root / "prompts/nb.yaml"
    text = book.read_text(encoding="utf-8")
    text = text.replace("prompts:\n", "prompts:\n  announcement.measles: Det er meslinger.\n", 1)
    book.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (
            "2026-11-30 12:00",
            "measles will be heard from Tuesday 2026-12-01 08:00 until Tuesday 2026-12-15 00:00",
        ),
        ("2026-12-01 08:00", "measles is heard until Tuesday 2026-12-15 00:00"),
        ("2026-12-15 00:00", "measles is over: it was heard until Tuesday 2026-12-15 00:00"),
    ],
)
def test_notices_are_told_with_their_days(announced: Path, at: str, told: str) -> None:
    assert f"  {told}" in run(announced, "--to", SHARED, "--at", at).output.splitlines()


def test_the_tree_shows_where_a_notice_is_heard(announced: Path) -> None:
    during = ("--at", "2026-12-01 08:00")
    [place] = [
        line
        for line in run(announced, "--to", SHARED, *during).output.splitlines()
        if "announces measles" in line
    ]
    assert place == "├── 1: main   (norsk)   announces measles first"
    whole = run(announced, "--to", SHARED, *during, "--keys", "1")
    assert '  says "Det er meslinger."' in whole.output.splitlines()
    before = run(announced, "--to", SHARED, "--at", "2026-12-01 07:59").output
    assert "announces" not in before


def test_a_notice_is_not_shown_where_nobody_hears_it(announced: Path) -> None:
    during = ("--at", "2026-12-01 08:00")
    assert "announces" not in run(announced, "--to", POLISH, *during).output
    assert "measles" not in run(announced, "--to", "+4700000011", *during).output


def test_the_command_tells_programs(small: Path) -> None:
    result = run(small, "--to", POLISH, "--at", "2027-05-17 12:00", "--json")
    told = json.loads(result.output)
    assert (told["called"], told["municipality"]) == (POLISH, "Asker")
    assert told["at"] == "2027-05-17 12:00:00+02:00"
    assert any("closed by [PH off]" in line for line in told["hours"])
    assert {branch["key"] for branch in told["tree"]["branches"]} >= {"0", "1", "2", "3", "4"}


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--language", "xx"), "--language: [xx] is not offered."),
        (("--keys", "12"), "--keys: [12] is not one key. Write one key per prompt: 1,3."),
        (("--at", "yesterday"), '--at: [yesterday] is no time. Write it like "2027-05-17 22:10".'),
    ],
)
def test_a_slip_is_one_line(small: Path, arguments: tuple[str, ...], line: str) -> None:
    result = run(small, *arguments)
    assert result.exit_code == 1
    assert line in result.output
    assert "Traceback" not in result.output
