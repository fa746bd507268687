"""What is wrong with a sentence, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from ivr.definition import Loaded
from ivr.problems import Problem
from ivr.studio.pages.told import told
from ivr.studio.texts.drafts import rows_of
from ivr.translation.catalogue import Sentence
from ivr.translation.rows import refusals
from ivr.translation.sources import source


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to be told below a field; a mistake keeps the sentence from being saved."""

    told: Markup
    is_mistake: bool


def at_once(loaded: Loaded, language: str, key: str, wanted: Sentence) -> list[Problem]:
    """Return what can be told of a sentence without reading the project: as of an import's row."""
    original = source(loaded)
    if language == loaded.hotline.fallback_language:
        # What it says is what the others are held against.
        original = {key: wanted}
    rows = rows_of(loaded, key, wanted)
    return refusals(f"prompts/{language}.yaml", rows, original)


def faults(problems: Iterable[Problem]) -> tuple[Fault, ...]:
    """Return problems as they are told, each once, mistakes first."""
    once = {(one.code, one.cause): one for one in problems}
    found = [Fault(told(one, place=False), one.is_mistake) for one in once.values()]
    return tuple(sorted(found, key=lambda one: not one.is_mistake))
