"""What must hold of the language menu: who is named, in which words, and what the keys choose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ivr.call import AtStep, Digit, InLanguageMenu, Spoken, Turn, answer, resume
from ivr.model.language_menu import FIRST_PAGE, MORE_KEY
from ivr.proof.case import Case, next_state, worded
from ivr.proof.counterexample import Counterexample
from ivr.proof.explore import Trace


def languages_name_themselves(case: Case) -> Iterator[Counterexample]:
    """Every language is offered once, in its own words, with the key that leads to its menu.

    Those of another page say the way there; whoever waits is told before the second round that
    it helps.
    """
    for before, input, turn in case.graph.turns():
        then = next_state(turn)
        if not isinstance(then, InLanguageMenu):
            continue
        said = [replace(one, slow=False) for one in turn.spoken]
        offered = [one for one in said if one.prompt.startswith("language.")]
        if offered != list(_language_words(case, then)):
            yield case.found("the languages are not offered as listed", before, input, said=turn)
        first = [one.language for one in said if one not in offered]
        if not set(first) <= set(case.answer):
            yield case.found("another language is heard in between", before, input, said=turn)
    for state in case.graph.waits():
        if isinstance(state, InLanguageMenu):
            yield from _chosen(case, state)


def page_of(case: Case, page: int) -> list[tuple[str, str]]:
    """Return the keys of a page of languages, each with its language."""
    codes = case.languages[page * FIRST_PAGE : (page + 1) * FIRST_PAGE]
    return [(str(key), code) for key, code in enumerate(codes, 1)]


def _language_words(case: Case, state: InLanguageMenu) -> Iterator[Spoken]:
    page = page_of(case, state.page)
    once = state.attempt == 1
    for key, code in page:
        yield worded(case, "language.option" if once else "language.short", key, code)
    if once:
        for code in case.languages:
            if code not in dict(page).values():
                yield worded(case, "language.short", MORE_KEY, code)
        for code in case.answer:
            yield worded(case, "language.wait", "", code)


def _chosen(case: Case, state: InLanguageMenu) -> Iterator[Counterexample]:
    hotline, following = case.hotline, case.graph.edges[state]
    for key, code in page_of(case, state.page):
        then = next_state(following[key]) if key in following else state
        there = isinstance(then, AtStep) and (then.step, then.language) == (hotline.main_menu, code)
        if not there:
            yield case.found(f"{key} does not choose {code}", state, key)
        elif code not in case.answer and not _hears_113(case, following[key]):
            what = f"{code} is chosen without a word on 113"
            yield case.found(what, state, key)
    if len(case.languages) > FIRST_PAGE and MORE_KEY in following:
        more = next_state(following[MORE_KEY])
        if not isinstance(more, InLanguageMenu) or more.page == state.page:
            yield case.found(f"{MORE_KEY} shows no more languages", state, MORE_KEY)


def _hears_113(case: Case, turn: Turn) -> bool:
    return case.hotline.emergency_service in case.numbers(turn.spoken)


def own_language_comes_first(case: Case) -> Iterator[Counterexample]:
    """A caller from a country of one language hears its line first, with the key it always has."""
    graph, hotline, at = case.graph, case.hotline, case.graph.scenario.moment.at
    heard = graph.scenario.can_be_heard
    own = dict.fromkeys(map(hotline.language_of, hotline.own_language_first))
    for first in filter(None, own):
        for number, plain in graph.answers.items():
            turn = answer(hotline, number, at, heard, first=first)
            if not _comes_first(case, turn, plain, first):
                what = f"{first} is not heard first by whoever calls from there"
                yield case.found(what, Trace(number, at))
        for state in graph.waits():
            if isinstance(state, InLanguageMenu):
                turn = resume(hotline, state, Digit("#"), at, heard, first=first)
                if not _comes_first(case, turn, graph.edges[state]["#"], first):
                    what = f"{first} is not heard first by whoever calls from there"
                    yield case.found(what, state, "#")


def _comes_first(case: Case, turn: Turn, plain: Turn, first: str) -> bool:
    """Tell whether a turn says what it says to others, only the caller's own language sooner."""
    then = next_state(plain)
    is_here = isinstance(then, InLanguageMenu) and first in case.languages
    if turn.then != plain.then or not isinstance(then, InLanguageMenu) or not is_here:
        return turn == plain
    keys = {code: key for key, code in page_of(case, then.page)}
    own = worded(case, "language.option", keys.get(first, MORE_KEY), first)
    way = worded(case, "language.short", MORE_KEY, first)
    said = [replace(one, slow=False) for one in turn.spoken]
    rest = [one for one in map(_plainly, plain.spoken) if one not in (own, way)]
    before = sum(not one.prompt.startswith("language.") for one in rest)
    return said == [*rest[:before], own, *rest[before:]]


def _plainly(spoken: Spoken) -> Spoken:
    return replace(spoken, slow=False)
