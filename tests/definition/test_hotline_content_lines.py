"""No line of the sources is lost: each has its row, said somewhere or left out with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from ivr.definition import Loaded, load
from tests.support.content_page import LINES, NOTHING, TO_CONFIRM, VALUES, Row

ROOT = Path(__file__).parents[2]
KNOWN: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "content_lines.yaml").read_text(encoding="utf-8")
)
"""Every line of the sources, and every figure and number, that must have a row."""
STATUSES = {"as is", "narrowed", "replaced", "dated", "unsure", "left out"}
WITH_A_REASON = {"narrowed", "replaced", "left out"}


@pytest.mark.parametrize(
    ("rows", "kind", "fact"),
    [(LINES, "lines", "What it says"), (VALUES, "values", "Source found")],
    ids=["lines of the sources", "figures and numbers"],
)
def test_every_fact_has_its_row_and_says_what_it_said(
    rows: list[Row], kind: str, fact: str
) -> None:
    name = "Line" if kind == "lines" else "Item"
    assert {row.cells[name]: row.cells[fact] for row in rows} == KNOWN[kind]
    assert len(rows) == len(KNOWN[kind])


@pytest.mark.parametrize("row", [*LINES, *VALUES], ids=lambda row: next(iter(row.cells.values())))
def test_what_is_not_said_as_the_source_says_it_has_a_reason(row: Row) -> None:
    assert row.status() in STATUSES
    if row.status() in WITH_A_REASON:
        assert row.reason(), row.cells["Status"]


@pytest.mark.parametrize("row", LINES, ids=lambda row: row.cells["Line"])
def test_a_line_names_a_prompt_and_keys_unless_it_is_left_out(row: Row) -> None:
    silent = row.status() == "left out"
    assert (row.cells["Prompts"] == NOTHING) == silent
    assert (row.cells["Keys"] == NOTHING) == silent


@pytest.fixture(scope="module")
def shipped_hotline() -> Loaded:
    return load(ROOT, {"SIP_TRUNK": "trunk.example"})


@pytest.fixture(scope="module")
def spoken_numbers(shipped_hotline: Loaded) -> set[str]:
    """The telephone numbers that callers can hear, in digits alone."""
    places = shipped_hotline.hotline.municipalities.values()
    numbers = (service.number for place in places for service in place.services.values())
    return {re.sub(r"\D", "", number) for number in numbers if number}


@pytest.mark.parametrize("row", TO_CONFIRM, ids=lambda row: row.cells["Number"])
def test_a_number_nobody_has_rung_is_spoken_only_where_the_page_says_so(
    row: Row, spoken_numbers: set[str]
) -> None:
    spoken, _, where = row.cells["Spoken"].partition(":")
    assert where
    assert (spoken == "yes") == (re.sub(r"\D", "", row.cells["Number"]) in spoken_numbers)


def test_no_message_is_a_dead_end(shipped_hotline: Loaded) -> None:
    """Where no key leads on to another message, one leads to a telephone that is answered."""
    stuck = [
        (key, name)
        for key, municipality in shipped_hotline.hotline.municipalities.items()
        for name, step in municipality.steps.items()
        for kinds in [{go.kind for c in step.choices.values() for go in c.go.destinations()}]
        if step.on_silence is None and not kinds & {"step", "transfer"}
    ]
    assert stuck == []
