"""How long each answer to the carrier took, from the request to the last line of TwiML."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from ivr import carrier
from ivr.web.metrics.counted import FAILED, OK, Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OUTCOME: Final = "ivr.outcome"
"""Where in its environment a request says that the answer is not what it should be."""

_KINDS: Final = {
    carrier.ANSWER: "answer",
    carrier.TURN: "turn",
    carrier.WHISPER: "whisper",
    carrier.FALLBACK: "fallback",
    carrier.STATUS: "status",
}


class Measured:
    """A WSGI application whose answers to the carrier are counted; what it refuses is not."""

    def __init__(self, application: WSGIApplication, metrics: Metrics) -> None:
        self._application = application
        self._metrics = metrics

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        kind = _KINDS.get(environ["PATH_INFO"])
        if kind is None:
            return self._application(environ, start_response)
        began = perf_counter()
        said = ""

        def started(status: str, *more: Any) -> Any:  # noqa: ANN401 - WSGI's own
            nonlocal said
            said = status
            return start_response(status, *more)

        answer = self._application(environ, started)
        if said[:1] in "25":
            outcome = environ.get(OUTCOME, OK) if said[:1] == "2" else FAILED
            self._metrics.turn(kind, outcome, perf_counter() - began)
        return answer
