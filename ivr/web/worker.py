"""gunicorn's threaded worker, where no client can hold up the others and a stop loses nobody."""

from __future__ import annotations

import errno
import math
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any, Final

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from ivr.refusals import Kind
from ivr.serving.patience import (
    GOODBYE_SECONDS,
    LOOK_SECONDS,
    READ_SECONDS,
    SEND_SECONDS,
    SLOWEST_BYTES_S,
)
from ivr.web.clients.connection import Connection, Doing
from ivr.web.front import unreadable

_NO_ROOM: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
"""Why the system takes no further connection."""


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """One worker process.

    gunicorn 27 has a thread read a request, send its answer and take leave of its client, for as
    long as the client likes, and on SIGTERM keeps its listener open without accepting, so that
    whoever connects meanwhile is reset in the end. Here a thread only answers: it gets a request
    that is there as a whole, and what the client does not take at once is sent by the one that
    waits for all. The methods without an underscore keep gunicorn's names.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as gunicorn has it
        super().__init__(*args, **kwargs)
        self._clients: set[Connection] = set()
        self._looked = 0.0
        self._steps: Mapping[Doing, Callable[[Connection], None]] = {
            Doing.WAITING: self._read,
            Doing.READING: self._read,
            Doing.SENDING: self._send,
            Doing.LEAVING: self._leave,
        }

    def init_signals(self) -> None:
        """Listen to the master; a SIGHUP to every process is for that one alone."""
        super().init_signals()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - as gunicorn has it
        """Accept or not; a stopping worker first takes in who is waiting, then closes the door."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                while self.accept(listener):
                    pass
                listener.close()
            # gunicorn may ask for it once more.
            self.sockets: list[Any] = []

    def accept(self, listener: Any) -> bool:  # noqa: ANN401 - gunicorn's wrapped socket
        """Take in a client, in another one's place where there is no room; False if none came."""
        # At its own limit gunicorn would accept nobody.
        if self.nr_conns >= self.worker_connections - 1 and not self._give_up_one():
            return False
        try:
            wire, address = listener.accept()
        except OSError as error:
            return error.errno in _NO_ROOM and self._give_up_one()
        client = Connection(self.cfg, wire, address, listener.getsockname())
        self._clients.add(client)
        self.nr_conns += 1
        self._go_on(client, Doing.WAITING, self._idle_seconds(), EVENT_READ)
        self._read(client)
        return True

    def finish_request(self, conn: Connection, fs: Any) -> None:  # noqa: ANN401 - a future
        """Go on with a client whose answer is ready."""
        conn.stays = bool(not fs.cancelled() and fs.exception() is None and fs.result())
        left = len(conn.sock.left)
        seconds = SEND_SECONDS + left / SLOWEST_BYTES_S
        self._go_on(conn, Doing.SENDING, seconds, EVENT_WRITE if left else 0)
        self._send(conn)

    def handle(self, conn: Connection) -> bool:
        """Answer one request in a thread; tell whether another may follow."""
        stays = super().handle(conn)
        conn.send()
        return bool(stays) and not conn.is_last

    def handle_request(self, req: Any, conn: Connection) -> Any:  # noqa: ANN401 - gunicorn's
        """Answer a request; the client is told when it is the last."""
        if conn.is_last:
            req.force_close()
        return super().handle_request(req, conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for whatever happens first, and not too long for the next look."""
        super().wait_for_and_dispatch_events(min(timeout, LOOK_SECONDS))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:  # noqa: ANN401, ARG002 - as gunicorn has it
        """Answer a request that cannot be read, or whose answer failed, and repeat nothing of it.

        gunicorn shows its sender what they have sent, and writes a line for each with where they
        are.
        """
        status = unreadable.status_of(exc)
        if status == unreadable.FAILED:
            self.log.error("A request could not be answered.", exc_info=exc)
        else:
            told = f"Refused ({status[:3]}): what came is no request that a server can read."
            self.wsgi.extensions["refusals"].note(Kind.UNREADABLE, lambda: told, status)
        with suppress(OSError):
            unreadable.answer(client, status)

    def murder_pending(self) -> None:
        """Part with who has exceeded a limit; what arrives too slowly is answered by nobody.

        The journal is looked at, so that /metrics knows how it fares in each process, whichever of
        them is asked.
        """
        now = time.monotonic()
        if now < self._looked + LOOK_SECONDS:
            return
        self._looked = now
        extensions = self.wsgi.extensions
        extensions["metrics"].look_at(extensions["journal"].status())
        for client in [client for client in self._clients if client.until < now]:
            self._part(client)

    def murder_keepalived(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's
        """In the end, part with everybody."""
        if force:
            for client in [*self._clients]:
                self._part(client)

    def _cap_keepalive(self, deadline: float) -> None:
        for client in self._clients:
            if client.doing is Doing.WAITING:
                client.until = min(client.until, deadline)

    def _idle_seconds(self) -> float:
        return float(self.cfg.keepalive) if self.alive else STOP_KEEPALIVE_LINGER

    def _go_on(self, client: Connection, doing: Doing, seconds: float, events: int) -> None:
        """Note what a client is about from now on, for how long, and what to wait for."""
        client.doing, client.until = doing, time.monotonic() + seconds
        if events == client.events:
            return
        if not client.events:
            self.poller.register(client.wire, events, partial(self._step, client))
        elif events:
            self.poller.modify(client.wire, events, partial(self._step, client))
        else:
            self.poller.unregister(client.wire)
        client.events = events

    def _step(self, client: Connection, _: object) -> None:
        # Another one may have taken its place since the poller told of it.
        if client in self._clients:
            self._steps[client.doing](client)

    def _read(self, client: Connection) -> None:
        """Have a request answered in a thread as soon as it is there as a whole."""
        is_open = client.receive()
        if client.take_request():
            self._go_on(client, Doing.ANSWERING, math.inf, 0)
            self.enqueue_req(client)
        elif not is_open:
            self._part(client)
        elif client.doing is Doing.WAITING and not client.is_idle:
            self._go_on(client, Doing.READING, READ_SECONDS, EVENT_READ)

    def _send(self, client: Connection) -> None:
        """Send on; then wait for the next request, or until the client has closed its end."""
        if not client.send():
            return
        if client.is_gone:
            self._part(client)
        elif client.stays:
            self._go_on(client, Doing.WAITING, self._idle_seconds(), EVENT_READ)
            self._read(client)
        else:
            client.shut()
            self._go_on(client, Doing.LEAVING, GOODBYE_SECONDS, EVENT_READ)
            self._leave(client)

    def _leave(self, client: Connection) -> None:
        if client.is_gone or not client.drain():
            self._part(client)

    def _give_up_one(self) -> bool:
        """Part with the client that is the easiest to do without: idle, then slow, oldest first."""
        free = [client for client in self._clients if client.doing is not Doing.ANSWERING]
        if free:
            self._part(min(free, key=lambda client: (client.doing.value, client.until)))
        return bool(free)

    def _part(self, client: Connection) -> None:
        """Close a client's connection."""
        if client.events:
            self.poller.unregister(client.wire)
        self._clients.discard(client)
        self.nr_conns -= 1
        client.close()
