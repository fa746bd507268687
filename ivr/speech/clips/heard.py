"""Which clips a recogniser listens to, and what each must not be taken for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ivr.definition.danger import needed_in_danger
from ivr.model.length import expected_seconds
from ivr.model.phone_numbers import spoken as read_aloud
from ivr.speech.clips.manifest import Manifest
from ivr.speech.dsp.wav import unwrap
from ivr.speech.ear.hearing import KEY, NUMBER, ClosedSet, Spoken
from ivr.speech.errors import SpeechError
from ivr.speech.recordings.script import ScriptLine, digit_words, script

if TYPE_CHECKING:
    from ivr.definition import Loaded

SAMPLE: Final = 12
"""Clips of a language, unless all are asked for: eleven languages then take three minutes on
two cores."""
_NUMBERS: Final = 2
"""Of these, how many name the emergency number; ten, where there are as many, name a key each."""
_SHORT_S: Final = 4.0
"""Seconds in which a sentence of the sample is said, where there is one."""
_RATE: Final = 150
_KEYS: Final = "0123456789"
_NEIGHBOURS: Final = ("110", "111", "112", "113", "123", "143", "193")
"""The emergency numbers of the country, and what 113 was taken for."""


def heard_lines(loaded: Loaded, language: str, *, every: bool = False) -> tuple[ScriptLine, ...]:
    """Return the lines that a language is judged by, the same at every time.

    Args:
        loaded: The hotline as read from its files.
        language: One of its languages.
        every: Take them all; otherwise a sample of what leads callers in danger to a door.
    """
    lines = script(loaded, language)
    if every:
        return lines
    needed = set().union(*needed_in_danger(loaded, language).values())
    lines = tuple(line for line in lines if line.text in needed)
    keys, numbers = _by_key(loaded, language), _by_number(loaded, language)
    # The longest of the short ones: the shortest of all is hardly a sentence.
    lines = tuple(sorted(lines, key=_fitness))
    named: dict[str, ScriptLine] = {}
    for line in lines:
        if line.text in keys:
            named.setdefault(keys[line.text].right, line)
    numbered = [one for one in lines if one.text in numbers and one not in named.values()]
    chosen = [*named.values(), *numbered[:_NUMBERS]]
    chosen += [line for line in lines if line not in chosen][: max(0, SAMPLE - len(chosen))]
    return tuple(sorted(chosen, key=lines.index))


def _fitness(line: ScriptLine) -> tuple[bool, float]:
    seconds = expected_seconds(line.text, _RATE)
    return seconds > _SHORT_S, seconds if seconds > _SHORT_S else -seconds


def spoken_clips(
    loaded: Loaded, folder: Path, clips: Manifest, lines: Mapping[str, tuple[ScriptLine, ...]]
) -> Iterator[Spoken]:
    """Give the clips of some lines as callers hear them, as people speak; those that are there.

    Args:
        loaded: The hotline as read from its files.
        folder: Where the manifest lies.
        clips: The manifest.
        lines: What to listen to, by language.
    """
    for language, wanted in lines.items():
        digits = digit_words(loaded.hotline.languages[language])
        keys, numbers = _by_key(loaded, language), _by_number(loaded, language)
        for line in wanted:
            clip = clips.clip(language, line.text)
            coded = _read(folder / clip.file) if clip else None
            if clip is not None and coded is not None:
                sets = tuple(one[line.text] for one in (keys, numbers) if line.text in one)
                yield Spoken(language, clip.engine, line.id, line.text, coded, digits, sets)


def _by_key(loaded: Loaded, language: str) -> dict[str, ClosedSet]:
    """Return, by text, what it would be with each of the ten keys."""
    words = loaded.hotline.languages[language].key_words
    zero = re.compile(rf"(?<!\w){re.escape(words.get('0', ''))}(?!\w)")
    found: dict[str, ClosedSet] = {}
    for municipality in loaded.hotline.municipalities.values():
        for prompt in municipality.prompts[language].values():
            for wording in prompt.wordings():
                template = wording.template
                if not wording.names_key and not wording.numbers and words.get("0"):
                    # Zero is for a person everywhere: it stands in the sentence itself.
                    braced, times = zero.subn("{key}", template)
                    template = braced if times == 1 else template
                if "{key}" in template:
                    texts = {key: template.replace("{key}", words.get(key, "")) for key in _KEYS}
                    found |= {text: ClosedSet(KEY, texts, key) for key, text in texts.items()}
    return found


def _by_number(loaded: Loaded, language: str) -> dict[str, ClosedSet]:
    """Return, by text, what it would be with another number than the emergency number."""
    words, name = loaded.hotline.languages[language].number_words, loaded.hotline.emergency_service
    found: dict[str, ClosedSet] = {}
    for municipality in loaded.hotline.municipalities.values():
        right = municipality.services[name].number if name in municipality.services else None
        if right is None or not right.isdecimal():
            continue
        said = {number: read_aloud(number, words, "") for number in {right, *_NEIGHBOURS}}
        for prompt, texts in loaded.wordings.items():
            for text in texts if prompt[0] == language else ():
                if _has(text, said[right]):
                    sets = {n: text.replace(said[right], said[n]) for n in sorted(said)}
                    found[text] = ClosedSet(NUMBER, sets, right)
    return found


def _has(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _read(path: Path) -> bytes | None:
    """Return a clip's samples; none where it is missing or damaged, which `ivr check` tells."""
    try:
        return unwrap(path.read_bytes())
    except (OSError, SpeechError):
        return None
