"""The small hotline with limits of its own, and a webhook to it that the carrier itself calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from ivr.journal import NoJournal
from ivr.refusals import Refusals
from ivr.serving.assembly import Assembly, Site, assemble
from ivr.serving.settings import Settings
from ivr.web.audio import audio_blueprint
from ivr.web.journal import Opened
from ivr.web.limits import Limits
from ivr.web.voice import VoiceWebhook
from tests.support.hotline import (
    BASE_URL,
    MORNING,
    SMALL,
    TOKEN,
    VARIABLES,
    copied,
    once,
    with_clips,
)

MOST: Final = 5
"""Calls of one number that are answered in ten minutes."""

LONGEST_S: Final = 15 * 60

ENDINGS: Final = {
    "nb": "Vi må avslutte her. Ring {ambulance.number} eller {out_of_hours.number}.",
    "pl": "Musimy kończyć. Zadzwoń {ambulance.number} albo {out_of_hours.number}.",
}
"""English has none, and says the apology."""


def limited(factory: pytest.TempPathFactory) -> Path:
    """The project; look, but do not change it."""
    return once(factory, "limited", _made)


def _made(root: Path) -> None:
    copied(root, SMALL)
    hotline = root / "config/hotline.yaml"
    text, none = hotline.read_text("utf-8"), "calls_from_one_number: 0 "
    assert text.count(none) == 1
    text = text.replace(none, f"calls_from_one_number: {MOST} ")
    hotline.write_text(f"{text}longest_call_minutes: {LONGEST_S // 60}\n", "utf-8")
    services = root / "config/services.yaml"
    desk = "because: the same desk}]\n"
    text = services.read_text("utf-8")
    assert text.count(desk) == 1
    services.write_text(text.replace(desk, f"{desk}  at_once: 2\n"), "utf-8")
    for code, words in ENDINGS.items():
        with (root / f"prompts/{code}.yaml").open("a", encoding="utf-8") as book:
            book.write(f"  ending: {words}\n")
    with_clips(root)


def assembled(root: Path) -> Assembly:
    return assemble(Site(root, VARIABLES), BASE_URL)


def webhook(
    assembly: Assembly,
    clock: Callable[[], dt.datetime] = lambda: MORNING,
    opened: Opened = NoJournal,
    *,
    limits: Limits | None = None,
) -> Flask:
    """Return the webhook as production has it, but that its clips tell what they say."""
    limits = limits or Limits()
    limits.know(assembly.hotline)
    refusals = Refusals(later=lambda _seconds, _what: None)
    app = Flask("limited", static_folder=None)
    settings = Settings(BASE_URL, (TOKEN,))
    voice = VoiceWebhook(assembly, settings, clock, refusals, opened, limits=limits)
    app.register_blueprint(voice.blueprint())
    app.register_blueprint(audio_blueprint(assembly.clips, transcripts=True))
    app.extensions["refusals"] = refusals
    return app
