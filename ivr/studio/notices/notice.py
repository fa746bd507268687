"""Notices as the files have them: in which words, where, and from when until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from ivr.definition import Loaded
from ivr.model.hotline import Announcement
from ivr.studio.editing.values import Spot
from ivr.translation.catalogue import sentences

FILE: Final = "config/announcements.yaml"

PROMPT: Final = "announcement."
"""How the prompts of notices begin."""


class State(StrEnum):
    """Whether a notice is on."""

    NOW = "now"
    COMING = "coming"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice; ``texts`` are by language, and ``begins`` and ``ends`` are aware.

    ``municipalities`` are the keys of those where it is heard; None is all.
    """

    name: str
    say: str
    begins: dt.datetime
    ends: dt.datetime
    municipalities: tuple[str, ...] | None
    texts: Mapping[str, str]

    def state(self, now: dt.datetime) -> State:
        """Tell whether it is on at an aware moment.

        >>> day = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
        >>> one = Notice("x", "announcement.x", day, day + dt.timedelta(1), None, {})
        >>> one.state(day).value, one.state(one.ends).value
        ('now', 'over')
        """
        if now >= self.ends:
            return State.OVER
        return State.NOW if now >= self.begins else State.COMING

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every place of the files that is about it, for whoever asks whether it is another."""
        return (Spot(FILE, (self.name,)), *(text_spot(code, self.say) for code in self.texts))


def text_spot(language: str, prompt: str) -> Spot:
    """Return where a language says a prompt."""
    return Spot(f"prompts/{language}.yaml", ("prompts", prompt))


def notices(loaded: Loaded) -> Iterator[Notice]:
    """Yield the notices of a hotline, those that end first before the others."""
    written = {
        code: sentences(loaded.files[f"prompts/{code}"]) for code in loaded.hotline.languages
    }
    for one in sorted(loaded.hotline.announcements, key=lambda one: one.ends):
        texts = {code: book[one.say].text for code, book in written.items() if one.say in book}
        yield _notice(one, loaded, texts)


def _notice(one: Announcement, loaded: Loaded, texts: Mapping[str, str]) -> Notice:
    zone: ZoneInfo = loaded.hotline.timezone
    where = None if one.municipalities is None else tuple(sorted(one.municipalities))
    begins, ends = one.begins.astimezone(zone), one.ends.astimezone(zone)
    return Notice(one.name, one.say, begins, ends, where, texts)
