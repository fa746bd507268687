"""A turn of which every prompt can be heard, whatever has become of its clips."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from ivr.call import Spoken, Turn
from ivr.carrier import Sound
from ivr.model import Hotline

SoundIfAny = Callable[[Spoken], Sound | None]

_TAKES: Final = 2
"""Once to leave the caller's language, once to see what the fallback language lacks too."""


def audible(take: Callable[[Hotline], Turn], hotline: Hotline, sound: SoundIfAny) -> Turn:
    """Return a turn that can be heard as a whole.

    A turn that needs a prompt without sound is taken again with that prompt known to be
    unspoken: it comes in the fallback language then, never in two. What has no sound even there
    is left out, so that the caller can still press a key.

    Args:
        take: Returns the turn that a hotline takes now.
        hotline: The hotline as it was started.
        sound: Gives the sound of a prompt, or None.
    """
    turn = take(hotline)
    for _ in range(_TAKES):
        silent = [spoken for spoken in turn.spoken if sound(spoken) is None]
        if not silent:
            return turn
        hotline = _without(hotline, silent)
        turn = take(hotline)
    return replace(turn, spoken=tuple(one for one in turn.spoken if sound(one) is not None))


def _without(hotline: Hotline, silent: Iterable[Spoken]) -> Hotline:
    languages = dict(hotline.languages)
    for spoken in silent:
        language = languages[spoken.language]
        unspoken = language.unspoken | {spoken.prompt}
        languages[spoken.language] = replace(language, unspoken=unspoken)
    return replace(hotline, languages=languages)
