"""From whatever an engine said to the sound of a telephone, the same for every language."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import soxr

from ivr.speech import mulaw
from ivr.speech.band import telephone_band
from ivr.speech.edges import trim
from ivr.speech.level import Signal, active_level
from ivr.speech.limiter import bring_to_level
from ivr.speech.sound import Speech
from ivr.speech.standard import LEAD_S, LEVEL_DBOV, PEAK_DBFS, RATE_HZ, TAIL_S


@dataclass(frozen=True, slots=True)
class Measure:
    """What a finished clip measures, after coding.

    Attributes:
        seconds: Length.
        level_dbov: Active speech level (ITU-T P.56) in dB to overload; None without speech.
        peak_dbfs: Highest sample in dB to full scale; None in silence.
    """

    seconds: float
    level_dbov: float | None
    peak_dbfs: float | None


def master(speech: Speech) -> bytes:
    """Band-limit, resample, level, trim and code a speech.

    Returns:
        8 kHz mono µ-law: 300 to 3400 Hz, -22 dBov active speech level, peaks at most -3 dBFS, at
        most 100 ms of silence at either end. Silence keeps its length.

    Example:
        >>> t = np.arange(44100) / 22050
        >>> finished = measure(master(Speech(np.sin(6000 * t).astype(np.float32), 22050)))
        >>> finished.level_dbov is not None and round(finished.level_dbov)
        -22
    """
    if not speech.samples.any():
        return bytes([mulaw.SILENCE]) * round(speech.seconds * RATE_HZ)
    line = _on_the_line(speech)
    level = active_level(line, RATE_HZ)
    if level is not None:
        line = trim(line, RATE_HZ, level.dbov)
    return mulaw.encode(bring_to_level(line, RATE_HZ, LEVEL_DBOV, 10 ** (PEAK_DBFS / 20)))


def measure(coded: bytes) -> Measure:
    """Measure a clip as the carrier will play it.

    Args:
        coded: 8 kHz mono µ-law.

    Example:
        >>> measure(bytes([mulaw.SILENCE]) * 4000)
        Measure(seconds=0.5, level_dbov=None, peak_dbfs=None)
    """
    line = mulaw.decode(coded)
    level = active_level(line, RATE_HZ)
    peak = float(np.abs(line).max(initial=0.0))
    return Measure(
        seconds=round(len(coded) / RATE_HZ, 3),
        level_dbov=None if level is None else round(level.dbov, 2),
        peak_dbfs=round(20 * math.log10(peak), 2) if peak else None,
    )


def _on_the_line(speech: Speech) -> Signal:
    samples = speech.samples.astype(np.float64)
    # P.56 sees a range of 90 dB: a faint voice is lifted into it first.
    samples *= 0.5 / np.abs(samples).max()
    # An abrupt start keeps its edge, and all clips begin and end with the same breath.
    samples = np.pad(samples, math.ceil(max(LEAD_S, TAIL_S) * speech.rate))
    band = telephone_band(samples, speech.rate)
    return np.asarray(soxr.resample(band, speech.rate, RATE_HZ, quality="VHQ"))
