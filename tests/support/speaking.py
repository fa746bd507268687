"""Somebody who speaks into a microphone: an engine's voice in files as browsers and people have."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile
import soxr
from playwright.sync_api import Browser, Playwright

from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice
from tests.support.browser import opened

RATE: Final = 48000
WAIT_S: Final = 3.0
"""Seconds of silence before the words: a browser takes its time to open a microphone."""

Sound = npt.NDArray[np.float64]


def spoken(text: str, language: str = "nb", words_per_minute: int = 160) -> Sound:
    """A text, said with its highest sample at half of full scale, in `RATE` samples a second."""
    speech = engine("espeak").synthesise(text, Voice("espeak", language, words_per_minute))
    samples = soxr.resample(speech.samples.astype(np.float64), speech.rate, RATE)
    return np.asarray(0.5 * samples / np.abs(samples).max())


def silence(seconds: float) -> Sound:
    """Nobody says anything."""
    return np.zeros(round(seconds * RATE))


def as_file(sound: Sound, kind: str = "WAV") -> bytes:
    """A sound as a file."""
    file = io.BytesIO()
    soundfile.write(file, sound, RATE, format=kind)
    return file.getvalue()


@contextmanager
def with_microphone(driver: Playwright, path: Path, sound: Sound) -> Iterator[Browser]:
    """Start a browser whose microphone hears a sound again and again, after a silence."""
    path.write_bytes(as_file(np.concatenate([silence(WAIT_S), sound, silence(1.0)])))
    browser = opened(
        driver,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={path}",
    )
    try:
        yield browser
    finally:
        browser.close()
