"""What keeps the journal's database from being used, in words that hold no password."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from ivr.problems import Problem

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

    def problem(self, database: str) -> Problem:
        """Return it as whoever types a command is told of it; no password is in it."""
        cause, fix = _TOLD[self.code]
        return Problem(self.code, shown(database), None, cause.format(self.reason), fix)


def shown(database: str) -> str:
    """Return where a database is, without what its address may keep secret.

    >>> shown("postgresql+psycopg://ivr:secret@db.example/journal?sslmode=require")
    'postgresql://ivr@db.example/journal'
    >>> shown("sqlite:////srv/hotline/journal/journal.sqlite")
    '/srv/hotline/journal/journal.sqlite'
    """
    try:
        url = make_url(database)
    except (ArgumentError, ValueError):
        return "DATABASE_URL"
    if url.get_backend_name() == "sqlite":
        return url.database or "DATABASE_URL"
    plain = url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
    return plain.replace(":***@", "@")


@contextmanager
def as_away() -> Iterator[None]:
    """Raise StoreAwayError for whatever a database, its driver or its disk refuses."""
    try:
        yield
    except DBAPIError as error:
        raise _away(error.orig) from None
    except sqlite3.Error as error:
        raise _away(error) from None
    except SQLAlchemyError as error:
        raise StoreAwayError(f"its address cannot be used ({type(error).__name__})") from None
    except ImportError:
        raise StoreAwayError("its driver is not installed: pip install 'ivr[postgres]'") from None
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
    (("no such table", "42P01"), "it is not there", MISSING),
    # A connection that is refused has no SQLSTATE; nobody but an administrator makes databases.
    (("3D000", "does not exist"), "the server has no database of that name", AWAY),
    (("42501", "permission denied"), "its user may not write there", AWAY),
    (("53300", "too many"), "it takes no more connections", AWAY),
    (("57P03", "starting up", "shutting down"), "it is being started or stopped", AWAY),
    (("timeout", "timed out"), "it does not answer", AWAY),
    (("translate host", "resolve", "name or service"), "its host is not known", AWAY),
    (("refused", "no such file"), "nobody answers at its address", AWAY),
    (("closed", "terminat", "lost", "reset"), "the connection to it has ended", AWAY),
)

_TOLD: Final = {
    AWAY: (
        "The journal cannot be used: {}.",
        "Calls go on; what happens in them waits on the disk of each machine.",
    ),
    DAMAGED: (
        "The journal cannot be read: {}.",
        "Put a copy in its place, or move it away: the next call begins a new one.",
    ),
    MISSING: (
        "There is no journal yet.",
        "It begins with the first call; JOURNAL_DIR or DATABASE_URL says where it is kept.",
    ),
    NEWER: ("The journal cannot be used: {}.", "Install that version, or a newer one."),
}
"""What is said of each problem, and what to do about it."""
