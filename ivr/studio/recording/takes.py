"""What somebody has just said: judged as an import judges it, and heard as callers will hear it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from flask import Request

from ivr.definition import Loaded
from ivr.problems import Problem
from ivr.speech.clips.preview import for_any_player
from ivr.speech.dsp.decode import decode
from ivr.speech.dsp.mastering import master_stretched
from ivr.speech.dsp.wav import wrap
from ivr.speech.recordings.outline import Outline, outline
from ivr.speech.recordings.script import ScriptLine, script
from ivr.speech.recordings.take import Take, kept, listening_checks, quality_check, read_take
from ivr.studio.pages.words import all_words

LONGEST_S: Final = 60
"""Seconds of a take; the longest text of a hotline takes half of that."""
LARGEST: Final = 20 * 1024 * 1024
"""Bytes of a take: a minute as the best microphones give it."""

_REMEMBERED: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A take as the page shows it.

    Attributes:
        take: The take.
        sound: The file that was sent.
        as_heard: WAV of it as callers will hear it; empty where nobody speaks.
        outline: Its shape.
    """

    take: Take
    sound: bytes
    as_heard: bytes
    outline: Outline

    @property
    def address(self) -> str:
        """What callers will hear, as an address that holds it."""
        return f"data:audio/wav;base64,{base64.b64encode(self.as_heard).decode('ascii')}"

    @property
    def sent(self) -> str:
        """The file that was sent, for a page without a script to send again."""
        return base64.b64encode(self.sound).decode("ascii")

    def bars(self, *, cut: bool) -> str:
        """Return the lines of the picture, those that are cut or the others, as an SVG path."""
        shape = self.outline
        return "".join(
            f"M{2 * bar + 1} {50 - high:.0f}V{50 + high:.0f}"
            for bar, top in enumerate(shape.bars)
            if shape.is_cut(bar) == cut
            for high in (max(1.0, 48 * top),)
        )


class Judge:
    """Judges takes, and remembers of the last ones what it found, so that none is judged twice."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, str, str], tuple[Problem, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, loaded: Loaded, language: str, line: ScriptLine, sound: bytes) -> Take:
        """Return a take of a line of a language's script, with everything that is wrong with it.

        Raises:
            SpeechError: It cannot be read as sound, or lasts too long.
        """
        key = language, line.text, hashlib.sha256(sound).hexdigest()
        with self._lock:
            found = self._found.get(key)
        if found is not None:
            return read_take(io.BytesIO(sound), line, [lambda *_: found], LONGEST_S)
        rate = loaded.hotline.languages[language].voice.words_per_minute
        listening = listening_checks(loaded, language, script(loaded, language))
        checks = [quality_check(rate), *listening]
        take = read_take(io.BytesIO(sound), line, checks, LONGEST_S)
        with self._lock:
            self._found[key] = take.problems
            while len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
        return take


def heard(take: Take, sound: bytes) -> Heard:
    """Return a take as callers will hear it: mastered from what would be kept of it."""
    as_heard = b""
    if not take.is_silent:
        content, _ = kept(take)
        as_heard = for_any_player(wrap(master_stretched(decode(io.BytesIO(content)))))
    return Heard(take, sound, as_heard, outline(take.speech))


def sound_of(request: Request) -> bytes:
    """Return the sound that a form holds: a file, or what the page was given back; empty for none.

    What is larger than `LARGEST` is cut off, which whoever reads it finds out.
    """
    file = request.files.get("sound")
    if file is not None and file.filename:
        return file.stream.read(LARGEST + 1)
    try:
        return base64.b64decode(request.form.get("take", ""), validate=True)[: LARGEST + 1]
    except (binascii.Error, ValueError):
        return b""


def word_for(problem: Problem) -> str:
    """Return the name of the words for what is wrong with a take."""
    name = f"recording.wrong_{problem.code.removeprefix('recording-').replace('-', '_')}"
    return name if name in all_words() else "recording.wrong_unreadable"
