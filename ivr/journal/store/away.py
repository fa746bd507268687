"""What keeps the journal's database from being used, in words that hold no password."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

AWAY: Final = "journal-away"
DAMAGED: Final = "journal-damaged"
MISSING: Final = "journal-missing"
NEWER: Final = "journal-newer"


class StoreAwayError(Exception):
    """The database cannot be used at present.

    Attributes:
        reason: Why, in a few words: ``the database is locked``.
        code: Which problem it is, of `ivr.problems.codes`.

    >>> str(StoreAwayError("it is full"))
    'it is full'
    """

    def __init__(self, reason: str, code: str = AWAY) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


@contextmanager
def told() -> Iterator[None]:
    """Raise StoreAwayError for whatever a database, its driver or its disk refuses."""
    try:
        yield
    except DBAPIError as error:
        raise _away(error.orig) from None
    except sqlite3.Error as error:
        raise _away(error) from None
    except SQLAlchemyError as error:
        raise StoreAwayError(f"its address cannot be used ({type(error).__name__})") from None
    except OSError as error:
        raise StoreAwayError(f"its folder cannot be used: {error.strerror}") from None


def _away(error: BaseException | None) -> StoreAwayError:
    """Return the reason of a driver's error, which may quote an address and is not repeated."""
    state = getattr(error, "sqlstate", None) or ""
    message = str(error).lower()
    for words, reason, code in _SIGNS:
        if state in words or any(word in message for word in words):
            return StoreAwayError(reason, code)
    what = state or getattr(error, "sqlite_errorname", "") or type(error).__name__
    return StoreAwayError(f"it answers with an error ({what})")


_SIGNS: Final = (
    # SQLSTATE of PostgreSQL, or what the two databases say.
    (("database is locked", "table is locked", "55P03", "40P01"), "it is locked", AWAY),
    (("not a database", "malformed", "XX001", "XX002"), "it is damaged", DAMAGED),
    (("disk is full", "53100"), "its disk is full", AWAY),
    (("readonly", "25006"), "it can only be read", AWAY),
    (("unable to open", "disk i/o error"), "its file cannot be used", AWAY),
    (("57014", "statement timeout"), "it takes too long", AWAY),
    (("28P01", "28000", "password", "pg_hba"), "it refuses the user or the password", AWAY),
    (("3D000", "does not exist", "no such table", "42P01"), "it is not there", MISSING),
    (("42501", "permission denied"), "its user may not write there", AWAY),
    (("53300", "too many"), "it takes no more connections", AWAY),
    (("57P03", "starting up", "shutting down"), "it is being started or stopped", AWAY),
    (("timeout", "timed out"), "it does not answer", AWAY),
    (("translate host", "resolve", "name or service"), "its host is not known", AWAY),
    (("refused", "no such file"), "nobody answers at its address", AWAY),
    (("closed", "terminat", "lost", "reset"), "the connection to it has ended", AWAY),
)
