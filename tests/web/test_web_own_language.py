"""A caller's own language is heard first; the number that tells it goes no further."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.model import Hotline
from ivr.phone import ScriptedCaller
from tests.support.ringing import Line

POLISH, UKRAINIAN, VIETNAMESE = "+48000000000", "+380000000000", "+84000000000"


def languages(line: Line, from_: str, keys: str = "") -> list[str]:
    """The languages of the lines that offer one, after the emergency words in two languages."""
    return [one.language for one in line.call(ScriptedCaller(keys), from_=from_).heard][2:]


@pytest.mark.parametrize(("from_", "own"), [(POLISH, "pl"), (UKRAINIAN, "uk"), (VIETNAMESE, "vi")])
def test_whoever_calls_from_its_country_hears_it_first(line: Line, from_: str, own: str) -> None:
    assert languages(line, from_)[0] == own


@pytest.mark.parametrize(
    "from_",
    [
        *("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"),
        *("anonymous", "Anonymous", "sip:+48000000000@pbx.example"),
        *("+4700000099", "+4600000000"),
    ],
)
def test_a_withheld_number_or_another_country_changes_nothing(line: Line, from_: str) -> None:
    assert languages(line, from_)[0] == "nb"


def test_its_key_is_the_one_it_always_has(line: Line) -> None:
    record = line.call(ScriptedCaller("5,4"), from_=POLISH)
    assert {one.language for one in record.heard[-2:]} == {"pl"}


def test_the_number_is_in_no_address(line: Line) -> None:
    line.call(ScriptedCaller("5,4"), from_=POLISH)
    assert all("48000000000" not in one.url for one in line.wire.tapped)
    assert all(b"48000000000" not in one.body for one in line.wire.tapped)


def test_an_empty_table_switches_it_off(hotline: Hotline) -> None:
    assert hotline.language_of(POLISH) == "pl"
    assert replace(hotline, own_language_first={}).language_of(POLISH) == ""


def test_the_longest_beginning_decides(hotline: Hotline) -> None:
    table = {"+7": "ru", "+77": "uk"}
    assert replace(hotline, own_language_first=table).language_of("+77000000000") == "uk"
