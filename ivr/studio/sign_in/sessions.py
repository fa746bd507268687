"""Sessions: how one begins, whose it is, and when it is over."""

from __future__ import annotations

import datetime as dt
from typing import Final

from flask import session

from ivr.studio.people.known import Known, People
from ivr.studio.people.roles import Person, Role

IDLE_S: Final = 8 * 3600
"""A session is over so long after the last page."""

LONGEST_S: Final = 7 * 86_400
"""A session is over so long after it began."""

LONGEST_ELSEWHERE_S: Final = IDLE_S
"""The like of whoever is known by a group alone: what has changed there is seen at sign-in."""

_NOTED_S: Final = 60
"""Pages within so long of each other count as one, so that not each sends a new cookie."""


def begin(known: Known, now: dt.datetime) -> None:
    """Begin a session of somebody the studio knows; nothing of the one before is left."""
    _begin(now, who=known.name, epoch=known.epoch)


def begin_elsewhere(person: Person, now: dt.datetime) -> None:
    """Begin a session of somebody whom the municipality's own sign-in vouches for alone."""
    _begin(now, who=person.name, role=person.role.word, email=person.email)


def end() -> None:
    """End the session."""
    session.clear()


def known_of(people: People) -> Known | None:
    """Return whom a session belongs to, where the studio knows them; raises Refusal as `all`."""
    known = people.all().get(session.get("who", "")) if "epoch" in session else None
    return known if known is not None and known.epoch == session["epoch"] else None


def whose(people: People, now: dt.datetime, *, is_elsewhere: bool) -> Person | None:
    """Return who asks, or None for nobody; an ended session is taken away.

    Whom another sign-in vouches for alone is nobody where people no longer sign in elsewhere.

    Raises:
        Refusal: The file of people is damaged.
    """
    if "who" not in session:
        return None
    at, seen = session.get("at", 0), session.get("seen", 0)
    elsewhere = "epoch" not in session
    longest = LONGEST_ELSEWHERE_S if elsewhere else LONGEST_S
    moment = int(now.timestamp())
    is_over = moment - seen > IDLE_S or moment - at > longest or (elsewhere and not is_elsewhere)
    found: Person | None
    if elsewhere:
        found = Person(session["who"], Role[session["role"].upper()], session["email"])
    else:
        known = known_of(people)
        found = known.person if known else None
    if is_over or found is None:
        session.clear()
        return None
    if moment - seen > _NOTED_S:
        session["seen"] = moment
    return found


def _begin(now: dt.datetime, **whose: str) -> None:
    session.clear()
    moment = int(now.timestamp())
    session.update(whose, at=moment, seen=moment)
