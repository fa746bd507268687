"""Which test calls are made: few, and each to what callers in danger need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ivr.model import Hotline
from ivr.model.language_menu import FIRST_PAGE, MORE_KEY, language_key
from ivr.phone import read_keys
from ivr.serving.urgency import keys_to_danger

NOBODY: Final = "+4700000000"
"""The number called when none is known: it leads to the default municipality."""

HANG_UP: Final = "x"


@dataclass(frozen=True, slots=True)
class Press:
    """A key, and the prompt after whose end it is pressed; without one, after all that is said."""

    key: str
    offer: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One test call: what it is about, the number called, and what is pressed.

    ``language`` is the one in which it must come to the words for 113, and in time; empty for none.
    """

    name: str
    to: str
    presses: tuple[Press, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the calls are narrowed to; nothing is everything."""

    languages: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    keys: str | None = None


def planned(hotline: Hotline, wanted: Wanted) -> list[Call]:
    """Return the calls to a hotline whose words are known.

    By default: one in each language, from the shared number to its main menu, the step that says
    to dial 113, and whoever rings there; one to a person; and the answer of each number. A
    ``wanted`` language that is not offered has no call.
    """
    narrowed = bool(wanted.numbers) or wanted.keys is not None
    languages = wanted.languages or (() if narrowed else (*hotline.languages,))
    ways = [way for code in languages for way in _ways(hotline, code, wanted.numbers)]
    if wanted.keys is not None:
        pressed = tuple(Press(key) for entry in read_keys(wanted.keys) for key in entry)
        keys = ",".join(press.key for press in pressed) or "of silence"
        to = [*wanted.numbers] or [_shared(hotline)]
        first = ways if wanted.languages else [Call("", number, ()) for number in to]
        return [
            Call(f"{one.name} keys {keys}".strip(), one.to, (*one.presses, *pressed))
            for one in first
        ]
    calls = [_to_danger(hotline, way) for way in ways]
    if not (wanted.languages or wanted.numbers):
        person = next(_ways(hotline, hotline.fallback_language, ()))
        calls.append(Call("a person", person.to, (*person.presses, Press("0"))))
    if not wanted.languages:
        numbers = wanted.numbers or (*hotline.entrances,) or (NOBODY,)
        calls += [Call("the answer", number, (Press(HANG_UP),)) for number in numbers]
    return calls


def planned_blindly(hotline: Hotline | None, offered: Sequence[str], wanted: Wanted) -> list[Call]:
    """Return the calls to a hotline whose words are not known: what it ``offered`` can be chosen.

    Each goes to the main menu and no further.
    """
    numbers = wanted.numbers or (*(hotline.entrances if hotline else ()),) or (NOBODY,)
    shared = wanted.numbers[0] if wanted.numbers else _shared(hotline) if hotline else NOBODY
    calls = [
        Call(f"{code}: the main menu", shared, (*_choosing(offered, code), Press(HANG_UP)))
        for code in offered
        if not wanted.languages or code in wanted.languages
    ]
    return calls + [Call("the answer", number, (Press(HANG_UP),)) for number in numbers]


def _shared(hotline: Hotline) -> str:
    """Return the number on which callers choose among most languages."""
    shared = [number for number, to in hotline.entrances.items() if to.language is None]
    return max(shared, key=lambda one: len(_offered_on(hotline, one)), default=NOBODY)


def _offered_on(hotline: Hotline, number: str) -> list[str]:
    return [*hotline.languages_in(hotline.entrance(number).municipality)]


def _ways(hotline: Hotline, language: str, numbers: tuple[str, ...]) -> Iterator[Call]:
    """Yield how a language is come to on each of some numbers; on the best one if none is named."""
    every = numbers or (_shared(hotline), *hotline.entrances, NOBODY)
    for number in every:
        there, offered = hotline.entrance(number), _offered_on(hotline, number)
        if language not in offered or there.language not in (None, language):
            continue
        keys = () if there.language == language else (*_choosing(offered, language),)
        yield Call(language, number, keys, language)
        if not numbers:
            return


def _choosing(offered: Sequence[str], language: str) -> Iterator[Press]:
    position = offered.index(language)
    for _ in range(position // FIRST_PAGE):
        yield Press(MORE_KEY, "language.short", language)
    yield Press(language_key(position), "language.option", language)


def _to_danger(hotline: Hotline, way: Call) -> Call:
    """Go on from a language's main menu to the instruction of 113, and wait there."""
    place = hotline.entrance(way.to).municipality
    choices = hotline.municipalities[place].steps[hotline.main_menu].offered(way.language)
    for digit in keys_to_danger(hotline, place):
        if digit.key in choices:
            press = Press(digit.key, choices[digit.key].say or "", way.language)
            return Call(f"{way.name}: 113", way.to, (*way.presses, press), way.language)
    return Call(f"{way.name}: the main menu", way.to, (*way.presses, Press(HANG_UP)), way.language)
