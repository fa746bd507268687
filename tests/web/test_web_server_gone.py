"""The production server killed in the midst of a call: what the caller hears from elsewhere."""

from __future__ import annotations

import re
import signal
import sys
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
import pytest

from ivr.phone import (
    ANONYMOUS,
    Account,
    ApplicationError,
    Caller,
    CallRecord,
    EmulatedCarrier,
    Event,
    Heard,
    LegRung,
    Listening,
    Outcome,
    ScriptedCaller,
    ToneHeard,
    Transferred,
    read_wav,
)
from ivr.phone.twiml.verbs import Method
from tests.support.commands import Ivr
from tests.support.deployment import Deployment, answers, deployed
from tests.support.hotline import SMALL, TOKEN, TRUNK, copied, rented, with_clips
from tests.support.processes import free_port, started, wait_until
from tests.support.proxy import proxied
from tests.support.ringing import CALLER

GUIDANCE: Final = "+4723327000"
TO_113: Final = "1,1,1"
"""Norwegian, danger, and being put through, which needs no hour."""
CALLED: Final = "+4721000001"
SILENCE_S: Final = 2.0
QUIET: Final = 100
"""Of 32,767: below -50 dB, where nothing is heard on a telephone."""
RATE: Final = 8000


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_clips(rented(copied(tmp_path_factory.mktemp("gone") / "project", SMALL)))


@contextmanager
def serving(project: Path) -> Iterator[Deployment]:
    port = free_port()
    own = {"PUBLIC_BASE_URL": f"http://127.0.0.1:{port}", "PORT": str(port)}
    with deployed(project, WEB_CONCURRENCY="2", SIP_TRUNK=TRUNK, **own) as server:
        yield server


@contextmanager
def file_server(folder: Path) -> Iterator[str]:
    """Serve a folder as any web server does that keeps files and runs nothing."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    where = ("--bind", "127.0.0.1", "--directory", str(folder), str(port))
    with started(sys.executable, "-m", "http.server", *where) as process:
        url = f"http://127.0.0.1:{port}"
        process.until(lambda: is_there(url))
        yield url


def is_there(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False


class Witness(ScriptedCaller):
    """A caller during whose call something happens once, at the first event of a kind."""

    def __init__(
        self,
        keys: str,
        outcomes: Sequence[str | Outcome],
        kind: type[Event],
        happens: Callable[[], object],
    ) -> None:
        super().__init__(keys, outcomes)
        self._kind = kind
        self._happens: Callable[[], object] | None = happens

    def tell(self, event: Event) -> None:
        super().tell(event)
        if isinstance(event, self._kind) and self._happens is not None:
            happens, self._happens = self._happens, None
            happens()


@dataclass
class Elsewhere:
    """Where the carrier asks when the server is away."""

    url: str
    method: Method


def call_through_the_kill(
    server: Deployment,
    elsewhere: Elsewhere,
    kind: type[Event],
    outcomes: Sequence[str | Outcome],
    from_: str = CALLER,
) -> CallRecord:
    """Ring, and have every process of the server killed at the first event of a kind."""

    def kill() -> None:
        server.process.send_all(signal.SIGKILL)
        wait_until(lambda: not answers(server.url))

    return call(server, elsewhere, Witness(TO_113, outcomes, kind, kill), from_)


def call(
    server: Deployment, elsewhere: Elsewhere, caller: Caller, from_: str = CALLER
) -> CallRecord:
    with closing(httpx.Client(trust_env=False)) as client:
        carrier = EmulatedCarrier(
            client,
            account=Account("AC0", TOKEN),
            voice_url=f"{server.url}/voice",
            fallback_url=elsewhere.url,
            fallback_method=elsewhere.method,
        )
        return carrier.call(caller, to=CALLED, from_=from_)


def has_unread_request(port: int) -> bool:
    """Tell whether what was sent to a port of this machine lies unread; Linux only."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    established = "01"
    return any(
        int(local.partition(":")[2], 16) == port and int(queues.partition(":")[2], 16) > 0
        for _, local, _, state, queues, *_ in rows
        if state == established
    )


@contextmanager
def files(project: Path, folder: Path) -> Iterator[Elsewhere]:
    """What `ivr audio publish` wrote, on a server of files."""
    with file_server(folder) as url:
        done = Ivr(project)("audio", "publish", str(folder), AUDIO_BASE_URL=url, OFFER_DRAFTS="yes")
        assert done.returncode == 0, done
        yield Elsewhere(f"{url}/fallback.xml", "GET")


@contextmanager
def a_bin(project: Path) -> Iterator[Elsewhere]:
    """What `ivr export fallback` printed, at the carrier's own."""
    done = Ivr(project)("export", "fallback", OFFER_DRAFTS="yes")
    assert done.returncode == 0, done
    with proxied() as keeper:
        keeper.change = lambda passed: passed.answer(
            200, done.stdout.encode(), content_type="text/xml"
        )
        yield Elsewhere(keeper.url, "POST")


def after_the_kill(record: CallRecord) -> list[Event]:
    """The events from the answer of the fallback on."""
    [asked] = [event for event in record.requests if event.purpose == "fallback"]
    assert asked.status == 200, asked
    return [*record.events[record.events.index(asked) :]]


def languages(events: Sequence[Event]) -> list[str]:
    """What was heard, each by its language: of a clip, its folder's."""
    heard = [event for event in events if isinstance(event, Heard)]
    return [urlsplit(one.url).path.split("/")[-2] if one.url else one.language for one in heard]


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [(Listening, []), (LegRung, ["answered"]), (Transferred, ["answered"])],
    ids=["in a menu", "before the whisper", "while two talk"],
)
@pytest.mark.parametrize("by", ["files", "bin"])
def test_a_caller_whose_server_is_killed_hears_the_numbers_and_a_person_is_rung(
    project: Path, tmp_path: Path, by: str, kind: type[Event], outcomes: list[str]
) -> None:
    place = files(project, tmp_path / "second") if by == "files" else a_bin(project)
    with place as elsewhere, serving(project) as server:
        record = call_through_the_kill(server, elsewhere, kind, [*outcomes, "no-answer"])
    events = after_the_kill(record)
    said = ["nb", "en", "pl"] if by == "files" else ["nb-NO", "en-GB", "pl-PL"]
    assert languages(events) == [*said, *said[:2], *said]
    assert [leg.to for leg in events if isinstance(leg, LegRung)] == [GUIDANCE]
    ring = next(place for place, event in enumerate(events) if isinstance(event, LegRung))
    assert languages(events[:ring]) == [*said, *said[:2]]
    assert record.of(ApplicationError) == ()
    assert record.reason == "application hung up"


def test_a_key_that_is_on_its_way_when_the_server_is_killed_is_no_silence(project: Path) -> None:
    with a_bin(project) as elsewhere, serving(project) as server, ExitStack() as ends:

        def kill() -> None:
            wait_until(lambda: has_unread_request(server.port))
            server.process.send_all(signal.SIGKILL)

        def halt() -> None:
            server.process.send_all(signal.SIGSTOP)
            killing = threading.Thread(target=kill)
            killing.start()
            ends.callback(killing.join)

        record = call(server, elsewhere, Witness(TO_113, ["no-answer"], Listening, halt))
    first = next(one for one in record.requests if "/voice/turn" in one.url)
    assert first.problem.startswith("no complete answer")
    assert languages(after_the_kill(record))[:3] == ["nb-NO", "en-GB", "pl-PL"]
    assert record.of(ApplicationError) == ()


def test_a_person_who_answers_is_talked_to_in_the_midst_of_it(project: Path) -> None:
    with a_bin(project) as elsewhere, serving(project) as server:
        record = call_through_the_kill(server, elsewhere, Listening, ["answered"])
    [talk] = [event for event in after_the_kill(record) if isinstance(event, Transferred)]
    assert talk.to == GUIDANCE
    assert record.of(ApplicationError) == ()


def test_who_withholds_their_number_hears_the_words_again(project: Path) -> None:
    with a_bin(project) as elsewhere, serving(project) as server:
        record = call_through_the_kill(server, elsewhere, Listening, [], from_=ANONYMOUS)
    events = after_the_kill(record)
    assert languages(events).count("nb-NO") == 3
    assert record.of(ApplicationError) == ()


def test_the_call_as_it_was_heard_has_no_silence_but_the_ringing_tone(tmp_path: Path) -> None:
    """With a voice that speaks, from the kill to the end."""
    project = rented(copied(tmp_path / "project", SMALL))
    for path in (project / "prompts").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("engine: silent", "engine: espeak"), encoding="utf-8")
    assert Ivr(project)("audio", "build", "--jobs", "1").returncode == 0
    with files(project, tmp_path / "second") as elsewhere, serving(project) as server:
        record = call_through_the_kill(server, elsewhere, Listening, ["no-answer"])
    record.save_wav(tmp_path / "call.wav", as_mulaw=False)
    line = read_wav((tmp_path / "call.wav").read_bytes()).telephone()
    assert len(line) == pytest.approx(record.seconds * RATE, abs=RATE)
    events = after_the_kill(record)
    for event in events:
        if isinstance(event, ToneHeard):
            place = slice(round(event.at * RATE), round(event.end * RATE))
            line[place] = array("h", [QUIET + 1]) * len(line[place])
    heard = line[round(events[0].at * RATE) :]
    assert longest_silence(heard) < SILENCE_S
    assert len(heard) > 20 * RATE


def longest_silence(line: Sequence[int]) -> float:
    """Return the seconds of the longest stretch in which no sample is louder than quiet."""
    loud = "".join("x" if abs(sample) > QUIET else "." for sample in line)
    return max(map(len, re.findall(r"\.+", loud)), default=0) / RATE
