"""One client's connection, which waits for nothing: neither for its request nor for its answer."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from enum import Enum, auto
from typing import Any, Final

from gunicorn.http import get_parser

from ivr.web.clients.arriving import Arriving

AT_ONCE: Final = 64 * 1024
"""Bytes that are read in one go."""

MORE_WELCOME: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
"""What a client waits for that asks before it sends a form."""

_AT_ONCE_GONE: Final = struct.pack("ii", 1, 0)


class Doing(Enum):
    """What a connection is about; the first is the first to be given up for a new one."""

    WAITING = auto()
    """Nothing of a request is there."""
    LEAVING = auto()
    """It was answered for the last time: the client's end is awaited."""
    READING = auto()
    SENDING = auto()
    ANSWERING = auto()
    """A thread has it; it is never given up."""


class Connection:
    """A client; it has what gunicorn's threads ask of one, and answers are written to ``sock``.

    Attributes:
        wire: The socket itself.
        doing: What it is about.
        until: When that must be over, by the monotonic clock.
        events: What the poller tells of it, as in `selectors`.
        stays: Whether another request may follow the one that is being answered.
        is_gone: Whether the client takes nothing any more.
    """

    initialized = True
    data_ready = True
    is_http2 = False

    def __init__(self, cfg: Any, wire: socket.socket, client: Any, server: Any) -> None:  # noqa: ANN401 - gunicorn's
        wire.setblocking(False)  # noqa: FBT003 - as sockets have it
        self.wire = wire
        self.client = client
        self.server = server
        self.parser: Any = None
        self.sock = Outgoing()
        self.doing = Doing.WAITING
        self.until = 0.0
        self.events = 0
        self.stays = False
        self.is_gone = False
        self._cfg = cfg
        self._arriving = Arriving()

    def init(self) -> None:
        """Do nothing: the parser is there with each request."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing of a request is there."""
        return self._arriving.is_empty

    @property
    def is_last(self) -> bool:
        """Whether no request can follow the one that is there."""
        return self._arriving.is_last

    def receive(self) -> bool:
        """Take in what has arrived; False when the client sends nothing any more."""
        try:
            arrived = self.wire.recv(AT_ONCE)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._arriving.add(arrived)
        if self._arriving.asks():
            with suppress(OSError):
                self.wire.send(MORE_WELCOME)
        return bool(arrived)

    def drain(self) -> bool:
        """Throw away what still arrives; False when the client has closed its end."""
        try:
            return bool(self.wire.recv(AT_ONCE))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def take_request(self) -> bool:
        """Give a request that is there as a whole to its parser; tell whether there was one."""
        request = self._arriving.whole()
        if request is not None:
            self.parser = get_parser(self._cfg, iter([request]), self.client)
        return request is not None

    def send(self) -> bool:
        """Send what the client takes at once; tell whether nothing is left."""
        left = self.sock.left
        try:
            while left:
                del left[: self.wire.send(left)]
        except BlockingIOError:
            return False
        except OSError:
            self.is_gone = True
            left.clear()
        return True

    def shut(self) -> None:
        """Tell the client that nothing more will come."""
        try:
            self.wire.shutdown(socket.SHUT_WR)
        except OSError:
            self.is_gone = True

    def close(self) -> None:
        """Let go of a client, and of what it has not fetched, which the system would keep."""
        if self.sock.left:
            with suppress(OSError):
                self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE_GONE)
        self.wire.close()


class Outgoing:
    r"""What is written of an answer, in the place of the socket that gunicorn writes to.

    >>> outgoing = Outgoing()
    >>> outgoing.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
    >>> len(outgoing.left)
    27
    """

    def __init__(self) -> None:
        self.left = bytearray()

    def sendall(self, written: bytes) -> None:
        """Keep what is to be sent."""
        self.left += written

    def send(self, written: bytes) -> int:
        """Leave out what gunicorn says before an answer: that the form may come. It is there."""
        return len(written)

    def gettimeout(self) -> float:
        """Return that nothing here waits."""
        return 0.0

    def setblocking(self, _: bool) -> None:  # noqa: FBT001 - as sockets have it
        """Do nothing."""

    def shutdown(self, _: int) -> None:
        """Refuse it: the worker takes leave, when all is sent."""
        raise OSError

    def close(self) -> None:
        """Do nothing, for the same reason."""
