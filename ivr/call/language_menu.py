"""The language menu: each language names itself, eight to a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ivr.call.inputs import Digit, Input
from ivr.call.situation import Situation
from ivr.call.state import State
from ivr.call.turn import Spoken, Turn, Wait
from ivr.model import Hotline
from ivr.model.language_menu import FIRST_PAGE, MORE_KEY, language_key
from ivr.model.menu import Destination


def language_menu(situation: Situation, *, answering: bool = False) -> Turn:
    """Return the turn that offers one page of languages, the emergency words first on answering."""
    hotline, state = situation.hotline, situation.state
    state = replace(situation.at(place="languages", name="", topic=""), page=state.page)
    spoken = [*_first_words(situation)] if answering else []
    for key, code in page_keys(hotline, state.page):
        spoken.append(situation.word("language.option", key, code))
    if pages(hotline) > 1:
        spoken.append(situation.word("language.more", MORE_KEY, hotline.fallback_language))
    return Turn(tuple(spoken), Wait(state, hotline.wait_seconds))


def resume_languages(situation: Situation, heard: Input) -> Turn | Destination | State:
    """Return what a key, or none, leads to in the language menu.

    A state means: the main menu, in the language just chosen.
    """
    hotline, state = situation.hotline, situation.state
    key = heard.key if isinstance(heard, Digit) else ""
    chosen = dict(page_keys(hotline, state.page)).get(key)
    if chosen is not None:
        return situation.at(place="step", language=chosen, name=hotline.main_menu, topic="")
    if key == MORE_KEY and pages(hotline) > 1:
        page = (state.page + 1) % pages(hotline)
        return language_menu(replace(situation, state=replace(state, page=page)))
    if key == "*":
        return Destination("languages")
    if key == "#":
        return language_menu(situation)
    if state.count >= hotline.language_attempts:
        return situation.resolve(hotline.on_silence)
    again = language_menu(situation)
    waiting = replace(state, count=state.count + 1)
    return Turn(again.spoken, Wait(waiting, hotline.wait_seconds))


def _first_words(situation: Situation) -> Iterator[Spoken]:
    for code in situation.hotline.answer:
        yield situation.word("answer.emergency", language=code)


def pages(hotline: Hotline) -> int:
    """Return how many pages the language menu has."""
    return -(-len(hotline.languages) // FIRST_PAGE)


def page_keys(hotline: Hotline, page: int) -> Iterator[tuple[str, str]]:
    """Yield the keys of a page of the language menu, each with its language."""
    start = page % pages(hotline) * FIRST_PAGE
    for position, code in enumerate(hotline.languages):
        if start <= position < start + FIRST_PAGE:
            yield language_key(position), code
