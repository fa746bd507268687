"""The watch: a look each minute, and notices sent beside it, so that no channel holds it up."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ivr.journal.alarms.facts import Content, Facts, kept_facts
from ivr.journal.alarms.judge import due, judged
from ivr.journal.alarms.past import remember
from ivr.journal.alarms.probed import probed
from ivr.journal.alarms.sending import send
from ivr.journal.alarms.state import Down, Notice, State, keep_state, read_state, without
from ivr.journal.alarms.telling import sentence
from ivr.journal.port import Status
from ivr.journal.settings import JournalSettings

PATIENCE: Final = dt.timedelta(days=3)
"""After so long nobody is told any more of what was wrong then."""

MOST_MINUTES: Final = 60
"""The longest wait before a channel that is down is tried again."""

END_S: Final = 4.0
"""How long an end waits for what is being sent: a receipt that is lost means a second notice."""

log = logging.getLogger("ivr")


class Watch:
    """Looks whether the hotline is well, and tells.

    One process of a machine looks; what it remembers is in the journal's folder, so that another
    process, or the next start, goes on from there.
    """

    def __init__(
        self,
        settings: JournalSettings,
        content: Callable[[], Content],
        status: Callable[[], Status],
    ) -> None:
        """Take where the journal is, and how to ask what is served and how the journal fares."""
        self._database = settings.database
        self._folder = settings.folder
        self._content = content
        self._status = status
        self._lock = threading.Lock()
        self._sender: threading.Thread | None = None
        self._state: State | None = None
        self._unkept = False
        self._over = False

    def look(self, now: dt.datetime) -> None:
        """Judge what is wrong at an aware time, and begin to send what is due.

        The database may be away; then what is told by it stays as it is.
        """
        now, content = now.astimezone(dt.UTC), self._content()
        kept = kept_facts(self._database, content.zone, now)
        facts = Facts(content, self._status(), kept, probed(self._folder))
        with self._lock:
            before = self._state or read_state(self._folder) or State(now, now)
            state, notices = judged(facts, before, now)
            for notice in notices:
                log.warning("%s", sentence(notice, content.zone))
            self._keep(_without_old(state, content, now), notices)
        self._send(content, now)

    def end(self) -> None:
        """Send nothing more; what is being sent is waited for, but not for long."""
        self._over = True
        if self._sender is not None:
            self._sender.join(END_S)

    def wait(self) -> None:
        """Wait until what the last look began to send is sent, or was tried."""
        if self._sender is not None:
            self._sender.join()

    def _send(self, content: Content, now: dt.datetime) -> None:
        """Begin to send what is due, unless the last sending is still under way."""
        if self._sender is not None and self._sender.is_alive():
            return
        with self._lock:
            names = [
                name
                for name in content.alarms.channels
                if self._state and due(self._state, content.alarms, name, now)
            ]
        if names:
            self._sender = threading.Thread(
                target=self._send_over, args=(names, content, now), name="alarms", daemon=True
            )
            self._sender.start()

    def _send_over(self, names: list[str], content: Content, now: dt.datetime) -> None:
        for name in names:
            while (notice := self._next(name, content, now)) is not None:
                reason = send(content.alarms.channels[name], notice, content.zone)
                with self._lock:
                    self._take(name, notice, now, reason)

    def _next(self, name: str, content: Content, now: dt.datetime) -> Notice | None:
        with self._lock:
            notices = due(self._state, content.alarms, name, now) if self._state else ()
        return notices[0] if notices and not self._over else None

    def _take(self, name: str, notice: Notice, now: dt.datetime, reason: str) -> None:
        """Remember that a notice was sent, or why it was not and when to try again."""
        state = self._state
        if state is None:
            return
        down = {other: one for other, one in state.down.items() if other != name}
        if reason:
            failures = state.down[name].failures + 1 if name in state.down else 1
            minutes = min(2 ** min(failures - 1, 10), MOST_MINUTES)
            down[name] = Down(failures, now + dt.timedelta(minutes=minutes), reason)
            log.error("Alarms cannot be sent by %s: %s.", name, reason)
            self._keep(replace(state, down=down))
        else:
            self._keep(without(replace(state, down=down), notice, name))

    def _keep(self, state: State, notices: Sequence[Notice] = ()) -> None:
        self._state = state
        try:
            keep_state(self._folder, state)
            remember(self._folder, notices)
            self._unkept = False
        except OSError as error:
            if not self._unkept:
                log.error(  # noqa: TRY400 - no trace of what is the disk's
                    "What the alarms have told cannot be kept (%s): a restart may tell it again.",
                    error.strerror,
                )
            self._unkept = True


def _without_old(state: State, content: Content, now: dt.datetime) -> State:
    """Leave out what nobody can be told any more, by age or for want of the channel."""
    channels, waiting = content.alarms.channels, []
    for one in state.waiting:
        if now - one.notice.at >= PATIENCE:
            log.error("Nobody was told by %s: %s", ", ".join(one.to), one.notice.what)
        elif to := tuple(name for name in one.to if name in channels):
            waiting.append(replace(one, to=to))
    down = {name: one for name, one in state.down.items() if name in channels}
    return replace(state, waiting=tuple(waiting), down=down)
