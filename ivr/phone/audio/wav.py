"""Reading and writing WAV files: PCM of 16 bits, or µ-law, as a telephone network needs them."""

import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from ivr.phone.audio import mulaw
from ivr.phone.errors import WavError

TELEPHONE_RATE = 8000
_FASTEST = 48_000
_PCM, _MULAW, _EXTENSIBLE = 1, 7, 0xFFFE
_SUBFORMAT_AT = 24


@dataclass(frozen=True, slots=True)
class Wav:
    """One piece of audio, still in the code it was stored in.

    Args:
        rate: frames per second.
        channels: 1 or 2.
        is_mulaw: whether the code is µ-law; else it is 16-bit PCM, little-endian.
        raw: the coded frames.

    >>> Wav(8000, 1, is_mulaw=True, raw=bytes(4000)).seconds
    0.5
    """

    rate: int
    channels: int
    is_mulaw: bool
    raw: bytes

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        width = 1 if self.is_mulaw else 2
        return len(self.raw) / (width * self.channels * self.rate)

    def telephone(self) -> "array[int]":
        """Give the samples as a telephone hears them: mono, 8,000 a second, 16 bits.

        Other rates are interpolated linearly: good enough to listen to a recorded call, not a
        mastering tool.

        >>> Wav(16000, 1, is_mulaw=True, raw=bytes([0x80] * 4)).telephone().tolist()
        [32124, 32124]
        """
        samples = mulaw.decode(self.raw) if self.is_mulaw else mulaw.little_endian(self.raw)
        if self.channels == 2:  # noqa: PLR2004 - stereo
            pairs = zip(samples[::2], samples[1::2], strict=True)
            samples = array("h", ((left + right) // 2 for left, right in pairs))
        return samples if self.rate == TELEPHONE_RATE else _resample(samples, self.rate)


def _resample(samples: "array[int]", rate: int) -> "array[int]":
    count = len(samples) * TELEPHONE_RATE // rate
    last = len(samples) - 1
    out = array("h", bytes(2 * count))
    for place in range(count):
        before, rest = divmod(place * rate, TELEPHONE_RATE)
        after = min(before + 1, last)
        step = (samples[after] - samples[before]) * rest // TELEPHONE_RATE
        out[place] = samples[before] + step
    return out


def read_wav(body: bytes) -> Wav:
    """Read a WAV file.

    Raises:
        WavError: not a WAV file, a code other than 16-bit PCM or µ-law, more than two channels,
            a rate above 48,000 a second, or fewer frames than its header promises.

    >>> read_wav(write_wav(array("h", [0, 1000]))).rate
    8000
    """
    if body[:4] != b"RIFF" or body[8:12] != b"WAVE":
        raise WavError("is not a WAV file, and this emulator measures WAV only")
    layout: tuple[int, int, int, int] | None = None
    for name, chunk, whole in _chunks(body):
        if name == b"fmt ":
            layout = _layout(chunk)
        elif name == b"data":
            if layout is None:
                raise WavError("has its data before its format")
            if not whole:
                raise WavError(f"is cut short: only {len(chunk)} bytes of its audio are there")
            return _checked(layout, chunk)
    raise WavError("holds no audio data")


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    at = 12
    while at + 8 <= len(body):
        name = body[at : at + 4]
        (size,) = struct.unpack_from("<I", body, at + 4)
        chunk = body[at + 8 : at + 8 + size]
        yield name, chunk, len(chunk) == size
        at += 8 + size + size % 2


def _layout(chunk: bytes) -> tuple[int, int, int, int]:
    if len(chunk) < 16:  # noqa: PLR2004 - the shortest format chunk there is
        raise WavError("has a format chunk that is too short")
    code, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if code == _EXTENSIBLE and len(chunk) >= _SUBFORMAT_AT + 2:
        (code,) = struct.unpack_from("<H", chunk, _SUBFORMAT_AT)
    return code, channels, rate, bits


def _checked(layout: tuple[int, int, int, int], raw: bytes) -> Wav:
    code, channels, rate, bits = layout
    if (code, bits) not in {(_PCM, 16), (_MULAW, 8)}:
        raise WavError(f"has code {code} with {bits} bits; 16-bit PCM (1) and µ-law (7) are read")
    if channels not in {1, 2}:
        raise WavError(f"has {channels} channels; one or two are read")
    if not 1 <= rate <= _FASTEST:
        raise WavError(f"has {rate} frames a second; up to {_FASTEST} are read")
    frame = channels * bits // 8
    return Wav(rate, channels, code == _MULAW, raw[: len(raw) - len(raw) % frame])


def write_wav(samples: "array[int]", *, as_mulaw: bool = True) -> bytes:
    """Write telephone samples (mono, 8,000 a second) as a WAV file, in µ-law or 16-bit PCM.

    >>> len(write_wav(array("h", bytes(16000))))
    8058
    """
    if as_mulaw:
        raw = mulaw.encode(samples)
        form = struct.pack("<HHIIHHH", _MULAW, 1, TELEPHONE_RATE, TELEPHONE_RATE, 1, 8, 0)
        # The standard asks for a fact chunk, with the count of samples, beside every coded form.
        fact = b"fact" + struct.pack("<II", 4, len(samples))
    else:
        little = array("h", samples)
        if sys.byteorder == "big":
            little.byteswap()
        raw = little.tobytes()
        form = struct.pack("<HHIIHH", _PCM, 1, TELEPHONE_RATE, 2 * TELEPHONE_RATE, 2, 16)
        fact = b""
    pad = b"\0" * (len(raw) % 2)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + fact
    chunks += b"data" + struct.pack("<I", len(raw)) + raw + pad
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks
