"""What becomes of a take; why it is not used is told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Request, session

from ivr.problems import Refusal
from ivr.speech.errors import SpeechError
from ivr.speech.recordings.bindings import text_hash
from ivr.studio.changes import Conflict, changes_flash
from ivr.studio.context import Studio
from ivr.studio.pages.words import word
from ivr.studio.people.roles import person
from ivr.studio.recording.keeping import Overtaken, keep
from ivr.studio.recording.takes import LARGEST, LONGEST_S, Heard, Judge, heard, sound_of

if TYPE_CHECKING:
    from ivr.studio.recording.place import Place
    from ivr.studio.recording.sheet import Sentence

AGREED: Final = "recording_agreed"
"""In the session: whoever speaks has agreed in writing to what their voice is used for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Why something was not done: the name of the words, and the words."""

    name: str
    text: str

    @classmethod
    def of(cls, name: str, **values: object) -> Answer:
        """Say it in the language of the page."""
        return cls(name, word(f"recording.{name}", **values))


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody has sent: a take, or why there is none, or why it is not used."""

    heard: Heard | None
    answer: Answer | None = None

    @property
    def can_be_used(self) -> bool:
        """Whether it may be used as it is, or after listening to it."""
        is_of_another_text = self.answer is not None and self.answer.name == "text_changed"
        return self.heard is not None and not self.heard.take.is_silent and not is_of_another_text


def said(judge: Judge, place: Place, sentence: Sentence, request: Request) -> Said:
    """Return the take that a form holds, judged."""
    sound, line = sound_of(request), sentence.line
    if not sound:
        return Said(None, Answer.of("no_file"))
    if len(sound) > LARGEST:
        megabytes = LARGEST // 1024**2
        return Said(None, Answer.of("too_large", megabytes=megabytes, seconds=LONGEST_S))
    try:
        take = judge.take(place.loaded, place.sheet.language, line, sound)
    except SpeechError as error:
        is_long = error.code == "recording-too-long"
        name = "far_too_long" if is_long else "wrong_unreadable"
        return Said(None, Answer.of(name, seconds=LONGEST_S))
    # Bound to words that were not said, it would be heard in their place.
    is_same = request.form.get("text") == text_hash(line.text)
    return Said(heard(take, sound), None if is_same else Answer.of("text_changed"))


def use(studio: Studio, place: Place, one: Said, request: Request) -> Answer | None:
    """Use a take that was judged; return why it is not used, or None."""
    if one.answer is not None or one.heard is None:
        return one.answer
    take = one.heard.take
    if not take.passes(accept=bool(request.form.get("accept"))):
        return Answer.of("listen_first")
    if not session.get(AGREED):
        return Answer.of("agree_first")
    language = place.sheet.language
    try:
        change = keep(studio, language, take, request.form.get("seen", ""), person().name)
    except (Overtaken, Conflict):
        return Answer.of("overtaken")
    except (Refusal, OSError) as error:
        return Answer.of("not_kept", reason=str(error))
    changes_flash(change)
    return None
