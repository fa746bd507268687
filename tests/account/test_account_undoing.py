"""What is set at the carrier can be put back, wherever the way to it broke off."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.account.applying import carry_out, steps_of
from ivr.account.kept import Kept, Step
from ivr.account.planned import planned
from ivr.account.undoing import back, last
from ivr.account.wanted import WantedNumber
from ivr.carrier.rest.port import Handler, RentedNumber
from ivr.problems import Refusal
from tests.support.ledger import Ledger

NUMBERS: Final = tuple(f"+472100000{n}" for n in range(1, 4))
URLS: Final = ("", "https://h.example/voice#rt=5000", "https://old.example/", "http://h.example")
SIDS: Final = ("", "AP1", "AP2", "TK1")
TICKS: Final = count()
"""No two changes are made at one moment."""

handlers = st.builds(Handler, st.sampled_from(URLS), st.sampled_from(("POST", "GET")))


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """An account with numbers that are set to anything."""
    rented = {}
    for place, number in enumerate(NUMBERS[: draw(st.integers(1, 3))]):
        label = draw(st.sampled_from(("Asker", "(21) 00 00 00")))
        three = (draw(handlers), draw(handlers), draw(handlers))
        application = draw(st.sampled_from(SIDS))
        rented[f"PN{place}"] = RentedNumber(f"PN{place}", number, label, *three, application)
    regions = {number: draw(st.sampled_from(("us1", "ie1"))) for number in NUMBERS}
    return Ledger(rented, regions)


@st.composite
def wishes(draw: st.DrawFn) -> tuple[WantedNumber, ...]:
    three = (draw(handlers), draw(handlers), draw(handlers))
    region = draw(st.sampled_from(("us1", "ie1")))
    return tuple(WantedNumber(one, "asker", "Asker", *three, region) for one in NUMBERS)


def record(steps: tuple[Step, ...], region: str, *, is_undo: bool) -> Kept:
    at = dt.datetime(2026, 11, 25, tzinfo=dt.UTC) + dt.timedelta(seconds=next(TICKS))
    return Kept(at, "AC1", region, steps, is_undo=is_undo)


def apply(project: Path, ledger: Ledger, wanted: tuple[WantedNumber, ...]) -> None:
    steps = steps_of(planned(wanted, ledger.account))
    if steps:
        carry_out(project, ledger.account, record(steps, wanted[0].region, is_undo=False), no_word)


def undo(project: Path, ledger: Ledger, wanted: tuple[WantedNumber, ...]) -> None:
    changed = last(project, ledger.account, "AC1", wanted[0].region)
    if changed is not None:
        steps, problems = back(changed, ledger.account, anyway=False)
        assert problems == ()
        carry_out(project, ledger.account, record(steps, wanted[0].region, is_undo=True), no_word)


def no_word(_: Step, __: object) -> None:
    """Tell nothing."""


def state(ledger: Ledger) -> object:
    return deepcopy((ledger.rented, ledger.regions))


def broken(
    command: Callable[[Path, Ledger, tuple[WantedNumber, ...]], None],
    project: Path,
    ledger: Ledger,
    wanted: tuple[WantedNumber, ...],
    place: tuple[int, bool],
) -> None:
    """Carry out a command of which one request is refused, or its answer is lost."""
    ledger.asked, (ledger.patience, ledger.heard) = 0, place
    with suppress(Refusal):
        command(project, ledger, wanted)
    ledger.patience = None


places = st.tuples(st.sampled_from(range(25)), st.booleans())


@settings(max_examples=40)
@given(ledgers(), wishes())
def test_undo_makes_the_account_as_it_was_and_undo_of_it_sets_it_again(
    ledger: Ledger, wanted: tuple[WantedNumber, ...]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project, before = Path(name), state(ledger)
        apply(project, ledger, wanted)
        after = state(ledger)
        undo(project, ledger, wanted)
        assert state(ledger) == before
        undo(project, ledger, wanted)
        assert state(ledger) == after


@settings(max_examples=40)
@given(ledgers(), wishes())
def test_whoever_applies_twice_changes_nothing_the_second_time(
    ledger: Ledger, wanted: tuple[WantedNumber, ...]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        apply(Path(name), ledger, wanted)
        written, after = ledger.written, state(ledger)
        apply(Path(name), ledger, wanted)
        assert (ledger.written, state(ledger)) == (written, after)


@settings(max_examples=40)
@given(ledgers(), wishes(), places, st.sampled_from(("apply", "undo")))
def test_what_broke_off_is_put_back_and_so_is_what_went_on_with_it(
    ledger: Ledger, wanted: tuple[WantedNumber, ...], place: tuple[int, bool], then: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project, before = Path(name), state(ledger)
        broken(apply, project, ledger, wanted, place)
        if then == "apply":
            apply(project, ledger, wanted)
        undo(project, ledger, wanted)
        assert state(ledger) == before


@settings(max_examples=40)
@given(ledgers(), wishes(), places, st.sampled_from(("apply", "undo")))
def test_an_undo_that_broke_off_is_gone_on_with(
    ledger: Ledger, wanted: tuple[WantedNumber, ...], place: tuple[int, bool], then: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project, before = Path(name), state(ledger)
        apply(project, ledger, wanted)
        after = state(ledger)
        broken(undo, project, ledger, wanted, place)
        if then == "apply":
            apply(project, ledger, wanted)
            assert state(ledger) == after
        elif state(ledger) == before:
            return  # it came to its end, and an undo of it sets it again
        undo(project, ledger, wanted)
        assert state(ledger) == before
