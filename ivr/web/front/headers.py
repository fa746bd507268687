"""The headers that every answer has: nothing may be guessed, framed, followed or kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NO_STORE: Final = "no-store"
"""How long an answer is kept that does not say otherwise: clips do."""

ALWAYS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",  # for those who do not know frame-ancestors
}

_A_YEAR: Final = "max-age=31536000"


def headers_of(base_url: str) -> dict[str, str]:
    """Return what every answer of a hotline has, where it says nothing else itself.

    That the host is to be reached by TLS alone is told where it is reached so; nothing is told of
    hosts below it, which are somebody else's.

    >>> headers_of("https://h.example")["Strict-Transport-Security"]
    'max-age=31536000'
    >>> "Strict-Transport-Security" in headers_of("http://127.0.0.1:8000")
    False
    """
    told = {**ALWAYS, "Cache-Control": NO_STORE}
    if base_url.startswith("https://"):
        told["Strict-Transport-Security"] = _A_YEAR
    return told
