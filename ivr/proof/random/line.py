"""HTTP without a network: requests straight into a WSGI application in this process."""

from __future__ import annotations

import io
import sys
from functools import lru_cache
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication

import httpx

_address = lru_cache(maxsize=16_384)(httpx.URL)

_APART: Final = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class InProcessClient(httpx.Client):
    """A client whose requests reach an application as a server would hand them over.

    Each is built, signed by the carrier and answered in full; left out is what a network needs
    (connections, cookies, redirects, authentication).

    >>> def app(environ, start_response):
    ...     start_response("200 OK", [("Content-Type", "text/plain")])
    ...     return [environ["QUERY_STRING"].encode()]
    >>> client = InProcessClient(app)
    >>> client.send(client.build_request("GET", "https://h.example/?l=pl")).text
    'l=pl'
    """

    def __init__(self, app: WSGIApplication) -> None:
        # A transport is given only so that none for a network is made.
        super().__init__(transport=httpx.BaseTransport(), trust_env=False)
        self._app = app

    def build_request(self, *args: Any, **options: Any) -> httpx.Request:  # noqa: ANN401 - httpx's own
        """Return a request; an address seen before is not taken apart again."""
        method, url = args
        headers, content = options.get("headers"), options.get("content")
        return httpx.Request(method, _address(url), headers=headers, content=content)

    def send(self, request: httpx.Request, **_options: Any) -> httpx.Response:  # noqa: ANN401 - as above
        """Return the application's answer, read to its end."""
        return _answered(self._app, _environ(request))


def _answered(app: WSGIApplication, environ: dict[str, Any]) -> httpx.Response:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:  # noqa: ANN401
        started.append((status, headers))
        return lambda _body: None

    starts: StartResponse = start_response
    body = app(environ, starts)
    try:
        content = b"".join(body)
    finally:
        getattr(body, "close", lambda: None)()
    status, headers = started[-1]
    return httpx.Response(int(status[:3]), headers=headers, content=content)


def _environ(request: httpx.Request) -> dict[str, Any]:
    content, url = request.read(), request.url
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": url.path.encode().decode("latin-1"),
        "QUERY_STRING": url.query.decode("ascii"),
        "SERVER_NAME": url.host,
        "SERVER_PORT": str(url.port or 443),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": io.BytesIO(content),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.raw:
        key = name.decode("ascii").lower()
        variable = _APART.get(key) or "HTTP_" + key.upper().replace("-", "_")
        environ[variable] = value.decode("latin-1")
    return environ
