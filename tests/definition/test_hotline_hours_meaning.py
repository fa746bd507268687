"""What hours mean over two years is what their editor is told, whatever they look like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ivr.definition.opening_hours import deciding_rule, read_hours, surprises
from ivr.definition.opening_hours.meaning import AHEAD, meaning_of
from ivr.definition.opening_hours.rules import DAYS, joined, rules_of

OSLO = ZoneInfo("Europe/Oslo")
TODAY = dt.date(2026, 11, 23)
EVERY = [TODAY + dt.timedelta(days=count) for count in range(AHEAD.days)]
HALF_HOURS = [dt.timedelta(minutes=5 + 30 * count) for count in range(48)]


def openings(hours: str, days: Collection[dt.date]) -> Iterator[tuple[dt.date, bool]]:
    """Ask the library, half hour by half hour, whether it is open on some days."""
    read = read_hours(hours, OSLO, "NO")
    for day in sorted(days):
        midnight = dt.datetime.combine(day, dt.time(), OSLO)
        for into in HALF_HOURS:
            yield day, read.is_open(midnight + into)


def first(hours: str, days: Collection[dt.date]) -> str | None:
    """The first of some days on which the library says that it is open."""
    return next((str(day) for day, is_open in openings(hours, days) if is_open), None)


HOLIDAYS = [day for day in EVERY if first("PH", [day])]


def codes(hours: str) -> list[str]:
    return [one.code for one in surprises(hours, TODAY, "NO")]


def told(hours: str, code: str) -> str | None:
    """The first date that a surprise of a kind names; None when there is no such surprise."""
    for one in surprises(hours, TODAY, "NO"):
        if one.code == code:
            [date] = re.findall(r"\d{4}-\d\d-\d\d", one.cause)
            return str(date)
    return None


hour = st.integers(6, 11).flatmap(
    lambda begin: st.integers(begin + 2, 20).map(lambda end: f"{begin:02}:00-{end:02}:30")
)
weekdays = st.integers(0, 6).flatmap(lambda a: st.integers(a, 6).map(lambda b: (a, b)))
part = st.sampled_from(["Jul", "Jun-Aug", "May 15-Sep 14", "week 28-30", "Dec", "Dec 24-Dec 31"])


@settings(max_examples=25, deadline=None)
@given(weekdays, hour, part, hour, st.booleans())
def test_the_first_day_that_a_season_opens_by_oversight_is_the_one_that_is_told(
    days: tuple[int, int], usual: str, season: str, shorter: str, holidays: object
) -> None:
    week = f"{DAYS[days[0]]}-{DAYS[days[1]]}"
    off = "; PH off" if holidays else ""
    hours = f"{week} {usual}; {season} {shorter}{off}"
    closed = {day for day in EVERY if not days[0] <= day.weekday() <= days[1]}
    assert told(hours, "hours-open-on-closed-day") == first(hours, closed)
    named = f"{week} {usual}; {season} {week} {shorter}{off}"
    assert "hours-open-on-closed-day" not in codes(named)
    assert first(named, closed) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 4), hour, part, hour, st.integers(0, 2))
def test_the_first_holiday_that_opens_by_oversight_is_the_one_that_is_told(
    last: int, usual: str, season: str, shorter: str, place: int
) -> None:
    week = f"Mo-{DAYS[last]}"
    rules = [f"{week} {usual}", f"{season} {week} {shorter}"]
    rules.insert(place, "PH off")
    hours = "; ".join(rules)
    assert told(hours, "hours-reopen-holidays") == first(hours, HOLIDAYS)
    unsaid = "; ".join(rule for rule in rules if rule != "PH off")
    assert told(unsaid, "hours-holidays-unsaid") == first(unsaid, HOLIDAYS)


selectors = st.sampled_from(
    [
        *("", "Mo-Fr", "Sa", "Mo-Su", "PH", "PH,Su", "Jul", "Dec 24", "Dec 24-26", "2025", "2030"),
        *("week 28-30", "easter", "easter -2 days", "PH +1 day", "Mo[1]", "Fr-Mo", "Feb 29"),
        *("Nov 30-Jan 5", "2027 Dec 24", "May 15-Sep 14 Mo-Fr", "24/7"),
    ]
)
times = st.sampled_from(
    ["", "08:00-15:30", "22:00-06:00", "00:00-24:00", "08:00-12:00,13:00-15:00", "08:00-15:00+"]
)
states = st.sampled_from(["", "", "off", "unknown", '"ring; vent"', 'off "a, Mo"', 'open "7"'])
rules = st.tuples(selectors, times, states).map(lambda parts: " ".join(filter(None, parts)))
separators = st.sampled_from(["; ", "; ", ";", ", "])
texts = (
    st.lists(st.tuples(separators, rules.filter(bool)), min_size=1, max_size=4)
    .map(lambda pairs: "".join(part for pair in pairs for part in pair).lstrip(";,| "))
    .filter(lambda text: meaning_of(text, TODAY, "NO") is not None)
)


@settings(max_examples=30, deadline=None)
@given(texts)
def test_never_open_and_never_closed_are_told_when_they_are_true(hours: str) -> None:
    is_ever_open = any(is_open for _, is_open in openings(hours, EVERY))
    assert ("hours-never-open" in codes(hours)) <= (not is_ever_open)
    if not is_ever_open and [rule.bare for rule in rules_of(hours)] != ["unknown"]:
        assert codes(hours) == ["hours-never-open"]
    is_always_open = all(is_open for _, is_open in openings(hours, EVERY))
    assert ("hours-never-closed" in codes(hours)) == (is_always_open and hours != "24/7")


@pytest.mark.parametrize(
    ("hours", "reason"),
    [
        ("Mo-Fr 08:00-15:30; PH off; unknown", "[unknown] undoes it"),
        ('Mo-Fr 08:00-15:30; Mo-Su unknown "ring"', '[Mo-Su unknown "ring"] undoes it'),
        ("Mo-Fr 08:00-15:30 unknown; PH off", "[Mo-Fr 08:00-15:30 unknown] counts as closed"),
        ("Mo-Su unknown", "[Mo-Su unknown] counts as closed"),
    ],
)
def test_hours_that_are_unknown_all_the_time_are_never_open(hours: str, reason: str) -> None:
    [one] = surprises(hours, TODAY, "NO")
    assert (one.code, one.is_warning) == ("hours-never-open", False)
    assert one.cause.endswith(f": {reason}.")


@pytest.mark.parametrize("hours", ["unknown", 'unknown "ring og hør"', "Unknown"])
def test_hours_that_are_said_to_be_unknown_are_no_mistake(hours: str) -> None:
    assert codes(hours) == []


@pytest.mark.parametrize(
    "hours",
    [
        "Mo-Fr 08:00-00:00; PH off",
        "Mo-Fr 08:00-24:00; PH off",
        "Mo-Su 08:00-12:00,18:00-00:00; PH off",
        "Mo-Su 00:00-00:00; PH off",
    ],
)
def test_what_ends_at_midnight_is_not_cut_there(hours: str) -> None:
    assert codes(hours) == []


@settings(max_examples=30, deadline=None)
@given(texts, st.integers(0, AHEAD.days * 48 - 1))
def test_naming_each_rule_by_its_comment_changes_nothing_about_when_it_is_open(
    hours: str, half_hour: int
) -> None:
    meaning = meaning_of(hours, TODAY, "NO")
    assert meaning is not None
    asked = dt.datetime.combine(TODAY, dt.time(0, 5)) + half_hour * dt.timedelta(minutes=30)
    is_open = any(one.begins <= asked < one.ends for one in meaning.openings)
    assert is_open == read_hours(hours, OSLO, "NO").is_open(asked.replace(tzinfo=OSLO))


@settings(max_examples=30, deadline=None)
@example('Mo-Fr; week 28-30 open "7"')
@given(texts)
def test_every_text_that_is_proposed_can_be_read_and_mends_its_fault(hours: str) -> None:
    for one in surprises(hours, TODAY, "NO"):
        for proposed in re.findall(r"Write \[([^][]*)\]", one.fix):
            meaning = meaning_of(proposed, TODAY, "NO")
            assert meaning is not None, proposed
            if ";" in proposed and one.code in {"hours-reopen-holidays", "hours-holidays-unsaid"}:
                assert one.code not in codes(proposed), proposed


@settings(deadline=None)
@given(texts)
def test_a_text_is_the_sum_of_its_rules(hours: str) -> None:
    assert "".join(joined(rules_of(hours)).split()) == "".join(hours.split())


@pytest.mark.parametrize(
    ("hours", "moment", "rule"),
    [
        ("Mo-Fr 08:00-15:30; PH 10:00-12:00", "2027-05-17 11:00", "PH 10:00-12:00"),
        ("Mo-Fr 08:00-15:30; PH 10:00-12:00", "2027-05-17 09:00", "PH 10:00-12:00"),
        ("Mo-Fr 08:00-15:30; PH 10:00-12:00", "2027-05-18 11:00", "Mo-Fr 08:00-15:30"),
        ("Mo-Fr 08:00-15:30; PH 10:00-12:00", "2027-05-15 11:00", None),
        ("Mo-Fr 08:00-15:30; Jul Mo-Fr 08:00-14:00", "2027-07-07 09:00", "Jul Mo-Fr 08:00-14:00"),
        ("Mo-Fr 08:00-15:30; Jul Mo-Fr 08:00-14:00", "2027-07-07 15:00", "Jul Mo-Fr 08:00-14:00"),
        ("Mo-Fr 08:00-15:30; PH off", "2027-05-16 12:00", "PH off"),  # Whit Sunday
        ("Mo-Fr 08:00-15:30, Tu 14:00-18:00", "2027-05-18 17:00", "Tu 14:00-18:00"),
        ("Fr 22:00-02:00; Sa 10:00-12:00", "2027-05-14 23:00", "Fr 22:00-02:00"),
        ("off", "2027-05-18 12:00", "off"),
        (
            'Mo-Fr 08:00-12:00 "stengt i lunsj; ring senere"; PH off',
            "2027-05-18 11:00",
            'Mo-Fr 08:00-12:00 "stengt i lunsj; ring senere"',
        ),
        ('Mo-Fr 08:00-12:00 "a || b, Sa"; PH off', "2027-05-17 11:00", "PH off"),
        ("Mo-Fr 08:00-12:00 || unknown", "2027-05-18 11:00", "Mo-Fr 08:00-12:00"),
        ("Mo-Fr 08:00-12:00 || Sa 13:00-14:00", "2027-05-22 13:30", "Sa 13:00-14:00"),
    ],
)
def test_the_rule_that_decides_is_the_one_that_is_named(
    hours: str, moment: str, rule: str | None
) -> None:
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=OSLO)
    assert deciding_rule(read_hours(hours, OSLO, "NO"), at) == rule
