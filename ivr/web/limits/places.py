"""How many callers are put through to a service at this moment, on this machine."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from struct import Struct
from typing import Final

from ivr.model import Hotline
from ivr.model.services import MOST_AT_ONCE, Service
from ivr.web.limits.memory import SharedMemory, keyed_hash

_SERVICES: Final = 1024
"""So many services can have a limit; what is never written takes no memory."""

_SLOT: Final = Struct("=16sd")
"""The hash of a call, and until when it may go on, in seconds since 1970."""
_REGION: Final = MOST_AT_ONCE * _SLOT.size
_FREE: Final = _SLOT.pack(bytes(16), 0.0)

Line = tuple[str, ...]
"""A service's name and routes: municipalities that share them share its places."""


class Places:
    """Who is put through to the services that take so many at once, as keyed hashes of calls.

    A place is given back when the transfer or the call is over, and at the latest after the time
    that the carrier allows a transfer: a process that is killed keeps none for longer. Services are
    named before the fork.
    """

    def __init__(self) -> None:
        self._memory = SharedMemory(_SERVICES * _REGION)
        self._regions: dict[Line, int] = {}
        self._key = os.urandom(32)

    def know(self, hotline: Hotline) -> None:
        """Make room for the services of a hotline that is going to be served; before the fork."""
        for municipality in hotline.municipalities.values():
            for service in municipality.services.values():
                if service.at_once is not None and len(self._regions) < _SERVICES:
                    self._regions.setdefault(_line(service), len(self._regions) * _REGION)

    def take(self, service: Service, call: str, now: float, until: float) -> bool:
        """Take a place for a call, or keep the one it has; false where there is none left.

        ``now`` and ``until`` are in seconds since 1970.
        """
        first = self._regions.get(_line(service))
        if service.at_once is None or first is None:
            return True
        mine = keyed_hash(self._key, call)
        with self._memory.locked() as cells:
            slots = {
                place: _SLOT.unpack_from(cells, place)
                for place in range(first, first + _REGION, _SLOT.size)
            }
            taken = [place for place, (_, ends) in slots.items() if ends > now]
            place = next((one for one in taken if slots[one][0] == mine), None)
            if place is None and len(taken) >= service.at_once:
                return False
            if place is None:
                place = next(one for one in slots if one not in taken)
            _SLOT.pack_into(cells, place, mine, until)
        return True

    def leave(self, call: str) -> None:
        """Give back whatever place a call has."""
        if not self._regions:
            return
        mine = keyed_hash(self._key, call)
        with self._memory.locked() as cells:
            for place in _found(cells, mine, len(self._regions) * _REGION):
                cells[place : place + _SLOT.size] = _FREE


def _line(service: Service) -> Line:
    return service.name, *(route.target for route in service.routes)


def _found(cells: mmap.mmap, digest: bytes, end: int) -> Iterator[int]:
    place = cells.find(digest, 0, end)
    while place >= 0:
        if place % _SLOT.size == 0:
            yield place
        place = cells.find(digest, place + 1, end)
