"""What `ivr run` answers by itself, without the name of its server."""

from __future__ import annotations

from werkzeug.serving import WSGIRequestHandler


class Nameless(WSGIRequestHandler):
    """Werkzeug's way to take a request; a fault of it is told in a line."""

    error_message_format = "%(code)d\n"
    error_content_type = "text/plain; charset=utf-8"

    def send_header(self, keyword: str, value: str) -> None:
        """Add a header to the answer, but not who it is from."""
        if keyword != "Server":
            super().send_header(keyword, value)
