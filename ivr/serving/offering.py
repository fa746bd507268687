"""Which languages this deployment offers: approved ones, and those whose clips are there."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from ivr.carrier.voices import LIVE_VOICES
from ivr.definition import Loaded
from ivr.model import Hotline
from ivr.serving.clip_store import Shelf
from ivr.serving.readiness import offer, readiness
from ivr.serving.settings import Settings
from ivr.speech.tts.voice import NO_ENGINE
from ivr.translation.status import approved_languages, drafts

log = logging.getLogger("ivr")

_BUILD: Final = "Run: ivr audio build"


class NothingOffered(LookupError):  # noqa: N818 - read as a sentence
    """No language can be offered; says what each lacks and what to do."""


def offered(loaded: Loaded, shelf: Shelf, settings: Settings) -> Hotline:
    """Return the hotline with the languages that callers are given, and log what is left out.

    Raises:
        NothingOffered: The language for callers who have not chosen is not among them.
        BadApprovals: A file of approvals is damaged.
    """
    hotline, reasons = offering(loaded, shelf, settings)
    for reason in reasons:
        log.warning(reason)
    return hotline


def offering(loaded: Loaded, shelf: Shelf, settings: Settings) -> tuple[Hotline, list[str]]:
    """Return what `offered` does, and why some languages are left out, or heard in part."""
    every = list(loaded.hotline.languages)
    allowed = every if settings.drafts else approved_languages(loaded, settings.root)
    hotline = _read_aloud(offer(loaded, allowed, shelf.has))
    reasons = [*_drafts(every, allowed), *lacking(loaded, shelf).values()]
    if not hotline.languages:
        fallback = loaded.hotline.fallback_language
        raise NothingOffered("\n".join([f"{fallback}: callers need this language.", *reasons]))
    if settings.drafts:
        return hotline, reasons
    hurried = {code: _hurried(loaded, settings.root, code) for code in hotline.languages}
    return _without(hotline, hurried), [*reasons, *_unapproved(hurried)]


def _hurried(loaded: Loaded, root: Path, code: str) -> frozenset[str]:
    """Return the announcements of a language that nobody has approved."""
    return loaded.announced & drafts(loaded, root, code)


def _without(hotline: Hotline, silent: Mapping[str, frozenset[str]]) -> Hotline:
    languages = {
        code: replace(language, unspoken=language.unspoken | silent[code])
        for code, language in hotline.languages.items()
    }
    return replace(hotline, languages=languages)


def _unapproved(hurried: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for code, prompts in hurried.items():
        if prompts:
            what = (
                f"{code}: announced, but not approved and not heard: {', '.join(sorted(prompts))}."
            )
            yield f"{what} Run: ivr prompts approve {code} --by ROLE"


def _read_aloud(hotline: Hotline) -> Hotline:
    """Return the hotline with nothing unspoken in a language that the carrier reads aloud."""
    languages = {
        code: replace(language, unspoken=frozenset()) if code in LIVE_VOICES else language
        for code, language in hotline.languages.items()
    }
    return replace(hotline, languages=languages)


def _drafts(every: list[str], allowed: list[str]) -> list[str]:
    drafts = [code for code in every if code not in allowed]
    if not drafts:
        return []
    fix = "Approve them (ivr prompts approve), or set OFFER_DRAFTS=yes to offer drafts."
    return [f"Not approved and not offered: {', '.join(drafts)}. {fix}"]


def lacking(loaded: Loaded, shelf: Shelf) -> dict[str, str]:
    """Return why languages are not offered, or not heard in full, for want of clips."""
    found = {}
    for state in readiness(loaded, shelf.has):
        code = state.language
        if state.critical:
            what = f"{code} is not offered: {len(state.critical)} prompts that callers in danger "
            what += f"need cannot be heard, such as [{state.critical[0]}]."
        elif state.lesser:
            how = (
                "read aloud by the carrier" if code in LIVE_VOICES else "heard in another language"
            )
            what = f"{code}: {len(state.lesser)} prompts have no clip and are {how}."
        else:
            continue
        engine = loaded.hotline.languages[code].voice.engine
        fix = f"Record them: ivr audio script {code}" if engine == NO_ENGINE else _BUILD
        found[code] = f"{what} {fix}"
    return found
