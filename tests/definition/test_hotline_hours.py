"""When callers hear that a service is open, all through the Norwegian year."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ivr.definition.opening_hours import BadHours, read_hours

OSLO = ZoneInfo("Europe/Oslo")
OFFICE = "Mo-Fr 08:00-15:30; PH off"


def is_open(hours: str, moment: str, zone: ZoneInfo = OSLO) -> bool:
    when = dt.datetime.fromisoformat(moment).replace(tzinfo=zone)
    return read_hours(hours, OSLO, "NO").is_open(when)


@pytest.mark.parametrize(
    ("holiday", "day"),
    [
        ("New Year's Day", "2027-01-01"),
        ("Maundy Thursday", "2027-03-25"),
        ("Good Friday", "2027-03-26"),
        ("Easter Monday", "2027-03-29"),
        ("Labour Day", "2026-05-01"),
        ("Ascension Day", "2026-05-14"),
        ("Ascension Day, a year later", "2027-05-06"),
        ("Constitution Day", "2027-05-17"),
        ("Whit Monday", "2026-05-25"),
        ("Christmas Day", "2026-12-25"),
        ("St Stephen's Day", "2028-12-26"),
    ],
)
def test_an_office_is_closed_on_a_holiday_and_open_on_the_working_day_before(
    holiday: str, day: str
) -> None:
    date = dt.date.fromisoformat(day)
    assert date.weekday() < 5, f"{holiday} of {day} shows nothing at a weekend"
    assert not is_open(OFFICE, f"{day}T12:00"), holiday
    before = date - dt.timedelta(days=1)
    while before.weekday() > 4 or is_open("PH", f"{before}T12:00"):
        before -= dt.timedelta(days=1)
    assert is_open(OFFICE, f"{before}T12:00")


@pytest.mark.parametrize("day", ["2026-12-24", "2026-12-31", "2027-03-24"])
def test_eves_are_working_days_unless_the_hours_say_otherwise(day: str) -> None:
    short = "Mo-Fr 08:00-15:30; Dec 24,Dec 31 08:00-12:00; PH off"
    assert is_open(OFFICE, f"{day}T13:00")
    assert is_open(short, f"{day}T11:59")
    assert is_open(short, f"{day}T12:00") == (day == "2027-03-24")


def test_holidays_are_closed_when_their_rule_comes_last_only() -> None:
    """The later rule wins, which is why `ivr check` warns of the other order."""
    assert not is_open("Mo-Fr 08:00-15:30; PH off", "2027-05-17T12:00")
    assert is_open("PH off; Mo-Fr 08:00-15:30", "2027-05-17T12:00")


@pytest.mark.parametrize(
    ("time", "opened"),
    [
        ("07:59", False), ("08:00", True), ("11:29", True), ("11:30", False), ("12:29", False),
        ("12:30", True), ("14:59", True), ("15:00", False),
    ],
)  # fmt: skip
def test_lunch_closes_to_the_minute(time: str, opened: object) -> None:
    assert is_open("Mo-Fr 08:00-11:30,12:30-15:00; PH off", f"2027-05-14T{time}") is opened


def test_summer_hours_follow_the_season() -> None:
    hours = "Mo-Fr 08:00-15:45; May 15-Sep 14 Mo-Fr 08:00-15:00; PH off"
    assert is_open(hours, "2027-05-14T15:30")
    assert not is_open(hours, "2027-05-18T15:30")
    assert not is_open(hours, "2027-09-14T15:30")
    assert is_open(hours, "2027-09-15T15:30")


def test_week_numbers_are_those_of_norwegian_calendars() -> None:
    assert [is_open("week 28-30 Mo-Fr 09:00-14:00", f"{day}T10:00") for day in (
        "2027-07-09", "2027-07-12", "2027-07-30", "2027-08-02",
    )] == [False, True, True, False]  # fmt: skip
    odd = "week 01-53/2 We 09:00-14:00"
    assert is_open(odd, "2027-07-07T10:00")
    assert not is_open(odd, "2027-07-14T10:00")


def test_a_night_belongs_to_the_day_it_began_on() -> None:
    night = "Fr 22:00-02:00"
    assert is_open(night, "2027-05-14T23:00")
    assert is_open(night, "2027-05-15T01:59")
    assert not is_open(night, "2027-05-15T02:00")
    assert not is_open(night, "2027-05-14T01:00")


def test_an_evening_service_covers_every_hour_the_office_does_not() -> None:
    for hour in range(24):
        moment = f"2027-05-19T{hour:02}:00"
        assert is_open("Mo-Su 16:00-08:00", moment) != is_open("Mo-Su 08:00-16:00", moment)


def utc(moment: str) -> dt.datetime:
    return dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)


def test_the_hour_that_spring_skips_is_no_opening_hour() -> None:
    """At 02:00 on 28 March 2027 the clock is set to 03:00."""
    early = read_hours("Su 02:00-03:00", OSLO, "NO")
    assert not any(early.is_open(utc(f"2027-03-28T0{hour}:30")) for hour in range(4))
    late = read_hours("Su 02:00-04:00", OSLO, "NO")
    assert [late.is_open(utc(f"2027-03-28T0{hour}:30")) for hour in range(4)] == [
        False, True, False, False,
    ]  # fmt: skip


def test_a_time_that_the_clock_skips_counts_as_the_hour_after() -> None:
    assert not is_open("Su 02:00-03:00", "2027-03-28T02:30")
    assert is_open("Su 03:00-04:00", "2027-03-28T02:30")


def test_the_hour_that_autumn_repeats_is_open_both_times() -> None:
    """At 03:00 on 31 October 2027 the clock is set back to 02:00."""
    hours = read_hours("Su 02:00-03:00", OSLO, "NO")
    assert [hours.is_open(utc(f"2027-10-31T0{hour}:30")) for hour in range(4)] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hours", ["unknown", "Mo-Fr 08:00-15:30 unknown", "2026 Mo-Fr 08:00-15:30", "off"]
)
def test_hours_that_are_unknown_or_past_count_as_closed(hours: str) -> None:
    assert not is_open(hours, "2027-05-14T12:00")


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Asia/Tokyo", "2027-05-14T20:00"),
        ("America/New_York", "2027-05-14T07:00"),
        ("UTC", "2027-05-14T11:00"),
    ],
)
def test_the_time_may_come_from_any_zone(zone: str, moment: str) -> None:
    assert is_open("Fr 13:00-13:01", moment, ZoneInfo(zone))
    assert not is_open("Fr 13:00-13:01", moment)


def test_the_next_change_is_the_end_of_a_working_day_then_the_next_one() -> None:
    hours = read_hours(OFFICE, OSLO, "NO")
    friday = dt.datetime(2027, 5, 14, 12, tzinfo=OSLO)
    closes = hours.next_change(friday)
    assert closes == dt.datetime(2027, 5, 14, 15, 30, tzinfo=OSLO)
    assert hours.next_change(closes) == dt.datetime(2027, 5, 18, 8, tzinfo=OSLO)
    assert read_hours("24/7", OSLO, "NO").next_change(friday) is None


def test_hours_may_be_broken_over_lines() -> None:
    assert is_open("Mo-Fr\n  08:00-15:30", "2027-05-14T12:00")


def test_bad_hours_say_from_where_they_are_not_understood() -> None:
    with pytest.raises(BadHours, match=r"^\[Mo-Fr 8-15\] is not .*not understood from \[8-15\]\.$"):
        read_hours("Mo-Fr 8-15", OSLO, "NO")
    with pytest.raises(BadHours, match=r"empty or cut short"):
        read_hours("", OSLO, "NO")
