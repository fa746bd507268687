"""The first tables: calls, events, sums of days, losses; on PostgreSQL the keys of the days."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None

_ID: Final = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "call",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("tag", sa.LargeBinary(16), unique=True),
        sa.Column("former", sa.LargeBinary(16), unique=True),
        sa.Column("begun", sa.Integer, nullable=False),
        sa.Column("touched", sa.Integer, nullable=False),
        sa.Column("municipality", sa.String(64), nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("probe", sa.Boolean, nullable=False),
        sa.Column("dialling", sa.Boolean, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.Column("summed", sa.Boolean, nullable=False),
    )
    op.create_index("call_unsummed", "call", ["summed", "touched"])
    op.create_index("call_begun", "call", ["begun"])
    op.create_table(
        "event",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("call", _ID, sa.ForeignKey("call.id", ondelete="CASCADE")),
        sa.Column("quarter", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("municipality", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("at", sa.String(12), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("key", sa.String(1), nullable=False),
        sa.Column("route", sa.SmallInteger, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("seconds", sa.Integer),
        sa.Column("n", sa.Integer, nullable=False),
    )
    op.create_index("event_call", "event", ["call"])
    op.create_index("event_quarter", "event", ["quarter", "kind"])
    op.create_table(
        "daily",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("municipality", sa.String(64), primary_key=True),
        sa.Column("measure", sa.String(24), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("n", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "loss",
        sa.Column("reason", sa.String(32), primary_key=True),
        sa.Column("n", sa.BigInteger, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "day_key",
            sa.Column("day", sa.Date, primary_key=True),
            sa.Column("key", sa.LargeBinary(32), nullable=False),
            prefixes=["UNLOGGED"],
        )
