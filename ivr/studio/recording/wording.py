"""Where a sentence is heard, and which of its readings this one is, in words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from ivr.studio.pages.dates import day
from ivr.studio.pages.words import ui_language, word
from ivr.translation.rows import heard_at

if TYPE_CHECKING:
    from ivr.definition import Loaded
    from ivr.speech.recordings.script import ScriptLine

_NAMED: Final = 2
"""Places that are named; of the others is told how many they are."""


def where_heard(loaded: Loaded, prompt: str, language: str) -> str:
    """Return in words where callers hear a prompt."""
    here = (one for one in loaded.usages if one.prompt == prompt)
    places = dict.fromkeys(heard_at(one) for one in here if one.language in (None, language))
    told = [
        word(f"recording.heard_{one.kind}", name=one.name, key=one.key)
        for one in list(places)[:_NAMED]
    ]
    if more := len(places) - _NAMED if len(places) > _NAMED else 0:
        told.append(word("recording.heard_more", number=more))
    return "; ".join(told)


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
