"""An application whose every answer has the headers, and whose faults are one line of text."""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from ivr.web.front.headers import headers_of

TEXT = "text/plain"


def make_plain(app: Flask, base_url: str) -> None:
    """Have an application answer without a page that says what it is made with.

    What a stranger asks for is not repeated to them, and a fault tells nothing of its cause.
    """
    always = headers_of(base_url)

    @app.after_request
    def with_headers(answer: Response) -> Response:
        for name, value in always.items():
            answer.headers.setdefault(name, value)
        return answer

    @app.errorhandler(HTTPException)
    def in_a_line(error: HTTPException) -> Response:
        told = Response(f"{error.code} {error.name}\n", status=error.code, mimetype=TEXT)
        for name, value in error.get_headers():
            if name.lower() != "content-type":  # such as Allow
                told.headers[name] = value
        return told
