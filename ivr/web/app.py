"""The only place of assembly: settings in, a served hotline out."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from ivr.hotline import load
from ivr.web.audio import audio_blueprint
from ivr.web.settings import Settings
from ivr.web.shelf import Shelf
from ivr.web.voice import Clock, VoiceWebhook

LARGEST_FORM = 64 * 1024
"""Bytes of a form that are read; Twilio's are below 4 kB."""


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """Return the hotline as a WSGI application, everything read and checked.

    Raises:
        BrokenHotline: The configuration has faults; nothing is served from it.
        ClipsMissing: A prompt has no clip.
        SpeechError: The manifest of the clips is missing or damaged.
    """
    loaded = load(settings.root, settings.variables)
    hotline = loaded.hotline
    shelf = Shelf(settings.clips, loaded.texts, settings.base_url)
    app = Flask("ivr", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    # A redirect would turn Twilio's POST into a GET and lose the key that was pressed.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.register_blueprint(audio_blueprint(shelf))

    def wall_clock() -> dt.datetime:
        return dt.datetime.now(hotline.timezone)

    app.register_blueprint(VoiceWebhook(hotline, shelf, settings, clock or wall_clock).blueprint())

    @app.get("/healthz")
    def health() -> dict[str, object]:
        return {"status": "ok", "languages": list(hotline.languages), "clips": len(shelf)}

    return app
