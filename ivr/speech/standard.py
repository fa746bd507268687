"""The one sound all clips share: the numbers a telephone and an old ear ask for."""

from __future__ import annotations

from typing import Final

MASTERING_VERSION: Final = 1
"""Goes into every clip's name; raise it whenever mastering would make different audio."""

RATE_HZ: Final = 8000
"""Samples per second on the telephone (ITU-T G.711)."""

BAND_HZ: Final = (300.0, 3400.0)
"""The telephone band (ITU-T P.48)."""

LEVEL_DBOV: Final = -22.0
"""Active speech level in dB to overload, -19 dBm0 (RFC 7874, section 3)."""

PEAK_DBFS: Final = -3.0
"""No sample of a clip lies above this, in dB to full scale."""

LEAD_S: Final = 0.05
"""Seconds kept before the first sound, so that a soft consonant is not cut."""

TAIL_S: Final = 0.08
"""Seconds kept after the last sound; with LEAD_S below the 100 ms a clip may be silent."""
