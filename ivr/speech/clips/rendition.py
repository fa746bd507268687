"""The two ways every clip exists in: as people speak, and slowly, for who asks for it."""

from __future__ import annotations

from typing import Final, Literal

Rendition = Literal["normal", "slow"]

NORMAL: Final = "normal"
SLOW: Final = "slow"
RENDITIONS: Final[tuple[Rendition, ...]] = (NORMAL, SLOW)

SLOW_RATE: Final = 0.75
"""Rate of the slow rendition as a share of the normal one: 105 words a minute where 140 is normal,
about the slowest that still sounds like speech."""
