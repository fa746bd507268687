"""The page for editors cannot lie: it knows every option, and its hours mean what it says."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from ivr.definition import documents, load
from ivr.definition.opening_hours import read_hours, respelt, surprises
from ivr.proof.check import check
from ivr.serving.assembly import Site
from tests.support.hotline import MORNING, SMALL, VARIABLES, copied, with_clips

PAGE = (Path(__file__).parents[2] / "docs/editors.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _sections() -> dict[str, list[tuple[str, str]]]:
    """The examples of each section: the file they belong to, and what they say."""
    found = {}
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        examples = BLOCK.findall(section)
        if examples:
            found[section.partition("\n")[0]] = examples
    return found


def _laid_over(base: Any, change: Any) -> Any:  # noqa: ANN401 - whatever YAML may hold
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    return {**base, **{name: _laid_over(base.get(name), part) for name, part in change.items()}}


def _read(path: Path) -> Any:  # noqa: ANN401 - as above
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return yaml.load(text, Loader=yaml.CBaseLoader) or {}  # noqa: S506 - it makes nothing but text


def _write(path: Path, content: object) -> None:
    text = yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    path.write_text(text.replace(": ''\n", ":\n"), encoding="utf-8")


def test_the_guides_own_service_passes_the_whole_check(tmp_path: Path) -> None:
    """As it is written: the numbers, the clips, the seconds and every state of every call."""
    root = copied(tmp_path, SMALL)
    for file, text in _sections()["Add a service"]:
        path = root / file
        _write(path, _laid_over(_read(path), yaml.load(text, Loader=yaml.CBaseLoader)))  # noqa: S506
    site = Site(with_clips(root), VARIABLES)
    found = check(site, MORNING, jobs=1).problems
    assert [str(problem) for problem in found if not problem.is_warning] == []
    numbers = load(root, VARIABLES).hotline.municipalities["asker"].services
    assert [route.target for route in numbers["dentist"].routes] == [
        *("+4722000000", "sip:dentist@trunk.example")
    ]


def test_every_example_is_in_a_section_and_names_its_file() -> None:
    assert PAGE.count("```yaml\n") == sum(len(examples) for examples in _sections().values())


def _models() -> Iterator[type[BaseModel]]:
    for model in vars(documents).values():
        if isinstance(model, type) and issubclass(model, documents.Document):
            yield model


def test_every_option_of_every_file_has_its_line_on_the_page() -> None:
    options = {name for model in _models() for name in model.model_fields}
    assert len(options) > 40
    assert [name for name in sorted(options) if f"`{name}`" not in PAGE] == []


def _commands() -> set[str]:
    return set(re.findall(r"`(ivr [a-z][a-z-]*(?: build)?)", PAGE))


def test_every_command_on_the_page_is_one_that_exists() -> None:
    reference = (Path(__file__).parents[2] / "docs/commands.md").read_text(encoding="utf-8")
    assert _commands() >= {"ivr check", "ivr call", "ivr audio build"}
    assert [command for command in _commands() if f"## {command}\n" not in reference] == []


OSLO = zoneinfo.ZoneInfo("Europe/Oslo")


def _open(hours: str, moment: str) -> bool:
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=OSLO)
    return read_hours(hours, OSLO, "NO").is_open(at)


def _table(head: str) -> list[str]:
    table = PAGE.partition(head)[2].partition("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


@pytest.mark.parametrize("hours", _table("| Hours | When |"))
def test_the_hours_in_the_table_hold_no_surprise(hours: str) -> None:
    assert respelt(hours) is None
    assert surprises(hours, dt.date(2026, 11, 23), "NO") == ()


@pytest.mark.parametrize(
    ("hours", "opened", "closed"),
    [
        ("24/7", ["2027-05-17 03:00"], []),
        (
            "Mo-Fr 08:00-15:30; PH off",
            ["2027-05-18 08:00"],
            ["2027-05-17 11:00", "2027-05-22 11:00"],
        ),
        (
            "Mo-Fr 08:00-15:30; PH 10:00-12:00",
            ["2027-05-17 11:00"],
            ["2027-05-17 09:00", "2027-05-22 11:00"],
        ),
        ("Mo-Su 16:00-08:00", ["2027-05-17 03:00", "2027-05-17 17:00"], ["2027-05-17 12:00"]),
        (
            "Mo-Fr 08:00-15:45; May 15-Sep 14 Mo-Fr 08:00-15:00; PH off",
            ["2027-05-14 15:30", "2027-07-07 14:59"],
            ["2027-07-07 15:30", "2027-07-10 12:00"],
        ),
        (
            "Mo-Fr 08:00-15:30; Dec 24,Dec 31 Mo-Fr 08:00-12:00; PH off",
            ["2027-12-24 11:00", "2026-12-31 11:00"],
            ["2027-12-24 13:00", "2028-12-24 11:00"],
        ),
        (
            "Mo-Fr 08:00-15:30; week 28-30 off; PH off",
            ["2027-07-09 11:00"],
            ["2027-07-12 11:00", "2027-07-30 11:00"],
        ),
        (
            "Mo-Fr 08:00-15:30, We 17:00-19:00; PH off",
            ["2027-05-19 10:00", "2027-05-19 18:00"],
            ["2027-05-18 18:00"],
        ),
        ("unknown", [], ["2027-05-18 11:00"]),
    ],
)
def test_the_hours_in_the_table_mean_what_stands_beside_them(
    hours: str, opened: list[str], closed: list[str]
) -> None:
    assert hours in _table("| Hours | When |")
    assert all(_open(hours, moment) for moment in opened)
    assert not any(_open(hours, moment) for moment in closed)


def test_every_hours_in_an_example_hold_no_surprise() -> None:
    found = [
        hours
        for examples in _sections().values()
        for _, text in examples
        for hours in re.findall(r'hours: "([^"]+)"', text)
    ]
    assert len(found) > 1
    assert [hours for hours in found if surprises(hours, dt.date(2026, 11, 23), "NO")] == []


def test_the_words_that_the_page_gives_as_an_example_are_answered_so() -> None:
    [(written, right)] = re.findall(r"right spelling: `([^`]+)` is `([^`]+)`", PAGE)
    answer = respelt(written)
    assert answer is not None
    assert answer.text == right
