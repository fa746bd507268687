"""Whether a request has come to the studio's own address, and by TLS."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, request

from ivr.studio.pages.words import word
from ivr.studio.settings import StudioSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def at_its_address(app: Flask, settings: StudioSettings) -> None:
    """Hold an application's requests to its address.

    Where nobody signs in, the address must be this machine's: a page elsewhere in the browser
    could otherwise have its own name lead here, and use the studio as if it were the reader. Where
    it is reached by TLS, the proxy that ends it is not asked for its word.
    """

    @app.before_request
    def known() -> Response | None:
        if not settings.is_own or is_this_machine(request.host):
            return None
        told = word("frame.elsewhere", url=f"{settings.url}/")
        return Response(f"{told}\n", 400, mimetype="text/plain")

    if settings.is_secure:
        inner = app.wsgi_app

        def secure(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            return inner(environ | {"wsgi.url_scheme": "https"}, start)

        app.wsgi_app = secure  # type: ignore[assignment,method-assign] # as Flask's documentation has it


def is_this_machine(host: str) -> bool:
    """Tell whether a host, with or without a port, can lead to nothing but this machine.

    >>> is_this_machine("localhost:8000"), is_this_machine("[::1]:8000"), is_this_machine("h.no")
    (True, True, False)
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
