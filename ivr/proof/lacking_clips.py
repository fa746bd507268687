"""The clips that a hotline lacks: work to do, until calls are to be taken or followed."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from ivr.definition import Loaded
from ivr.model.length import expected_seconds
from ivr.model.prompts import NO_ENGINE
from ivr.problems import Problem, Severity
from ivr.serving.assembly import BUILT, Assembly
from ivr.serving.readiness import critical_prompts
from ivr.serving.urgency import OPENING_WAIT_S
from ivr.speech.clips.manifest import MANIFEST_NAME
from ivr.speech.dsp.targets import NORMAL, RENDITIONS, Rendition

MANIFEST_FILE: Final = f"{BUILT.as_posix()}/{MANIFEST_NAME}"

MOST_NAMED: Final = 3
"""Texts without a clip that are named one by one; one command makes them all."""

_SHOWN: Final = 60
_BUILD: Final = "Run: ivr audio build"

_SPEED: Final = {"kokoro": 2.6, "piper": 10.0}
"""Seconds of speech a second of one core, as docs/voices.md has them; all others are quick."""
_QUICK: Final = 900.0

Text = tuple[str, str]
"""A language, and what is said in it."""

HasRendition = Callable[[str, str, Rendition], bool]
"""Tells whether a text of a language can be played so."""


def lacking_clips(
    loaded: Loaded,
    has: HasRendition,
    languages: Collection[str],
    *,
    served: bool = False,
    followed: bool = False,
) -> Iterator[Problem]:
    """Yield the clips of some languages that are yet to be built.

    They are work to do. Those that nothing is served without are mistakes where callers come
    (``served``), and one mistake where calls are to be ``followed``, which needs their lengths.
    """
    voices = loaded.hotline.languages
    texts = sorted(
        key
        for key in loaded.texts
        if key[0] in languages and voices[key[0]].voice.engine != NO_ENGINE
    )
    missing = [(key, how) for key in texts for how in RENDITIONS if not has(*key, how)]
    vital = vital_texts(loaded)
    lost = [key for key, how in missing if how == NORMAL and key in vital]
    if lost and served:
        yield from _nothing_served(lost)
    elif lost and followed:
        what = "The clips come first: no call can be followed before it is known how long they are."
        yield Problem("clips-first", MANIFEST_FILE, 1, what, f"{_BUILD}, and then this again.")
    if missing:
        fix = f"{_BUILD} (about {_minutes(loaded, [key for key, _ in missing])})"
        cause = _to_build(len(missing), list(dict.fromkeys(key for key, _ in missing)))
        yield Problem("clips-to-build", MANIFEST_FILE, None, cause, fix, Severity.WORK)


def vital_texts(loaded: Loaded) -> frozenset[Text]:
    """Return the texts that callers in danger need in the fallback language."""
    code, critical = loaded.hotline.fallback_language, critical_prompts(loaded.hotline)
    return frozenset(
        (code, text)
        for (language, prompt), texts in loaded.wordings.items()
        if language == code and prompt in critical
        for text in texts
    )


def _nothing_served(lost: Sequence[Text]) -> Iterator[Problem]:
    said = [_no_clip(key) for key in lost[:MOST_NAMED]]
    if len(lost) > MOST_NAMED:
        said.append(f"{len(lost)} texts that nobody is served without have no clip.")
    for what in said:
        yield Problem("clip-missing", MANIFEST_FILE, 1, what, _BUILD)


def _no_clip(key: Text) -> str:
    language, text = key
    return f"No clip says [{text[:_SHOWN]}] in {language}."


def _to_build(number: int, texts: Sequence[Text]) -> str:
    told = "1 clip is to be built" if number == 1 else f"{number:,} clips are to be built"
    if len(texts) > MOST_NAMED:
        return f"{told}."
    return f"{told}: {', '.join(f'[{text[:_SHOWN]}] in {language}' for language, text in texts)}."


def _minutes(loaded: Loaded, clips: Sequence[Text]) -> str:
    """Return how long a build of some clips takes here, about."""
    cores, seconds, opens = os.cpu_count() or 1, 0.0, False
    for code, text in clips:
        choice = loaded.hotline.languages[code].voice
        opens = opens or choice.meanwhile is not None
        speed = _SPEED.get((choice.meanwhile or choice).engine, _QUICK)
        seconds += expected_seconds(text, choice.words_per_minute) / speed
    # Where a quick voice speaks, the best one is waited for as well.
    minutes = round((seconds / cores + (OPENING_WAIT_S if opens else 0)) / 60)
    return "1 minute" if minutes <= 1 else f"{minutes} minutes"


def unrecorded(assembly: Assembly) -> Iterator[Problem]:
    """Yield a warning for every language no engine speaks that is not recorded in full."""
    loaded, allowed = assembly.loaded, assembly.allowed
    for state in assembly.readiness:
        language = loaded.hotline.languages[state.language]
        lacking = len(state.critical) + len(state.lesser) + len(state.optional)
        recorded_only = language.voice.engine == NO_ENGINE
        if not (recorded_only and lacking and state.language in allowed):
            continue
        offered = "goes without an announcement"
        if state.critical:
            offered = "is not offered"
        elif state.lesser:
            offered = "is heard in part in another language"
        prompts = "1 prompt is" if lacking == 1 else f"{lacking} prompts are"
        what = f"{language.name} {offered}: {prompts} not recorded."
        safety = " --safety" if state.critical else ""
        fix = f"Hand a speaker the script: ivr audio script {state.language}{safety}"
        book = loaded.files[f"prompts/{state.language}"]
        yield book.problem("not-recorded", ("speech",), what, fix, Severity.WARNING)
