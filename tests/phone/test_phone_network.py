"""Over a real socket: connections that fail, servers that dawdle, and trying again."""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, TypeAlias

import httpx
import pytest
from twilio.request_validator import RequestValidator

from ivr.phone import Account, CallRecord, EmulatedCarrier, ScriptedCaller

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.phone.conftest import Site, Telephone

TOKEN = "a token of thirty-two letters  ok"
VALIDATOR = RequestValidator(TOKEN)
HELLO = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 11\r\n"
    b"Connection: close\r\n\r\n<Response/>"
)


Piece: TypeAlias = tuple[float, bytes]
NEVER: Piece = (math.inf, b"")


class Network(httpx.BaseTransport):
    """A server with a clock of its own: an answer is pieces, each so many seconds in coming."""

    def __init__(self, *answers: list[Piece]) -> None:
        self._answers = iter(answers)
        self._now = 0.0

    def now(self) -> float:
        return self._now

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        patience, pieces = request.extensions["timeout"]["read"], next(self._answers)
        self._wait(pieces[0][0], patience)
        return httpx.Response(
            200, headers={"Content-Type": "text/xml"}, stream=Trickle(self._come(pieces, patience))
        )

    def _come(self, pieces: list[Piece], patience: float) -> Iterator[bytes]:
        yield pieces[0][1]
        for seconds, piece in pieces[1:]:
            self._wait(seconds, patience)
            yield piece

    def _wait(self, seconds: float, patience: float) -> None:
        self._now += min(seconds, patience)
        if seconds > patience:
            raise httpx.ReadTimeout("timed out")


class Trickle(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces


def ring(
    url: str,
    *,
    fallback: str | None = None,
    network: Network | None = None,
) -> CallRecord:
    with httpx.Client(transport=network) as client:
        carrier = EmulatedCarrier(
            client,
            account=Account("AC1", TOKEN),
            voice_url=url,
            fallback_url=fallback,
            timer=network.now if network else time.monotonic,
        )
        return carrier.call(ScriptedCaller(), to="+4721000000", from_="+4799999999")


@pytest.fixture
def server() -> Iterator[Callable[..., str]]:
    """Start servers that speak a script: one piece of bytes list per connection."""
    threads: list[threading.Thread] = []

    def serve(*connections: list[bytes]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(60)

        def run() -> None:
            with listener:
                for pieces in connections:
                    talk(listener, pieces)

        thread = threading.Thread(target=run)
        thread.start()
        threads.append(thread)
        return f"http://127.0.0.1:{listener.getsockname()[1]}/voice"

    yield serve
    for thread in threads:
        thread.join()


def read_request(incoming: IO[bytes]) -> None:
    length = 0
    while (line := incoming.readline()) not in {b"\r\n", b""}:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    incoming.read(length)


def talk(listener: socket.socket, pieces: list[bytes]) -> None:
    try:
        connection, _ = listener.accept()
    except TimeoutError:
        return
    with connection, connection.makefile("rb") as incoming:
        connection.settimeout(60)
        read_request(incoming)
        for piece in pieces:
            if piece == b"":
                # Say nothing until the other side has had enough.
                incoming.read(1)
                return
            try:
                connection.sendall(piece)
            except OSError:
                return


def test_a_whole_call_over_http(site: Site, served: Telephone) -> None:
    """Keys, clips and redirects behind a real server, all of it signed."""
    site.twiml("/voice", '<Gather action="/key" numDigits="1"><Play>/a.wav</Play></Gather>')
    site.clip("/a.wav", 1.0).move("/key", "/key/", "307 Temporary Redirect")
    site.twiml("/key/", "<Say>Thank you.</Say>")
    record = served.call("1")
    assert record.faults == ()
    assert [heard.text for heard in record.heard] == ["", "Thank you."]
    for seen in site.seen:
        if seen.method == "POST":
            assert VALIDATOR.validate(seen.url, seen.form, seen.headers["x-twilio-signature"])


def test_nobody_listening_is_tried_twice(site: Site, served: Telephone) -> None:
    """One retry of a failed connection is Twilio's default."""
    site.twiml("/fallback", "<Say>Goodbye.</Say>")
    # Nobody listens at a port that is only held.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        record = ring(f"http://127.0.0.1:{port}/voice", fallback=served.base + "/fallback")
    attempts = [request.attempt for request in record.requests if request.purpose == "document"]
    assert attempts == [1, 2]
    assert record.faults[0].code == 11205
    assert site.last("/fallback").form["ErrorCode"] == "11205"
    assert [heard.text for heard in record.heard] == ["Goodbye."]


def test_a_server_error_is_not_retried_by_default(site: Site, served: Telephone) -> None:
    """Only a connection is."""
    site.page("/voice", b"", "503 Busy").twiml("/voice", "<Say>Hello.</Say>")
    record = served.call()
    assert (len(site.seen), record.reason) == (1, "application error")


def test_a_server_error_is_retried_where_the_url_says_so(site: Site, served: Telephone) -> None:
    """With the same token, so that the application can tell."""
    site.page("/voice", b"", "503 Busy").page("/voice", b"", "500 Oops")
    site.twiml("/voice", "<Say>Hello.</Say>")
    record = served.call(carrier=served.carrier(voice="/voice#rc=2&rp=5xx"))
    assert [request.status for request in record.requests] == [503, 500, 200]
    assert [heard.text for heard in record.heard] == ["Hello."]
    assert len({seen.headers["i-twilio-idempotency-token"] for seen in site.seen}) == 1
    assert record.faults == ()


def test_two_documents_have_two_tokens(site: Site, served: Telephone) -> None:
    """The token names the request, not the call."""
    site.twiml("/voice", "<Redirect>/next</Redirect>").twiml("/next", "")
    served.call()
    assert len({seen.headers["i-twilio-idempotency-token"] for seen in site.seen}) == 2


def test_a_missing_page_is_retried_with_4xx(site: Site, served: Telephone) -> None:
    """And with all."""
    site.page("/voice", b"", "404 Not Found").twiml("/voice", "")
    assert served.call(carrier=served.carrier(voice="/voice#rp=4xx")).faults == ()
    site.pages.clear()
    site.page("/voice", b"", "404 Not Found").twiml("/voice", "")
    assert served.call(carrier=served.carrier(voice="/voice#rp=all")).faults == ()


def test_a_server_that_never_answers_is_given_up(server: Callable[..., str]) -> None:
    """The caller is not left in silence."""
    record = ring(server([b""]) + "#rt=100&rc=0")
    assert (record.faults[0].code, record.reason) == (11205, "application error")


def test_a_read_time_out_can_be_retried() -> None:
    """The second connection answers."""
    network = Network([NEVER], [(0.05, b"<Response/>")])
    record = ring("http://app.example/voice#rt=100&rp=rt&rc=1", network=network)
    assert [request.status for request in record.requests] == [None, 200]
    assert (record.faults, record.reason) == ((), "end of TwiML")
    assert network.now() == pytest.approx(0.15)


def test_the_total_time_of_the_url_is_its_own_error() -> None:
    """Error 11203, and no retry after it."""
    network = Network([NEVER])
    record = ring("http://app.example/voice#tt=150&rc=5&rp=all", network=network)
    assert (record.faults[0].code, len(record.requests)) == (11203, 1)
    assert network.now() == pytest.approx(0.15, abs=0.05)


def test_an_answer_that_trickles_meets_the_ceiling_too() -> None:
    """No single read is late, and the document still is."""
    network = Network([(1.0, b" ")] * 500)
    record = ring("http://app.example/voice", network=network)
    assert (record.faults[0].code, record.reason) == (11205, "application error")
    assert network.now() == 15


def test_an_answer_that_breaks_off_is_a_fault(server: Callable[..., str]) -> None:
    """Half a document is none."""
    record = ring(server([HELLO[:-4]]) + "#rc=0")
    assert record.faults[0].code == 11205
    assert "no complete answer" in record.faults[0].problem


def test_what_is_no_http_is_a_fault(server: Callable[..., str]) -> None:
    """Something else listens at the port."""
    assert ring(server([b"SSH-2.0-something\r\n"]) + "#rc=0").reason == "application error"


def test_an_application_in_this_process_is_judged_by_the_same_ceiling(
    site: Site, phone: Telephone
) -> None:
    """It cannot be interrupted, but it can be too late."""
    site.twiml("/voice", "<Say>Late.</Say>")
    moments = [0.0]

    def slow(environ: object, start: object) -> object:
        moments.append(moments[-1] + 16)
        return site(environ, start)  # type: ignore[arg-type]

    with httpx.Client(transport=httpx.WSGITransport(slow)) as client:  # type: ignore[arg-type]
        phone.client = client
        record = phone.call(carrier=phone.carrier(timer=lambda: moments[-1]))
    assert (record.faults[0].code, record.heard) == (11205, ())


def test_an_empty_body_in_chunks_is_named_as_such(server: Callable[..., str]) -> None:
    """Error 11770."""
    empty = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    assert ring(server([empty])).faults[0].code == 11770
