"""What is heard while a key is waited for: room tone, so that the line does not seem dead.

A Gather counts its timeout from the end of what is played in it. So the tone is played last in it,
a second shorter than the wait, and the timeout is the second that is left: the wait lasts as long
as without it, and a key cuts the tone at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ivr.call import Spoken, Wait
from ivr.carrier.sound import Live, SoundOf

LEAST_TIMEOUT_S: Final = 1
"""Twilio refuses a timeout that is no positive whole number (13313)."""

REMINDED_AFTER_MS: Final = 4000
"""How long a caller has thought when they are told to take their time."""

SHORTEST_TONE_MS: Final = 500
"""A shorter tone would be two fades and nothing between."""


@dataclass(frozen=True, slots=True)
class RoomTone:
    """Where room tone is fetched, by its milliseconds, and how long a prompt's clip is.

    ``seconds_of`` gives None for what has no clip, such as words that the carrier reads aloud.
    """

    address_of: Callable[[int], str]
    seconds_of: Callable[[Spoken], float | None]


@dataclass(frozen=True, slots=True)
class Filled:
    """A wait as a Gather has it: the clips played in it, and the timeout after them."""

    clips: tuple[str, ...]
    timeout: int


def filled(wait: Wait, sound_of: SoundOf, tone: RoomTone | None) -> Filled:
    """Return what is played in a wait, which is as long as it says with or without a tone.

    The reminder, where its clip fits in, has tone before and after it.

    >>> from ivr.call import AtStep
    >>> wait = Wait(AtStep("asker", "pl", "fees"), 8)
    >>> filled(wait, str, RoomTone("tone/{}.wav".format, lambda _: None))
    Filled(clips=('tone/7000.wav',), timeout=1)
    >>> filled(wait, str, None)
    Filled(clips=(), timeout=8)
    """
    whole = 1000 * (wait.seconds - LEAST_TIMEOUT_S)
    if tone is None or whole < SHORTEST_TONE_MS:
        return Filled((), wait.seconds)
    clips: tuple[str, ...] = (tone.address_of(whole),)
    seconds = None if wait.reminder is None else tone.seconds_of(wait.reminder)
    if wait.reminder is not None and seconds is not None:
        said, rest = sound_of(wait.reminder), whole - REMINDED_AFTER_MS - round(1000 * seconds)
        if rest >= SHORTEST_TONE_MS and not isinstance(said, Live):
            clips = (tone.address_of(REMINDED_AFTER_MS), said, tone.address_of(rest))
    return Filled(clips, LEAST_TIMEOUT_S)
