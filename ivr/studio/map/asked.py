"""What is asked of the page: whose map, in which language, at which moment, seen how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from ivr.map.drawing.lenses import LENSES, Lens
from ivr.model import Hotline
from ivr.studio.pages.moments import MINUTES, is_reckoned, moment_of

NOW: Final = "now"
DAYS: Final = (30, 90, 365)
"""The periods over which callers are counted, today included."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and what of it was not understood.

    Attributes:
        called: The number that is called.
        language: The language that is followed.
        at: The moment, aware.
        is_now: Whether that is now, and stays so in links.
        lens: What the map is looked at for.
        days: Days whose callers are counted.
        step: The place whose panel is open, by name; empty for none.
        hear: The language in which it is heard.
        passed: The places that a call went through, by name and in order.
        typed: The moment as it was typed.
        faults: What was not understood, by field: a word of the page.
    """

    called: str
    language: str
    at: dt.datetime
    is_now: bool
    lens: Lens
    days: int
    step: str
    hear: str
    passed: tuple[str, ...] = ()
    typed: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    def query(self, **other: str) -> dict[str, str]:
        """Return what a link to the same view carries, with something else in it."""
        asked = {
            "to": self.called,
            "language": self.language,
            "at": "" if self.is_now else f"{self.at:{MINUTES}}",
            "lens": self.lens,
            "days": str(self.days) if self.lens == "callers" else "",
            "passed": ",".join(self.passed),
        } | other
        return {name: text for name, text in asked.items() if text}


def asked(query: Mapping[str, str], hotline: Hotline, now: dt.datetime) -> Asked:
    """Return what a query asks; what is not understood is as if it were left out, and told."""
    faults: dict[str, str] = {}

    def one_of(name: str, known: Mapping[str, object], default: str) -> str:
        typed = query.get(name, "").strip()
        if typed and typed not in known:
            faults[name] = f"map.unknown_{name}"
        return typed if typed in known else default

    # A plus in an address is a blank.
    plain = {number.removeprefix("+"): number for number in hotline.entrances}
    typed_to = query.get("to", "").strip().removeprefix("+")
    if typed_to and typed_to not in plain:
        faults["to"] = "map.unknown_to"
    called = plain.get(typed_to, next(iter(hotline.entrances), ""))
    entrance = hotline.entrance(called)
    offered = hotline.languages_in(entrance.municipality)
    language = one_of("language", offered, hotline.fallback_language)
    typed = query.get("at", "").strip()
    at = _moment(typed, hotline.timezone)
    if typed not in {"", NOW} and at is None:
        faults["at"] = "map.unknown_at"
    lens = one_of("lens", dict.fromkeys(LENSES), LENSES[0])
    days = query.get("days", "")
    return Asked(
        called,
        entrance.language or language,
        at or now.astimezone(hotline.timezone).replace(second=0, microsecond=0),
        at is None,
        next(one for one in LENSES if one == lens),
        next((one for one in DAYS if str(one) == days), DAYS[0]),
        query.get("step", ""),
        one_of("hear", hotline.languages, entrance.language or language),
        tuple(name for name in query.get("passed", "").split(",") if name),
        typed,
        faults,
    )


def _moment(text: str, zone: ZoneInfo) -> dt.datetime | None:
    try:
        moment = moment_of(text, zone)
    except ValueError:
        return None
    return moment if is_reckoned(moment) else None
