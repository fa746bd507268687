"""What the requests of a call leave in the journal; a failure of it reaches no call."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from flask import Flask, request

from ivr import carrier, refusals
from ivr.call import Dialling, Input, State, Turn
from ivr.journal import Event, Journal, Kind, observe
from ivr.journal.overheard import Hears, Overheard
from ivr.model import Hotline
from ivr.web.logs import EventLines

LONGEST_CALL_S: Final = 24 * 3600
"""An answer longer ago than this was not that of a call that still goes on."""

OWN_FAILURE: Final = "turn"
"""What failed when it was an answer of ours, for which the carrier has no number."""

_COUNTED: Final = {
    refusals.Kind.SIGNATURE: Kind.REFUSED,
    refusals.Kind.LOST_CLIP: Kind.LOST_CLIP,
}
"""What is refused outside a call; the rest is an event of the call in which it happens."""

log = logging.getLogger("ivr")

Opened = Callable[[], Journal]
"""Gives the journal that is kept now."""


def keep(app: Flask, journal: Journal) -> None:
    """Have a journal keep what happens to an application from now on, and count it.

    Where its ``extensions["log_calls"]`` say so, each event of a call is a line of the log as well.
    """

    def told(kind: refusals.Kind) -> None:
        if kind in _COUNTED:
            with _harmless():
                journal.count(_COUNTED[kind])

    hearers: list[Hears] = [app.extensions["metrics"].hear]
    if app.extensions["log_calls"]:
        hearers.append(EventLines(journal.log_tag))
    app.extensions["journal"] = Overheard(journal, *hearers)
    app.extensions["refusals"].listen(told)


class CallJournal:
    """Keeps what Flask's request tells of a call: of its form the identifier goes no further.

    ``clock`` gives the time as an aware datetime.
    """

    def __init__(self, hotline: Hotline, clock: Callable[[], dt.datetime], opened: Opened) -> None:
        self._hotline = hotline
        self._clock = clock
        self._opened = opened

    def answered(self, turn: Turn, now: dt.datetime) -> None:
        """Keep that a call was answered with a turn."""
        with _harmless():
            self._keep(now, observe.answered(self._hotline, self._called(), turn))

    def resumed(
        self,
        state: State,
        input: Input,
        turn: Turn,
        now: dt.datetime,
        begun: int | None,
        *,
        full: Dialling | None = None,
    ) -> None:
        """Keep what was heard in a state, and the turn it led to; ``begun`` as in an address.

        ``full`` is the transfer that was not tried in between, if any.
        """
        with _harmless():
            # The end of a transfer is reported of a caller who is gone, too.
            gone = carrier.read_end(request.form) is not None
            seconds = seconds_since(begun, now)
            follows = None if gone else turn
            observed = observe.resumed(
                self._hotline, state, input, follows, now=now, seconds=seconds, full=full
            )
            self._keep(now, observed)

    def fell_back(self, failure: str = "") -> None:
        """Keep that a caller heard the apology; the carrier's number tells why, if nothing does."""
        with _harmless():
            failure = failure or carrier.error_code(request.form)
            self._keep(self._clock(), [observe.fell_back(self._hotline, self._called(), failure)])

    def over(self) -> None:
        """Keep how a call has ended, if it has."""
        with _harmless():
            if (end := carrier.read_end(request.form)) is not None:
                self._keep(self._clock(), [observe.ended(self._hotline, self._called(), *end)])

    def _called(self) -> str:
        """Return the number called, nothing for one that nobody lists."""
        to = request.form.get("To", "")
        return carrier.called_number(to, self._hotline.entrances) or ""

    def _keep(self, now: dt.datetime, observed: Iterable[Event]) -> None:
        probe = carrier.is_probe(request.form)
        if call := request.form.get("CallSid", ""):
            self._opened().record(call, now, *observed, probe=probe)


def seconds_since(begun: int | None, now: dt.datetime) -> int | None:
    """Return how long a call has lasted, ``begun`` as in an address; None where nobody knows."""
    if begun is None:
        return None
    seconds = max(0, int(now.timestamp()) - begun)
    return seconds if seconds <= LONGEST_CALL_S else None


@contextmanager
def _harmless() -> Iterator[None]:
    try:
        yield
    except Exception:
        log.exception("What happened in a call is not kept; the call goes on.")
