"""Which languages this deployment offers: approved ones, and those whose clips are there."""

from __future__ import annotations

import logging
from dataclasses import replace

from ivr.hotline import Hotline, Loaded
from ivr.hotline.readiness import offer, readiness
from ivr.speech.live import LIVE_VOICES
from ivr.texts.status import approved_languages
from ivr.web.settings import Settings
from ivr.web.shelf import Shelf

log = logging.getLogger("ivr")


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
    reasons = [*_drafts(every, allowed), *_missing(loaded, shelf)]
    if not hotline.languages:
        fallback = loaded.hotline.fallback_language
        raise NothingOffered("\n".join([f"{fallback}: callers need this language.", *reasons]))
    return hotline, reasons


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


def _missing(loaded: Loaded, shelf: Shelf) -> list[str]:
    found = []
    for state in readiness(loaded, shelf.has):
        if state.critical:
            what = f"{state.language} is not offered: {len(state.critical)} prompts that callers "
            what += f"in danger need cannot be heard, such as [{state.critical[0]}]."
            found.append(f"{what} Run: ivr audio build")
        elif state.lesser:
            how = "read aloud by the carrier"
            how = how if state.language in LIVE_VOICES else "heard in another language"
            what = f"{state.language}: {len(state.lesser)} prompts have no clip and are {how}."
            found.append(f"{what} Run: ivr audio build")
    return found
