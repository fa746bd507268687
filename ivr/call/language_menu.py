"""The language menu: each language names itself, eight to a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ivr.call.situation import Situation
from ivr.call.state import AtStep, InLanguageMenu
from ivr.call.turn import Line, Reply, Wait
from ivr.model.language_menu import FIRST_PAGE, MORE_KEY, language_key
from ivr.model.menu import Destination


def language_menu(situation: Situation, page: int = 0, *, attempt: int = 1) -> Reply:
    """Return the turn that offers one page of languages, and the way to the others.

    The languages of the other pages say that way themselves, in a few words. Whoever has heard
    a page is told that waiting helps; at a further attempt the page alone is heard, in a few words.
    """
    languages = situation.languages
    keys = {code: key for key, code in page_keys(languages, page)}
    here = [Line("language.option", key, code) for code, key in keys.items()]
    away = [code for code in languages if code not in keys]
    ways = [Line("language.short", MORE_KEY, code) for code in away]
    if situation.first in languages:
        own = Line("language.option", keys.get(situation.first, MORE_KEY), situation.first)
        here = [own, *(line for line in here if line.language != situation.first)]
        ways = [line for line in ways if line.language != situation.first]
    waiting = [Line("language.wait", language=code) for code in situation.answer]
    if attempt > 1:
        here = [replace(line, prompt="language.short") for line in here]
        ways, waiting = [], []
    state = InLanguageMenu(situation.key, page, attempt)
    return Reply((*here, *ways, *waiting), Wait(state, situation.hotline.wait_seconds))


def answering(situation: Situation) -> Reply:
    """Return the first turn of a call that must choose a language: the emergency words first."""
    menu = language_menu(situation)
    first = tuple(Line("answer.emergency", language=code) for code in situation.answer)
    return replace(menu, lines=(*first, *menu.lines))


def key_in_languages(
    situation: Situation, state: InLanguageMenu, key: str
) -> Reply | Destination | AtStep | None:
    """Return where a key leads in the language menu; None for one that means nothing there.

    A step means: the main menu, in the language just chosen.
    """
    languages = situation.languages
    chosen = dict(page_keys(languages, state.page)).get(key)
    if chosen is not None:
        return AtStep(state.municipality, chosen, situation.hotline.main_menu)
    if key == MORE_KEY and pages(languages) > 1:
        return language_menu(situation, (state.page + 1) % pages(languages))
    if key == "*":
        return Destination("languages")
    if key == "#":
        return language_menu(situation, state.page)
    return None


def resume_languages(situation: Situation, state: InLanguageMenu) -> Reply | Destination:
    """Return what silence or a wrong key leads to in the language menu."""
    hotline = situation.hotline
    if state.attempt >= hotline.language_attempts:
        return situation.resolve(hotline.on_silence)
    return language_menu(situation, state.page, attempt=state.attempt + 1)


def pages(languages: Sequence[str]) -> int:
    """Return how many pages a language menu has."""
    return -(-len(languages) // FIRST_PAGE)


def page_keys(languages: Sequence[str], page: int) -> Iterator[tuple[str, str]]:
    """Yield the keys of a page of a language menu, each with its language.

    >>> list(page_keys(["nb", "en", "pl"], 0))
    [('1', 'nb'), ('2', 'en'), ('3', 'pl')]
    """
    start = page % pages(languages) * FIRST_PAGE
    for position, code in enumerate(languages):
        if start <= position < start + FIRST_PAGE:
            yield language_key(position), code
