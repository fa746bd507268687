"""Random calls: the same every time, all of them sound, and a fault in the stack never missed."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import random
import signal
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from ivr.cli.checks.random_calls import Stack, _asked_to_stop, run_random
from ivr.cli.phone.replay import read_replay
from ivr.cli.project import Refused
from ivr.model import Hotline
from ivr.phone import CallRecord, ScriptedCaller
from ivr.proof.random.bad_calls import BadCall
from ivr.proof.random.calls import MOST_KEPT, MOST_TURNS, Served, Switchboard, Tally
from ivr.proof.random.plan import CALLERS, GARBAGE, plan_call
from ivr.proof.random.promises import Broken
from ivr.proof.random.times import Almanac
from ivr.proof.random.workers import Lot, random_calls

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BASE_URL: Final = "https://hotline.example"
TOKEN: Final = "7e57" * 8
SEED: Final = 2026


def switchboard(app: App, hotline: Hotline) -> Switchboard:
    return Switchboard(Served(app, hotline, BASE_URL, TOKEN), SEED)


@pytest.fixture(scope="module")
def app(serve: Callable[..., Any]) -> App:
    made: App = serve()
    return made


@pytest.fixture(scope="module")
def board(app: App, hotline: Hotline) -> Switchboard:
    return switchboard(app, hotline)


def total(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole


def test_three_hundred_callers_are_all_served(board: Switchboard) -> None:
    tally = board.calls(range(300))
    assert tally.bad == []
    assert (tally.calls, tally.endings.total()) == (300, 300)
    assert set(tally.endings) == {
        "goodbye after a talk",
        "goodbye without a talk",
        "the caller hangs up in a menu",
        "the caller hangs up after a talk",
        "the caller gives up while it rings",
    }
    assert 0 < tally.most_turns <= MOST_TURNS
    assert len(tally.addresses) > 150


@pytest.mark.parametrize("from_", sorted(set(CALLERS)))
@pytest.mark.parametrize("to", GARBAGE[::4])
def test_a_strange_call_to_a_strange_number_is_put_through(
    board: Switchboard, from_: str, to: str
) -> None:
    noon = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
    plan = replace(board.plan(1), to=to, from_=from_, at=noon, keys=("2", "0"), outcomes=())
    record = board.record(plan)
    assert record.faults == ()
    assert [ended.status for ended in record.dials] == ["completed"]


def test_a_call_is_the_same_whenever_it_is_made(board: Switchboard) -> None:
    for number in (0, 17, 10**6):
        plan = board.plan(number)
        assert plan == board.plan(number)
        assert without_clips(board.record(plan)) == without_clips(board.record(plan))


def without_clips(record: CallRecord) -> list[object]:
    """A clip is fetched by the first call that plays it, so that is no part of a call."""
    return [event for event in record.events if getattr(event, "purpose", "") != "clip"]


def test_calls_are_the_same_on_one_core_and_on_two(shipped: Path) -> None:
    stack, lot = Stack(shipped), Lot(SEED, 1000, 70)
    assert total(random_calls(stack, lot, 2)) == total(random_calls(stack, lot, 1))


def test_calls_go_on_where_they_were_broken_off(board: Switchboard) -> None:
    parts = [board.calls(range(20)), board.calls(range(20, 50))]
    assert total(parts) == board.calls(range(50))


def test_no_two_seeds_and_no_two_numbers_make_the_same_calls(hotline: Hotline) -> None:
    almanac, listed = Almanac.of(hotline), tuple(hotline.entrances)
    plans = [plan_call(seed, number, listed, almanac) for seed in (1, 2) for number in range(200)]
    assert len({plan.call_sid for plan in plans}) == 400
    assert len({(plan.at, plan.keys, plan.to) for plan in plans}) == 400


def test_calls_are_made_at_every_kind_of_moment(hotline: Hotline) -> None:
    almanac = Almanac.of(hotline)
    rng = random.Random(SEED)
    moments = [almanac.moment(rng) for _ in range(3000)]
    days = {holiday.date() for holiday in almanac.holidays}
    local = [moment.astimezone(hotline.timezone) for moment in moments]
    assert dt.date(2027, 5, 17) in days
    assert dt.date(2027, 3, 28) in days  # a night of 23 hours
    assert sum(moment.date() in days for moment in local) > 700
    near = dt.timedelta(seconds=120)
    assert sum(any(abs(m - edge) <= near for edge in almanac.edges) for m in moments[:500]) > 70
    expires = max(fact.expires for fact in hotline.facts.values())
    assert {moment.date() > expires for moment in local} == {True, False}
    assert all(isinstance(moment.tzinfo, dt.timezone) for moment in moments)


# --- a stack that is broken on purpose --------------------------------------------------------


def changed(app: App, old: bytes, new: bytes, status: str = "") -> App:
    """Change every answer on its way to the carrier."""

    def broken(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def hold(*given: Any) -> Any:  # noqa: ANN401 - as WSGI has it
            started.append(given[:2])

        answered = app(environ, hold)
        body = b"".join(answered)
        getattr(answered, "close", lambda: None)()
        (told, headers) = started[-1]
        hit = old in body
        headers = [(n, v) for n, v in headers if n.lower() != "content-length"]
        start_response(status if status and hit else told, headers)
        return [body.replace(old, new)]

    return broken


BREAKS: Final = {
    "an unknown attribute": (b"numDigits", b"numDigit", "", "the carrier finds no fault"),
    "a failing turn": (b"<Dial", b"<Dial", "500 Oops", "a document is answered with 200"),
    "a goodbye left out": (b"<Hangup />", b"", "", "a call ends by a hang-up"),
    "a number in an address": (b"?m=", b"?caller=4700000099&amp;m=", "", "no address tells who"),
}


@pytest.mark.parametrize(
    ("old", "new", "status", "promise"),
    BREAKS.values(),
    ids=BREAKS.keys(),
)
def test_a_fault_in_the_stack_is_found(
    app: App, hotline: Hotline, old: bytes, new: bytes, status: str, promise: str
) -> None:
    tally = switchboard(changed(app, old, new, status), hotline).calls(range(15))
    assert any(broken.startswith(promise) for broken in tally.broken), tally.broken
    assert tally.bad
    assert tally.calls == 15


def test_a_clip_that_is_not_there_is_found(app: App, hotline: Hotline) -> None:
    tally = switchboard(changed(app, b"RIFF", b"RIFF", "404 Not Found"), hotline).calls(range(5))
    assert tally.broken["a clip is answered with 200"] >= 5
    assert tally.broken["a call ends by a hang-up"] == 5


def test_a_hang_up_without_a_goodbye_is_found(app: App, hotline: Hotline) -> None:
    hung_up = changed(app, b"<Gather", b"<Hangup /><Gather")
    tally = switchboard(hung_up, hotline).calls(range(5))
    assert tally.broken == {"the hotline hangs up after its goodbye": 5}


def test_an_error_in_the_log_is_found_and_not_printed(
    app: App, hotline: Hotline, capsys: pytest.CaptureFixture[str]
) -> None:
    def logs(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/voice":
            logging.getLogger("ivr").error("The store is out of reach.")
        return app(environ, start_response)

    tally = switchboard(logs, hotline).calls(range(3))
    assert tally.broken == {"no error is logged": 3}
    assert [broken.what for broken in tally.bad[0].broken] == ["The store is out of reach."]
    assert capsys.readouterr() == ("", "")


def test_an_exception_is_found_and_the_calls_go_on(hotline: Hotline) -> None:
    def falls(*_: Any) -> Iterable[bytes]:  # noqa: ANN401 - as WSGI has it
        raise ZeroDivisionError("by nought")

    tally = switchboard(falls, hotline).calls(range(30))
    assert tally.broken == {"nothing is raised": 30}
    assert "ZeroDivisionError: by nought (falls" in str(tally.bad[0])
    assert len(tally.bad) == MOST_KEPT


def test_a_call_that_would_not_end_is_found(app: App, hotline: Hotline) -> None:
    circles = changed(app, b"<Gather", b"<Redirect>https://hotline.example/voice</Redirect><Gather")
    tally = switchboard(circles, hotline).calls(range(2))
    assert tally.broken["a call comes to an end"] == 2


def test_the_apology_is_never_taken_for_a_goodbye(app: App, hotline: Hotline) -> None:
    def fails(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/voice/turn":
            start_response("500 Oops", [])
            return []
        return app(environ, start_response)

    tally = switchboard(fails, hotline).calls(range(20))
    assert tally.broken["nobody hears the apology"] > 10
    assert tally.broken["the hotline hangs up after its goodbye"] > 10


# --- what an operator gets ----------------------------------------------------------------------


def test_a_bad_call_is_kept_so_that_it_can_be_rung_again(
    board: Switchboard, tmp_path: Path
) -> None:
    plan = next(plan for plan in map(board.plan, range(99)) if plan.outcomes and plan.keys)
    bad = BadCall(plan, (Broken("nobody hears the apology", "it is heard"),))
    path = tmp_path / bad.file_name
    path.write_text(bad.as_replay(), encoding="utf-8")
    kept = read_replay(path)
    assert (kept.to, kept.at) == (plan.to, plan.at.isoformat())
    assert json.loads(path.read_text())["number"] == plan.number
    ScriptedCaller(kept.keys, kept.outcomes.split(","))
    assert f"--seed {plan.seed} --first {plan.number}" in str(bad)
    assert f'keys "{kept.keys}", outcomes "{kept.outcomes}"' in str(bad)


def test_the_calls_are_counted_for_the_operator(
    shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_random(shipped, 20, seed=SEED, jobs=1, replays=tmp_path)
    assert ended.value.code == 0
    told, progress = capsys.readouterr()
    assert progress.startswith("20 of 20  ")
    assert "20 calls, " in told
    assert " calls/s, " in told
    assert "0 broken promises." in told
    assert list(tmp_path.iterdir()) == []


def test_a_project_without_clips_is_one_line(shipped: Path, tmp_path: Path) -> None:
    for folder in ("config", "prompts"):
        (tmp_path / folder).symlink_to(shipped / folder)
    with pytest.raises(Refused) as refused:
        run_random(tmp_path, 20)
    assert "ivr audio build" in str(refused.value)


@pytest.mark.parametrize("key", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_is_heard_even_within_a_callback(key: signal.Signals) -> None:
    """Python drops an exception there: the calls would go on for hours as if nothing had been."""

    class Thing:
        """Something that may be referred to weakly."""

    thing = Thing()
    with _asked_to_stop() as stop:
        gone = weakref.ref(thing, lambda _: signal.raise_signal(key))
        del thing
        assert gone() is None
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(key)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_calls_broken_off_say_what_was_done_and_how_to_go_on(
    small: Path, stop: signal.Signals
) -> None:
    program = (
        "import sys; from pathlib import Path; from ivr.cli.checks.random_calls import run_random\n"
        "if __name__ == '__main__': run_random(Path(sys.argv[1]), 10**6, seed=5, jobs=1)"
    )
    terminal, end = os.openpty()
    calls = subprocess.Popen(
        [sys.executable, "-c", program, str(small)],
        stdin=end,
        stdout=subprocess.PIPE,
        stderr=end,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "200"},
    )
    os.close(end)
    shown = b""
    while b" calls/s" not in shown:
        shown += os.read(terminal, 65536)
    calls.send_signal(stop)
    # A terminal holds a few thousand letters: whoever writes more waits until they are read.
    with suppress(OSError):
        while more := os.read(terminal, 65536):
            shown += more
    os.close(terminal)
    counted, _ = calls.communicate()
    assert calls.returncode == 130
    done = int(counted.decode().splitlines()[-2].partition(" calls")[0])
    assert done > 0
    assert f"ivr proof --random {10**6 - done} --seed 5 --first {done}" in shown.decode()
