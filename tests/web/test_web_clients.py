"""What the production server bears: clients that neither send nor fetch, beside callers."""

from __future__ import annotations

import resource
import select
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest

from ivr.carrier.overrides import DEFAULT, read_timeout_of
from ivr.serving.patience import LONGEST_SECONDS
from ivr.serving.settings import Settings
from ivr.web.app import LARGEST_FORM
from ivr.web.clients.arriving import LARGEST_HEAD, Arriving
from tests.support.deployment import (
    FORM,
    Deployment,
    answers,
    deployed,
    signed,
    signed_request,
)
from tests.support.hotline import BASE_URL, SMALL, copied, rented, with_clips
from tests.support.processes import PATIENCE_SECONDS, children

LIMITED: Final = (
    "import ivr.web.server, ivr.web.worker, ivr.web.clients.connection;"
    "ivr.web.server.THREADS = 2; ivr.web.server.CONNECTIONS = {connections};"
    "ivr.web.worker.READ_SECONDS = {read}; ivr.web.worker.SEND_SECONDS = {send};"
    "ivr.web.worker.GOODBYE_SECONDS = {goodbye};"
    "ivr.web.server.main()"
)
"""The production server with limits of its own: reached at once, or on no machine however slow."""

NEVER: Final = 3600.0
AT_ONCE: Final = 0.0
LONG_AGO: Final = -NEVER


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_clips(rented(copied(tmp_path_factory.mktemp("clients"), SMALL)))


@contextmanager
def serving(
    project: Path,
    connections: int = 512,
    *,
    read: float = NEVER,
    send: float = NEVER,
    goodbye: float = NEVER,
) -> Iterator[Deployment]:
    line = LIMITED.format(connections=connections, read=read, send=send, goodbye=goodbye)
    with deployed(project, sys.executable, "-c", line) as server:
        yield server


def longest_clip(project: Path) -> bytes:
    """Return a request for more than any connection holds that nobody reads."""
    built = project / "audio" / "built"
    clip = max(built.glob("*/*.wav"), key=lambda path: path.stat().st_size)
    target = f"/audio/{clip.relative_to(built)}"
    return f"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode()


def deaf(server: Deployment, stack: ExitStack) -> socket.socket:
    """Connect as somebody who takes in next to nothing."""
    client = stack.enter_context(socket.socket())
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    client.settimeout(PATIENCE_SECONDS)
    client.connect(("127.0.0.1", server.port))
    return client


def ends(client: socket.socket) -> bool:
    """Read until the server parts with a client, as it does by an end or a reset."""
    try:
        while client.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


def is_reset(client: socket.socket) -> bool:
    """Wait until the server has let go of a client and of what it has not fetched."""
    poll = select.poll()
    poll.register(client, 0)
    return bool(poll.poll(PATIENCE_SECONDS * 1000))


def answered(client: socket.socket) -> bytes:
    """Return the first piece of an answer."""
    return client.recv(65536)


def test_clients_that_fetch_no_answer_keep_no_caller_waiting(project: Path) -> None:
    """Twenty times as many as there are threads, each with more answers ahead than it takes."""
    with serving(project) as server, ExitStack() as crowd:
        clip = longest_clip(project)
        for number in range(40):
            deaf(server, crowd).sendall((signed_request() if number % 2 else clip) * 50)
        assert [server.post().status_code for _ in range(5)] == [200] * 5


def test_requests_that_never_arrive_keep_no_caller_waiting(project: Path) -> None:
    with serving(project) as server, ExitStack() as crowd:
        for number in range(40):
            client = crowd.enter_context(server.connect())
            client.sendall(signed_request()[: -20 - number])
        assert [server.post().status_code for _ in range(5)] == [200] * 5


def test_clients_that_do_not_hang_up_keep_no_caller_waiting(project: Path) -> None:
    """Each has its last answer, and never closes its end."""
    last = signed_request().replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    with serving(project) as server, ExitStack() as crowd:
        for _ in range(40):
            client = crowd.enter_context(server.connect())
            client.sendall(last)
            assert answered(client).startswith(b"HTTP/1.1 200 ")
        assert [server.post().status_code for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("limit", ["read", "send", "goodbye"])
def test_whoever_exceeds_a_limit_is_parted_with(project: Path, limit: str) -> None:
    limits = {name: LONG_AGO if name == limit else NEVER for name in ("read", "send", "goodbye")}
    with serving(project, 512, **limits) as server, ExitStack() as crowd:
        if limit == "send":
            client = deaf(server, crowd)
            client.sendall(longest_clip(project) * 200)
            assert is_reset(client)
        else:
            sent = {"read": signed_request()[:-20], "goodbye": b"GET /healthz HTTP/1.0\r\n\r\n"}
            client = crowd.enter_context(server.connect())
            client.sendall(sent[limit])
            assert ends(client)
        assert server.post().status_code == 200


def test_an_answer_may_be_fetched_as_slowly_as_it_is_heard(project: Path) -> None:
    """A long clip through a narrow link, when nobody may take any time beyond what it takes."""
    with serving(project, read=AT_ONCE, send=AT_ONCE) as server, ExitStack() as crowd:
        client = deaf(server, crowd)
        clip = longest_clip(project)
        client.sendall(clip * 99 + clip.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        pieces = [answered(client)]
        for _ in range(3):
            # Whoever is parted with tells that the server has looked at all once more.
            other = crowd.enter_context(server.connect())
            other.sendall(b"GET")
            assert ends(other)
        while pieces[-1]:
            pieces.append(answered(client))
        assert b"".join(pieces).count(b"HTTP/1.1 200 ") == 100


def test_a_server_that_is_full_parts_with_idle_clients_first(project: Path) -> None:
    """Then with slow ones; whoever comes new is answered."""
    with serving(project, connections=6) as server, ExitStack() as crowd:
        slow = crowd.enter_context(server.connect())
        slow.sendall(signed_request()[:-20])
        idle = [crowd.enter_context(server.connect()) for _ in range(12)]
        assert [server.post().status_code for _ in range(5)] == [200] * 5
        assert ends(idle[0])
        slow.sendall(signed_request()[-20:])
        assert answered(slow).startswith(b"HTTP/1.1 200 ")
        for _ in range(12):
            crowd.enter_context(server.connect()).sendall(signed_request()[:-20])
        assert server.post().status_code == 200


def test_a_process_that_may_open_no_more_files_goes_on_answering(project: Path) -> None:
    with serving(project) as server, ExitStack() as crowd:
        [worker] = children(server.process.pid)
        there = len([*Path(f"/proc/{worker}/fd").iterdir()])
        resource.prlimit(worker, resource.RLIMIT_NOFILE, (there + 12, there + 12))
        for _ in range(60):
            crowd.enter_context(server.connect())
        assert [server.post().status_code for _ in range(3)] == [200] * 3
        assert children(server.process.pid) == [worker]


def test_requests_that_come_in_pieces_or_in_one_are_all_answered(project: Path) -> None:
    request = signed_request()
    with serving(project) as server, server.connect() as client:
        for at in range(0, len(request), 97):
            client.sendall(request[at : at + 97])
        client.sendall(request * 3)
        told = b""
        while told.count(b"</Response>") < 4:
            piece = client.recv(65536)
            assert piece, "the server has parted with the client"
            told += piece
        assert told.count(b"HTTP/1.1 200 ") == 4


def test_a_form_in_chunks_and_one_that_asks_first_are_taken(project: Path) -> None:
    """Neither is the carrier's way; some proxies have them."""
    head, _, form = signed_request().partition(b"\r\n\r\n")
    with serving(project) as server:
        with server.connect() as client:
            asking = head + b"\r\nExpect: 100-continue\r\n\r\n"
            client.sendall(asking)
            assert answered(client) == b"HTTP/1.1 100 Continue\r\n\r\n"
            client.sendall(form)
            assert answered(client).startswith(b"HTTP/1.1 200 ")
        with server.connect() as client:
            lines = [
                line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-l")
            ]
            lines += [b"Transfer-Encoding: chunked", b"", b""]
            client.sendall(b"\r\n".join(lines) + b"%x\r\n%s\r\n" % (len(form), form))
            client.sendall(b"0\r\n\r\n")
            assert answered(client).startswith(b"HTTP/1.1 200 ")


def test_what_is_too_long_is_refused_unread(project: Path) -> None:
    with serving(project) as server:
        with server.connect() as client:
            client.sendall(b"GET /" + b"x" * LARGEST_HEAD)
            assert answered(client).startswith(b"HTTP/1.1 4")
            assert ends(client)
        with server.connect() as client:
            size = LARGEST_FORM + 1
            client.sendall(f"POST /voice HTTP/1.1\r\nContent-Length: {size}\r\n\r\n".encode())
            assert answered(client).startswith(b"HTTP/1.1 4")
            assert ends(client)


def test_what_follows_a_form_of_untold_length_is_no_request(project: Path) -> None:
    """A length is read by all in front of the server as well, in whatever way it is written."""
    head, _, form = signed_request().partition(b"\r\n\r\n")
    padded = head.replace(b"Content-Length: ", b"Content-Length: " + b"0" * 20)
    padded = padded.replace(b"content-length: ", b"content-length: " + b"0" * 20)
    assert padded != head
    with serving(project) as server, server.connect() as client:
        client.sendall(padded + b"\r\n\r\n" + form + b"GET /healthz HTTP/1.1\r\n\r\n")
        told = b""
        while piece := client.recv(65536):
            told += piece
        assert told.count(b"HTTP/1.1 ") == 1
        assert told.startswith(b"HTTP/1.1 4")


def test_a_request_is_never_taken_for_whole_too_early() -> None:
    """Nor is what follows it taken for a part of it, wherever the pieces are cut."""
    first, second = signed_request(), b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"
    for cut in range(1, len(first) + len(second)):
        arriving, found = Arriving(), []
        for piece in ((first + second)[:cut], (first + second)[cut:]):
            arriving.add(piece)
            while (request := arriving.whole()) is not None:
                found.append(request)
        assert found == [first, second]
        assert arriving.is_empty


def test_the_carrier_waits_longer_than_the_server_lets_any_client_take() -> None:
    assert read_timeout_of(DEFAULT) > LONGEST_SECONDS


def test_a_carrier_told_to_wait_less_is_a_mistake(project: Path) -> None:
    """Both settings' faults are told where all others are."""
    environ = {"HOTLINE_ROOT": str(project), "PUBLIC_BASE_URL": BASE_URL}
    environ |= {"TWILIO_AUTH_TOKEN": "7e57" * 8, "CONNECTION_OVERRIDES": "ct=2000&rt=4000"}
    [problem] = Settings.read(environ)[1]
    assert problem.is_mistake
    assert str(problem).endswith("Write rt=5000, and no shorter tt.")


def test_a_kept_connection_is_answered_again_and_again(project: Path) -> None:
    with serving(project) as server, httpx.Client(timeout=PATIENCE_SECONDS) as client:
        for _ in range(20):
            url = f"{server.url}/voice"
            assert client.post(url, data=FORM, headers=signed("/voice")).status_code == 200
        assert answers(server.url)
