"""Maps of the small hotline and of the shipped one, at moments that differ."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ivr.map.graph import Map, Question, drawn
from ivr.model import Hotline
from tests.support.hotline import MORNING

OSLO = ZoneInfo("Europe/Oslo")
WHIT_MONDAY = dt.datetime(2027, 5, 17, 22, 10, tzinfo=OSLO)


def map_of(
    hotline: Hotline, called: str = "+4700000001", language: str = "nb", at: dt.datetime = MORNING
) -> Map:
    return drawn(Question(hotline, called, language, at))


@pytest.fixture(scope="session")
def small_map(small_hotline: Hotline) -> Map:
    return map_of(small_hotline)


@pytest.fixture(scope="session")
def by_night(small_hotline: Hotline) -> Map:
    return map_of(small_hotline, at=WHIT_MONDAY)
