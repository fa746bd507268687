"""What somebody does with a sentence: hears it as typed, saves it, approves it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import quote

from flask import url_for

from ivr.speech.errors import SpeechError
from ivr.studio.changes import Change, Draft, again
from ivr.studio.context import Studio
from ivr.studio.pages.names import language_name
from ivr.studio.pages.words import word
from ivr.studio.people.roles import person
from ivr.studio.sounds import LONGEST, said_aloud
from ivr.studio.texts.drafts import Desk
from ivr.studio.texts.judged import at_once, faults
from ivr.studio.texts.page import Page
from ivr.studio.texts.shelf import Card
from ivr.studio.texts.shown import Opened, Sound, Trying
from ivr.studio.texts.sounds import has_better, has_voice, words_of
from ivr.translation.approvals import Approval
from ivr.translation.catalogue import Part, Sentence


@dataclass(frozen=True, slots=True)
class Typed:
    """A sentence as somebody has typed it; ``was`` is the hash of the one they began with."""

    sentence: Sentence
    was: str


@dataclass(frozen=True, slots=True)
class Editing:
    """The work on one card, for the one who asks."""

    studio: Studio
    page: Page
    card: Card

    def heard(self, typed: Typed, part: Part) -> Opened:
        """Return a card on which a wording can be heard as it is typed; nothing is saved."""
        problems = at_once(self.page.loaded, self.card.language, self.card.key, typed.sentence)
        tried = self._tried(typed.sentence, part)
        return Opened(typed.sentence, faults(problems), tried={part: tried})

    def saved(self, typed: Typed, *, approve: bool) -> Opened | Change:
        """Save a sentence; return the change, or the card with what stands in its way.

        Raises Refusal, and OSError when the disk refuses; everything is as it was.
        """
        language, key, wanted = self.card.language, self.card.key, typed.sentence
        problems = at_once(self.page.loaded, language, key, wanted)
        approval = self._approval() if approve else None

        def once() -> Opened | Change:
            desk = self._desk()
            now = desk.sentence(key)
            if now.hash != typed.was and now != wanted:
                return self._conflict(typed, now)
            if now.without and not wanted.without:
                return Opened(wanted, note=word("texts.nothing_typed_without"))
            draft = desk.written(key, wanted, approval)
            found = [*problems, *self.studio.changes.judge(draft)]
            if any(problem.is_mistake for problem in found):
                return Opened(wanted, faults(found))
            return self.studio.changes.make(draft, person().name)

        if not wanted.text:
            return Opened(wanted, note=word("texts.nothing_typed"))
        return again(once)

    def approved(self, was: str) -> Opened | Change:
        """Approve a sentence as it stands on the card that somebody saw."""

        def once() -> Opened | Change:
            desk = self._desk()
            now = desk.sentence(self.card.key)
            if now.hash != was:
                return self._conflict(Typed(now, was), now)
            return self._made(desk.approved([self.card.key], self._approval()))

        return again(once)

    def withdrawn(self) -> Change:
        """Make a sentence a draft again."""
        return again(lambda: self._made(self._desk().withdrawn(self.card.key)))

    def looked_at(self) -> Change:
        """Note that a translation says what the Norwegian says now."""
        return again(lambda: self._made(self._desk().looked_at(self.card.key)))

    def _made(self, draft: Draft) -> Change:
        return self.studio.changes.make(draft, person().name)

    def _desk(self) -> Desk:
        root, changes = self.studio.settings.root, self.studio.changes
        return Desk.of(self.page.loaded, root, self.card.language, changes)

    def _approval(self) -> Approval:
        return approval_of(self.studio, self.page)

    def _conflict(self, typed: Typed, now: Sentence) -> Opened:
        change = self.page.last_change(self.card)
        is_known = change is not None and self.page.was_last_changed_here(self.card.language)
        return Opened(typed.sentence, theirs=now, whose=change.who if change and is_known else "")

    def _tried(self, typed: Sentence, part: Part) -> Trying:
        language, key, text = self.card.language, self.card.key, typed.parts().get(part, "")
        if not text:
            return Trying("", (), word("texts.nothing_typed"))
        if not has_voice(self.page.loaded, language):
            return Trying("", (), word("texts.no_voice", language=language_name(language)))
        words = words_of(self.page.loaded, language, key, text)
        if len(quote(words)) > LONGEST:
            return Trying("", (), word("texts.wrong_text_too_long"))
        try:
            # Its player asks for the same sound, which is kept until then.
            _, clip = said_aloud(self.page.loaded.hotline.languages[language], words)
        except SpeechError as error:
            return Trying(words, (), str(error))
        ways = ["usual", "slow"]
        if has_better(self.page.loaded, language):
            ways.append("best")
        sounds = tuple(
            Sound(
                url_for("sounds.said", language=language, text=words, way=way),
                word(f"texts.{way}"),
            )
            for way in ways
        )
        return Trying(words, sounds, seconds=clip.seconds)


def approved_together(
    studio: Studio, page: Page, language: str, hashes: dict[str, str]
) -> tuple[Change | None, int]:
    """Approve sentences that were seen as the hashes tell; return the change, if there is any.

    What somebody has changed meanwhile is left as it is: the number behind the change.
    """

    def once() -> tuple[Change | None, int]:
        desk = Desk.of(page.loaded, studio.settings.root, language, studio.changes)
        same = [key for key, was in hashes.items() if desk.sentence(key).hash == was]
        draft = desk.approved(same, approval_of(studio, page)) if same else None
        change = None if draft is None else studio.changes.make(draft, person().name)
        return change, len(hashes) - len(same)

    return again(once)


def approval_of(studio: Studio, page: Page) -> Approval:
    """Return an approval by the one who asks, of today; its text is still to be told."""
    today: dt.date = studio.settings.clock().astimezone(page.loaded.hotline.timezone).date()
    return Approval("", person().name, today)
