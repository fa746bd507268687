"""Whether callers hear the number of a service before they are put through, and when that fails."""

from __future__ import annotations

from typing import Final

from ivr.definition.checks.texts import Fillable
from ivr.definition.documents import HotlineDocument
from ivr.definition.project import Place, Project
from ivr.definition.usage import transfers, written_cases
from ivr.model.directories import directory_of
from ivr.model.prompts import placeholders

_WHEN: Final = {
    "announce": "callers hear it before they are put through",
    "instruction": "callers ring it when nobody answers",
}
"""The prompts of a service that say its number, and why."""


def number_said_in(prompt: str) -> str:
    """Return the placeholder of the number that a prompt has to say; empty for most.

    >>> number_said_in("service.guidance.announce"), number_said_in("service.guidance.closed")
    ('guidance.number', '')
    """
    first, _, rest = prompt.partition(".")
    service, _, part = rest.rpartition(".")
    return f"{service}.number" if first == "service" and service and part in _WHEN else ""


def check_said(project: Project, hotline: HotlineDocument) -> None:
    """Note prompts around a transfer that do not say the number, once if no language does."""
    for municipality in project.municipalities:
        services = project.services_of(municipality)
        cases = written_cases(project, hotline, municipality)
        for name in transfers(project, municipality, cases):
            known = name in services and services[name].number is not None
            if known and not directory_of(name):
                for part, why in _WHEN.items():
                    _check(project, hotline.fallback_language, f"service.{name}.{part}", why)


def _check(project: Project, fallback: str, prompt: str, why: str) -> None:
    number, fillable = number_said_in(prompt), Fillable.of(project)
    silent: dict[str, Place] = {}
    spoken = 0
    for code, book in project.offered().items():
        place: Place = (f"prompts/{code}", "prompts", prompt)
        if prompt in book.prompts and project.is_whole(*place):
            texts = [book.prompts[prompt].text, book.prompts[prompt].without]
            judged = [text for text in texts if text and not fillable.is_misspelt(text)]
            lacks = any(number not in placeholders(text) for text in judged)
            silent |= {code: place} if lacks else {}
            spoken += not lacks
    fix = f"Write {{{number}}} where it belongs."
    if fallback in silent and not spoken:
        cause = f"[{prompt}] does not say {{{number}}}, in any language: {why}."
        project.problem("number-not-said", silent[fallback], cause, fix)
        return
    for place in silent.values():
        project.problem("number-not-said", place, f"[{prompt}] lacks {{{number}}}: {why}.", fix)
