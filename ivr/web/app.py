"""The only place of assembly: settings in, a served hotline out."""

from __future__ import annotations

import datetime as dt
import logging

from flask import Flask

from ivr.refusals import Refusals
from ivr.serving.assembly import Site, assemble
from ivr.serving.settings import Settings
from ivr.web.audio import audio_blueprint
from ivr.web.voice import Clock, VoiceWebhook

log = logging.getLogger("ivr")

LARGEST_FORM = 64 * 1024
"""Bytes of a form that are read; Twilio's are below 4 kB."""


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """Return the hotline as a WSGI application, everything read and checked.

    What is served is its ``extensions["assembly"]``.

    Raises:
        BrokenHotline: The configuration has faults; nothing is served from it.
        NothingOffered: Callers could not be given a single language.
        BadApprovals: A file of approvals is damaged.
        SpeechError: The manifest of the clips is missing or damaged.
    """
    site = Site(
        settings.root,
        settings.variables,
        drafts=settings.drafts,
        outdated=settings.outdated,
    )
    refusals = Refusals()
    assembly = assemble(site, settings.base_url, refusals=refusals)
    assembly.refuse_silence()
    for warning in settings.warnings:
        log.warning("%s", warning)
    for reason in assembly.reasons():
        log.warning(reason.sentence)
    hotline, clips = assembly.hotline, assembly.clips
    app = Flask("ivr", static_folder=None)
    app.extensions["assembly"] = assembly
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    # A redirect would turn Twilio's POST into a GET and lose the key that was pressed.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.register_blueprint(audio_blueprint(clips, transcripts=settings.emulated))

    def wall_clock() -> dt.datetime:
        return dt.datetime.now(hotline.timezone)

    webhook = VoiceWebhook(assembly, settings, clock or wall_clock, refusals)
    app.register_blueprint(webhook.blueprint())

    @app.get("/healthz")
    def health() -> dict[str, object]:
        told = {"status": "ok", "languages": list(hotline.languages), "clips": len(clips)}
        return told | {"refusals": refusals.counts}

    return app
