"""A caller who follows a script: for tests, recorded calls and load."""

from collections.abc import Iterable
from math import inf
from typing import get_args

from ivr.phone.audio.tones import KEYS
from ivr.phone.callers.caller import (
    CallerError,
    HangUp,
    Listen,
    Outcome,
    OutcomeStatus,
    Press,
    Reaction,
    Ringing,
    SilentCaller,
)

PRESS_AFTER = 0.5


def read_keys(keys: str | Iterable[str]) -> tuple[str, ...]:
    """Read a script of keys: one entry per gathering, separated by commas.

    Args:
        keys: each entry is the keys pressed there; ``-`` is silence and ``x`` hangs up.

    Raises:
        CallerError: an entry with something else in it.

    >>> read_keys("1,12#,-,x")
    ('1', '12#', '-', 'x')
    >>> read_keys("1,q")
    Traceback (most recent call last):
        ...
    ivr.phone.callers.caller.CallerError: keys: entry 2, "q", is none of 0123456789*#, - \
(silence) and x (hang up)
    """
    entries = keys.split(",") if isinstance(keys, str) else list(keys)
    entries = [entry.strip() for entry in entries]
    if entries == [""]:
        return ()
    for number, entry in enumerate(entries, start=1):
        body = entry.removesuffix("x")
        if entry != "-" and (not entry or not set(body) <= set(KEYS)):
            raise CallerError(
                f'keys: entry {number}, "{entry}", is none of {KEYS}, - (silence) and x (hang up)'
            )
    return tuple(entries)


VOICEMAIL = Outcome("answered", talk_seconds=4.0, whisper_keys="-")
"""A machine that answers, presses no key and soon hangs up."""


def outcome_of(given: str | Outcome) -> Outcome:
    """Return what a word means; an outcome means itself.

    Raises:
        CallerError: a word for nothing that can come of a callee.

    >>> outcome_of("busy").status, outcome_of("voicemail").whisper_keys
    ('busy', '-')
    """
    if isinstance(given, Outcome):
        return given
    if given == "voicemail":
        return VOICEMAIL
    for status in get_args(OutcomeStatus):
        if given == status:
            return Outcome(status)
    known = ", ".join([*get_args(OutcomeStatus), "voicemail"])
    raise CallerError(f'outcome "{given}" is none of {known}')


class ScriptedCaller(SilentCaller):
    """A caller whose keys, and whose callees' outcomes, are written down beforehand.

    Args:
        keys: one entry per gathering, as :func:`read_keys` reads them; silence when they run out.
        outcomes: one per callee rung, as a word or an :class:`Outcome`; answered when they run
            out.
        barge_in: seconds from the beginning of a prompt at which the first key is pressed; None
            presses half a second after the prompt's end. A prompt that is over by then is waited
            out and the key pressed at that moment all the same.

    Raises:
        CallerError: a key no telephone has, an outcome no call has, or a barge-in at no moment.

    >>> caller = ScriptedCaller("1,-", outcomes=["busy"])
    >>> caller.listen(Listen(0.0, wait=5, gathering=True))
    Press(key='1', after=0.5)
    """

    def __init__(
        self,
        keys: str | Iterable[str] = "",
        outcomes: Iterable[str | Outcome] = (),
        *,
        barge_in: float | None = None,
    ) -> None:
        if barge_in is not None and not 0 <= barge_in < inf:
            raise CallerError(f"barge-in: {barge_in:g} s is no moment; 0 or more seconds are")
        self._entries = list(read_keys(keys))
        self._outcomes = [outcome_of(given) for given in outcomes]
        self._barge_in = barge_in
        self._pending = ""

    def listen(self, listen: Listen) -> Reaction:
        """Press the next key of the entry that belongs to this gathering."""
        if not listen.gathering:
            return None
        if not listen.digits:
            self._pending = self._entries.pop(0) if self._entries else "-"
        key, self._pending = self._pending[:1], self._pending[1:]
        after = listen.words_seconds + PRESS_AFTER
        if self._barge_in is not None and listen.sounds:
            after = self._barge_in
        if key == "x":
            return HangUp(after)
        return Press(key, after) if key and key in KEYS else None

    def ring(self, ringing: Ringing) -> Outcome:  # noqa: ARG002 - the protocol's
        """Give the next outcome."""
        return self._outcomes.pop(0) if self._outcomes else Outcome()
