"""Where a server listens: IPv4, IPv6 or both, and what is said where it cannot."""

from __future__ import annotations

import socket
import sys
import tempfile
from pathlib import Path
from typing import Final

import httpx
import pytest

from ivr.serving.listening import url_of
from tests.support.commands import Ivr, one_line
from tests.support.deployment import SERVER, Deployment, deployed, environment
from tests.support.furnished import AS_NOBODY
from tests.support.hotline import copy_of
from tests.support.processes import free_port, ran


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


needs_ipv6: Final = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


@pytest.fixture(scope="module")
def project(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(small, tmp_path_factory.mktemp("listening") / "project")


def is_deaf(host: str, port: int) -> bool:
    """Tell whether nobody listens there."""
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return True
    return False


@needs_ipv6
@pytest.mark.parametrize(
    ("told", "heard", "deaf"),
    [
        ("127.0.0.1", ["127.0.0.1"], ["127.0.0.2", "::1"]),
        ("0.0.0.0", ["127.0.0.1", "127.0.0.2"], ["::1"]),  # noqa: S104 - what is tried
        ("::1", ["::1"], ["127.0.0.1"]),
        ("::", ["::1", "127.0.0.1", "127.0.0.2"], []),
        ("localhost", ["127.0.0.1"], ["127.0.0.2"]),
    ],
)
def test_callers_are_answered_where_it_is_told_to_listen_and_nowhere_else(
    project: Path, told: str, heard: list[str], deaf: list[str]
) -> None:
    with deployed(project, host=heard[0], LISTEN_ADDRESS=told) as server:
        for host in heard:
            assert Deployment(server.process, server.port, host).post().status_code == 200
        assert all(is_deaf(host, server.port) for host in deaf)


@needs_ipv6
def test_the_metrics_are_on_this_machine_alone_in_both_kinds(project: Path) -> None:
    port = free_port()
    metrics = {"LISTEN_ADDRESS": "::", "METRICS_PORT": str(port)}
    with deployed(project, **metrics) as server:
        for host in ("127.0.0.1", "::1"):
            assert httpx.get(f"{url_of(host, port)}/metrics").status_code == 200
            assert httpx.get(f"{url_of(host, server.port)}/metrics").status_code == 404
        assert is_deaf("127.0.0.2", port)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("192.0.2.1", "this machine has no such address"),
        ("2001:db8::1", "this machine has no "),
        ("nobody.invalid", "no machine is known by this name"),
    ],
)
def test_an_address_that_is_not_there_is_told_with_everything_else_that_is_wrong(
    project: Path, address: str, reason: str
) -> None:
    changes = {"LISTEN_ADDRESS": address, "WEB_CONCURRENCY": "0"}
    done = ran(*SERVER, env=environment(project, **changes))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"LISTEN_ADDRESS: Nobody can listen on [{address}]: {reason}" in done.stderr
    assert "WEB_CONCURRENCY: [0]" in done.stderr


@needs_ipv6
@pytest.mark.parametrize(
    ("host", "url"),
    [("::1", "http://[::1]:{}"), ("::", "http://[::1]:{}"), ("localhost", "http://localhost:{}")],
)
def test_a_hotline_on_this_machine_tells_an_address_that_can_be_rung(
    project: Path, host: str, url: str
) -> None:
    port = free_port()
    ivr, there = Ivr(project), url.format(port)
    with ivr.started("run", "--no-best", "--host", host, "--port", str(port)) as running:
        running.wait_for(f"The hotline answers on {there} ")
        running.until(lambda: ivr("call", "--keys", "0").returncode == 0)
        assert httpx.get(f"{there}/healthz").json()["status"] == "ok"
        assert httpx.get(f"{there}/metrics").status_code == 200
        if host == "::":
            assert httpx.get(f"http://127.0.0.1:{port}/metrics").status_code == 200


@pytest.mark.parametrize("host", ["192.0.2.1", "nobody.invalid", "", " ", "[", "a b"])
def test_a_host_that_is_not_this_machine_is_told_in_one_line(project: Path, host: str) -> None:
    told = one_line(Ivr(project)("run", "--no-best", "--host", host))
    assert told.startswith("--host: nobody can listen on ")
    assert told.endswith("Leave it out to listen on 127.0.0.1.")


def test_heartbeats_go_elsewhere_where_the_disk_in_memory_is_not_to_be_written() -> None:
    asked = (
        "import pathlib, sys, ivr.web.server as server\n"
        "server.MEMORY_DISK = pathlib.Path(sys.argv[1])\n"
        "print(server.gunicorn_settings(server.Listening(8000, 2))['worker_tmp_dir'])"
    )
    # Not below the folders of pytest, which another user may not enter.
    with tempfile.TemporaryDirectory() as folder:
        for mode, expected in ((0o555, "None"), (0o777, folder)):
            Path(folder).chmod(mode)
            done = ran(*AS_NOBODY, sys.executable, "-c", asked, folder)
            assert done.stdout.strip() == expected, done.stderr
