"""What can go wrong between a text and its clip, in one line each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ivr.did_you_mean import listed, suggested

_LIKENESS: Final = 0.4
"""Voices and engines have short names, of which a slip changes a larger share."""


class SpeechError(Exception):
    """A clip cannot be made or found, said as a cause and the nearest fix.

    Example:
        >>> str(SpeechError("espeak has no voice 'nn'", "take 'nb'"))
        "espeak has no voice 'nn'; take 'nb'"
    """

    def __init__(self, cause: str, fix: str) -> None:
        super().__init__(cause, fix)
        self.cause = cause
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.cause}; {self.fix}"


class EngineDownError(SpeechError):
    """An engine cannot speak at all at present, so that asking it for more clips is pointless.

    Example:
        >>> isinstance(EngineDownError("no answer", "try later"), SpeechError)
        True
    """


def nearest(wrong: str, known: Iterable[str]) -> str:
    """Say which known name a misspelt one was probably meant to be.

    Args:
        wrong: The name as somebody wrote it.
        known: Every name that would have been right.

    Returns:
        A clause to put behind a fix: the closest name, or a list when none is close.

    Example:
        >>> nearest("espaek", ["espeak", "gtts", "silent"])
        "the nearest is 'espeak'"
        >>> nearest("x", ["espeak", "gtts"])
        'known are espeak, gtts'
    """
    names = list(known)
    close = suggested(wrong, names, likeness=_LIKENESS)
    return f"the nearest is {close!r}" if close else f"known are {listed(names)}"
