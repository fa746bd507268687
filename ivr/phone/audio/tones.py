"""The tones of a Norwegian line, as samples of 16 bits, 8,000 a second.

Ring-back and busy are 425 Hz (1 s on and 4 s off; 0.5 s on and 0.5 s off), as in ITU-T E.180's
table for Norway, at -20 dBm0; the keys' frequencies are ITU-T Q.23's.
"""

import math
from array import array
from functools import cache

from ivr.phone.audio.wav import TELEPHONE_RATE

_LINE_HZ = 425.0
_MARKER_HZ = 200.0
_ROWS = (697, 770, 852, 941)
_COLUMNS = (1209, 1336, 1477)
_PAD = ("123", "456", "789", "*0#")
KEYS = "0123456789*#"
KEY_SECONDS = 0.12
_LOUD, _SOFT = 6000, 600
_RINGING = 2270  # a sine of -20 dBm0: it is heard, and softer than the speech before it


def _sine(seconds: float, level: int, *frequencies: float) -> "array[int]":
    return array("h", _wave(seconds, level, frequencies))


@cache
def _wave(seconds: float, level: int, frequencies: tuple[float, ...]) -> bytes:
    turns = [2 * math.pi * frequency / TELEPHONE_RATE for frequency in frequencies]
    share = level / len(frequencies)
    count = round(seconds * TELEPHONE_RATE)
    samples = (round(share * sum(math.sin(turn * i) for turn in turns)) for i in range(count))
    return array("h", samples).tobytes()


def silence(seconds: float) -> "array[int]":
    """Make nothing.

    >>> len(silence(0.5))
    4000
    """
    return array("h", bytes(2 * round(seconds * TELEPHONE_RATE)))


def key_tone(key: str) -> "array[int]":
    """Make the two frequencies of one key, for 120 ms.

    Raises:
        ValueError: no such key on a telephone.

    >>> len(key_tone("5"))
    960
    """
    for row, keys in zip(_ROWS, _PAD, strict=True):
        if key and key in keys:
            return _sine(KEY_SECONDS, _LOUD, row, _COLUMNS[keys.index(key)])
    raise ValueError(f'no key "{key}" on a telephone')


def ring_back(seconds: float) -> "array[int]":
    """Make what a caller hears while the callee's telephone rings.

    >>> tone = ring_back(5)
    >>> any(tone[:8000]), any(tone[8000:])
    (True, False)
    """
    return _cadence(seconds, 1.0, 4.0)


def busy(seconds: float) -> "array[int]":
    """Make what a caller hears when the callee is engaged.

    >>> len(busy(2))
    16000
    """
    return _cadence(seconds, 0.5, 0.5)


def marker(seconds: float) -> "array[int]":
    """Make the quiet tone that stands in a recording for two people talking.

    >>> max(marker(1)) <= 600
    True
    """
    return _repeated(_sine(1 / _MARKER_HZ, _SOFT, _MARKER_HZ), seconds)


def _cadence(seconds: float, on: float, off: float) -> "array[int]":
    return _repeated(_sine(on, _RINGING, _LINE_HZ) + silence(off), seconds)


def _repeated(once: "array[int]", seconds: float) -> "array[int]":
    count = round(seconds * TELEPHONE_RATE)
    return (once * (count // len(once) + 1))[:count]
