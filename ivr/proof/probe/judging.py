"""Each answer held against what was to come, while a call is on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivr.phone import Fault, PhoneError, parse
from ivr.phone.twiml.verbs import Document
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, wrong
from ivr.proof.probe.comparing import Difference, difference
from ivr.proof.probe.expected import Expected
from ivr.proof.probe.sound import clip_problem
from ivr.proof.probe.wire import Exchange
from ivr.serving.clip_store import AUDIO

SLOW_S: Final = 2.0
"""Seconds of an answer after which a caller takes the line for dead."""

OF_WORDS: Final = frozenset(
    {"probe-words-differ", "probe-target-differs", "probe-way-differs", "probe-clip-lost"}
)
"""What can be said only of a hotline whose content is known."""

_REBUILD: Final = "Run: ivr audio build --verify"
_LOG: Final = "Look at the log of the server; does it run another version of the program?"
_LIST: Final = "Is audio/built here that of the server? Its list does not have this clip."
_TARGET: Final = "Compare the routes in config/services.yaml, and SIP_TRUNK here and at the server."


class Judge:
    """Sees every exchange; ``expected`` is None where nobody knows what is to be said.

    ``first`` is the first request of a call; ``differences`` are those of the call that is on,
    ``clips`` what is wrong with any clip, by address; ``slow`` are the answers that took too long.
    """

    def __init__(self) -> None:
        self.expected: Expected | None = None
        self.first: Exchange | None = None
        self.differences: list[Problem] = []
        self.clips: dict[str, Problem | None] = {}
        self.slow: list[Exchange] = []

    def begin(self) -> None:
        """Forget the call before."""
        self.differences = []

    def see(self, exchange: Exchange) -> None:
        """Take in one request and its answer."""
        if exchange.path.startswith(f"{AUDIO}/"):
            listed = None if self.expected is None else self.expected.clips
            self.clips[exchange.path] = clip_problem(exchange, listed)
        elif exchange.is_voice:
            self.first = self.first or exchange
            if exchange.seconds > SLOW_S:
                self.slow.append(exchange)
            if self.expected is not None:
                self.differences += _differing(self.expected, exchange)

    def broken(self, faults: tuple[Fault, ...]) -> Iterator[Problem]:
        """Yield what the carrier would not have taken."""
        for fault in faults:
            cause = f"The carrier would break off here (error {fault.code}): {fault.problem}."
            fix = _REBUILD if f"{AUDIO}/" in fault.url else _LOG
            yield Problem("probe-call-broken", fault.url.partition("?")[0], None, cause, fix)

    def checks(self) -> Iterator[Check]:
        """Yield what was found of all calls together: their clips, and how long answers took."""
        found = [problem for problem in self.clips.values() if problem is not None]
        yield from (wrong("a clip", problem) for problem in found)
        if not found:
            yield good("the clips", f"{len(self.clips)} fetched, each whole")
        if not self.slow:
            yield good("the answers", f"none took longer than {SLOW_S:g} s")
            return
        worst = max(self.slow, key=lambda one: one.seconds)
        cause = f"{len(self.slow)} took longer than {SLOW_S:g} s, such as {worst.path}: "
        cause += f"{worst.seconds:.1f} s of silence for a caller."
        fix = "Is the machine, its disk or the proxy before it busy? More workers: WEB_CONCURRENCY."
        yield wrong("the answers", Problem("probe-slow", worst.path, None, cause, fix))


def _differing(expected: Expected, exchange: Exchange) -> Iterator[Problem]:
    """Yield in what an answer differs, at every moment at which it may have been given."""
    came = _document(exchange.body)
    texts = dict.fromkeys(expected.twiml(exchange, now) for now in exchange.moments)
    if came is None or None in texts:
        return
    found: list[Difference] = []
    for text in filter(None, texts):
        wanted = _document(text.encode())
        one = None if wanted is None else difference(expected, wanted, came)
        if one is None:
            return
        found.append(one)
    yield _problem(exchange, found[0])


def _document(body: bytes) -> Document | None:
    try:
        return parse(body)
    except PhoneError:
        return None  # which is a fault of the call


def _problem(exchange: Exchange, found: Difference) -> Problem:
    if found.is_lost:
        cause = f"{found.wanted} is read aloud by the carrier: its clip is lost or damaged."
        return Problem("probe-clip-lost", exchange.path, None, cause, _REBUILD)
    wanted, came = found.wanted or "nothing more", found.came or "nothing"
    cause = f"{exchange.path}: {wanted} was to come, and {came} came."
    match found.kind:
        case "words":
            fix = _LIST if found.is_unlisted else _LOG
            return Problem("probe-words-differ", exchange.path, None, cause, fix)
        case "target":
            return Problem("probe-target-differs", exchange.path, None, cause, _TARGET)
        case "way":
            return Problem("probe-way-differs", exchange.path, None, cause, _LOG)
