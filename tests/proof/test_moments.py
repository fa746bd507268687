"""Every combination of open and closed is found: compared with asking at every minute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from ivr.definition import Loaded
from ivr.definition.opening_hours import read_hours
from ivr.model.hotline import Announcement, Hotline, Municipality
from ivr.proof.moments import HORIZON, calendar, moments

OSLO = ZoneInfo("Europe/Oslo")
MINUTE = dt.timedelta(minutes=1)

HOURS = {
    "office": "Mo-Fr 08:00-15:30; PH off",
    "lunch": "Mo-Fr 09:00-11:30,12:15-15:00; Sa 10:00-12:00",
    "night": "Mo-Su 22:00-03:00",
    "season": "May 15-Aug 31: Mo-Su 10:00-18:00; PH 12:00-14:00",
    "weeks": "week 20-30/2 Tu 08:00-08:01",
    "moving": "easter -2 days-easter +1 day 09:00-12:00",
}


def with_hours(loaded: Loaded, **hours: str) -> tuple[Hotline, Municipality]:
    """The small hotline with services of these hours and no others."""
    asker = loaded.hotline.municipalities["asker"]
    doctor = asker.services["doctor"]
    services = {
        name: replace(doctor, name=name, hours=read_hours(text, OSLO, "NO"))
        for name, text in hours.items()
    }
    return loaded.hotline, replace(asker, services=services)


def minutes(start: dt.datetime, days: int) -> Iterator[dt.datetime]:
    """Every minute of a time that goes on evenly, also when the clock is put back."""
    at = start.astimezone(dt.UTC)
    for _ in range(days * 24 * 60):
        yield at.astimezone(OSLO)
        at += MINUTE


def asked(municipality: Municipality, start: dt.datetime, days: int) -> set[frozenset[str]]:
    services = municipality.services.items()
    return {
        frozenset(name for name, service in services if service.hours.is_open(at))
        for at in minutes(start, days)
    }


@pytest.mark.parametrize(
    ("start", "names"),
    [
        (dt.datetime(2027, 5, 12, tzinfo=OSLO), ("office", "lunch", "season")),
        (dt.datetime(2027, 3, 24, tzinfo=OSLO), ("moving", "night", "office")),
        (dt.datetime(2027, 5, 16, tzinfo=OSLO), ("weeks", "night")),
        (dt.datetime(2027, 10, 29, tzinfo=OSLO), ("night", "lunch")),
    ],
)
def test_every_combination_that_a_minute_brings_is_found(
    small_loaded: Loaded,
    start: dt.datetime,
    names: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Holidays, lunch, seasons, midnight, weeks, and the nights in which the clock is changed."""
    days = 9
    monkeypatch.setattr("ivr.proof.moments.HORIZON", dt.timedelta(days=days))
    chosen = {name: HOURS[name] for name in names}
    hotline, municipality = with_hours(small_loaded, **chosen)
    found = {moment.open for moment in moments(hotline, municipality, start)}
    assert found == asked(municipality, start, days)
    assert len(found) > 1


def test_a_moment_is_as_it_says(small_loaded: Loaded) -> None:
    hotline, municipality = with_hours(small_loaded, **HOURS)
    start = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
    found = calendar(hotline, municipality, start)
    for moment in found.moments:
        assert start <= moment.at < start + HORIZON
        services = municipality.services.items()
        assert moment.open == {name for name, one in services if one.hours.is_open(moment.at)}
    assert len({(moment.open, moment.figures) for moment in found.moments}) == len(found.moments)


def test_a_change_is_from_the_minute_before_to_the_minute_after(small_loaded: Loaded) -> None:
    hotline, municipality = with_hours(small_loaded, office=HOURS["office"], night=HOURS["night"])
    found = calendar(hotline, municipality, dt.datetime(2026, 11, 25, 10, tzinfo=OSLO))
    assert found.changes
    for change in found.changes:
        services = municipality.services.items()
        for at, moment in ((change.at - MINUTE, change.before), (change.at, change.after)):
            assert moment.open == {name for name, one in services if one.hours.is_open(at)}


def test_a_holiday_a_year_and_a_half_ahead_is_found(small_loaded: Loaded) -> None:
    hotline, municipality = with_hours(small_loaded, easter="easter 09:00-10:00")
    start = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
    found = {frozenset(moment.open): moment.at for moment in moments(hotline, municipality, start)}
    assert found[frozenset({"easter"})] == dt.datetime(2027, 3, 28, 9, tzinfo=OSLO)


def test_the_first_day_without_a_figure_is_a_moment_of_its_own(small_loaded: Loaded) -> None:
    hotline, municipality = with_hours(small_loaded, always="24/7")
    start = dt.datetime(2026, 12, 30, 10, tzinfo=OSLO)
    first, second = moments(hotline, municipality, start)
    assert [first.figures, second.figures] == [frozenset({("card_limit", 0)}), frozenset()]
    assert second.at == dt.datetime(2027, 1, 1, tzinfo=OSLO)


def test_the_days_on_which_the_value_of_a_figure_changes_are_moments_too(
    small_loaded: Loaded,
) -> None:
    """New Year brings the new limit, and the year after it none."""
    hotline, municipality = with_hours(small_loaded, always="24/7")
    limit = hotline.facts["card_limit"]
    begins, expires = dt.date(2027, 1, 1), dt.date(2027, 12, 31)
    following = replace(limit.values[0], value=3400, year=2027, begins=begins, expires=expires)
    hotline = replace(
        hotline, facts={"card_limit": replace(limit, values=(*limit.values, following))}
    )
    found = moments(hotline, municipality, dt.datetime(2026, 12, 30, 10, tzinfo=OSLO))
    assert [(moment.at.date(), sorted(moment.figures)) for moment in found] == [
        (dt.date(2026, 12, 30), [("card_limit", 0)]),
        (dt.date(2027, 1, 1), [("card_limit", 1)]),
        (dt.date(2028, 1, 1), []),
    ]


def test_moments_are_in_the_hotlines_own_time_whoever_asks(small_loaded: Loaded) -> None:
    hotline, municipality = with_hours(small_loaded, office=HOURS["office"])
    start = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)
    assert {m.at.tzinfo for m in moments(hotline, municipality, start)} == {OSLO}
    assert str(moments(hotline, municipality, start)[0]) == "2026-11-25 10:30 (office open)"


def test_what_is_announced_for_a_day_is_proved_with_and_without(small_loaded: Loaded) -> None:
    hotline, municipality = with_hours(small_loaded, always="24/7")
    begins = dt.datetime(2026, 11, 26, 8, tzinfo=OSLO)
    ends = begins + dt.timedelta(hours=8)
    here, elsewhere = (
        Announcement(name, "fees.card", begins, ends, frozenset({where}))
        for name, where in (("here", municipality.key), ("elsewhere", "halden"))
    )
    hotline = replace(hotline, facts={}, announcements=(here, elsewhere))
    start = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
    found = [(moment.at, moment.announced) for moment in moments(hotline, municipality, start)]
    assert found == [(start, frozenset()), (begins, frozenset({"here"}))]
    times = [change.at for change in calendar(hotline, municipality, start).changes]
    assert times == [begins, ends]


def test_what_is_true_in_the_second_year_only_is_looked_at(small_loaded: Loaded) -> None:
    """An office that opens on one Saturday a year and ten months ahead is a moment of its own."""
    start = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
    hotline, municipality = with_hours(small_loaded, once="2028 Sep 23 10:00-12:00")
    found = moments(hotline, municipality, start)
    assert {frozenset({"once"}), frozenset()} == {moment.open for moment in found}
    [opened] = [moment.at for moment in found if moment.open]
    assert opened.date() == dt.date(2028, 9, 23)
