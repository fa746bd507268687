"""Which municipality a page is about, when it is asked for, and what of a form is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import abort, request

from ivr.model import Hotline
from ivr.model.directories import directory_of
from ivr.model.hotline import Municipality
from ivr.model.services import Service
from ivr.studio.context import Studio


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of a form, in words."""

    field: str
    told: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The hotline as it is served, one of its municipalities, and the moment (aware)."""

    hotline: Hotline
    municipality: Municipality
    now: dt.datetime

    @classmethod
    def of(cls, studio: Studio) -> Asked:
        """Return what the request asks for; the default municipality where it names none."""
        hotline = studio.line.assembly.hotline
        named = request.values.get("municipality", "")
        key = named if named in hotline.municipalities else hotline.default_municipality
        now = studio.settings.clock().astimezone(hotline.timezone)
        return cls(hotline, hotline.municipalities[key], now)

    @property
    def country(self) -> str:
        """Whose public holidays count."""
        return next(iter(self.municipality.services.values())).hours.country

    @property
    def number(self) -> str | None:
        """The number at which every language of the municipality is heard, or its first."""
        entrances = self.hotline.entrances.items()
        here = [(one.language is not None, number) for number, one in entrances
                if one.municipality == self.municipality.key]  # fmt: skip
        return min(here)[1] if here else None

    @property
    def several(self) -> bool:
        """Whether there is a municipality to choose."""
        return len(self.hotline.municipalities) > 1

    def service(self, name: str) -> Service:
        """Return a service of the municipality; a place of its lists has no page here."""
        if name not in self.municipality.services or directory_of(name):
            abort(404)
        return self.municipality.services[name]
