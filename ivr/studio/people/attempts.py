"""Limits on attempts to sign in: the first few are free, then each wait is longer."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ivr.lookalikes import composed

OF_A_NAME: Final = 5
"""Attempts that are free for one name."""

OF_AN_ADDRESS: Final = 20
"""The like of one address, behind which a whole office may sit."""

FIRST_WAIT_S: Final = 30.0
LONGEST_WAIT_S: Final = 900.0
FORGOTTEN_S: Final = 3600.0
"""After so long without an attempt nothing is held against anybody."""

MOST_KEPT: Final = 10_000
"""So many names and addresses are kept in memory; the oldest go first."""


@dataclass(slots=True)
class _Count:
    failed: int = 0
    until: float = 0.0
    last: float = 0.0


class Attempts:
    """What has failed, in memory: a restart forgets it.

    >>> attempts = Attempts(clock=lambda: 0.0)
    >>> [attempts.begin("operator", "192.0.2.1") for _ in range(6)]
    [0.0, 0.0, 0.0, 0.0, 0.0, 30.0]
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[tuple[str, str], _Count] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, address: str) -> float:
        """Return the seconds to wait before an attempt; 0 begins it, and counts it as failed.

        That it is counted at its beginning keeps many at once from being free.
        """
        with self._lock:
            now = self._clock()
            counts = [(self._of(key, now), free) for key, free in _keys(name, address)]
            if (wait := max(count.until - now for count, _ in counts)) > 0:
                return wait
            for count, free in counts:
                count.failed, count.last = count.failed + 1, now
                if count.failed >= free:
                    longer = FIRST_WAIT_S * 2.0 ** min(count.failed - free, 10)
                    count.until = now + min(longer, LONGEST_WAIT_S)
            return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """Take back that an attempt was counted as failed, and forget those of its name."""
        with self._lock:
            (of_name, _), (of_address, _) = _keys(name, address)
            self._counts.pop(of_name, None)
            count = self._of(of_address, self._clock())
            count.failed, count.until = max(count.failed - 1, 0), 0.0

    def _of(self, key: tuple[str, str], now: float) -> _Count:
        count = self._counts.pop(key, None)
        if count is None or now - max(count.last, count.until) > FORGOTTEN_S:
            count = _Count(last=now)
        self._counts[key] = count  # as the newest
        while len(self._counts) > MOST_KEPT:
            del self._counts[next(iter(self._counts))]
        return count


def _keys(name: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
    called = " ".join(composed(name).casefold().split())[:100]
    return (("name", called), OF_A_NAME), (("address", network_of(address, 32, 64)), OF_AN_ADDRESS)


def network_of(address: str, of_4: int, of_6: int) -> str:
    """Return the network that an address is in, of so many bits; empty for what is no address.

    >>> network_of("192.0.2.7", 24, 48), network_of("2001:db8:1:2::3", 24, 48)
    ('192.0.2.0/24', '2001:db8:1::/48')
    """
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return ""
    bits = of_4 if number.version == 4 else of_6  # noqa: PLR2004 - IPv4
    return str(ipaddress.ip_network((number, bits), strict=False))
