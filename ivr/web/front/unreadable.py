"""What gunicorn answers by itself: to a request that is none, in a line, and without its name."""

from __future__ import annotations

from typing import Any, Final

from gunicorn import util
from gunicorn.http import errors, wsgi

from ivr.web.front.headers import ALWAYS, NO_STORE

BAD_REQUEST: Final = "400 Bad Request"
FAILED: Final = "500 Internal Server Error"

_STATUS: Final = {
    errors.LimitRequestLine: "414 URI Too Long",
    errors.LimitRequestHeaders: "431 Request Header Fields Too Large",
    errors.UnsupportedTransferCoding: "501 Not Implemented",
    errors.ExpectationFailed: "417 Expectation Failed",
    # What the application itself wanted to say cannot be sent: no fault of the client's.
    errors.InvalidResponseHeader: FAILED,
    errors.InvalidResponseHeaderName: FAILED,
}


def status_of(error: BaseException) -> str:
    """Return how a request is answered of which nothing better can be said.

    >>> status_of(errors.InvalidRequestLine("GET")), status_of(errors.LimitRequestLine(9, 8))
    ('400 Bad Request', '414 URI Too Long')
    >>> status_of(ValueError())
    '500 Internal Server Error'
    """
    otherwise = BAD_REQUEST if isinstance(error, errors.ParseException) else FAILED
    return _STATUS.get(type(error), otherwise)


def answer(connection: Any, status: str) -> None:  # noqa: ANN401 - a socket, perhaps wrapped
    """Send a status and no more, without waiting for whoever does not read it.

    Raises:
        OSError: They are gone, or do not read.
    """
    text = f"{status}\n"
    head = {
        **ALWAYS,
        "Cache-Control": NO_STORE,
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(text)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    util.write_nonblock(connection, f"HTTP/1.1 {status}\r\n{lines}\r\n{text}".encode("ascii"))


class _Nameless(wsgi.Response):  # type: ignore[misc] # gunicorn has no types
    """An answer that does not say which server gives it."""

    def default_headers(self) -> list[str]:
        """Return the lines before those of the application."""
        return [line for line in super().default_headers() if not line.startswith("Server:")]


def take_away_the_name() -> None:
    """Have gunicorn, which has no setting for it, leave its name out of every answer."""
    wsgi.Response = _Nameless
