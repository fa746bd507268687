"""The sound of a line that is open: noise so faint that nobody listens to it, under every wait.

It is made with the standard library alone, for the server makes it and has no other.
"""

from __future__ import annotations

import math
import random
from array import array
from functools import lru_cache
from typing import Final

from ivr.speech.dsp.targets import BAND_HZ, RATE_HZ

ROOM_TONE_VERSION: Final = 1
"""Goes into its address; raise it whenever what follows would make another sound."""

ROOM_TONE_DBOV: Final = -58.0
"""Level in dB to overload: 36 dB below the speech. At a telephone that gives speech at 70 dB it has
35, the level of a quiet room: it is there, and covers nothing. Its mean size is five steps of the
µ-law code, so that the code adds no hiss of its own (25 dB below it)."""

LONGEST_TONE_S: Final = 30
"""As long as a wait can be."""

_FADE_S: Final = 0.3
_SEED: Final = 58
_SOFTENED_HZ: Final = 700.0
"""Above this it falls by 6 dB an octave: rooms hum, and hiss sounds like a bad line."""
_SHARPNESS: Final = 1 / math.sqrt(2)
_SETTLING: Final = 800
"""Samples until the filters have forgotten that there was nothing before."""
_FULL_SCALE: Final = 32768
_BIAS: Final = 0x84


def room_tone(milliseconds: int) -> bytes:
    r"""Return so many milliseconds of room tone as µ-law, the same ones every time.

    It begins and ends in nothing, so that neither end is heard.

    Example:
        >>> tone = room_tone(7000)
        >>> len(tone), tone[:1], tone[-1:], tone == room_tone(7000)
        (56000, b'\xff', b'\xff', True)
    """
    count = milliseconds * RATE_HZ // 1000
    noise, coded = _noise()
    fade = min(round(_FADE_S * RATE_HZ), count // 2)
    rise = [0.5 - 0.5 * math.cos(math.pi * place / fade) for place in range(fade)]
    begins = bytes(_code(round(share * one)) for share, one in zip(rise, noise, strict=False))
    last = noise[count - fade : count]
    ends = bytes(_code(round(share * one)) for share, one in zip(reversed(rise), last, strict=True))
    return begins + coded[fade : count - fade] + ends


@lru_cache(maxsize=1)
def _noise() -> tuple[array[float], bytes]:
    """Return the longest tone without its ends: as 16-bit samples not yet rounded, and coded."""
    chance = random.Random(_SEED)  # noqa: S311 - the same noise in every process, and no secret
    samples = [chance.random() - 0.5 for _ in range(LONGEST_TONE_S * RATE_HZ + _SETTLING)]
    low, high = BAND_HZ
    for above, hertz in ((True, low), (True, low), (False, high)):
        samples = _passed(samples, hertz, above=above)
    samples = _softened(samples)[_SETTLING:]
    size = math.sqrt(math.fsum(one * one for one in samples) / len(samples))
    scale = _FULL_SCALE * 10 ** (ROOM_TONE_DBOV / 20) / size
    noise = array("d", (one * scale for one in samples))
    return noise, bytes(_code(round(one)) for one in noise)


def _passed(samples: list[float], hertz: float, *, above: bool) -> list[float]:
    """Return what a filter of the second order lets pass above a frequency, or below it.

    Coefficients by the bilinear transform of the analogue prototype, bent to the frequency.
    """
    warped = math.tan(math.pi * hertz / RATE_HZ)
    whole = 1 + warped / _SHARPNESS + warped * warped
    gain = (1.0 if above else warped * warped) / whole
    middle = -2.0 if above else 2.0
    back, further = 2 * (warped * warped - 1) / whole, 1 - 2 * warped / _SHARPNESS / whole
    passed = []
    before = earlier = out = former = 0.0
    for now in samples:
        new = gain * (now + middle * before + earlier) - back * out - further * former
        earlier, before, former, out = before, now, out, new
        passed.append(new)
    return passed


def _softened(samples: list[float]) -> list[float]:
    share = 1 - math.exp(-2 * math.pi * _SOFTENED_HZ / RATE_HZ)
    out, softened = 0.0, []
    for now in samples:
        out += share * (now - out)
        softened.append(out)
    return softened


def _code(sample: int) -> int:
    """Return the µ-law code of a 16-bit sample (ITU-T G.711)."""
    size = abs(sample) + _BIAS
    segment = size.bit_length() - 8
    code = segment << 4 | (size >> segment + 3) & 15 | (0x80 if sample < 0 else 0)
    return ~code & 0xFF
