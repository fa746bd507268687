"""How many calls of one number were answered in ten minutes; no number is kept, nor its trace."""

from __future__ import annotations

import mmap
import os
from struct import Struct
from typing import Final

from ivr.web.limits.memory import SharedMemory, keyed_hash

WINDOW_S: Final = 600
"""Seconds after which everything is forgotten, and counted from nothing."""

_BUCKETS: Final = 8192
_SLOTS: Final = 8
"""Slots of a bucket: 65,536 in all, for calls and numbers together."""

_HEAD: Final = Struct("=qd32s")
"""The window's number, when it began in seconds since 1970, and the key of its hashes."""
_SLOT: Final = Struct("=q16sI")
"""The window it was written in, the hash, and the count."""
_FIRST: Final = 64
_BUCKET: Final = _SLOTS * _SLOT.size


class Callers:
    """Counts by the keyed hash of a number, in memory of a fixed size.

    The key is drawn anew for each window, and the former one is gone: what an older window has
    left can be tied to nobody. Where there is no room, the smallest count gives way, so that a
    flood of numbers makes the limit laxer for others and never stricter.

    >>> callers = Callers()
    >>> [callers.ordinal("+4700000001", call, 1000.0) for call in ("CA1", "CA2", "CA1")]
    [1, 2, 1]
    >>> callers.ordinal("+4700000001", "CA3", 1000.0 + WINDOW_S)
    1
    """

    def __init__(self) -> None:
        self._memory = SharedMemory(_FIRST + _BUCKETS * _BUCKET)

    def ordinal(self, number: str, call: str, now: float) -> int:
        """Return which call of a number this is in the window of a moment, from 1 on.

        ``now`` is in seconds since 1970. A call that is asked for again is not counted again.
        """
        with self._memory.locked() as cells:
            window, key = _window(cells, now)
            by_call = keyed_hash(key, call, b"call")
            by_number = keyed_hash(key, number, b"number")
            known = _read(cells, window, by_call)
            if known:
                return known
            count = _read(cells, window, by_number) + 1
            _write(cells, window, by_number, count)
            _write(cells, window, by_call, count)
            return count


def _window(cells: mmap.mmap, now: float) -> tuple[int, bytes]:
    """Return the number and the key of a moment's window; a new one begins with a call."""
    window, began, key = _HEAD.unpack_from(cells)
    if window == 0 or not began <= now < began + WINDOW_S:
        window, key = window + 1, os.urandom(32)
        _HEAD.pack_into(cells, 0, window, now, key)
    return window, key


def _bucket(digest: bytes) -> range:
    first = _FIRST + int.from_bytes(digest[:4], "big") % _BUCKETS * _BUCKET
    return range(first, first + _BUCKET, _SLOT.size)


def _read(cells: mmap.mmap, window: int, digest: bytes) -> int:
    for place in _bucket(digest):
        written, found, count = _SLOT.unpack_from(cells, place)
        if (written, found) == (window, digest):
            return int(count)
    return 0


def _write(cells: mmap.mmap, window: int, digest: bytes, count: int) -> None:
    """Write a count where the hash is, where nothing is, or over the smallest count."""

    def worth(place: int) -> tuple[bool, int]:
        written, found, kept = _SLOT.unpack_from(cells, place)
        return (written, found) != (window, digest), kept if written == window else 0

    _SLOT.pack_into(cells, min(_bucket(digest), key=worth), window, digest, count)
