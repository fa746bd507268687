"""A call as a text that a link can carry: whom it rings, when, from where, and what is done in it.

Nothing of a call is kept on the server: the same text makes the same call again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.phone import ANONYMOUS, Decided, TimedCaller

OUTCOMES: Final[Mapping[str, str]] = {
    "a": "answered",
    "b": "busy",
    "n": "no-answer",
    "x": "failed",
    "v": "voicemail",
}
"""What may become of a callee, by the letter that stands for it."""

KEYS: Final[Mapping[str, str]] = {**{digit: digit for digit in "0123456789"}, "s": "*", "h": "#"}
"""The keys of a telephone, each by a sign that needs no escape in an address."""

LONGEST_S: Final = 4 * 3600.0
"""No call is longer, and so nothing is done later in it."""

MOST_ACTS: Final = 500
CLOCK: Final = "%Y%m%dT%H%M%SZ"
_LETTERS: Final = {word: letter for letter, word in OUTCOMES.items()}
_SIGNS: Final = {key: sign for sign, key in KEYS.items()}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a call: a word of the page, and what it is filled in with."""

    word: str
    values: Mapping[str, str] = field(default_factory=dict)


class BrokenCallError(Exception):
    """A call that cannot be made, with everything that is wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.word for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class CallScript:
    """A call, as far as it has been decided.

    Attributes:
        called: The number called; empty for the project's first.
        country: The digits of the caller's country code; empty for a number that is withheld.
        moment: When it is answered, aware, to the second; None for now.
        version: The content that it is made with; empty for what there is.
        otherwise: What becomes of callees about whom nothing is decided: a value of `OUTCOMES`.
        keys: Each with the second of the call at which it is pressed.
        callees: What became of each, by their order, and at which second.
        hang_up: The second at which the caller hangs up.
        callee_hang_ups: The seconds at which a callee does.

    Example:
        >>> CallScript("+4700000001", keys=((3.5, "#"),)).write()
        'n4700000001_f47_kh-3.5'
    """

    called: str = ""
    country: str = "47"
    moment: dt.datetime | None = None
    version: str = ""
    otherwise: str = "no-answer"
    keys: tuple[tuple[float, str], ...] = ()
    callees: Mapping[int, Decided] = field(default_factory=dict)
    hang_up: float | None = None
    callee_hang_ups: tuple[float, ...] = ()

    def write(self) -> str:
        """Return it as the text that `read_call` reads; what is at its default is left out."""
        return "_".join(self._items())

    def _items(self) -> Iterator[str]:
        if self.called:
            yield f"n{self.called.removeprefix('+')}"
        yield f"f{self.country}"
        if self.moment is not None:
            yield f"m{self.moment.astimezone(dt.UTC).strftime(CLOCK)}"
        if self.version:
            yield f"c{self.version}"
        if self.otherwise != "no-answer":
            yield f"o{_LETTERS[self.otherwise]}"
        for second, key in self.keys:
            yield f"k{_SIGNS[key]}-{_written(second)}"
        for place, decided in sorted(self.callees.items()):
            yield f"r{place}{_LETTERS[decided.outcome]}-{_written(decided.at or 0.0)}"
        yield from (f"e-{_written(second)}" for second in self.callee_hang_ups)
        if self.hang_up is not None:
            yield f"h-{_written(self.hang_up)}"

    def until(self, second: float) -> CallScript:
        """Return the call as it was decided up to a second of it, that second included."""
        return replace(
            self,
            keys=tuple(one for one in self.keys if one[0] <= second),
            callees={n: one for n, one in self.callees.items() if (one.at or 0.0) <= second},
            hang_up=None if (self.hang_up or 0.0) > second else self.hang_up,
            callee_hang_ups=tuple(one for one in self.callee_hang_ups if one <= second),
        )

    @property
    def caller(self) -> str:
        """The number it comes from: one of the country that no telephone can have, or none.

        >>> CallScript(country="380").caller, CallScript(country="").caller
        ('+3800000099', '+266696687')
        """
        return f"+{self.country}{'0000099':0>7}" if self.country else ANONYMOUS

    def telephone(self, kind: type[TimedCaller] = TimedCaller) -> TimedCaller:
        """Return the caller who does all this, one of a kind."""
        return kind(
            self.keys,
            self.callees,
            otherwise=self.otherwise,
            hang_up=self.hang_up,
            callee_hang_ups=self.callee_hang_ups,
        )


def _written(second: float) -> str:
    return f"{second:.2f}".rstrip("0").rstrip(".")
