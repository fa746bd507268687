"""Whether a clip that was fetched is the one of the list, to the last byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ivr.problems import Problem
from ivr.proof.probe.wire import Exchange
from ivr.serving.clip_store import AUDIO, OPENING, TONE
from ivr.speech.clips.checksum import digest_of
from ivr.speech.clips.clip import Clip
from ivr.speech.dsp.targets import OPENING_S, RATE_HZ
from ivr.speech.dsp.wav import unwrap, wrap
from ivr.speech.errors import SpeechError

_TONE: Final = re.compile(rf"{AUDIO}/{TONE}/[0-9]+-([0-9]+)\.wav")
TYPES: Final = frozenset({"audio/wav", "audio/x-wav", "audio/wave"})
"""What the carrier takes for the sound of a clip."""

_REBUILD: Final = "Run: ivr audio build --verify"
_ROUNDED_S: Final = 0.05
"""Seconds by which a list may round the length of a clip."""
_BETWEEN: Final = "The server's own is whole: look at a cache or proxy before it, and empty it."


def clip_problem(fetched: Exchange, clips: Mapping[str, Clip] | None) -> Problem | None:
    """Return what is wrong with a clip as it came, or None.

    ``clips`` are those that are served, by file; without them a clip is held to being sound at all.
    """
    if fetched.status != 200:  # noqa: PLR2004 - HTTP's for a whole answer
        cause = f"{fetched.path} is named to the carrier, and answered with {fetched.status}."
        return Problem("probe-clip-lost", fetched.path, None, cause, _REBUILD)
    kind = type_of(fetched.headers)
    if kind not in TYPES:
        cause = f"{fetched.path} comes as {kind or 'no type'}, and is audio/wav."
        return Problem("probe-clip-damaged", fetched.path, None, cause, _BETWEEN)
    try:
        mulaw = unwrap(fetched.body)
    except SpeechError:
        cause = f"{fetched.path} comes cut off or changed: {len(fetched.body)} bytes."
        return Problem("probe-clip-damaged", fetched.path, None, cause, _BETWEEN)
    if tone := _TONE.fullmatch(fetched.path):
        return _length(fetched, len(mulaw) / RATE_HZ, int(tone[1]) / 1000)
    return None if clips is None else _listed(fetched, mulaw, clips)


def type_of(headers: Mapping[str, str]) -> str:
    """Return of what type an answer is by its headers, without parameters; empty if none is told.

    >>> type_of({"content-type": "Audio/WAV; x=1"})
    'audio/wav'
    """
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _listed(fetched: Exchange, mulaw: bytes, clips: Mapping[str, Clip]) -> Problem | None:
    named = fetched.path.removeprefix(f"{AUDIO}/")
    file = named.removeprefix(f"{OPENING}/")
    # The silence that begins a call is made when it is asked for.
    silence = round(OPENING_S * RATE_HZ) if file != named else 0
    mulaw = mulaw[silence:]
    clip = clips.get(file)
    if clip is None:
        return None  # what is heard instead of the right words is told beside it
    if digest_of(wrap(mulaw)) != clip.digest:
        cause = f"{fetched.path} holds other sound than was built."
        return Problem("probe-clip-damaged", fetched.path, None, cause, _BETWEEN)
    return _length(fetched, len(mulaw) / RATE_HZ, clip.seconds)


def _length(fetched: Exchange, seconds: float, listed: float) -> Problem | None:
    if abs(seconds - listed) <= _ROUNDED_S:
        return None
    cause = f"{fetched.path} lasts {seconds:.1f} s, and is listed with {listed:.1f} s."
    return Problem("probe-clip-damaged", fetched.path, None, cause, _REBUILD)
