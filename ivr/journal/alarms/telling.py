"""A notice in plain words, and as programs read it."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from ivr.journal.alarms.state import Notice

TRIAL: Final = "trial"
"""The kind of a notice that tells of nothing: somebody tries the channels."""

_MARKS: Final = {
    "raised": "ALARM",
    "still": "STILL SO",
    "cleared": "ALL CLEAR, no longer so",
    TRIAL: "TRIAL",
}


def headline(notice: Notice) -> str:
    """Return what is wrong, or over, in one line, for whoever watches over more than one thing.

    >>> at = dt.datetime(2027, 5, 17, 12, tzinfo=dt.UTC)
    >>> headline(Notice("raised", "clip_lost", "", True, "A clip is lost.", "Build.", at, at))
    'Hotline ALARM: A clip is lost.'
    """
    return f"Hotline {_MARKS[notice.kind]}: {notice.what}"


def sentence(notice: Notice, zone: ZoneInfo) -> str:
    """Return what is told in one line: what, since when, and what to do.

    >>> at = dt.datetime(2027, 5, 17, 12, tzinfo=dt.UTC)
    >>> over = Notice("cleared", "clip_lost", "", True, "A clip is lost.", "Build.", at, at)
    >>> sentence(over, ZoneInfo("Europe/Oslo"))
    'Hotline ALL CLEAR, no longer so: A clip is lost. It was so since 2027-05-17 14:00.'
    """
    since = f"{notice.since.astimezone(zone):%Y-%m-%d %H:%M}"
    if notice.kind == "cleared":
        return f"{headline(notice)} It was so since {since}."
    return f"{headline(notice)} Since {since}. To do: {notice.fix}"


def record(notice: Notice, zone: ZoneInfo) -> dict[str, str | bool]:
    """Return a notice as programs read it; ``text`` is what chat services show.

    ``id`` is the same when a notice is sent twice, as one may be whose receipt was cut off.
    """
    since, at = (moment.astimezone(zone) for moment in (notice.since, notice.at))
    return {
        "text": sentence(notice, zone),
        "id": f"{notice.rule}/{notice.about}/{notice.kind}/{at.isoformat()}",
        "kind": notice.kind,
        "rule": notice.rule,
        "about": notice.about,
        "urgent": notice.urgent,
        "what": notice.what,
        "to_do": notice.fix,
        "since": since.isoformat(timespec="seconds"),
        "at": at.isoformat(timespec="seconds"),
    }


def trial(now: dt.datetime) -> Notice:
    """Return the notice that `ivr alarms test` sends."""
    what = "Somebody tries whether alarms of the hotline come here. They do."
    return Notice(TRIAL, "", "", urgent=True, what=what, fix="Nothing.", since=now, at=now)
