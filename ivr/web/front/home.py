"""What somebody reads who opens the address that `ivr run` prints."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response

PAGE: Final = """\
This is a telephone hotline, for trying on this machine. It is rung, not read:

  ivr call      in another terminal: read what is heard, press keys
  ivr --help    what else there is; docs/ explains it

Here you can look at

  /healthz      whether it lives, and with which content
  /readyz       what callers hear at this moment
  /metrics      what has been counted
"""


def put_up(app: Flask) -> None:
    """Have an application tell whoever opens its address what it is.

    For a hotline on one's own machine alone: to a stranger a public one says nothing.
    """

    @app.get("/")
    def home() -> Response:
        return Response(PAGE, mimetype="text/plain")
