"""Clips over HTTP: public, unsigned, and never changed under the same name."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, abort, send_from_directory

from ivr.web.shelf import AUDIO, Shelf

FOREVER: Final = "public, max-age=31536000, immutable"


def audio_blueprint(shelf: Shelf) -> Blueprint:
    """Return the routes that serve clips.

    The transcript header tells whoever tests a call what a clip says; Twilio ignores it.
    """
    blueprint = Blueprint("audio", __name__)

    @blueprint.get(f"{AUDIO}/<path:file>")
    def clip(file: str) -> Response:
        known = shelf.clip(file)
        if known is None:
            abort(404)
        response = send_from_directory(shelf.folder, file, mimetype="audio/wav")
        response.headers["Cache-Control"] = FOREVER
        response.headers["Content-Language"] = known.language
        response.headers["X-Transcript"] = quote(known.text)
        return response

    return blueprint
