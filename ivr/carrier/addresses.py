"""The webhook's own addresses, as the carrier is to call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from ivr.call import State, fields

ANSWER: Final = "/voice"
TURN: Final = "/voice/turn"
WHISPER: Final = "/voice/whisper"
STATUS: Final = "/voice/status"
FALLBACK: Final = "/voice/fallback"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute URLs below the public base URL, which is what the carrier signs.

    >>> from ivr.call import AtStep
    >>> Addresses("https://h.example").turn(AtStep("asker", "pl", "fees"))
    'https://h.example/voice/turn?m=asker&at=step&l=pl&n=fees'
    """

    base_url: str

    def turn(self, state: State) -> str:
        """Return where the carrier reports what was heard in a state."""
        return f"{self.base_url}{TURN}?{urlencode(fields(state))}"

    def whisper(self, state: State) -> str:
        """Return where the carrier asks what the callee hears before being connected."""
        return f"{self.base_url}{WHISPER}?{urlencode(fields(state))}"
