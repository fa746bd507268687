"""Clips over HTTP: public, unsigned; the same name always says the same in the same voice."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, abort, send_from_directory

from ivr.serving.clip_store import AUDIO, OPENING, TONE, ClipStore
from ivr.speech.clips.clip import Clip
from ivr.speech.dsp.room_tone import LONGEST_TONE_S, room_tone
from ivr.speech.dsp.targets import OPENING_S, RATE_HZ, SILENCE
from ivr.speech.dsp.wav import unwrap, wrap
from ivr.speech.errors import SpeechError

LONGEST_TRANSCRIPT: Final = 3000
"""Bytes of a transcript header: proxies take some 4,000 for all the headers of an answer."""

WORDLESS: Final = "zxx"
"""ISO 639's code for what has no words."""

FOREVER: Final = "public, max-age=31536000, immutable"


def audio_blueprint(clips: ClipStore, *, transcripts: bool) -> Blueprint:
    """Return the routes that serve clips.

    With ``transcripts`` a header tells whoever tries a call what a clip says. In production there
    is none: a carrier ignores it, and a long one is more than a proxy takes.
    """
    blueprint = Blueprint("audio", __name__)

    def known(file: str) -> Clip:
        return clips.clip(file) or abort(404)

    def told(response: Response, clip: Clip) -> Response:
        response.headers["Cache-Control"] = FOREVER
        response.headers["Content-Language"] = clip.language
        if transcripts:
            response.headers["X-Transcript"] = _transcript(clip.text)
        return response

    @blueprint.get(f"{AUDIO}/<path:file>")
    def clip(file: str) -> Response:
        clip = known(file)
        return told(send_from_directory(clips.folder, file, mimetype="audio/wav"), clip)

    @blueprint.get(f"{AUDIO}/{OPENING}/<path:file>")
    def opening(file: str) -> Response:
        clip = known(file)
        return told(Response(_opening(clips.folder / file), mimetype="audio/wav"), clip)

    # A call that goes on over an upgrade fetches the address of the former version.
    @blueprint.get(f"{AUDIO}/{TONE}/<int:_version>-<int:milliseconds>.wav")
    def tone(_version: int, milliseconds: int) -> Response:
        if not 0 < milliseconds <= LONGEST_TONE_S * 1000:
            abort(404)
        response = Response(wrap(room_tone(milliseconds)), mimetype="audio/wav")
        response.headers["Cache-Control"] = FOREVER
        response.headers["Content-Language"] = WORDLESS
        return response

    return blueprint


def _opening(path: Path) -> bytes:
    try:
        mulaw = unwrap(path.read_bytes())
    except (OSError, SpeechError):
        abort(404)
    return wrap(bytes([SILENCE]) * round(OPENING_S * RATE_HZ) + mulaw)


def _transcript(text: str) -> str:
    """Return a text as a header takes it; of a very long one, the beginning."""
    letters = [quote(letter) for letter in text]
    size = 0
    for place, letter in enumerate(letters):
        size += len(letter)
        if size > LONGEST_TRANSCRIPT:
            return "".join(letters[:place])
    return "".join(letters)
