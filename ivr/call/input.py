"""What a caller, or the one called for them, has just done."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Digit:
    """The caller pressed a key: 0 to 9, # or *."""

    key: str


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller pressed nothing, which is an answer like any other."""


@dataclass(frozen=True, slots=True)
class DialOutcome:
    """A transfer has ended: the callee answered (and the talk is over), or never did.

    ``seconds`` are those from the callee's answer to the end, where the carrier tells them.
    ``failure`` is a word for why nobody answered, which changes nothing: ``busy``, ``no-answer``,
    ``failed``, ``canceled`` (the caller hung up meanwhile), ``not-connected`` (hung up before the
    two were joined) or ``unknown``.
    """

    answered: bool
    seconds: int | None = None
    failure: str = field(default="", compare=False)


Input = Digit | Silence | DialOutcome
