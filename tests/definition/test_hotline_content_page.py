"""The page on content cannot lie: its prompts exist, and its keys lead to where they are heard."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.call import Digit, Turn, Wait, answer, everything, fields, resume
from ivr.definition import Loaded, load
from ivr.model import Hotline
from ivr.model.menu import Step
from tests.support.content_page import LINES, MENU, VALUES, Row

ROOT = Path(__file__).parents[2]
OSLO = ZoneInfo("Europe/Oslo")
MOMENTS = (dt.datetime(2026, 11, 25, 10, tzinfo=OSLO), dt.datetime(2026, 11, 25, 22, tzinfo=OSLO))
"""A Wednesday, when everybody is at work and when the out-of-hours doctors alone are."""
NUMBERS = {"asker": "+4700000001", "halden": "+4700000011"}
NORWEGIAN = "1"
WITHOUT_A_TOPIC = {"stay_on_the_line"}
"""Steps that no key leads to: silence does."""


@pytest.fixture(scope="module")
def shipped_hotline() -> Loaded:
    return load(ROOT, {"SIP_TRUNK": "trunk.example"})


def press(hotline: Hotline, path: str, number: str, now: dt.datetime) -> Turn:
    """Where the keys of the page lead, after Norwegian is chosen."""
    turn = answer(hotline, number, now, everything)
    if path == "answer":
        return turn
    for key in (NORWEGIAN, *([] if path in ("–", "main") else path.split("-"))):
        assert isinstance(turn.then, Wait)
        turn = resume(hotline, turn.then.state, Digit(key), now, everything)
    return turn


def turns(hotline: Hotline, path: str) -> Iterator[tuple[str, Turn]]:
    for municipality, number in NUMBERS.items():
        for now in MOMENTS:
            yield municipality, press(hotline, path, number, now)


def step_of(turn: Turn) -> str:
    assert isinstance(turn.then, Wait)
    return fields(turn.then.state).get("n", "")


def heard(hotline: Hotline, path: str) -> set[str]:
    """What is heard at the end of a path, and one key further on when that puts through."""
    found = set()
    for municipality, turn in turns(hotline, path):
        found |= {one.prompt for one in turn.spoken}
        step = hotline.municipalities[municipality].steps.get(step_of(turn))
        for choice in step.choices.values() if step else ():
            for go in choice.go.destinations():
                found |= {f"service.{go.name}.announce"} if go.kind == "transfer" else set()
    return found


@pytest.mark.parametrize("row", MENU, ids=lambda row: row.cells["Keys"])
def test_the_keys_of_the_menu_lead_to_its_steps(row: Row, shipped_hotline: Loaded) -> None:
    hotline = shipped_hotline.hotline
    steps = set(row.names("Step"))
    reached = set()
    for path in row.paths():
        here = {step_of(turn) for name, turn in turns(hotline, path) if _has(hotline, name, steps)}
        assert here <= steps, f"{path} leads to {here}"
        reached |= here
    assert reached == steps


def _has(hotline: Hotline, municipality: str, steps: set[str]) -> bool:
    """Whether a municipality has the steps: some are in one municipality only."""
    return steps <= hotline.municipalities[municipality].steps.keys()


def test_every_step_has_its_line(shipped_hotline: Loaded) -> None:
    places = shipped_hotline.hotline.municipalities.values()
    steps = {name for municipality in places for name in municipality.steps}
    told = [name for row in MENU for name in row.names("Step")]
    assert sorted(told) == sorted(steps - WITHOUT_A_TOPIC)


def _steps(hotline: Hotline, row: Row) -> Iterator[Step]:
    for municipality in hotline.municipalities.values():
        for name in row.names("Step"):
            if name in municipality.steps:
                yield municipality.steps[name]


@pytest.mark.parametrize("row", MENU, ids=lambda row: row.cells["Keys"])
def test_the_keys_in_a_step_are_those_that_are_offered(row: Row, shipped_hotline: Loaded) -> None:
    column = next(name for name in row.cells if name.startswith("Keys in it"))
    told, _, silence = row.cells[column].partition(";")
    told = re.sub(r", [1-9] [^,]+, where its number is known", "", told)
    keys = re.findall(r"(?:^|, )([1-9]) (?=\D)", told)
    offered = [
        [key for key, choice in step.choices.items() if choice.say]
        for step in _steps(shipped_hotline.hotline, row)
    ]
    assert keys == max(offered, key=len)
    doors = shipped_hotline.hotline.urgent_doors
    rings = {
        step.on_silence is not None or step.topic in doors
        for step in _steps(shipped_hotline.hotline, row)
    }
    assert rings == {"silence" in silence}


HEARD = [row for row in LINES if row.status() != "left out"]


@pytest.mark.parametrize("row", HEARD, ids=lambda row: row.cells["Line"])
def test_a_line_of_the_sources_is_heard_where_it_says(row: Row, shipped_hotline: Loaded) -> None:
    """Each prompt exists and is heard at one of the places, and each place says one of them."""
    hotline = shipped_hotline.hotline
    book = hotline.municipalities["asker"].prompts["nb"]
    wanted = row.names("Prompts")
    assert wanted
    assert row.paths()
    places = {path: heard(hotline, path) for path in row.paths()}
    for pattern in wanted:
        assert any(fnmatch(prompt, pattern) for prompt in book), f"no prompt is called {pattern}"
        said = [path for path, spoken in places.items() if _among(pattern, spoken)]
        assert said, f"{pattern} is heard at none of {', '.join(places)}"
    for path, spoken in places.items():
        assert any(_among(pattern, spoken) for pattern in wanted), f"{path} says none of it"


def _among(pattern: str, prompts: set[str]) -> bool:
    return any(fnmatch(prompt, pattern) for prompt in prompts)


def test_every_message_has_a_line_with_its_source(shipped_hotline: Loaded) -> None:
    """What a step says beyond its title is in one of the two tables."""
    told = {name for row in LINES for name in row.names("Prompts")}
    told |= {name for row in VALUES for column in row.cells for name in row.names(column)}
    said = {
        prompt
        for municipality in shipped_hotline.hotline.municipalities.values()
        for name, step in municipality.steps.items()
        for prompt in (*step.say, *step.after)
        if name not in WITHOUT_A_TOPIC
    }
    bare = {prompt for prompt in said if prompt.endswith(".here") or prompt.startswith("keys.")}
    assert said - bare - told == set()


def test_every_name_in_a_status_exists(shipped_hotline: Loaded) -> None:
    """Figures, services, files: what the operator is told to look at is there."""
    hotline = shipped_hotline.hotline
    places = hotline.municipalities
    known = {*hotline.facts, *(name for one in places.values() for name in one.services)}
    known |= {f"{name}.yaml" for name in (*places, "services", "facts", "menu")}
    known |= set(places["asker"].prompts["nb"])
    told = {name for row in (*LINES, *VALUES) for name in row.names("Status")}
    told |= {name for row in VALUES for name in row.names("Where")}
    assert told - known == set()
