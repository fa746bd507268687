"""Alembic, driven without its files of settings: from the revision that is there to the newest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS: Final = Path(__file__).with_name("migrations")


def scripts() -> ScriptDirectory:
    """Return the revisions there are.

    >>> scripts().get_current_head()
    '0001'
    """
    return ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables to a revision, in the transaction that the connection is in."""
    directory = scripts()

    def steps(found: tuple[str, ...], _context: MigrationContext) -> Iterator[MigrationStep]:
        wanted = [*directory.iterate_revisions(to, found or "base")]
        for script in reversed(wanted):
            yield MigrationStep.upgrade_from_script(directory.revision_map, script)

    with EnvironmentContext(Config(), directory, fn=steps) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()
