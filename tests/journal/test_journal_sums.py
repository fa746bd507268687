"""Whatever order events come in, and whenever they are summed up, every call counts as it was."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from ivr.journal.events import Entry, Event, Kind, quarter
from ivr.journal.figures import Period
from ivr.journal.figures.reading import numbers
from ivr.journal.figures.tables import NEEDS
from ivr.journal.measures import measures
from ivr.journal.store import Store
from ivr.journal.store.calls import Sums, local
from ivr.journal.store.engine import writing
from ivr.journal.store.survey import survey
from ivr.journal.store.tables import CALL, DAILY, EVENT

OSLO: Final = ZoneInfo("Europe/Oslo")
EVENING: Final = dt.datetime(2027, 5, 17, 22, tzinfo=dt.UTC)
"""Two hours before the keys change, at midnight in Oslo."""
MIDNIGHT: Final = quarter(EVENING) + 8
NIGHT: Final = Period(EVENING.date(), EVENING.date() + dt.timedelta(days=2))
MEASURES: Final = {measure for needed in NEEDS.values() for measure in needed}


@dataclass(frozen=True)
class Happened:
    """An event of a call, and how many quarters after the evening's beginning."""

    call: int
    after: int
    event: Event
    probe: bool = False

    @property
    def entry(self) -> Entry:
        """The entry with the tags that its moment has: two after midnight, one before."""
        when = quarter(EVENING) + self.after
        tags = [b"%d-%d" % (day, self.call) for day in (when >= MIDNIGHT, 0)]
        return Entry(self.event, when, tags[0], tags[1] if when >= MIDNIGHT else b"", self.probe)


def told(store: Store) -> Sums:
    """What the figures count: the sums of days, and the calls not yet in them."""
    with store.reading() as connection:
        assert all(connection.scalars(select(DAILY.c.n))), "a row of nothing"
        read = numbers(connection, OSLO, NIGHT, MEASURES, None)
    return Counter(
        {
            (day, whose, measure, key): n
            for measure, cells in read.items()
            for (day, whose), found in cells.items()
            for key, n in found.items()
            if n
        }
    )


words = st.sampled_from(["gp", "fees", "urgent"])
events = st.builds(
    Event,
    st.sampled_from([kind for kind in Kind if kind not in (Kind.ANSWERED, Kind.ENDED)]),
    st.just("vestby"),
    language=st.sampled_from(["", "nb", "pl"]),
    at=st.sampled_from(["", "step", "dial", "languages"]),
    name=words,
    topic=st.sampled_from(["", "fees"]),
    key=st.sampled_from(["", "1", "#"]),
    route=st.integers(0, 3),
    outcome=st.sampled_from(["", "answered", "busy"]),
    seconds=st.none() | st.integers(0, 20000),
)


@st.composite
def calls(draw: st.DrawFn) -> list[Happened]:
    """Calls from their answer on, some with an end, one of them a test call at times."""
    found: list[Happened] = []
    for call in range(draw(st.integers(1, 4))):
        begun = draw(st.integers(0, 12))
        probe = draw(st.integers(0, 5)) == 0
        answer = Event(Kind.ANSWERED, "vestby", "shared", at="languages")
        lasted = [answer, *draw(st.lists(events, max_size=5))]
        if draw(st.booleans()):
            lasted.append(Event(Kind.ENDED, "vestby", outcome="hung-up", seconds=9))
        after = begun
        for event in lasted:
            found.append(Happened(call, after, event, probe))
            after += draw(st.sampled_from([0, 0, 1, 3]))
    return found


@given(calls(), st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_and_what_is_not_yet_summed_are_what_happened(
    store: Store, happened: list[Happened], data: st.DataObject
) -> None:
    empty(store)
    check(store, data.draw(st.permutations(happened)), data)


def empty(store: Store) -> None:
    with writing(store.engine) as connection:
        for table in (EVENT, CALL, DAILY):
            connection.execute(delete(table))


def check(store: Store, mixed: list[Happened], data: st.DataObject) -> None:
    """Write events in batches, sum up in between at any time, and hold the sums to a recount."""
    now, waiting = EVENING, mixed
    while waiting:
        size = data.draw(st.integers(1, len(waiting)), label="batch")
        store.write([one.entry for one in waiting[:size]], now)
        waiting = waiting[size:]
        now += dt.timedelta(minutes=data.draw(st.sampled_from([0, 20, 90, 400]), label="pause"))
        store.sum_up(now)
        assert told(store) == recount(mixed[: len(mixed) - len(waiting)])
    store.sum_up(now + dt.timedelta(hours=6))
    assert told(store) == recount(mixed)
    with store.reading() as connection:
        assert survey(connection, OSLO).unsummed == 0


def recount(written: list[Happened]) -> Sums:
    """Count calls from what was written of them, in the order it was written in."""
    found: Sums = Counter()
    for call in {one.call for one in written}:
        mine = [one for one in written if one.call == call]
        if mine[0].probe:
            continue
        answers = [one for one in mine if one.event.kind is Kind.ANSWERED]
        answer = (answers or mine)[0]
        moment = local(quarter(EVENING) + answer.after, OSLO)
        ordered = sorted(mine, key=lambda one: one.after)
        label = "shared" if answers else ""
        seen = [replace(one.event, label=label) for one in ordered]
        for place, n in measures(seen, moment.hour).items():
            found[moment.date(), "vestby", *place] += n
    return found
