"""Which of the readings of its prompt a sentence is, in words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ivr.studio.pages.dates import day
from ivr.studio.pages.words import ui_language, word

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.speech.recordings.script import ScriptLine


def reading_of(loaded: Loaded, line: ScriptLine) -> tuple[str, ...]:
    """Return in words what tells a reading from the others of its prompt."""
    parts = line.id.removeprefix(line.prompt).split(".")[1:]
    return tuple(_told(loaded, part) for part in parts)


def _told(loaded: Loaded, part: str) -> str:
    if len(part) == 1:
        return word("recording.reading_key", key=part)
    if part == "without":
        return word("recording.reading_without")
    if part in loaded.hotline.municipalities:
        name = loaded.hotline.municipalities[part].name
        return word("recording.reading_municipality", name=name)
    return word("recording.reading_from", day=day(dt.date.fromisoformat(part), ui_language()))
