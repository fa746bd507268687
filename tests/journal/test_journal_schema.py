"""The journal's tables: made once, whoever comes first, and brought up to date from any version."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData

from ivr.journal.store import Store, StoreAwayError
from ivr.journal.store.away import MISSING, NEWER
from ivr.journal.store.engine import open_engine, writing
from ivr.journal.store.migrations import scripts, upgrade
from ivr.journal.store.schema import HEAD, make_ready, revision
from ivr.journal.store.tables import KEYS, METADATA

OSLO = ZoneInfo("Europe/Oslo")
FORMER = [script.revision for script in scripts().walk_revisions() if script.revision != HEAD]


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[object]:
    """What is otherwise in the database than the program takes it to be."""
    server = engine.dialect.name == "postgresql"
    wanted = MetaData()
    for table in [*METADATA.tables.values(), *(KEYS.tables.values() if server else ())]:
        table.to_metadata(wanted)
    with engine.connect() as connection:
        return [*compare_metadata(MigrationContext.configure(connection), wanted)]


def test_an_empty_database_gets_the_tables_that_the_program_knows(engine: Engine) -> None:
    make_ready(engine)
    assert differences(engine) == []


@pytest.mark.parametrize("former", FORMER)
def test_a_former_version_is_brought_up_to_date(engine: Engine, former: str) -> None:
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).parent.mkdir()
        Path(str(engine.url.database)).touch()
    with writing(engine) as connection:
        upgrade(connection, former)
        assert revision(connection) == former
    make_ready(engine)
    assert differences(engine) == []


def test_the_newest_revision_is_the_one_that_a_start_looks_for() -> None:
    assert scripts().get_current_head() == HEAD


def test_tables_of_a_newer_version_are_left_alone(database: str) -> None:
    store = Store.open(database, OSLO)
    with writing(store.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreAwayError, match="newer version") as refused:
        Store.open(database, OSLO)
    assert refused.value.code == NEWER
    store.close()


def test_a_reader_makes_nothing(database: str, tmp_path: Path) -> None:
    with pytest.raises(StoreAwayError) as refused:
        Store.open(database, OSLO, make=False)
    assert refused.value.code == MISSING
    assert [*tmp_path.iterdir()] == []


def test_processes_that_start_at_once_make_the_tables_together(database: str) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=context) as pool:
        assert [*pool.map(_opened, [database] * 12)] == [HEAD] * 12


def _opened(database: str) -> str:
    store = Store.open(database, OSLO)
    with store.reading() as connection:
        return revision(connection)


def test_a_start_that_has_nothing_to_make_leaves_alembic_alone(database: str) -> None:
    Store.open(database, OSLO).close()
    code = (
        "import sys; from zoneinfo import ZoneInfo; from ivr.journal.store import Store;"
        "Store.open(sys.argv[1], ZoneInfo('Europe/Oslo')).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, database], check=False)
    assert done.returncode == 0
