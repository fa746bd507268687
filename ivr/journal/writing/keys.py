"""The keys that tie a call's events together, one a day: when one is gone, so is the tie."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Mapping
from typing import Final, Protocol

KEY_BYTES: Final = 32
TAG_BYTES: Final = 16
LOG_TAG_BYTES: Final = 4

OVERLAP_H: Final = 5
"""So many hours of a day yesterday's key is kept: a call lasts four at most."""

_NEVER: Final = dt.date.min


class KeysAwayError(Exception):
    """The place of the keys cannot be used now."""


class KeyPlace(Protocol):
    """Where all processes that write into one database keep their keys, and nowhere else."""

    def renew(self, offered: Mapping[dt.date, bytes]) -> dict[dt.date, bytes]:
        """Return the key of every day that is offered.

        A key that is there already stands before an offered one, and that of any other day is
        destroyed, all in one step.

        Raises:
            KeysAwayError: The place cannot be read or written.
        """

    def destroy(self) -> None:
        """Destroy every key."""


def days_with_keys(now: dt.datetime) -> tuple[dt.date, ...]:
    """Return the days whose keys there must be, in UTC: no others may be kept.

    >>> early = dt.datetime(2026, 1, 5, 4, 59, tzinfo=dt.UTC)
    >>> [day.day for day in days_with_keys(early)]
    [4, 5, 6]
    >>> [day.day for day in days_with_keys(early + dt.timedelta(minutes=1))]
    [5, 6]
    """
    now = now.astimezone(dt.UTC)
    first = -1 if now.hour < OVERLAP_H else 0
    return tuple(now.date() + dt.timedelta(days=days) for days in range(first, 2))


class DayKeys:
    """The keys as one process holds them.

    >>> keys, now = DayKeys(), dt.datetime(2026, 1, 5, 23, 59, tzinfo=dt.UTC)
    >>> keys.renew(now)
    >>> tag, none = keys.tags("CA1", now)
    >>> later, former = keys.tags("CA1", now + dt.timedelta(minutes=1))
    >>> former == tag != later, none
    (True, b'')
    """

    def __init__(self) -> None:
        self._keys: dict[dt.date, bytes] = {}

    def cover(self, now: dt.datetime) -> bool:
        """Tell whether exactly the keys are held that there must be."""
        return tuple(self._keys) == days_with_keys(now)

    def renew(self, now: dt.datetime, *places: KeyPlace) -> None:
        """Hold the keys of the first place that can be used.

        A later one only stands in for it, so its keys are destroyed as soon as they can be. Where
        there is no place, this process has keys of its own. What is held is offered, so that a
        place that was away or has lost its keys gets them back.
        """
        held, days = self._keys, days_with_keys(now)
        offered = {day: held.get(day) or secrets.token_bytes(KEY_BYTES) for day in days}
        self._keys = offered
        for number, place in enumerate(places):
            try:
                kept = place.renew(offered)
            except KeysAwayError:
                continue
            self._keys = {day: kept[day] for day in days}
            for former in places[number + 1 :]:
                former.destroy()
            return

    def tags(self, call: str, now: dt.datetime) -> tuple[bytes, bytes]:
        """Return a call's tag, and the one it had if it began yesterday and may still go on."""
        *former, today, _ = days_with_keys(now)
        before = former[0] if former else _NEVER
        return self._tag(today, b"journal", call)[:TAG_BYTES], self._tag(before, b"journal", call)[
            :TAG_BYTES
        ]

    def log_tag(self, call: str, now: dt.datetime) -> str:
        """Return what a call's lines in the log have in common, 8 signs; empty without a key.

        >>> DayKeys().log_tag("CA1", dt.datetime.now(dt.UTC))
        ''
        """
        today = now.astimezone(dt.UTC).date()
        return self._tag(today, b"log", call)[:LOG_TAG_BYTES].hex()

    def _tag(self, day: dt.date, use: bytes, call: str) -> bytes:
        key = self._keys.get(day)
        return hmac.digest(key, use + call.encode(), "sha256") if key and call else b""
