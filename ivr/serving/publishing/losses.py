"""What callers would lose by a change: a language that they are offered, or a sentence's sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivr.model.prompts import NO_ENGINE
from ivr.problems import Problem, Refusal
from ivr.serving.assembly import Assembly
from ivr.serving.publishing.clips import remedy


class NotTakenOver(Refusal):
    """A change is sound, and callers would lose something by it; says what, and what to do."""


def refuse_losses(former: Assembly, new: Assembly) -> None:
    """Raise NotTakenOver when callers would lose by a change what nobody has taken from them.

    A language goes when it is taken out of ``languages``; never for want of clips or approval.
    """
    found = [*lost_languages(former.hotline.languages, new), *_sentences(former, new)]
    if found:
        raise NotTakenOver(*found)


def lost_languages(offered: Iterable[str], new: Assembly) -> Iterator[Problem]:
    """Yield a mistake for each language ``offered`` now that is meant to be, and would not be."""
    lacking = new.lacking()
    for code in offered:
        if code in new.hotline.languages or code not in new.loaded.hotline.languages:
            continue
        if code not in new.allowed:
            yield not_approved(code)
        elif code in lacking:
            yield _lost(code, lacking[code].cause, lacking[code].fix)
        else:
            yield _lost(code, f"{code} would no longer be offered.")


def not_approved(code: str) -> Problem:
    """Return the mistake of a language that is not offered for want of approval."""
    cause = f"{code} would no longer be offered: a text is not approved as it is now."
    return _lost(code, cause, f"Run: ivr prompts approve {code} --by ROLE")


def _lost(code: str, cause: str, fix: str = "") -> Problem:
    return Problem("language-would-be-lost", f"prompts/{code}.yaml", None, cause, fix)


def _sentences(former: Assembly, new: Assembly) -> Iterator[Problem]:
    """Yield a mistake for each language in which a new text of an engine's has no clip.

    What has lost its clip before is told where it is lost, and keeps no change from callers.
    """
    texts = new.loaded.texts - former.loaded.texts
    for code in new.hotline.languages:
        if new.loaded.hotline.languages[code].voice.engine == NO_ENGINE:
            continue
        silent = sorted(text for language, text in texts
                        if language == code and not new.clips.has(code, text))  # fmt: skip
        if silent:
            cause = f"{len(silent)} new texts have no clip, such as [{silent[0][:60]}]."
            yield Problem("clip-missing", f"prompts/{code}.yaml", None, cause, remedy())
