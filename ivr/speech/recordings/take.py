"""A recording of one line: read, judged, and as it is kept."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np
import soundfile
import soxr

from ivr.model.length import expected_seconds
from ivr.problems import Problem
from ivr.speech.dsp.decode import decode
from ivr.speech.dsp.mastering import master, measure
from ivr.speech.dsp.sound import Speech
from ivr.speech.ear.installed import UNHEARD, is_installed
from ivr.speech.errors import kind_of
from ivr.speech.recordings import quality
from ivr.speech.recordings.bindings import Binding, text_hash
from ivr.speech.recordings.script import ScriptLine, digit_words

if TYPE_CHECKING:
    from ivr.definition import Loaded

Check = Callable[[Speech, ScriptLine], Iterable[Problem]]
"""Tells what is wrong with a recording of a line, the worst first."""

_SILENT: Final = "recording-silent"
_KEPT_HZ: Final = 24000
"""Seven times the telephone's band: nothing that is heard is lost, and a repository stays small."""
_KEPT_PEAK: Final = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A recording of a line, and everything that is wrong with it, the worst first."""

    line: ScriptLine
    speech: Speech
    problems: tuple[Problem, ...]

    def passes(self, *, accept: bool) -> bool:
        """Tell whether it may be taken in; with ``accept`` a doubtful one may, silence never."""
        return not self.problems or (accept and not self.is_silent)

    @property
    def is_silent(self) -> bool:
        """Whether nobody speaks in it."""
        return any(problem.code == _SILENT for problem in self.problems)


def read_take(
    source: Path | BinaryIO,
    line: ScriptLine,
    checks: Iterable[Check],
    longest_s: float | None = None,
) -> Take:
    """Read a recording of a line and judge it.

    Args:
        source: The sound, in any format that `ivr.speech.dsp.decode` reads.
        line: What is said.
        checks: What it is held to, one after the other, until one finds that nobody speaks.
        longest_s: Seconds that it may last at all.

    Raises:
        SpeechError: It cannot be read.

    Example:
        >>> silence = io.BytesIO()
        >>> soundfile.write(silence, np.zeros(8000), 8000, format="WAV")
        >>> _ = silence.seek(0)
        >>> take = read_take(silence, ScriptLine("bye", "bye", "Bye.", 3), [quality_check(150)])
        >>> take.passes(accept=True)
        False
    """
    speech = decode(source, longest_s)
    found: list[Problem] = []
    for check in checks:
        found += check(speech, line)
        if any(problem.code == _SILENT for problem in found):
            break
    return Take(line, speech, tuple(found))


def quality_check(words_per_minute: int) -> Check:
    """Return the check of loudness, noise and length, by a language's natural rate."""

    def check(speech: Speech, line: ScriptLine) -> Iterable[Problem]:
        expected = expected_seconds(line.text, words_per_minute)
        return quality.problems(speech, expected, line.seconds)

    return check


def listening_checks(loaded: Loaded, language: str, lines: Sequence[ScriptLine]) -> list[Check]:
    """Return what listens to the words, where there is a recogniser that knows the language.

    Args:
        loaded: The hotline as read from its files.
        language: One of its languages.
        lines: The language's script.
    """
    if language in UNHEARD or not is_installed():
        return []
    from ivr.speech.recordings.swapped import SwappedCheck

    return [SwappedCheck(language, lines, digit_words(loaded.hotline.languages[language]))]


def kept(take: Take) -> tuple[bytes, Binding]:
    """Return a recording as the project keeps it, and what binds it to its text.

    It is one channel of 16-bit FLAC, from which the clip is mastered when clips are built.
    """
    content = _flac(take.speech)
    return content, Binding(
        file=f"{take.line.id}.flac",
        text=text_hash(take.line.text),
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        seconds=measure(master(take.speech)).seconds,
        accepted=tuple(kind_of(problem) for problem in take.problems),
    )


def _flac(speech: Speech) -> bytes:
    samples, rate = speech.samples, speech.rate
    if rate > _KEPT_HZ:
        samples, rate = soxr.resample(samples, rate, _KEPT_HZ, quality="VHQ"), _KEPT_HZ
    samples = samples * (_KEPT_PEAK / np.abs(samples).max())
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="FLAC", subtype="PCM_16")
    return file.getvalue()
