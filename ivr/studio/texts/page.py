"""What the templates of the page are given: cards, with what was typed and what is told of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from flask import render_template, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from ivr.model.length import LONGEST_S, expected_seconds
from ivr.speech.clips.clip import RECORDING
from ivr.speech.recordings.sheet import in_language
from ivr.studio.changes import Change
from ivr.studio.context import Studio
from ivr.studio.pages.heard import Places
from ivr.studio.pages.names import language_name
from ivr.studio.pages.told import told as problem_told
from ivr.studio.pages.words import all_words, ui_language, word
from ivr.studio.people.roles import Role, person
from ivr.studio.texts.drafts import told
from ivr.studio.texts.filters import A_PAGE, Filter
from ivr.studio.texts.shelf import Card, Shelf, Spoken, State, languages
from ivr.studio.texts.shown import Opened, Sound, Text
from ivr.translation.catalogue import PARTS

_REMEMBERED: Final = 1000
"""Changes that are looked through for the last one of a sentence."""

_WAITS: Final = (State.LOOK, State.DRAFT, State.SILENT)
"""What is counted first of all, and what is not written yet where there is any of it."""


class Page:
    """The texts as they are at this moment, for one answer."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.assembly = studio.line.assembly
        self.loaded = self.assembly.loaded

    def shelf(self, language: str) -> Shelf:
        """Return the sentences of a language; 404 for one that has none."""
        if language not in languages(self.loaded):
            raise NotFound
        return Shelf(self.assembly, self.studio.settings.root, language)

    def card(self, language: str, key: str) -> Card:
        """Return one sentence; 404 for none."""
        found = [card for card in self.shelf(language).cards if card.key == key]
        if not found:
            raise NotFound
        return found[0]

    def whole(self, asked: Filter, opened: Mapping[str, Opened] | None = None) -> str:
        """Return the page as a filter has it; with nothing asked for, what waits."""
        if asked.is_empty:
            return self.rendered("texts.html", asked=asked, waiting=self.waiting(), cards=None)
        language = asked.language or self.loaded.hotline.fallback_language
        shelf = self.shelf(language)
        found = asked.of(shelf.cards)
        pages = max(math.ceil(len(found) / A_PAGE), 1)
        number = min(asked.page, pages)
        return self.rendered(
            "texts.html",
            asked=asked,
            waiting=None,
            language=language,
            cards=found[(number - 1) * A_PAGE : number * A_PAGE],
            found=len(found),
            page_number=number,
            pages=pages,
            topics=list(dict.fromkeys(card.topic for card in shelf.cards)),
            opened=opened or {},
        )

    def one(self, card: Card, asked: Filter, opened: Opened | None) -> str:
        """Return one card by itself, for a page that puts it in the place of the former."""
        both = {card.key: opened} if opened else {}
        return self.rendered("texts_card.html", card=card, asked=asked, opened=both)

    def rendered(self, template: str, **values: object) -> str:
        """Return a template with what all of this page's need."""
        return render_template(
            template,
            page=self,
            languages=languages(self.loaded),
            lang_of=in_language,
            source_language=self.loaded.hotline.fallback_language,
            topic_of=topic_of,
            states=[*State],
            parts=PARTS,
            may_change=person().role.may(Role.TRANSLATE),
            **values,
        )

    def waiting(self) -> list[tuple[str, dict[State, int]]]:
        """Return what waits in each language: how many sentences, by what they wait for."""
        shelves = {code: self.shelf(code) for code in languages(self.loaded)}
        states = [*_WAITS]
        if any(shelf.count(State.MISSING) for shelf in shelves.values()):
            states.append(State.MISSING)
        return [
            (code, {state: shelf.count(state) for state in states})
            for code, shelf in shelves.items()
        ]

    def where(self, card: Card) -> str:
        """Return in words where a sentence is heard."""
        return self._places.of(card.key, card.language)

    def sounds(self, card: Card) -> list[Text]:
        """Return each text that a card comes to."""
        return [self._text(card.language, one) for one in card.lines]

    def _text(self, language: str, spoken: Spoken) -> Text:
        line, clip = spoken.line, spoken.normal
        clips = {"usual": spoken.normal, "slow": spoken.slow}
        sounds = tuple(
            Sound(url_for("sounds.clip", file=one.file), word(f"texts.{name}"))
            for name, one in clips.items()
            if one is not None
        )
        rate = self.loaded.hotline.languages[language].voice.words_per_minute
        seconds = clip.seconds if clip else expected_seconds(line.text, rate)
        speaker = _speaker(clip.engine if clip else "")
        return Text(line.id, line.text, speaker, seconds, LONGEST_S, sounds)

    def last_change(self, card: Card) -> Change | None:
        """Return the last change of a sentence's text, if it was made here."""
        return self._changes.get(told("told_text", card.language, card.key).nb)

    def was_last_changed_here(self, language: str) -> bool:
        """Tell whether a language's file is as the last change on these pages left it."""
        name = f"prompts/{language}.yaml"
        changes = self.studio.changes
        left = (one.replaced[name].after for one in changes.last(_REMEMBERED) if name in one.files)
        return next(left, None) == changes.seen(name)[name]

    def last_import(self, language: str) -> Change | None:
        """Return the last time that a translator's file was taken in here."""
        begins = told("told_import", language, number="", file="").nb.partition(":")[0]
        imports = (one for text, one in self._changes.items() if text.startswith(f"{begins}:"))
        return next(imports, None)

    def back(self, asked: Filter) -> str:
        """Return where a change that is undone leads back to, below the studio's address."""
        return f"/texts?{urlencode(asked.query())}"

    def saved(self, card: Card, change: Change) -> str:
        """Say that a card was saved, who hears it and from when, and what went wrong beside."""
        if not change.id:
            return word("history.nothing")
        heard = self.heard(card)
        if heard == word("texts.heard_now"):
            heard = word(f"history.{change.heard_from.value}")
        notes = (problem_told(problem) for problem in change.notes)
        return Markup(" ").join([f"{word('history.made', what=change.told.here)}.", heard, *notes])

    def heard(self, card: Card) -> str:
        """Say whether callers hear a sentence as it stands on its card, and if not, why."""
        if card.language not in self.loaded.hotline.languages:
            return word("texts.heard_unlisted")
        if card.language not in self.assembly.hotline.languages:
            return word("texts.heard_not_offered", language=language_name(card.language))
        if State.MISSING in card.states:
            return word("texts.heard_missing")
        if State.SILENT in card.states:
            return word("texts.heard_silent")
        return word("texts.heard_now")

    @cached_property
    def _places(self) -> Places:
        return Places(self.loaded)

    @cached_property
    def _changes(self) -> dict[str, Change]:
        """The last change of each kind; one that took another back is told as that one is."""
        latest = self.studio.changes.last(_REMEMBERED)
        words = {change.id: change.told.nb for change in latest}
        found: dict[str, Change] = {}
        for change in latest:
            found.setdefault(words.get(change.undoes, change.told.nb), change)
        return found


def topic_of(name: str) -> str:
    """Return what a topic is called on the page; one that it does not know, by its name."""
    key = f"texts.topic_{name}"
    return word(key, ui_language()) if key in all_words() else name.replace("_", " ")


def _speaker(engine: str) -> str:
    if not engine:
        return word("texts.no_sound")
    return word("texts.by_person") if engine == RECORDING else word("texts.by_engine")
