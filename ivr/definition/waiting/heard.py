"""Which texts are heard in which language, and which only once a choice can be offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivr.definition.project import Project
from ivr.definition.usage import Usage, usages
from ivr.definition.waiting.choices import Waiting
from ivr.model.hotline import Hotline


def wordings(
    project: Project, hotline: Hotline, waiting: Mapping[str, Waiting]
) -> dict[tuple[str, str], frozenset[str]]:
    """Return each text that may be heard, by language and prompt."""
    assert project.hotline is not None  # noqa: S101 - `load` has raised otherwise
    found: dict[tuple[str, str], frozenset[str]] = {}
    for key, municipality in hotline.municipalities.items():
        for usage in usages(project, project.hotline, key):
            for code in _spoken_in(waiting[key], usage):
                place = (code, usage.prompt)
                prompt = municipality.prompts[code].get(usage.prompt)
                if prompt is None and usage.is_optional:
                    continue
                assert prompt is not None  # noqa: S101 - its absence is a problem that `load` raises
                word = hotline.languages[code].key_words.get(usage.key or "", "")
                texts = frozenset(wording.with_key(word) for wording in prompt.wordings())
                found[place] = found.get(place, frozenset()) | texts
        for code, name, text in project.proper_texts(key):
            found[code, name] = found.get((code, name), frozenset()) | {text}
    return found


def asked_for(
    project: Project, waiting: Mapping[str, Waiting]
) -> tuple[dict[str, frozenset[str]], frozenset[tuple[str, str]]]:
    """Return what each language is to say, and, by language and prompt, what it says in vain.

    The latter is heard nowhere but behind choices that are left out.
    """
    assert project.hotline is not None  # noqa: S101 - `load` has raised otherwise
    asked: dict[str, set[str]] = {}
    heard: set[tuple[str, str]] = set()
    for key, one in waiting.items():
        for usage in usages(project, project.hotline, key, coming=True):
            heard |= {(code, usage.prompt) for code in _spoken_in(one, usage)}
            for code in [usage.language] if usage.language else one.languages:
                asked.setdefault(code, set()).add(usage.prompt)
    vain = {(code, prompt) for code, prompts in asked.items() for prompt in prompts} - heard
    return {code: frozenset(prompts) for code, prompts in asked.items()}, frozenset(vain)


def _spoken_in(waiting: Waiting, usage: Usage) -> Iterable[str]:
    """Return the languages in which a prompt is spoken at one place of a municipality."""
    if usage.language is not None:
        return [usage.language]
    heard = waiting.heard_in(usage)
    return [code for code in waiting.languages if heard is None or code in heard]


def all_usages(project: Project) -> tuple[Usage, ...]:
    """Return every usage of every municipality, each prompt, key and place once.

    Translators are handed what waits for a number, too: it must be there when the number is.
    """
    assert project.hotline is not None  # noqa: S101 - `load` has raised otherwise
    keys = project.municipalities
    return tuple(
        dict.fromkeys(
            usage for key in keys for usage in usages(project, project.hotline, key, coming=True)
        )
    )
