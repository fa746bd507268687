"""The keys of the days where several machines write into one database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from ivr.journal.store import Store, StoreAwayError
from ivr.journal.writing.keys import KeysAwayError


class SharedKeys:
    """The keys in a table that the database keeps out of its own log."""

    def __init__(self, opened: Callable[[], Store]) -> None:
        self._opened = opened

    def renew(self, offered: Mapping[dt.date, bytes]) -> dict[dt.date, bytes]:
        """Return the key of every day that is offered, and destroy all others.

        Raises:
            KeysAwayError: The database cannot be used.
        """
        try:
            return self._opened().keep_keys(offered)
        except StoreAwayError as error:
            raise KeysAwayError(str(error)) from error

    def destroy(self) -> None:
        """Destroy every key."""
        self.renew({})
