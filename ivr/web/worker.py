"""gunicorn's threaded worker, where no client can hold up the others and a stop loses nobody."""

from __future__ import annotations

import signal
import socket
import time
from contextlib import suppress
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

from ivr.refusals import Kind
from ivr.web.front import unreadable

READ_SECONDS: Final = 10.0
"""How long a request may take to arrive; Twilio waits 15 s at most for the whole answer."""

GOODBYE_SECONDS: Final = 2.0
"""How long a client may take to close its end, so that the answer arrives before a reset does."""


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """One worker process.

    gunicorn 27 reads a request for as long as the client likes, takes leave of a client in
    the one thread that accepts all others, and on SIGTERM keeps its listener open without
    accepting, so that whoever connects meanwhile is reset in the end. The methods keep
    gunicorn's names.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as gunicorn has it
        super().__init__(*args, **kwargs)
        self._begun: dict[Any, float] = {}

    def init_signals(self) -> None:
        """Listen to the master; a SIGHUP to every process is for that one alone."""
        super().init_signals()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - as gunicorn has it
        """Accept or not; a stopping worker first takes in who is waiting, then closes the door."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._take_in(listener)
                listener.close()
            # gunicorn may ask for it once more.
            self.sockets: list[Any] = []

    def _take_in(self, listener: Any) -> None:  # noqa: ANN401 - gunicorn's wrapped socket
        before = -1
        while before != self.nr_conns < self.worker_connections:
            before = self.nr_conns
            self.accept(listener)

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401 - as gunicorn has it
        """Have one request answered in a thread, as soon as one is free."""
        self._begun[conn] = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:  # noqa: ANN401 - as gunicorn has it
        """Answer one request in a thread, and take leave there when it was the last."""
        try:
            stays = super().handle(conn)
        finally:
            self._begun.pop(conn, None)
        if not stays:
            _take_leave(conn.sock)
        return stays

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
        """Once a second: end what gunicorn ends, and the requests that do not arrive.

        Only the reading ends: what is there in full is still answered. The journal is looked at,
        so that /metrics knows how it fares in each process, whichever of them is asked.
        """
        super().murder_pending()
        extensions = self.wsgi.extensions
        extensions["metrics"].look_at(extensions["journal"].status())
        latest = time.monotonic() - READ_SECONDS
        for conn, began in list(self._begun.items()):
            if began < latest:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RD)


def _take_leave(connection: socket.socket) -> None:
    """Wait until the client has closed its end; what is left for gunicorn takes no time."""
    latest = time.monotonic() + GOODBYE_SECONDS
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while (left := latest - time.monotonic()) > 0:
            connection.settimeout(left)
            if not connection.recv(4096):
                break
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
