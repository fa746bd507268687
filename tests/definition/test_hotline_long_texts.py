"""A text that a listener cannot hold is told of before anybody hears it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr.definition import Loaded
from ivr.problems import BrokenHotline

Change = Callable[[str, str, str], None]
Load = Callable[[], Loaded]

CLAUSE = "Stay on the line while we look for somebody"


def say(change: Change, text: str) -> None:
    change("prompts/en.yaml", "waiting: Stay on the line.", f"waiting: {text}")


def codes(load: Load) -> list[tuple[str, bool]]:
    try:
        found = load().warnings
    except BrokenHotline as broken:
        found = broken.problems
    return [(one.code, one.is_warning) for one in found]


@pytest.mark.parametrize(
    ("times", "found"), [(6, []), (9, [("text-too-long", True)]), (16, [("text-too-long", False)])]
)
def test_a_text_is_warned_of_when_it_is_long_and_refused_when_nobody_can_hold_it(
    change: Change, loaded: Load, times: int, found: list[tuple[str, bool]]
) -> None:
    say(change, f"{CLAUSE}. " * times)
    assert codes(loaded) == found


def test_a_telephone_number_takes_the_seconds_in_which_its_digits_are_said(
    change: Change, loaded: Load
) -> None:
    instruction = "service.guidance.instruction: Dial {guidance.number}."
    often = " Dial {guidance.number}." * 7
    change("prompts/en.yaml", instruction, f"{instruction}{often}")
    assert codes(loaded) == [("text-too-long", True)]
    change("config/services.yaml", '"23 32 70 00"', '"02800"')
    change("config/services.yaml", '"+4723327000"', '"sip:02800@${SIP_TRUNK}"')
    assert codes(loaded) == []


def test_a_catalogue_without_any_words_is_judged_all_the_same(change: Change, loaded: Load) -> None:
    change("prompts/en.yaml", '{"#": hash, "*": star, "+": plus}', '""')
    change("prompts/en.yaml", "digits: [zero,", 'digits: ["",')
    assert ("text-too-long", True) not in codes(loaded)
