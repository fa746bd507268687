"""Who makes a test call: a caller who presses each key when its offer has been heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ivr.call import Spoken
from ivr.phone import Event, HangUp, Heard, Listen, Outcome, Reaction, Ringing, SilentCaller
from ivr.phone import Press as Pressed
from ivr.phone.callers.scripted import PRESS_AFTER
from ivr.proof.probe.plan import HANG_UP, Press

SpokenAt = Callable[[str], Spoken | None]
"""Returns what is said at a clip's address, or by a text that is read aloud."""


class ProbeCaller(SilentCaller):
    """Presses keys in turn, then nothing; whoever is rung answers, and talks for a minute.

    ``seconds`` tells when the words of 113 were over, of those that ``names_113`` knows: by the
    sound that was heard, and with what the answers took that came before (``waited``).
    """

    def __init__(
        self,
        presses: Iterable[Press],
        spoken_at: SpokenAt,
        names_113: Callable[[Spoken], bool],
        waited: Callable[[], float],
    ) -> None:
        self._presses = [*presses]
        self._spoken_at = spoken_at
        self._names_113 = names_113
        self._waited = waited
        self.seconds: float | None = None
        self.rung: list[str] = []

    def listen(self, listen: Listen) -> Reaction:
        """Press the next key where keys are listened for."""
        if not listen.gathering or not self._presses:
            return None
        press = self._presses.pop(0)
        after = self._offered(listen, press)
        if press.key == HANG_UP:
            return HangUp(after)
        return Pressed(press.key, after) if press.key != "-" else None

    def _offered(self, listen: Listen, press: Press) -> float:
        for sound, end in zip(listen.sounds, listen.ends, strict=True):
            spoken = self._spoken_at(sound.url or sound.text)
            if spoken and (spoken.prompt, spoken.language) == (press.offer, press.language):
                return end
        return listen.words_seconds + PRESS_AFTER

    def ring(self, ringing: Ringing) -> Outcome:
        """Have whoever is rung answer; nobody is, outside the emulated carrier."""
        self.rung.append(ringing.to)
        return Outcome()

    def tell(self, event: Event) -> None:
        """Keep when the words of 113 were over."""
        if self.seconds is None and isinstance(event, Heard) and not event.interrupted:
            spoken = self._spoken_at(event.url or event.text)
            if spoken is not None and self._names_113(spoken):
                self.seconds = event.end + self._waited()
