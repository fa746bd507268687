"""What can go wrong between a text and its clip, in one line each."""

from __future__ import annotations

from typing import Final

from ivr.problems import Problem, Refusal

NOT_HERE: Final = frozenset({"engine-down", "unknown-voice"})
"""Faults of an engine, or of its model, that is not installed on this machine."""


class SpeechError(Refusal):
    """A clip cannot be made or found, said as a cause and the nearest fix.

    Example:
        >>> str(SpeechError("unknown-voice", "espeak has no voice 'nn'", "take 'nb'"))
        "espeak has no voice 'nn'; take 'nb'"
    """

    def __init__(self, code: str, cause: str, fix: str) -> None:
        super().__init__(Problem(code, "", None, cause, fix))
        self.args = (code, cause, fix)
        self.code = code
        self.cause = cause
        self.fix = fix

    def __str__(self) -> str:
        return in_one_line(self.cause, self.fix)


class EngineDownError(SpeechError):
    """An engine cannot speak at all at present, so that asking it for more clips is pointless.

    Example:
        >>> isinstance(EngineDownError("engine-down", "no answer", "try later"), SpeechError)
        True
    """


def in_one_line(cause: str, fix: str) -> str:
    """Return a cause and its fix as a person reads them.

    Example:
        >>> in_one_line("no speech engine 'espaek'", "Did you mean [espeak]?")
        "no speech engine 'espaek'. Did you mean [espeak]?"
    """
    return f"{cause}; {fix}" if fix[:1].islower() else f"{cause}. {fix}"


def kind_of(problem: Problem) -> str:
    """Return the short name of what is wrong with a clip or recording.

    Example:
        >>> kind_of(Problem("clip-too-loud", "", None, "it speaks at -9.0 dBov"))
        'too loud'
    """
    return problem.code.removeprefix("clip-").removeprefix("recording-").replace("-", " ")
