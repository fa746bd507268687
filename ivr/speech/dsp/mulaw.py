"""ITU-T G.711 µ-law: fourteen bits of sound in eight."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ivr.speech.dsp.level import Signal

_BIAS: Final = 0x84
_LARGEST: Final = 32635
_FULL_SCALE: Final = 32768.0


def _levels() -> npt.NDArray[np.int16]:
    # A code is inverted on the line: sign, three bits of segment, four bits within the segment.
    code = ~np.arange(256, dtype=np.uint8)
    segment, step = (code >> 4) & 7, (code & 15).astype(np.int32)
    size = (((step << 3) + _BIAS) << segment) - _BIAS
    return np.where(code & 0x80, -size, size).astype(np.int16)


_LEVELS: Final = _levels() / np.float32(_FULL_SCALE)


def _codes() -> npt.NDArray[np.uint8]:
    # By the 16 bits of a sample read without a sign: 0 to 32767, then -32768 to -1.
    linear = np.arange(1 << 16, dtype=np.uint16).view(np.int16).astype(np.int32)
    biased = np.minimum(np.abs(linear), _LARGEST) + _BIAS
    segment = np.floor(np.log2(biased)).astype(np.int32) - 7
    code = (segment << 4) | ((biased >> (segment + 3)) & 15)
    code |= np.where(linear < 0, 0x80, 0)
    return np.asarray(~code & 0xFF, np.uint8)


_CODES: Final = _codes()


def encode(samples: Signal) -> bytes:
    """Encode samples, through 16 bits, as µ-law.

    Args:
        samples: One channel, full scale at -1 and +1; more is cut off.

    Example:
        >>> encode(np.array([0.0, 1.0, -1.0])).hex()
        'ff8000'
    """
    linear = np.clip(np.rint(samples * np.float32(_FULL_SCALE)), -_LARGEST, _LARGEST).astype(
        np.int16
    )
    coded: npt.NDArray[np.uint8] = _CODES[linear.view(np.uint16)]
    return coded.tobytes()


def decode(mulaw: bytes) -> Signal:
    """Decode µ-law to samples, full scale at -1 and +1.

    Example:
        >>> decode(bytes([0xFF, 0x80])).tolist()
        [0.0, 0.9803466796875]
    """
    return np.asarray(_LEVELS[np.frombuffer(mulaw, np.uint8)])
