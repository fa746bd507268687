"""The journal's tables.

A call's events are kept for days, the sums of a day for years. Figures read the sums, and the
events of the calls that have not been added to them yet.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
)

METADATA: Final = MetaData()

_ID: Final = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows only in a column of its own kind of integer."""

CALL: Final = Table(
    "call",
    METADATA,
    Column("id", _ID, primary_key=True),
    # Under the key of the day it was met first, and, early in a day, under the one before. Taken
    # away when nothing can be told by them any more.
    Column("tag", LargeBinary(16), unique=True),
    Column("former", LargeBinary(16), unique=True),
    # Quarters of an hour since 1970: of the answer by the call's clock, and of the last event by
    # the machine's.
    Column("begun", Integer, nullable=False),
    Column("touched", Integer, nullable=False),
    Column("municipality", String(64), nullable=False),
    Column("label", String(16), nullable=False),
    Column("probe", Boolean, nullable=False),
    # Whether somebody may be talking, so that nothing need happen for hours.
    Column("dialling", Boolean, nullable=False),
    Column("ended", Boolean, nullable=False),
    # Whether it is in the daily sums.
    Column("summed", Boolean, nullable=False),
    Index("call_unsummed", "summed", "touched"),
    Index("call_begun", "begun"),
)

EVENT: Final = Table(
    "event",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("call", _ID, ForeignKey("call.id", ondelete="CASCADE")),
    Column("quarter", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("municipality", String(64), nullable=False),
    Column("language", String(16), nullable=False),
    Column("at", String(12), nullable=False),
    Column("name", String(128), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("key", String(1), nullable=False),
    Column("route", SmallInteger, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("seconds", Integer),
    Column("n", Integer, nullable=False),
    Index("event_call", "call"),
    Index("event_quarter", "quarter", "kind"),
)

DAILY: Final = Table(
    "daily",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("municipality", String(64), primary_key=True),
    Column("measure", String(24), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("n", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

LOSS: Final = Table(
    "loss",
    METADATA,
    # What could not be kept, by the reason; no time.
    Column("reason", String(32), primary_key=True),
    Column("n", BigInteger, nullable=False),
)

WRITER: Final = Table(
    "writer",
    METADATA,
    # The last batch of each process that writes, so that one whose commit was not heard of is not
    # written again; the quarter of the machine's clock.
    Column("name", String(32), primary_key=True),
    Column("batch", BigInteger, nullable=False),
    Column("touched", Integer, nullable=False),
)

KEYS: Final = MetaData()

DAY_KEY: Final = Table(
    "day_key",
    KEYS,
    # On PostgreSQL alone; elsewhere the keys lie in a file. Not logged, so that neither the log of
    # changes nor a copy made from it holds a key.
    Column("day", Date, primary_key=True),
    Column("key", LargeBinary(32), nullable=False),
    prefixes=["UNLOGGED"],
)
