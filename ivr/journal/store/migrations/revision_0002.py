"""The writers and their last batches, so that none is written twice."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "writer",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("batch", sa.BigInteger, nullable=False),
        sa.Column("touched", sa.Integer, nullable=False),
    )
