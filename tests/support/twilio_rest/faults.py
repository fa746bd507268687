"""What can be planted in the stand-in's answers, for the addresses that hold a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Fault:
    """An answer in the place of the right one, ``times`` times or always.

    ``hangs`` gives none at all, ``closes`` breaks the connection off in the middle of it, ``drips``
    goes on with a sign at a time.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int | None = None
    hangs: bool = False
    closes: bool = False
    drips: bool = False

    def applies(self) -> bool:
        """Count an answer, and tell whether this one is of the fault."""
        if self.times == 0:
            return False
        self.times = None if self.times is None else self.times - 1
        return True


def refused(status: int, code: int | None = None, message: str = "") -> Fault:
    """Refuse in the carrier's way."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    told = {"code": code, "message": message, "more_info": more, "status": status}
    return Fault(status, json.dumps(told).encode())


def busy(seconds: int | None = 0, times: int | None = None) -> Fault:
    """Refuse as too much at once, to be asked again after some seconds."""
    fault = refused(429, 20429, "Too Many Requests")
    fault.headers = {} if seconds is None else {"Retry-After": str(seconds)}
    fault.times = times
    return fault


def broken(body: str, status: int = 200, times: int | None = None) -> Fault:
    """Answer with something of its own."""
    return Fault(status, body.encode(), times=times)


def hanging() -> Fault:
    """Take a question and say nothing."""
    return Fault(hangs=True)


def dripping() -> Fault:
    """Never come to the end of an answer, and never be silent."""
    return Fault(drips=True)


def closing() -> Fault:
    """Break off in the middle of an answer."""
    return Fault(closes=True)
