"""Which clips come first: what callers in danger hear, and what most callers speak."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

from ivr.call import (
    AtStep,
    DialOutcome,
    Digit,
    Goodbye,
    InLanguageMenu,
    Input,
    Silence,
    State,
    Transfer,
    Turn,
    answer,
    everything,
    resume,
)
from ivr.definition.load import Loaded
from ivr.model.hotline import Hotline
from ivr.model.language_menu import FIRST_PAGE, language_key
from ivr.model.menu import Destination
from ivr.model.services import Urgency
from ivr.serving.readiness import critical_prompts
from ivr.speech.clips.clip import ClipRequest

OPENING_SPEECH_S: Final = 140.0
"""Seconds of speech that every set-up waits for in the best voice, to the words for 113 and 116 117
in two languages: half a minute of two cores."""
OPENING_WAIT_S: Final = 45.0
"""Seconds that it waits at most, on a machine that is slow or busy."""

_CRITICAL, _URGENT, _LATER = range(3)
_MOST_TURNS: Final = 8
"""So often is a caller who presses nothing listened to: the words for 113 come well before."""


def most_urgent_first(
    loaded: Loaded, requests: Iterable[ClipRequest], now: dt.datetime
) -> list[ClipRequest]:
    """Return requests in the order in which their clips are worth having.

    What a caller in danger hears comes first, then what urgent topics and services say, then the
    rest; within each, the languages of the first words come before the others, which follow in
    the order of the language menu.
    """
    hotline = loaded.hotline
    rank = _ranks(loaded)
    early = {said: place for place, said in enumerate(first_words(hotline, now))}
    languages = [*dict.fromkeys((*first_languages(hotline), *hotline.languages))]

    def place(request: ClipRequest) -> tuple[int, int, int]:
        said = request.language, request.text
        worth = _CRITICAL if said in early else rank.get(said, _LATER)
        return worth, languages.index(request.language), early.get(said, len(early))

    return sorted(requests, key=place)


def opening(
    loaded: Loaded,
    requests: Iterable[ClipRequest],
    now: dt.datetime,
    seconds: float = OPENING_SPEECH_S,
) -> list[ClipRequest]:
    """Return the requests of the first words, in their order, for so many seconds of speech.

    A text that is said in two renditions counts once: it is spoken once.
    """
    asked: dict[tuple[str, str], list[ClipRequest]] = {}
    for request in requests:
        asked.setdefault((request.language, request.text), []).append(request)
    chosen: list[ClipRequest] = []
    for said in first_words(loaded.hotline, now):
        for request in asked.get(said, ())[:1]:
            seconds -= len(request.text.split()) * 60 / request.voice.words_per_minute
        if seconds < 0:
            break
        chosen += asked.get(said, ())
    return chosen


def first_languages(hotline: Hotline) -> tuple[str, ...]:
    """Return the languages that every call begins in, the fallback first."""
    answer = hotline.answer_in(hotline.default_municipality)
    return tuple(dict.fromkeys((hotline.fallback_language, *answer)))


def first_words(hotline: Hotline, now: dt.datetime) -> tuple[tuple[str, str], ...]:
    """Return what the first callers hear, as language and text, in the order of a call.

    Calls are made in the languages of the first words: to the language menu, the main menu and
    the step that says to dial 113, there to wait; and to whoever answers key 0.
    """
    spoken = first_languages(hotline)
    calls = [_turns(hotline, language, now) for language in spoken]
    found: dict[tuple[str, str], None] = {}
    for turns in zip_longest(*calls):
        for turn in turns:
            said = () if turn is None else turn.spoken
            found |= {(one.language, one.text): None for one in said if one.language in spoken}
    return tuple(found)


def _turns(hotline: Hotline, language: str, now: dt.datetime) -> Iterator[Turn]:
    place = hotline.default_municipality
    number = next(
        (
            number
            for number, to in hotline.entrances.items()
            if (to.municipality, to.language) == (place, None)
        ),
        "",  # an unlisted number is answered like one of the default municipality
    )
    yield answer(hotline, number, now, everything)
    page, key = divmod([*hotline.languages_in(place)].index(language), FIRST_PAGE)
    chosen = InLanguageMenu(place, page)
    yield resume(hotline, chosen, Digit(language_key(key)), now, everything)
    main = AtStep(place, language, hotline.main_menu)
    inputs: tuple[Input, ...] = (*keys_to_danger(hotline, place), Digit("0"), Silence())
    for pressed in inputs:
        yield from _until_the_end(hotline, main, pressed, now)


def keys_to_danger(hotline: Hotline, place: str) -> Iterator[Digit]:
    """Yield the keys of a municipality's main menu that lead to the instruction of 113."""
    danger = Destination("step", hotline.emergency_step)
    choices = hotline.municipalities[place].steps[hotline.main_menu].choices
    for key, choice in choices.items():
        if danger in choice.go.destinations():
            yield Digit(key)


def _until_the_end(
    hotline: Hotline, state: State, input: Input, now: dt.datetime
) -> Iterator[Turn]:
    """Press a key, then nothing; nobody answers whatever is dialled."""
    for _ in range(_MOST_TURNS):
        turn = resume(hotline, state, input, now, everything)
        yield turn
        match turn.then:
            case Goodbye():
                return
            case Transfer(state=reached):
                state, input = reached, DialOutcome(answered=False)
            case then:
                state, input = then.state, Silence()


def _ranks(loaded: Loaded) -> dict[tuple[str, str], int]:
    critical, urgent = critical_prompts(loaded.hotline), _urgent_prompts(loaded.hotline)
    found: dict[tuple[str, str], int] = {}
    for (language, prompt), texts in loaded.wordings.items():
        rank = _CRITICAL if prompt in critical else _URGENT if prompt in urgent else _LATER
        for text in texts:
            found[language, text] = min(rank, found.get((language, text), _LATER))
    return found


def _urgent_prompts(hotline: Hotline) -> frozenset[str]:
    """Return what is said where somebody may be in danger, and of the services for them."""
    found: set[str] = set()
    for municipality in hotline.municipalities.values():
        for step in municipality.steps.values():
            if step.topic in hotline.urgent_doors:
                offers = (choice.say for choice in step.choices.values() if choice.say)
                found |= {*step.say, *step.after, *offers}
        for service in municipality.services.values():
            if service.urgency != Urgency.ORDINARY:
                parts = ("announce", "instruction", "closed")
                found |= {f"service.{service.name}.{part}" for part in parts}
    return frozenset(found)
