"""A municipality may offer some of the hotline's languages, and is asked for those alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.call import (
    AtStep,
    Digit,
    InLanguageMenu,
    Turn,
    Wait,
    answer,
    everything,
    read_state,
    resume,
)
from ivr.cli.dev_server import chosen_languages
from ivr.definition import Loaded, load
from ivr.model import Hotline
from ivr.serving.readiness import offering

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Europe/Oslo"))
ASKER, HALDEN = "+4700000001", "+4700000011"


@pytest.fixture
def few(sound: Path, change: Callable[[str, str, str], None]) -> Path:
    """The sound project, with Norwegian and Polish alone in Halden, and a service of its own."""
    change("config/municipalities/halden.yaml", "name: Halden\n",
           "name: Halden\nlanguages: [pl, nb]\nmenu:\n  fees:\n    say: fees.halden\n")  # fmt: skip
    for language in ("nb", "pl"):
        with (sound / "prompts" / f"{language}.yaml").open("a", encoding="utf-8") as book:
            book.write("  fees.halden: Halden.\n")
    return sound


@pytest.fixture
def hotline(few: Path) -> Hotline:
    return load(few, {"SIP_TRUNK": "trunk.example"}).hotline


def languages(turn: Turn, prompt: str = "language.option") -> list[str]:
    return [one.language for one in turn.spoken if one.prompt == prompt]


def test_the_language_menu_has_them_in_the_order_of_the_hotline(hotline: Hotline) -> None:
    assert languages(answer(hotline, ASKER, NOON, everything)) == ["nb", "en", "pl"]
    first = answer(hotline, HALDEN, NOON, everything)
    assert languages(first) == ["nb", "pl"]
    assert "trykk to" not in " ".join(one.text for one in first.spoken if one.language == "nb")
    assert "naciśnij dwa" in " ".join(one.text for one in first.spoken if one.language == "pl")


def test_their_keys_are_those_that_are_said(hotline: Hotline) -> None:
    turn = resume(hotline, InLanguageMenu("halden"), Digit("2"), NOON, everything)
    assert isinstance(turn.then, Wait)
    assert turn.then.state == AtStep("halden", "pl", "main")
    third = resume(hotline, InLanguageMenu("halden"), Digit("3"), NOON, everything)
    assert isinstance(third.then, Wait)
    assert third.then.state == InLanguageMenu("halden", attempt=2)


def test_the_first_words_are_in_no_other_language(hotline: Hotline) -> None:
    assert languages(answer(hotline, ASKER, NOON, everything), "answer.emergency") == ["nb", "en"]
    assert languages(answer(hotline, HALDEN, NOON, everything), "answer.emergency") == ["nb"]


@pytest.mark.usefixtures("few")
def test_where_no_language_of_the_answer_is_offered_the_fallback_speaks(
    change: Callable[[str, str, str], None], loaded: Callable[[], Loaded]
) -> None:
    change("config/hotline.yaml", "answer: [nb, en]", "answer: [en]")
    first = answer(loaded().hotline, HALDEN, NOON, everything)
    assert languages(first, "answer.emergency") == ["nb"]


def test_the_language_of_the_callers_country_is_heard_first_only_where_it_is_offered(
    hotline: Hotline,
) -> None:
    assert languages(answer(hotline, HALDEN, NOON, everything, first="pl")) == ["pl", "nb"]
    assert languages(answer(hotline, HALDEN, NOON, everything, first="en")) == ["nb", "pl"]


def test_a_call_in_a_language_that_is_offered_no_more_chooses_anew_or_hears_norwegian(
    hotline: Hotline,
) -> None:
    """As with a language that the hotline offers no more."""
    written = {"m": "halden", "at": "step", "l": "en", "n": "fees"}
    assert read_state(written, hotline) == AtStep("halden", "", "fees")
    assert read_state({**written, "n": "gone"}, hotline) == InLanguageMenu("halden")


@pytest.mark.usefixtures("few")
def test_what_the_municipality_says_of_its_own_is_asked_in_its_languages_alone(
    loaded: Callable[[], Loaded],
) -> None:
    read = loaded()
    assert not [str(one) for one in read.warnings]
    assert {code for code, prompt in read.wordings if prompt == "fees.halden"} == {"nb", "pl"}
    assert "fees.halden" not in read.prompts("en")
    assert "fees.halden" in read.prompts("pl")


def test_a_language_that_cannot_be_offered_yet_is_offered_nowhere(hotline: Hotline) -> None:
    assert [*offering(hotline, {"nb", "en"}).languages_in("halden")] == ["nb"]
    assert [*offering(hotline, {"nb", "en"}).languages_in("asker")] == ["nb", "en"]


def test_ivr_call_knows_the_keys_of_each_number(hotline: Hotline) -> None:
    assert chosen_languages(hotline) == {
        "": ["nb", "en", "pl"],
        "+4700000001": ["nb", "en", "pl"],
        "+4700000002": ["nb", "en", "pl"],
        "+4700000011": ["nb", "pl"],
    }
