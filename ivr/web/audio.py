"""Clips over HTTP: public, unsigned; the same name always says the same in the same voice."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, abort, send_from_directory

from ivr.serving.clip_store import AUDIO, OPENING, ClipStore
from ivr.speech.clips.clip import Clip
from ivr.speech.dsp.targets import OPENING_S, RATE_HZ, SILENCE
from ivr.speech.dsp.wav import unwrap, wrap
from ivr.speech.errors import SpeechError

FOREVER: Final = "public, max-age=31536000, immutable"


def audio_blueprint(clips: ClipStore) -> Blueprint:
    """Return the routes that serve clips.

    The transcript header tells whoever tests a call what a clip says; Twilio ignores it.
    """
    blueprint = Blueprint("audio", __name__)

    def known(file: str) -> Clip:
        return clips.clip(file) or abort(404)

    @blueprint.get(f"{AUDIO}/<path:file>")
    def clip(file: str) -> Response:
        clip = known(file)
        return _told(send_from_directory(clips.folder, file, mimetype="audio/wav"), clip)

    @blueprint.get(f"{AUDIO}/{OPENING}/<path:file>")
    def opening(file: str) -> Response:
        clip = known(file)
        return _told(Response(_opening(clips.folder / file), mimetype="audio/wav"), clip)

    return blueprint


def _opening(path: Path) -> bytes:
    try:
        mulaw = unwrap(path.read_bytes())
    except (OSError, SpeechError):
        abort(404)
    return wrap(bytes([SILENCE]) * round(OPENING_S * RATE_HZ) + mulaw)


def _told(response: Response, clip: Clip) -> Response:
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Language"] = clip.language
    response.headers["X-Transcript"] = quote(clip.text)
    return response
