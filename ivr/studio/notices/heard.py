"""A notice that is not published yet, as callers will hear it: words, seconds, and who waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.call import Spoken
from ivr.definition import load
from ivr.model import Hotline
from ivr.model.length import expected_seconds
from ivr.model.prompts import Language
from ivr.proof.explore import Scenario
from ivr.proof.moments import Moment
from ivr.proof.timing.budgets import budget_of
from ivr.proof.timing.lengths import Lengths
from ivr.proof.timing.times import Milestone, milestones
from ivr.speech.errors import SpeechError
from ivr.studio.changes import Draft
from ivr.studio.changes.overlay import overlaid
from ivr.studio.context import Studio
from ivr.studio.notices.audience import Audience, Heard, audience, where_heard
from ivr.studio.notices.notice import notices
from ivr.studio.sounds import said_aloud

_LATER: Final = frozenset({"dial_113", "main_menu", "message", "person"})
"""What comes later by a notice: all that callers come to behind the main menu."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds until something is heard, of those that are allowed."""

    what: str
    seconds: float
    allowed: float

    @property
    def is_too_long(self) -> bool:
        """Whether callers wait longer than they may."""
        return self.seconds > self.allowed

    @property
    def over(self) -> float:
        """The seconds that are too many."""
        return self.seconds - self.allowed


@dataclass(frozen=True, slots=True)
class Preview(Audience):
    """What callers will hear: each language, the seconds it takes there, and the waits by it.

    ``where`` are the municipalities; ``starts_now`` tells whether it is heard once published.
    """

    where: tuple[str, ...]
    starts_now: bool
    seconds: Mapping[str, float]
    waits: Mapping[str, tuple[Wait, ...]] = field(default_factory=dict)

    @property
    def late(self) -> tuple[tuple[str, Wait], ...]:
        """Who waits longer by it than is allowed, by language; who did before is not its fault."""
        return tuple(
            (code, wait)
            for code, some in self.waits.items()
            for wait in some
            if wait.is_too_long and wait.over <= self.seconds[code]
        )

    @property
    def is_in_time(self) -> bool:
        """Whether nobody waits longer by it than is allowed."""
        return not self.late


def preview(
    studio: Studio, draft: Draft, name: str, approved: Collection[str] | None, now: dt.datetime
) -> Preview:
    """Return a drafted notice as callers will hear it.

    ``approved`` are the languages in which somebody vouches for it, None where that is not asked.

    Raises:
        BrokenHotline: The project could not be served with it.
    """
    settings, assembly = studio.settings, studio.line.assembly
    with overlaid(settings.root, draft.files) as folder:
        loaded = load(folder, settings.variables, now.date())
    notice = next(one for one in notices(loaded) if one.name == name)
    every = loaded.hotline
    languages = tuple(audience(assembly, every, notice, approved=approved, can_be_built=True))
    seconds = {
        one.code: _seconds(every.languages[one.code], one.text)
        for one in languages
        if one.heard is Heard.YES
    }
    # What is offered now, with the notice in it.
    offered = {
        code: one for code, one in every.languages.items() if code in assembly.hotline.languages
    }
    served = replace(assembly.hotline, languages=offered, announcements=every.announcements,
                     municipalities=every.municipalities)  # fmt: skip
    where = where_heard(every, notice)
    found = Preview(notice, languages, where, notice.begins <= now, seconds)
    return replace(found, waits=_waits(studio, served, found, max(now, notice.begins)))


def _seconds(language: Language, text: str) -> float:
    """Return how long a text takes to say; an estimate where no voice speaks it here."""
    try:
        return said_aloud(language, text)[1].seconds
    except SpeechError:
        return expected_seconds(text, language.voice.words_per_minute)


def _waits(
    studio: Studio, hotline: Hotline, found: Preview, at: dt.datetime
) -> Mapping[str, tuple[Wait, ...]]:
    """Return the longest wait for each thing in each language that hears the notice."""
    texts = {(one.code, one.text): found.seconds[one.code] for one in found.heard}
    clips = studio.line.assembly.clips
    lengths = Lengths.read(clips.manifest, hotline)
    lengths = replace(lengths, seconds={**lengths.seconds, **texts})
    longest: dict[tuple[str, str], Wait] = {}
    for one in _milestones(studio, hotline, found, at, lengths):
        budget = budget_of(hotline, one)
        if budget is None or budget[0] not in _LATER or one.language not in found.seconds:
            continue
        wait = Wait(budget[0], one.seconds, budget[1])
        known = longest.get((one.language, wait.what))
        if known is None or wait.over > known.over:
            longest[one.language, wait.what] = wait
    return {
        code: tuple(wait for (language, _), wait in longest.items() if language == code)
        for code in found.seconds
    }


def _milestones(
    studio: Studio, hotline: Hotline, found: Preview, at: dt.datetime, lengths: Lengths
) -> Iterator[Milestone]:
    """Yield when callers to each kind of number hear what they wait for."""
    assembly, say = studio.line.assembly, found.notice.say

    def can_be_heard(spoken: Spoken) -> bool:
        return (
            spoken.language in found.seconds
            if spoken.prompt == say
            else (assembly.can_be_heard(spoken))
        )

    for key in where_heard(hotline, found.notice):
        municipality = hotline.municipalities[key]
        answered = {to.language: number for number, to in hotline.entrances.items()
                    if to.municipality == key}  # fmt: skip
        opened = frozenset(
            name for name, service in municipality.services.items() if service.hours.is_open(at)
        )
        moment = Moment(at, opened, frozenset(), frozenset())
        for called in answered.values():
            scenario = Scenario(hotline, municipality, (called,), moment, can_be_heard=can_be_heard)
            yield from milestones(scenario, called, lengths)
