"""Whether the server lives, whether callers hear what they should, and what it has counted."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, current_app, jsonify

from ivr.journal import Journal, Status
from ivr.journal.settings import JournalSettings
from ivr.serving.assembly import Assembly
from ivr.serving.condition import Condition, Lookout
from ivr.serving.settings import Settings
from ivr.web.metrics import Metrics
from ivr.web.metrics.page import METRICS, Access, Scrape, answered


def health_blueprint(
    assembly: Assembly, content: str, settings: Settings, metrics: Metrics
) -> Blueprint:
    """Return the routes that tell how the server is: nothing of callers, nothing secret.

    `/healthz` says that it lives and `/readyz` what callers hear, to anybody. `/metrics` is for
    whom the settings allow.
    """
    blueprint = Blueprint("health", __name__)
    lookout, access = Lookout(settings.root, assembly, content), Access.of(settings)
    folder = JournalSettings.read(settings.root, settings.variables).folder
    blueprint.before_app_request(access.keep_apart)

    @blueprint.get("/healthz")
    def lives() -> dict[str, object]:
        return {"status": "ok", "content": content, "languages": [*assembly.hotline.languages]}

    @blueprint.get("/readyz")
    def is_ready() -> tuple[Response, int]:
        condition = lookout.look()
        told = _told(condition, [*assembly.hotline.languages], _journal().status())
        return jsonify(told), 503 if condition.reasons else 200

    @blueprint.get(METRICS)
    def scraped() -> Response:
        hotline = assembly.hotline
        return answered(
            access,
            lambda: Scrape(
                metrics,
                hotline,
                lookout.look(),
                _journal().status(),
                folder,
                dt.datetime.now(hotline.timezone),
                tuple(assembly.loaded.hotline.languages),
            ),
        )

    return blueprint


def _journal() -> Journal:
    journal: Journal = current_app.extensions["journal"]
    return journal


def _told(condition: Condition, offered: list[str], journal: Status) -> dict[str, object]:
    return {
        "ready": not condition.reasons,
        "reasons": [*condition.reasons],
        "content": {
            "served": condition.content,
            "folder": condition.folder,
            "refused": condition.refused,
        },
        "clips": {"listed": condition.listed, "missing": condition.missing},
        "languages": {"offered": offered, "left_out": {**condition.left_out}},
        # Why its database is away may name machines: the log tells. Numbers that grow with each
        # call would tell anybody when somebody calls: they are for /metrics.
        "journal": {"state": journal.state, "lost": journal.lost > 0},
    }
