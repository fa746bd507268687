"""A recording that says another sentence of the sheet, as a recogniser hears it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ivr.problems import Problem
from ivr.speech.dsp.mastering import master
from ivr.speech.dsp.targets import RATE_HZ
from ivr.speech.ear.hearing import another_text
from ivr.speech.ear.recogniser import LONGEST_S, recogniser
from ivr.speech.ear.words import held_against
from ivr.speech.recordings.script import ScriptLine

if TYPE_CHECKING:
    from ivr.speech.dsp.sound import Speech
    from ivr.speech.ear.recogniser import Heard

_LIKELIER: Final = 4.0
"""A logarithm, for sentences that differ by their key alone."""
_HEARD_ABOVE: Final = 0.25
"""The share of wrong letters above which such sentences are not told apart: with a voice that is
hardly understood the right one was less likely by up to 7."""


class SwappedCheck:
    """Finds recordings of another line of the sheet.

    Args:
        language: Our language code, one that the recogniser knows.
        lines: The language's script.
        digits: Digit by word, of the language.
    """

    def __init__(
        self, language: str, lines: Sequence[ScriptLine], digits: Mapping[str, str]
    ) -> None:
        self._language, self._digits = language, digits
        self._ids = {line.text: line.id for line in lines}
        self._alike: dict[str, list[str]] = {}
        for line in lines:
            self._alike.setdefault(line.prompt, []).append(line.text)

    def __call__(self, speech: Speech, line: ScriptLine) -> Iterable[Problem]:
        """Tell which other line a recording says; nothing when it may say its own."""
        coded = master(speech)
        if len(coded) > LONGEST_S * RATE_HZ:
            # Its length tells that something is wrong with it.
            return ()
        clip = recogniser().listen(coded, self._language)
        alike = self._alike[line.prompt]
        others = [text for text in self._ids if text not in alike]
        said = another_text(clip, line.text, others, self._digits, self._language)
        said = said or self._another_key(clip, line.text, alike)
        if not said:
            return ()
        cause = f'it seems to say the text of {self._ids[said]} ("{said}")'
        fix = f"look whether {line.id} and {self._ids[said]} are swapped; let each say its own text"
        return (Problem("recording-of-another-text", "", None, cause, fix),)

    def _another_key(self, clip: Heard, text: str, alike: Sequence[str]) -> str:
        likely = dict(zip(alike, clip.likelihoods(alike), strict=True))
        best = max(alike, key=lambda one: likely[one])
        heard = held_against(best, clip.text(), self._digits, self._language)
        is_clear = likely[best] - likely[text] > _LIKELIER
        return best if is_clear and heard.letter_share <= _HEARD_ABOVE else ""
