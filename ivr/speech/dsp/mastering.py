"""From whatever an engine said to the sound of a telephone, the same for every language."""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass
from typing import Final, cast

import numpy as np

from ivr.speech.dsp import mulaw
from ivr.speech.dsp.level import Signal, active_level
from ivr.speech.dsp.limiter import amplify, limit
from ivr.speech.dsp.pacing import pace
from ivr.speech.dsp.resample import to_the_line
from ivr.speech.dsp.sound import Speech
from ivr.speech.dsp.targets import (
    LEAD_S,
    LEVEL_DBOV,
    NORMAL,
    PACING,
    PEAK_DBFS,
    RATE_HZ,
    SILENCE,
    Rendition,
)

BEFORE_S: Final = 2 * LEAD_S
AFTER_S: Final = 0.3
"""Silence around a speech on its way: P.56 takes somebody to be speaking for 200 ms more."""

_HELD_BACK_S: Final = 0.05
_CEILING: Final = 10 ** (PEAK_DBFS / 20)


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


def master(speech: Speech, rendition: Rendition = NORMAL) -> bytes:
    """Band-limit, resample, level, pace and code a speech.

    Returns:
        8 kHz mono µ-law: 300 to 3400 Hz, -22 dBov active speech level, peaks at most -3 dBFS, 50 ms
        of silence before the first sound, 450 ms (slow: 700 ms) after the last. Silence keeps its
        length.

    Example:
        >>> t = np.arange(44100) / 22050
        >>> finished = measure(master(Speech(np.sin(6000 * t).astype(np.float32), 22050)))
        >>> finished.level_dbov is not None and round(finished.level_dbov)
        -22
    """
    if not speech.samples.any():
        return bytes([SILENCE]) * round(speech.seconds * RATE_HZ)
    line = on_the_line(speech)
    level = active_level(line, RATE_HZ)
    if level is None:
        return mulaw.encode(limit(line, RATE_HZ, _CEILING))
    paced = pace(line, RATE_HZ, level.dbov, PACING[rendition])
    return mulaw.encode(amplify(paced, RATE_HZ, LEVEL_DBOV - level.dbov, _CEILING))


def master_stretched(speech: Speech, rendition: Rendition = NORMAL) -> bytes:
    """Master what is said once only, by a person for instance; slowly, it is stretched.

    Example:
        >>> spoken = Speech(np.sin(0.3 * np.arange(24000)).astype(np.float32), 16000)
        >>> [measure(master_stretched(spoken, each)).seconds for each in ("normal", "slow")]
        [2.02, 2.76]
    """
    times = PACING[rendition].stretch
    if times == 1.0:
        return master(speech, rendition)
    return master(_slowed(speech, times), rendition)


def _slowed(speech: Speech, times: float) -> Speech:
    """Make a speech last longer at the same pitch, with FFmpeg's ``atempo``."""
    import av

    graph = av.filter.Graph()
    source = graph.add_abuffer(format="flt", sample_rate=speech.rate, layout="mono")
    tempo, sink = graph.add("atempo", str(1 / times)), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    # The filter keeps its last window for itself: silence is what it may keep.
    held_back = np.zeros(math.ceil(_HELD_BACK_S * speech.rate), np.float32)
    samples = np.concatenate([speech.samples, held_back])
    frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="flt", layout="mono")
    frame.sample_rate = speech.rate
    graph.push(frame)
    graph.push(None)
    slowed: list[Signal] = []
    with contextlib.suppress(av.EOFError):
        while True:
            slowed.append(cast("av.AudioFrame", sink.pull()).to_ndarray()[0])
    return Speech(np.concatenate(slowed), speech.rate)


def measure(coded: bytes) -> Measure:
    """Measure a clip as the carrier will play it.

    Args:
        coded: 8 kHz mono µ-law.

    Example:
        >>> measure(bytes([SILENCE]) * 4000)
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


def on_the_line(speech: Speech) -> Signal:
    """Bring a speech into the telephone's band and rate, at no particular level.

    Returns:
        One channel at 8000 samples a second, its highest sample at half of full scale before
        filtering, with ``BEFORE_S`` seconds of silence before it and ``AFTER_S`` after.

    Example:
        >>> len(on_the_line(Speech(np.ones(16000, np.float32), 16000)))
        11200
    """
    # An abrupt start keeps its edge, and all clips begin and end with the same silence.
    before, after = (math.ceil(seconds * speech.rate) for seconds in (BEFORE_S, AFTER_S))
    length = len(speech.samples)
    padded = np.zeros(before + length + after, np.float32)
    # P.56 sees a range of 90 dB: a faint voice is lifted into it first.
    highest = max(speech.samples.max(), -speech.samples.min())
    np.divide(speech.samples, 2 * highest, out=padded[before : before + length])
    return to_the_line(padded, speech.rate)
