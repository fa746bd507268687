"""The only place of assembly: settings in, a served hotline out."""

from __future__ import annotations

import datetime as dt
import logging

from flask import Flask

from ivr.definition import Loaded
from ivr.journal import Journal, NoJournal
from ivr.model import Hotline
from ivr.refusals import Refusals
from ivr.serving.assembly import Assembly, Site, assemble
from ivr.serving.faults.settings import is_yes
from ivr.serving.publishing.content import read_whole
from ivr.serving.settings import Settings
from ivr.web.audio import audio_blueprint
from ivr.web.front.home import put_up
from ivr.web.front.plain import make_plain
from ivr.web.health import health_blueprint
from ivr.web.journal import keep
from ivr.web.limits import Limits
from ivr.web.metrics import Measured, Metrics
from ivr.web.voice import Clock, VoiceWebhook

log = logging.getLogger("ivr")

LARGEST_FORM = 64 * 1024
"""Bytes of a form that are read; Twilio's are below 4 kB."""


def create_app(
    settings: Settings,
    clock: Clock | None = None,
    former: Flask | None = None,
    journal: Journal | None = None,
    loaded: Loaded | None = None,
) -> Flask:
    """Return the hotline as a WSGI application, everything read and checked.

    What is served is its ``extensions["assembly"]``, of the version ``extensions["content"]``. An
    application that takes the place of a ``former`` one goes on with its counts and its journal,
    serves the clips that its callers have been told of, and logs what is new. The journal that is
    its ``extensions["journal"]`` keeps what happens; without one nothing is kept. ``loaded`` spares
    a second reading to whoever has read the files.

    Raises:
        BrokenHotline: The configuration has faults; nothing is served from it.
        NothingOffered: Callers could not be given a single language.
        BadApprovals: A file of approvals is damaged.
        StillChanging: Somebody is writing into the folder.
        SpeechError: The manifest of the clips is missing or damaged.
    """
    refusals: Refusals = former.extensions["refusals"] if former else Refusals()
    version, assembly = _read(settings, refusals, former, loaded)
    hotline = assembly.hotline
    app = _bare(settings)
    app.extensions |= {"assembly": assembly, "content": version, "refusals": refusals}
    app.extensions["log_calls"] = is_yes(settings.variables.get("LOG_CALLS", ""))
    metrics, limits = _measured(app, hotline, former), _limited(app, hotline, former)
    if former is not None:
        app.extensions["journal"] = former.extensions["journal"]
    if former is None or journal is not None:
        keep(app, journal or NoJournal())

    def wall_clock() -> dt.datetime:
        return dt.datetime.now(hotline.timezone)

    def opened() -> Journal:
        found: Journal = app.extensions["journal"]
        return found

    webhook = VoiceWebhook(assembly, settings, clock or wall_clock, refusals, opened, limits=limits)
    app.register_blueprint(webhook.blueprint())
    app.register_blueprint(audio_blueprint(assembly.clips, transcripts=settings.emulated))
    app.register_blueprint(health_blueprint(assembly, version, settings, metrics))
    return app


def _read(
    settings: Settings, refusals: Refusals, former: Flask | None, loaded: Loaded | None
) -> tuple[str, Assembly]:
    """Return what is to be served, with its version; warn of what is new in it."""
    site = Site.of(settings)
    version, assembly = read_whole(
        site.root, lambda: assemble(site, settings.base_url, loaded, refusals)
    )
    assembly.refuse_silence()
    before: Assembly | None = former.extensions["assembly"] if former else None
    if before is not None:
        assembly.clips.keep(before.clips)
    if not settings.quiet:
        _warn(settings, assembly, before)
    return version, assembly


def _bare(settings: Settings) -> Flask:
    """Return an application that serves nothing yet, and answers strangers as plainly as it can."""
    app = Flask("ivr", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    # A redirect would turn Twilio's POST into a GET and lose the key that was pressed.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    make_plain(app, settings.base_url)
    if settings.emulated:
        put_up(app)
    return app


def _limited(app: Flask, hotline: Hotline, former: Flask | None) -> Limits:
    """Have an application keep to the limits, and go on with the counts of a former one."""
    limits: Limits = former.extensions["limits"] if former else Limits()
    limits.know(hotline)
    app.extensions["limits"] = limits
    return limits


def _measured(app: Flask, hotline: Hotline, former: Flask | None) -> Metrics:
    """Have the answers of an application counted, and go on with the counts of a former one."""
    metrics: Metrics = former.extensions["metrics"] if former else Metrics()
    metrics.know(hotline)
    if former is None:
        app.extensions["refusals"].listen(metrics.refused)
    app.extensions["metrics"] = metrics
    app.wsgi_app = Measured(app.wsgi_app, metrics)  # type: ignore[method-assign] # as Flask has it
    return metrics


def _warn(settings: Settings, assembly: Assembly, before: Assembly | None) -> None:
    """Log what is worth mending, and was not yet said of what was served ``before``."""
    said = {reason.sentence for reason in before.reasons()} if before else set()
    if before is None:
        for warning in settings.warnings:
            log.warning("%s", warning)
    for reason in assembly.reasons():
        if reason.sentence not in said:
            log.warning(reason.sentence)
