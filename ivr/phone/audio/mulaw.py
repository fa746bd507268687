"""µ-law, the code of European and American telephone exchanges (ITU-T G.711), both ways.

Samples are signed 16-bit integers; a code is one byte. Python's own `audioop` left in 3.13.
"""

import sys
from array import array
from functools import cache

_BIAS = 0x84
_CLIP = 32_635


def decode_byte(code: int) -> int:
    """Turn one µ-law byte into a 16-bit sample.

    >>> decode_byte(0x00), decode_byte(0x80), decode_byte(0xFF)
    (-32124, 32124, 0)
    """
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + _BIAS) << ((code & 0x70) >> 4)
    return _BIAS - magnitude if code & 0x80 else magnitude - _BIAS


def encode_sample(sample: int) -> int:
    """Turn one 16-bit sample into the µ-law byte nearest to it.

    >>> encode_sample(0), encode_sample(32767), encode_sample(-32768)
    (255, 128, 0)
    """
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), _CLIP) + _BIAS
    exponent = magnitude.bit_length() - 8
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return ~(sign | exponent << 4 | mantissa) & 0xFF


def decode(codes: bytes) -> "array[int]":
    """Turn µ-law bytes into samples.

    >>> decode(bytes([0xFF, 0x80])).tolist()
    [0, 32124]
    """
    low, high = _decoder()
    raw = bytearray(2 * len(codes))
    raw[0::2], raw[1::2] = codes.translate(low), codes.translate(high)
    return little_endian(bytes(raw))


def encode(samples: "array[int]") -> bytes:
    """Turn samples into µ-law bytes.

    >>> encode(array("h", [0, 32124])).hex()
    'ff80'
    """
    unsigned = array("H", samples.tobytes())
    return bytes(map(_encoder().__getitem__, unsigned))


@cache
def _decoder() -> tuple[bytes, bytes]:
    """Return the lower and the upper byte of each code's sample: bytes are looked up at once."""
    samples = [decode_byte(code) & 0xFFFF for code in range(256)]
    return bytes(one & 0xFF for one in samples), bytes(one >> 8 for one in samples)


@cache
def _encoder() -> bytes:
    positive = bytes(encode_sample(sample) for sample in range(32_768))
    negative = bytes(encode_sample(sample - 65_536) for sample in range(32_768, 65_536))
    return positive + negative


def little_endian(raw: bytes) -> "array[int]":
    r"""Read 16-bit little-endian samples, whatever this machine's own order is.

    >>> little_endian(b"\x01\x00\xff\xff").tolist()
    [1, -1]
    """
    samples = array("h", raw)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
