"""How the tables came to be as they are: one module a revision, run in their order by Alembic.

Alembic is driven from here, without its files of settings, so that an installed program can do it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_FOLDER: Final = str(Path(__file__).parent)


def scripts() -> ScriptDirectory:
    """Return the revisions there are.

    >>> scripts().get_current_head()
    '0002'
    """
    return ScriptDirectory(_FOLDER, version_locations=[_FOLDER])


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
