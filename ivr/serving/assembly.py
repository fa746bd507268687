"""One assembly of definition, clips and approvals: which hotline is served, and what is heard.

Web, proof, check and random calls all begin here, so that what is proved is what is served.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.call import Spoken
from ivr.carrier import RoomTone, Sound
from ivr.carrier.voices import LIVE_VOICES
from ivr.definition import Loaded, load
from ivr.model import Hotline
from ivr.model.prompts import NO_ENGINE
from ivr.problems import Problem, Refusal, Severity
from ivr.refusals import Refusals
from ivr.serving.clip_store import ClipStore, ListedClips
from ivr.serving.readiness import Readiness, offering, readiness
from ivr.serving.settings import Settings
from ivr.translation.status import approved_languages, drafts

BUILT: Final = Path("audio", "built")
"""Where a project's clips and their list are, below its folder."""

_BUILD: Final = "Run: ivr audio build"


class NothingOffered(Refusal):
    """No language can be offered; says what each lacks and what to do."""

    def __str__(self) -> str:
        return "\n".join(problem.sentence for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a project is, and what may be offered of it.

    ``variables`` fill in the routes. ``drafts`` offers languages that nobody has approved;
    ``outdated`` speaks what was approved before its Norwegian changed. ``languages`` are the only
    ones to offer, None being all.
    """

    root: Path
    variables: Mapping[str, str]
    drafts: bool = True
    languages: tuple[str, ...] | None = None
    outdated: bool = True

    @classmethod
    def of(cls, settings: Settings) -> Site:
        """Return the site that an operator's settings describe."""
        drafts, outdated = settings.drafts, settings.outdated
        return cls(settings.root, settings.variables, drafts=drafts, outdated=outdated)


@dataclass(frozen=True, slots=True)
class Assembly:
    """What is served of a site: ``hotline`` has the languages that callers are offered.

    ``allowed`` are those that may be offered, whether they can be or not; ``unapproved`` are
    the announcements, by language, that are not heard for want of approval.
    """

    loaded: Loaded
    hotline: Hotline
    clips: ClipStore
    allowed: tuple[str, ...]
    readiness: tuple[Readiness, ...]
    unapproved: frozenset[tuple[str, str]] = frozenset()

    def sound(self, spoken: Spoken) -> Sound | None:
        """Return what a prompt becomes on the line, or None; what is lost is logged once."""
        return self.clips.sound(spoken) if self._is_approved(spoken) else None

    def can_be_heard(self, spoken: Spoken) -> bool:
        """Tell whether `sound` has one; nothing is logged."""
        return self._is_approved(spoken) and self.clips.can_be_heard(spoken)

    def room_tone(self) -> RoomTone | None:
        """Return what fills the waits, or None where the hotline is to be silent in them."""
        return RoomTone(self.clips.tone, self.clips.seconds) if self.hotline.room_tone else None

    def _is_approved(self, spoken: Spoken) -> bool:
        return (spoken.language, spoken.prompt) not in self.unapproved

    def refuse_silence(self) -> None:
        """Raise NothingOffered when callers could not be given a single language."""
        if not self.hotline.languages:
            code = self.loaded.hotline.fallback_language
            cause = f"{code}: callers need this language."
            nothing = Problem("nothing-offered", f"prompts/{code}.yaml", None, cause)
            raise NothingOffered(nothing, *self.reasons())

    def reasons(self) -> Iterator[Problem]:
        """Yield why languages are left out, or heard in part."""
        waiting = [code for code in self.loaded.hotline.languages if code not in self.allowed]
        if waiting:
            fix = "Approve them (ivr prompts approve), or set OFFER_DRAFTS=yes to offer drafts."
            cause = f"Not approved and not offered: {', '.join(waiting)}."
            yield Problem("not-approved", "prompts", None, cause, fix, Severity.WARNING)
        yield from self.lacking().values()
        for code in self.hotline.languages:
            silent = sorted(prompt for language, prompt in self.unapproved if language == code)
            if silent:
                cause = f"{code}: announced, but not approved and not heard: {', '.join(silent)}."
                fix = f"Run: ivr prompts approve {code} --by ROLE"
                yield _worth_mending("not-approved", code, cause, fix)

    def lacking(self) -> dict[str, Problem]:
        """Return why languages are not offered, or not heard in full, for want of clips."""
        found = {}
        for state in self.readiness:
            code = state.language
            if state.critical:
                kind = "language-not-offered"
                cause = f"{code} is not offered: {len(state.critical)} prompts that callers in "
                cause += f"danger need cannot be heard, such as [{state.critical[0]}]."
            elif state.lesser:
                aloud, other = "read aloud by the carrier", "heard in another language"
                how = aloud if code in LIVE_VOICES else other
                kind = "prompts-without-clip"
                cause = f"{code}: {len(state.lesser)} prompts have no clip and are {how}."
            else:
                continue
            engine = self.loaded.hotline.languages[code].voice.engine
            safety = " --safety" if state.critical else ""
            by_people = f"Record them: ivr audio script {code}{safety}"
            fix = by_people if engine == NO_ENGINE else _BUILD
            found[code] = _worth_mending(kind, code, cause, fix)
        return found


def _worth_mending(kind: str, language: str, cause: str, fix: str) -> Problem:
    return Problem(kind, f"prompts/{language}.yaml", None, cause, fix, Severity.WARNING)


def assemble(
    site: Site,
    base_url: str = "",
    loaded: Loaded | None = None,
    refusals: Refusals | None = None,
    *,
    trusting: bool = False,
    listed: bool = False,
) -> Assembly:
    """Return what is served of a site; ``base_url`` is where the carrier fetches clips.

    ``loaded`` spares a second reading of the files to whoever has read them; ``refusals`` count
    the clips that are lost while calls are taken; ``trusting`` spares reading the clips. With
    ``listed`` every clip of the list counts as whole, for whoever asks what ought to be heard.

    Raises:
        BrokenHotline: The configuration has faults.
        SpeechError: The list of clips is missing or damaged.
        BadApprovals: A file of approvals is damaged.
    """
    loaded = load(site.root, site.variables) if loaded is None else loaded
    store = ListedClips if listed else ClipStore
    clips = store(site.root / BUILT, base_url, refusals, trusting=trusting)
    approved: Iterable[str] = loaded.hotline.languages
    if not site.drafts:
        approved = approved_languages(loaded, site.root, outdated=site.outdated)
    allowed = tuple(code for code in approved if site.languages is None or code in site.languages)
    ready = tuple(readiness(loaded, clips.has))
    able = {state.language for state in ready if not state.critical}
    hotline = offering(loaded.hotline, able.intersection(allowed))
    unapproved = frozenset(
        (code, prompt)
        for code in (() if site.drafts else hotline.languages)
        for prompt in loaded.optional & drafts(loaded, site.root, code, outdated=site.outdated)
    )
    return Assembly(loaded, hotline, clips, allowed, ready, unapproved)
