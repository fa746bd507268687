"""What the page is made from: one look at a project, at a moment, for a reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from ivr.journal.settings import JournalSettings
from ivr.problems import Refusal
from ivr.serving.assembly import Assembly
from ivr.studio.context import Studio
from ivr.studio.pages.dates import moment
from ivr.studio.pages.words import UiLanguage
from ivr.studio.status.finding import said

NORWAY: Final = ZoneInfo("Europe/Oslo")
"""The time zone of a hotline that cannot be read."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look.

    Attributes:
        root: The project's folder.
        is_own: Whether the hotline is for this machine alone.
        assembly: What the folder serves; None where that cannot be read.
        refused: Why the folder is not served as it is; empty where it is.
        now: The moment, by the hotline's clock.
        journal: Where the journal is.
        ui: The language of whoever looks.
    """

    root: Path
    is_own: bool
    assembly: Assembly | None
    refused: tuple[str, ...]
    now: dt.datetime
    journal: JournalSettings
    ui: UiLanguage

    @classmethod
    def at(cls, studio: Studio, ui: UiLanguage) -> Look:
        """Look at a studio's project now."""
        settings, assembly = studio.settings, None
        try:
            assembly, refused = studio.line.assembly, studio.line.reasons
        except Refusal as refusal:
            refused = tuple(str(refusal).splitlines())
        zone = NORWAY if assembly is None else assembly.hotline.timezone
        journal = JournalSettings.read(settings.root, settings.variables)
        now = settings.clock().astimezone(zone)
        return cls(settings.root, settings.is_own, assembly, refused, now, journal, ui)

    @property
    def zone(self) -> ZoneInfo:
        """The hotline's time zone."""
        return NORWAY if self.assembly is None else self.assembly.hotline.timezone

    def say(self, name: str, /, **values: object) -> str:
        """Return a word of the page; moments are written as its language does."""
        written = {
            key: moment(value, self.ui) if isinstance(value, dt.datetime) else value
            for key, value in values.items()
        }
        return said(self.ui, name, **written)

    def local(self, at: dt.datetime) -> dt.datetime:
        """Return a moment by the hotline's clock."""
        return at.astimezone(self.zone)
