"""The webhook's own addresses, as the carrier is to call them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from ivr.call import State, fields

ANSWER: Final = "/voice"
TURN: Final = "/voice/turn"
WHISPER: Final = "/voice/whisper"
STATUS: Final = "/voice/status"
FALLBACK: Final = "/voice/fallback"

BEGUN: Final = "b"
"""The field of an action address that says when its call was answered."""


_SECONDS: Final = re.compile(r"[0-9]{1,11}")


def read_begun(query: Mapping[str, str]) -> int | None:
    """Return when a call was answered, as its address tells it; None where it does not.

    >>> read_begun({"b": "1795597200"}), read_begun({})
    (1795597200, None)
    """
    told = query.get(BEGUN, "")
    return int(told) if _SECONDS.fullmatch(told) else None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute URLs below the public base URL, which is what the carrier signs.

    ``begun`` is when the call was answered, in seconds since 1970, for the time that it takes.
    ``overrides`` stand behind every one of them, since the carrier heeds those of one address at a
    time; they are neither sent nor signed.

    >>> from ivr.call import AtStep
    >>> Addresses("https://h.example").turn(AtStep("asker", "pl", "fees"))
    'https://h.example/voice/turn?m=asker&at=step&l=pl&n=fees'
    >>> Addresses("https://h.example", overrides="rt=5000").to(FALLBACK)
    'https://h.example/voice/fallback#rt=5000'
    """

    base_url: str
    begun: int | None = None
    overrides: str = ""

    def to(self, address: str) -> str:
        """Return one of the webhook's addresses, with its query, as the carrier is told it."""
        fragment = f"#{self.overrides}" if self.overrides else ""
        return f"{self.base_url}{address}{fragment}"

    def turn(self, state: State) -> str:
        """Return where the carrier reports what was heard in a state."""
        begun = {} if self.begun is None else {BEGUN: str(self.begun)}
        return self.to(f"{TURN}?{urlencode(fields(state) | begun)}")

    def whisper(self, state: State) -> str:
        """Return where the carrier asks what the callee hears before being connected."""
        return self.to(f"{WHISPER}?{urlencode(fields(state))}")
