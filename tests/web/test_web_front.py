"""What every answer has, and what nobody learns from any of them: raw bytes at real servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from ivr.serving.settings import Settings
from ivr.web import create_app
from tests.support.commands import Ivr
from tests.support.deployment import Deployment, deployed, signed_request
from tests.support.hotline import BASE_URL, TOKEN, copy_of
from tests.support.processes import free_port

NAMES: Final = re.compile(
    rb"(?i)gunicorn|werkzeug|flask|python|traceback|ivr\b|<html|<!doctype|site-packages|File \""
)
"""What tells a stranger what a server is made with; `ivr` would be a path or a module."""

HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}

HEAD: Final = b"Host: hotline.example\r\n"
GET: Final = b"GET / HTTP/1.1\r\n" + HEAD
FORM_HEAD: Final = HEAD + b"Content-Type: application/x-www-form-urlencoded\r\n"
POST: Final = b"POST /voice HTTP/1.1\r\n" + FORM_HEAD

ODD: Final = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03secret\r\n\r\n",
    "half a line": b"GET\r\n\r\n",
    "a method in small letters": b"get / HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a version of its own": b"GET / HTTP/9.9\r\n" + HEAD + b"\r\n",
    "HTTP/2 without asking": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TRACE": b"TRACE /voice HTTP/1.1\r\n" + HEAD + b"Cookie: secret\r\n\r\n",
    "OPTIONS": b"OPTIONS /voice HTTP/1.1\r\n" + HEAD + b"\r\n",
    "OPTIONS of everything": b"OPTIONS * HTTP/1.1\r\n" + HEAD + b"\r\n",
    "CONNECT": b"CONNECT elsewhere.example:443 HTTP/1.1\r\n" + HEAD + b"\r\n",
    "PROPFIND": b"PROPFIND / HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a method nobody knows": b"SECRET /voice HTTP/1.1\r\n" + HEAD + b"\r\n",
    "another host's address": b"GET http://elsewhere.example/secret HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a POST to another host's": b"POST http://elsewhere.example/voice HTTP/1.1\r\n"
    + FORM_HEAD
    + b"Content-Length: 8\r\n\r\nDigits=1",
    "two lengths": POST + b"Content-Length: 8\r\nContent-Length: 9\r\n\r\nDigits=1",
    "two lengths alike": POST + b"Content-Length: 8\r\nContent-Length: 8\r\n\r\nDigits=1",
    "a length and chunks": POST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n"
    + HEAD
    + b"\r\n",
    "chunks of another kind": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "chunks of garbage": POST
    + b"Transfer-Encoding: chunked\r\n\r\nsecret\r\nDigits=1\r\n0\r\n\r\n",
    "a chunk below nothing": POST
    + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nDigits=1\r\n0\r\n\r\n",
    "chunks in HTTP/1.0": b"POST /voice HTTP/1.0\r\n"
    + FORM_HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "a length in words": POST + b"Content-Length: x\r\n\r\n",
    "a length with a sign": POST + b"Content-Length: +8\r\n\r\n",
    "a folded header": GET + b"X-A: a\r\n b: secret\r\n\r\n",
    "a blank before the colon": GET + b"X-A : secret\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\n" + HEAD + b"\n\n",
    "a header without a name": GET + b": secret\r\n\r\n",
    "a zero byte": GET + b"X-A: a\x00b\r\n\r\n",
    "two hosts": GET + HEAD + b"\r\n",
    "headers of 64 kB": GET + b"X-A: " + b"a" * 65536 + b"\r\n\r\n",
    "a thousand headers": GET + b"X-A: a\r\n" * 1000 + b"\r\n",
    "an address of 64 kB": b"GET /" + b"a" * 65536 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    "another expectation": POST + b"Expect: secret\r\nContent-Length: 8\r\n\r\nDigits=1",
    "a path upwards": b"GET /../../etc/passwd HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a form unsigned": POST + b"Content-Length: 8\r\n\r\nDigits=1",
    "nothing where nothing is": b"GET /secret HTTP/1.1\r\n" + HEAD + b"\r\n",
    "the address itself": GET + b"\r\n",
}


WITHOUT_END: Final = ("headers of 64 kB", "a length and chunks", "bare line feeds")
"""What has no end that could be waited for: the connection may be closed without a word."""


@pytest.fixture(scope="module")
def project(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(small, tmp_path_factory.mktemp("front") / "project")


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[Deployment]:
    with deployed(project) as running:
        yield running


def sent(server: Deployment, request: bytes) -> bytes:
    """Send bytes and close, as somebody who has said everything; return all that comes back."""
    answer = b""
    with server.connect() as client:
        client.sendall(request)
        client.shutdown(1)
        while more := client.recv(65536):
            answer += more
    return answer


def head_of(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    """The status, the headers and the body of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    named = (line.partition(": ") for line in lines)
    return int(first.split()[1]), {name.lower(): text for name, _, text in named}, body


@pytest.mark.parametrize("name", ODD)
def test_what_no_carrier_sends_is_refused_in_a_line_that_repeats_nothing(
    server: Deployment, name: str
) -> None:
    answer = sent(server, ODD[name])
    if name in WITHOUT_END and not answer:
        return
    status, headers, body = head_of(answer)
    assert 400 <= status < 500 or status == 501
    assert HEADERS.items() <= headers.items()
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"].startswith("text/plain")
    assert "server" not in headers
    assert len(body) < 60
    assert body.startswith(str(status).encode())
    assert body.count(b"\n") == 1, "more than one answer"
    assert not NAMES.search(answer)
    assert b"secret" not in answer.lower()


def test_none_of_them_cost_the_next_caller_or_left_a_line_each(server: Deployment) -> None:
    """One line of the log for each kind of them, without what was in them or who sent them."""
    for request in ODD.values():
        sent(server, request)
    assert server.post().status_code == 200
    told = server.process.told()
    assert "127.0.0.1" not in told.replace("http://0.0.0.0", "")
    assert "Invalid" not in told
    assert "secret" not in told.lower()
    assert told.count("Refused (400): what came is no request") == 1


@pytest.mark.parametrize(
    ("ask", "cached"),
    [
        (("GET", "/healthz"), "no-store"),
        (("GET", "/readyz"), "no-store"),
        (("GET", "/audio/tone/1-1000.wav"), "public, max-age=31536000, immutable"),
        (("GET", "/audio/none.wav"), "no-store"),
        (("HEAD", "/voice"), "no-store"),
    ],
)
def test_every_answer_has_the_headers_and_no_server_has_a_name(
    server: Deployment, ask: tuple[str, str], cached: str
) -> None:
    answer = httpx.request(ask[0], server.url + ask[1])
    assert HEADERS.items() <= answer.headers.items()
    assert answer.headers["cache-control"] == cached
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "server" not in answer.headers


def test_what_callers_hear_is_kept_by_nobody_but_their_clips(server: Deployment) -> None:
    answer = server.post()
    assert HEADERS.items() <= answer.headers.items()
    assert answer.headers["cache-control"] == "no-store"
    clip = answer.text.split("<Play>")[1].partition("<")[0].replace(BASE_URL, server.url)
    heard = httpx.get(clip)
    assert heard.status_code == 200
    assert heard.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert HEADERS.items() <= heard.headers.items()


def test_two_requests_in_one_piece_are_two_answers(server: Deployment) -> None:
    """A signed request behind another one, as a proxy that reuses its connections sends them."""
    answer = sent(server, signed_request() + signed_request())
    assert answer.count(b"HTTP/1.1 200 OK") == 2


def test_tls_is_asked_for_only_where_it_is_spoken(small: Path) -> None:
    app = create_app(Settings("http://127.0.0.1:8000", (TOKEN,), small, drafts=True))
    answer = app.test_client().get("/healthz")
    assert "strict-transport-security" not in {name.lower() for name, _ in answer.headers}


def test_a_fault_of_ours_is_a_line_too(small: Path) -> None:
    """What goes wrong outside of a call, where no apology is heard."""
    app = create_app(Settings(BASE_URL, (TOKEN,), small, drafts=True))

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("secret")

    answer = app.test_client().get("/broken")
    assert (answer.status_code, answer.data) == (500, b"500 Internal Server Error\n")
    assert HEADERS.items() <= {name.lower(): text for name, text in answer.headers}.items()


def test_who_opens_the_address_of_a_hotline_on_their_machine_is_told_what_it_is(
    project: Path,
) -> None:
    port = free_port()
    with Ivr(project).running(port=port) as running:
        answer = httpx.get(f"http://127.0.0.1:{port}/")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain")
        assert "ivr call" in answer.text
        assert "/healthz" in answer.text
        assert "server" not in answer.headers
        assert HEADERS.items() <= answer.headers.items()
        odd = sent(Deployment(running, port), b"GET / HTTP/9.9\r\n\r\n")
        assert not re.search(b"(?i)werkzeug|python|<html", odd)
        assert b"400" in odd or b"505" in odd


def test_a_stranger_who_opens_a_public_address_learns_nothing(server: Deployment) -> None:
    assert (httpx.get(server.url).status_code, httpx.get(server.url).text) == (
        404,
        "404 Not Found\n",
    )
