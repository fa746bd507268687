"""The way of one call's requests, which answers again as it has answered before."""

from __future__ import annotations

import httpx

from ivr.web.voice import CARRIER_CLOCK


class Memory(httpx.BaseTransport):
    """Carries the requests of one call, and answers one that it has carried before as then.

    So a call that is made anew is up to its new act what it was, even where its clips have been
    built meanwhile. ``trace`` are the answers since it was cleared.
    """

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.trace: list[bytes] = []
        self._inner = inner
        self._known: dict[tuple[str, str, bytes, str], httpx.Response] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as before, or else ask."""
        body = request.read()
        at = request.headers.get(CARRIER_CLOCK, "") if request.method == "POST" else ""
        asked = request.method, str(request.url), body, at
        known = self._known.get(asked)
        if known is None:
            known = self._known[asked] = self._inner.handle_request(request)
            known.read()
        self.trace.append(known.content)
        return httpx.Response(known.status_code, headers=known.headers, content=known.content)
