"""Which languages can be offered: those that lead callers in danger to a door."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from ivr.definition.danger import needed_in_danger
from ivr.definition.load import Loaded
from ivr.definition.usage import LANGUAGE_OPTION, LANGUAGE_SHORT, LANGUAGE_WAIT, SPOKEN_ALWAYS
from ivr.model.hotline import Entrance, Hotline, Municipality
from ivr.model.menu import Go, Step

HasClip = Callable[[str, str], bool]
"""Tells whether a text can be heard in a language."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a language cannot say, for want of a clip.

    Without the ``critical`` prompts it is not offered; a turn that needs a ``lesser`` one is
    heard in the fallback language; an ``optional`` one, such as an announcement, is not heard.
    """

    language: str
    critical: tuple[str, ...]
    lesser: tuple[str, ...]
    optional: tuple[str, ...] = ()


def readiness(loaded: Loaded, has_clip: HasClip) -> list[Readiness]:
    """Return what every language lacks, in the order of the language menu."""
    found, optional = [], loaded.optional
    for code in loaded.hotline.languages:
        needed = needed_texts(loaded, code)
        silent = {
            prompt: frozenset(text for text in texts if not has_clip(code, text))
            for (language, prompt), texts in loaded.wordings.items()
            if language == code
        }
        critical = tuple(p for p, texts in silent.items() if texts & needed.get(p, frozenset()))
        other = [p for p, texts in silent.items() if texts and p not in critical]
        untold = tuple(prompt for prompt in other if prompt in optional)
        lesser = tuple(prompt for prompt in other if prompt not in optional)
        found.append(Readiness(code, critical, lesser, untold))
    return found


def needed_texts(loaded: Loaded, code: str) -> Mapping[str, frozenset[str]]:
    """Return the texts, by prompt, without which a language is not offered.

    Without its fallback language nothing is offered at all: that one needs what every call speaks,
    and no call is refused for one sentence of a topic that silence leads on from by itself.
    """
    if code != loaded.hotline.fallback_language:
        return needed_in_danger(loaded, code)
    return {prompt: loaded.wordings[code, prompt] for prompt in critical_prompts(loaded.hotline)
            if (code, prompt) in loaded.wordings}  # fmt: skip


def offering(hotline: Hotline, codes: Collection[str]) -> Hotline:
    """Return the hotline with the languages that are offered, in the order of its menu.

    There is none at all when the fallback is out.
    """
    if hotline.fallback_language not in codes:
        codes = ()
    offered = {code: language for code, language in hotline.languages.items() if code in codes}
    return replace(
        hotline,
        languages=offered,
        answer=tuple(code for code in hotline.answer if code in offered),
        entrances={
            number: replace(entrance, language=_kept(entrance, offered))
            for number, entrance in hotline.entrances.items()
        },
    )


def _kept(entrance: Entrance, offered: Collection[str]) -> str | None:
    return entrance.language if entrance.language in offered else None


def critical_prompts(hotline: Hotline) -> frozenset[str]:
    """Return the prompts without which no call can be taken in the fallback language.

    What every call speaks, the language menu, the main menu, the emergency step, the steps
    that silence leads to, and the words around putting through to 113, 116 117 and a person.
    """
    found = {*SPOKEN_ALWAYS, LANGUAGE_OPTION, LANGUAGE_SHORT, LANGUAGE_WAIT}
    for municipality in hotline.municipalities.values():
        for step in _critical_steps(hotline, municipality):
            offers = (choice.say for choice in step.choices.values() if choice.say)
            found |= {*step.say, *step.after, *offers}
        found |= set(_critical_services(hotline, municipality))
    return frozenset(found)


def _critical_steps(hotline: Hotline, municipality: Municipality) -> Iterator[Step]:
    names = [hotline.main_menu, hotline.emergency_step, *_steps(hotline.on_silence)]
    for name in dict.fromkeys(names):
        if name in municipality.steps:
            yield municipality.steps[name]


def _steps(go: Go) -> Iterator[str]:
    for destination in go.destinations():
        if destination.kind == "step":
            yield destination.name


def _critical_services(hotline: Hotline, municipality: Municipality) -> Iterator[str]:
    people = {go.name for go in hotline.person.destinations() if go.kind == "transfer"}
    for name in sorted({hotline.emergency_service, hotline.urgent_service, *people}):
        for part in ("announce", "instruction", "closed"):
            prompt = f"service.{name}.{part}"
            if prompt in municipality.prompts[hotline.fallback_language]:
                yield prompt
