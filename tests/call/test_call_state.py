"""The state in the URL: what a call falls back to when the configuration has changed under it."""

from __future__ import annotations

import pytest

from ivr.call import AtStep, InLanguageMenu, State, fields, read_state
from ivr.model import Hotline

MAIN = AtStep("asker", "pl", "main")


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, InLanguageMenu("asker")),
        ({"m": "atlantis", "at": "languages"}, InLanguageMenu("asker")),
        ({"m": "halden", "at": "elsewhere", "l": "pl"}, InLanguageMenu("halden")),
        ({"m": "asker", "at": "step", "l": "pl", "n": "gone"}, MAIN),
        ({"m": "asker", "at": "step", "n": "gone"}, InLanguageMenu("asker")),
        ({"m": "asker", "at": "dial", "l": "pl", "n": "gone", "c": "2"}, MAIN),
        ({"m": "asker", "at": "announce", "l": "pl", "n": "main"}, MAIN),
        ({"m": "asker", "at": "step", "l": "pl", "n": "main", "t": "gone"}, MAIN),
        ({"m": "asker", "at": "step", "l": "tlh", "n": "main"}, AtStep("asker", "", "main")),
    ],
)
def test_what_is_gone_falls_back_to_the_nearest_that_is_there(
    hotline: Hotline, fields: dict[str, str], state: State
) -> None:
    assert read_state(fields, hotline) == state


def test_a_service_nobody_is_put_through_to_has_no_words_and_is_no_state(hotline: Hotline) -> None:
    """The family doctor has hours and no number: a call cannot stand in its announcement."""
    assert "doctor" in hotline.municipalities["asker"].services
    assert read_state({"m": "asker", "at": "announce", "l": "pl", "n": "doctor"}, hotline) == MAIN


@pytest.mark.parametrize(
    ("text", "count", "page"),
    [("7", 7, 7), ("0", 1, 0), ("999", 99, 99), ("1000", 1, 0), ("-1", 1, 0), ("٣", 1, 0)],
)
def test_a_counter_stays_within_its_bounds(
    hotline: Hotline, text: str, count: int, page: int
) -> None:
    state = read_state({"m": "asker", "at": "languages", "c": text, "p": text}, hotline)
    assert (int(fields(state).get("c", "1")), int(fields(state).get("p", "0"))) == (count, page)
