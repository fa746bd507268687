"""docs/several-machines.md: what it has proxies and PostgreSQL do, read and done by them."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path
from typing import Final

import trustme
from sqlalchemy import MetaData, create_engine, select

from ivr.journal.store import Store
from tests.support.debian import libraries, needs, program
from tests.support.furnished import HOST, nginx_folders
from tests.support.hotline import ROOT
from tests.support.known_calls import OSLO, known_calls, write
from tests.support.page import PAGE, file_of
from tests.support.postgres import PASSWORD, Postgres, postgres
from tests.support.processes import environment, free_port, ran

__all__ = ["postgres"]

TEXT: Final = (ROOT / "docs/several-machines.md").read_text(encoding="utf-8")


def sample(language: str) -> str:
    """The one block of the page in a language."""
    [found] = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


@needs("haproxy")
def test_haproxy_understands_every_line(tmp_path: Path) -> None:
    certificate = trustme.CA().issue_cert(HOST)
    certificate.private_key_and_cert_chain_pem.write_to_path(tmp_path / "hotline.pem")
    config = tmp_path / "haproxy.cfg"
    config.write_text(sample("haproxy").replace("/etc/haproxy", str(tmp_path)), encoding="utf-8")
    command = program("haproxy")
    assert command is not None
    done = ran(command, "-c", "-dW", "-f", str(config), env=environment(**libraries()))
    assert done.returncode == 0, done.stderr


@needs("nginx")
def test_nginx_takes_what_it_says_in_the_place_of_what_one_machine_has(tmp_path: Path) -> None:
    text = file_of("/etc/nginx/conf.d/hotline.conf").text
    [retries] = re.findall(r"`(proxy_next_upstream .*?;)`", TEXT)
    text, found = re.subn(r"upstream hotline \{.*?\n\}\n", sample("nginx"), text, flags=re.DOTALL)
    assert found == 1
    text = text.replace("proxy_next_upstream off;", retries)
    certificate = trustme.CA().issue_cert(HOST)
    certificate.private_key_and_cert_chain_pem.write_to_path(tmp_path / "fullchain.pem")
    certificate.private_key_and_cert_chain_pem.write_to_path(tmp_path / "privkey.pem")
    for there in (f"/etc/letsencrypt/live/{HOST}", "/var/log/nginx"):
        text = text.replace(there, str(tmp_path))
    text = text.replace("443 ssl", f"{free_port()} ssl")
    text = nginx_folders(str(tmp_path)) + text
    config = tmp_path / "nginx.conf"
    config.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}}}\n", encoding="utf-8")
    command = program("nginx")
    assert command is not None
    env = environment(**libraries())
    done = ran(command, "-t", "-e", "stderr", "-c", str(config), env=env)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_a_journal_in_postgresql_comes_back_from_its_dump(
    postgres: Postgres, tmp_path: Path
) -> None:
    """As docs/operate.md has it, to the letter: every row, but no key of a day."""
    lines = re.findall(r"`(pg_(?:dump|restore) .*?)`", PAGE.read_text(encoding="utf-8"))
    dump, restore = lines
    postgres.execute("CREATE DATABASE journal")
    now = dt.datetime(2026, 11, 25, 12, tzinfo=OSLO)
    store = Store.open(postgres.address("journal"), OSLO)
    write(store, known_calls(20, random.Random(1), now, 3), now)
    store.keep_keys({now.date(): b"1" * 32})
    before = rows(postgres)
    assert sum(map(len, before.values())) > 100
    type_in(postgres, dump, tmp_path)
    write(store, known_calls(5, random.Random(2), now, 3), now)
    store.close()
    assert rows(postgres) != before
    type_in(postgres, restore, tmp_path)
    after = rows(postgres)
    assert (len(before.pop("day_key")), after.pop("day_key")) == (1, [])
    assert after == before
    Store.open(postgres.address("journal"), OSLO).close()


def rows(server: Postgres) -> dict[str, list[str]]:
    """Everything that the database holds, by table."""
    engine = create_engine(server.address("journal"))
    known = MetaData()
    with engine.connect() as connection:
        known.reflect(connection)
        found = {
            table.name: sorted(map(str, connection.execute(select(table))))
            for table in known.sorted_tables
        }
    engine.dispose()
    return found


def type_in(server: Postgres, line: str, folder: Path) -> None:
    """Type a line as the user whom the database belongs to."""
    reached = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGUSER": "ivr"}
    env = environment(**reached, PGPASSWORD=PASSWORD)
    env["PATH"] = f"{server.programs}:{env['PATH']}"
    done = ran("sh", "-ec", line, cwd=folder, env=env)
    assert done.returncode == 0, done.stderr
