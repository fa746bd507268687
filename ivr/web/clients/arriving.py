"""Whether a request has arrived as a whole, told without reading it as a parser would."""

from __future__ import annotations

import re
from typing import Final

from ivr.web.app import LARGEST_FORM

LARGEST_HEAD: Final = 32 * 1024
"""Bytes of a request's line and headers; the carrier's are below 4 kB."""

_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length:[ \t]*([0-9]+)[ \t]*\r")
_CHUNKED: Final = re.compile(rb"(?i)\r\ntransfer-encoding:")
_ASKS: Final = re.compile(rb"(?i)\r\nexpect:[ \t]*100-continue")
_LAST_CHUNK: Final = b"\r\n0\r\n\r\n"


class Arriving:
    r"""The bytes of a connection that no request has been made of yet.

    Attributes:
        is_last: Whether nothing behind the request that was taken can be one: it is refused unread,
            for it is too long, or its end is only known to a parser.

    >>> arriving = Arriving()
    >>> arriving.add(b"POST /voice HTTP/1.1\r\nContent-Length: 8\r\n\r\nDigi")
    >>> arriving.whole()
    >>> arriving.add(b"ts=1GET /")
    >>> arriving.whole()[-8:], arriving.is_empty, arriving.is_last
    (b'Digits=1', False, False)
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._head = 0
        self._form = 0
        self._is_chunked = False
        self._asks = False
        self.is_last = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a request is there."""
        return not self._bytes

    def add(self, arrived: bytes) -> None:
        """Take in what has come."""
        self._bytes += arrived
        if not self._head:
            self._look_at_head()

    def asks(self) -> bool:
        """Tell, once a request, whether the client waits for word that its form may come."""
        asks, self._asks = self._asks, False
        return asks

    def whole(self) -> bytes | None:
        """Take out a request that is there as a whole; None while there is none."""
        length = self._length()
        if length is None:
            return None
        taken = bytes(self._bytes[:length])
        del self._bytes[:length]
        self._head = 0
        if self._bytes and not self.is_last:
            self._look_at_head()
        return taken

    def _look_at_head(self) -> None:
        """Read from a head, once it is there, how much follows it."""
        end = self._bytes.find(_END, 0, LARGEST_HEAD)
        if end < 0:
            return
        self._head = head = end + len(_END)
        lengths = _LENGTH.findall(self._bytes, 0, head)
        # Two lengths are refused by the parser, and none is that of no form.
        self._form = _bytes_of(lengths[0]) if len(lengths) == 1 else 0
        self._is_chunked = _CHUNKED.search(self._bytes, 0, head) is not None
        self._asks = self._form <= LARGEST_FORM and bool(_ASKS.search(self._bytes, 0, head))

    def _length(self) -> int | None:
        there = len(self._bytes)
        if not self._head:
            self.is_last = there >= LARGEST_HEAD
            return there if self.is_last else None
        if self._is_chunked:
            # A line end within a form is written in another way.
            is_there = there > self._head and self._bytes.endswith(_LAST_CHUNK)
            self.is_last = is_there or there > self._head + LARGEST_FORM
            return there if self.is_last else None
        if self._form > LARGEST_FORM:
            self.is_last = True
            return self._head
        whole = self._head + self._form
        return whole if there >= whole else None


def _bytes_of(length: bytes) -> int:
    """Return a length in bytes; one written in too many digits is that of too long a form."""
    return int(length) if len(length) <= len(str(LARGEST_FORM)) else LARGEST_FORM + 1
