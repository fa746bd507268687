"""What the alarms are judged by: the journal's last hours, how it fares, and what is served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, or_, select

from ivr.journal.alarms.probed import Probed
from ivr.journal.events import QUARTER_S, Kind, quarter
from ivr.journal.port import Status
from ivr.journal.store import Store, StoreAwayError
from ivr.journal.store.survey import events_lost
from ivr.journal.store.tables import CALL, EVENT
from ivr.model.alarms import Alarms
from ivr.model.hotline import Hotline

HOUR: Final = 3600 // QUARTER_S
DAY: Final = 24 * HOUR
"""Quarters of an hour, the present one included."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A transfer that has ended."""

    municipality: str
    service: str
    outcome: str
    quarter: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database knows; test calls are none of it.

    Attributes:
        transfers: Those of the last day, in their order.
        counts: How often each kind of event was met in the last hour.
        last_call: The quarter of the last call's answer; None where none is kept.
        lost: Events that could not be kept, ever.
    """

    transfers: tuple[Rung, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    last_call: int | None = None
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What of the served content is watched.

    Attributes:
        alarms: The rules and channels.
        figures: The last day on which each figure is spoken.
        languages: Those that config/hotline.yaml lists.
        offered: Those that callers can choose.
        zone: The time zone that notices tell the time in.
    """

    alarms: Alarms
    figures: Mapping[str, dt.date]
    languages: frozenset[str]
    offered: frozenset[str]
    zone: ZoneInfo

    @classmethod
    def of(cls, written: Hotline, offered: Hotline) -> Content:
        """Return that of a hotline as it is written, and as callers are offered it."""
        figures = {name: fact.expires for name, fact in written.facts.items()}
        languages, offers = frozenset(written.languages), frozenset(offered.languages)
        return cls(written.alarms, figures, languages, offers, written.timezone)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the alarms are judged by; ``kept`` is None while the database is away."""

    content: Content
    status: Status = field(default_factory=Status)
    kept: Kept | None = None
    probed: Probed | None = None


def kept_facts(database: str, zone: ZoneInfo, now: dt.datetime) -> Kept | None:
    """Return what the database knows; None while it is away."""
    try:
        store = Store.open(database, zone, make=False)
        try:
            with store.reading() as connection:
                return _read(connection, quarter(now))
        finally:
            store.close()
    except StoreAwayError:
        return None


def _read(connection: Connection, now: int) -> Kept:
    columns = (EVENT.c.municipality, EVENT.c.name, EVENT.c.outcome, EVENT.c.quarter)
    transfers = connection.execute(
        select(*columns)
        .join(CALL, EVENT.c.call == CALL.c.id)
        .where(EVENT.c.kind == Kind.TRANSFER, EVENT.c.quarter > now - DAY, CALL.c.probe.is_(False))
        .order_by(EVENT.c.quarter, EVENT.c.id)
    )
    counts = connection.execute(
        select(EVENT.c.kind, func.sum(EVENT.c.n))
        .outerjoin(CALL, EVENT.c.call == CALL.c.id)
        .where(EVENT.c.kind.in_(_COUNTED), EVENT.c.quarter > now - HOUR)
        .where(or_(CALL.c.probe.is_(None), CALL.c.probe.is_(False)))
        .group_by(EVENT.c.kind)
    )
    last = select(CALL.c.begun).where(CALL.c.probe.is_(False)).order_by(CALL.c.begun.desc())
    return Kept(
        tuple(Rung(*row) for row in transfers),
        {kind: int(n) for kind, n in counts},
        connection.execute(last.limit(1)).scalar(),
        events_lost(connection),
    )


_COUNTED: Final = (Kind.REFUSED, Kind.FALLBACK, Kind.LOST_CLIP)
