"""Whether a catalogue's sentences are filled in with what exists, each by a word of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.definition.checks.figures import check_together
from ivr.definition.documents import KEY_WORDS, PromptDocument
from ivr.definition.project import Place, Project
from ivr.definition.yaml.file import Names
from ivr.did_you_mean import nearest
from ivr.model.prompts import has_stray_brace, placeholders

_NEEDED: Final = ("#", "*", "+")
"""What every catalogue has a word for."""


@dataclass(frozen=True, slots=True)
class Fillable:
    """What a sentence may be filled in with."""

    facts: Names
    services: Names

    @classmethod
    def of(cls, project: Project) -> Fillable:
        """Return what the figures, and the services of every municipality, give to be filled in."""
        services = project.names("services")
        for municipality in project.municipalities:
            services |= project.names(f"municipalities/{municipality}", "services")
        return cls(project.names("facts"), services)

    def lack(self, placeholder: str) -> bool:
        """Tell whether a placeholder is sure to name nothing."""
        service, _, part = placeholder.rpartition(".")
        if part in ("number", "address"):
            return self.services.lack(service)
        return placeholder != "key" and self.facts.lack(placeholder.removesuffix(".year"))

    def is_misspelt(self, text: str) -> bool:
        """Tell whether something in a text's braces is not what was meant, or a brace is alone."""
        return has_stray_brace(text) or any(map(self.lack, placeholders(text)))

    def words(self) -> Iterator[str]:
        """Yield every placeholder that there is."""
        yield "key"
        for name in self.facts.known:
            yield from (name, f"{name}.year")
        for name in self.services.known:
            yield from (f"{name}.number", f"{name}.address")


def check_texts(project: Project, code: str) -> None:
    """Note sentences of a language that name what does not exist, or what expires."""
    fillable = Fillable.of(project)
    for name, prompt in project.catalogues[code].prompts.items():
        place = (f"prompts/{code}", "prompts", name)
        _check_braces(project, place, prompt, fillable)
        if project.is_whole(*place):
            _check_figures(project, place, prompt)


def _check_braces(
    project: Project, place: Place, prompt: PromptDocument, fillable: Fillable
) -> None:
    for text in (prompt.text, prompt.without or ""):
        if has_stray_brace(text):
            cause = f"[{place[-1]}] has a brace without its partner."
            project.problem("stray-brace", place, cause, "Braces come in pairs, as in {key}.")
        for name in dict.fromkeys(placeholders(text)):
            if fillable.lack(name):
                cause = f"[{place[-1]}] names {{{name}}}, which no file defines."
                project.problem(
                    "unknown-placeholder", place, cause, nearest(name, fillable.words())
                )


def _check_figures(project: Project, place: Place, prompt: PromptDocument) -> None:
    """Note figures with no words for the day after they expire."""
    amounts = [p for p in placeholders(prompt.text) if p.removesuffix(".year") in project.facts]
    if amounts and prompt.without is None:
        cause = f"[{place[-1]}] names the figure {{{amounts[0]}}}, which expires."
        fix = "Add [without: …], spoken once it has expired."
        project.problem("figure-without-later-wording", place, cause, fix)
    check_together(project, place, [p.removesuffix(".year") for p in amounts])
    for name in placeholders(prompt.without or ""):
        if name.removesuffix(".year") in project.facts:
            cause = f"[{place[-1]}], without, names the figure {{{name}}}, which has expired then."
            project.problem("figure-in-later-wording", place, cause, "Say it without the figure.")


def check_words(project: Project, code: str) -> None:
    """Note words for keys that are missing or for no key, and words that mean two of them."""
    place = (f"prompts/{code}", "keys")
    words = project.names(*place)
    for key in _NEEDED:
        if words.lack(key):
            cause, fix = (
                f"The word for {key} is missing.",
                f'Add "{key}": and the word callers know it by.',
            )
            project.problem("missing-key-word", place, cause, fix)
    for word in sorted(words.known - set(KEY_WORDS)):
        fix = "Known here: 0 to 9, #, * and +."
        project.problem("unknown-key-word", (*place, word), f"[{word}] is not on a telephone.", fix)
    _check_distinct(project, code)


def _check_distinct(project: Project, code: str) -> None:
    """Note a word that stands for two digits when a number is read, or for two keys."""
    book, file = project.catalogues[code], f"prompts/{code}"
    digits = {str(digit): word for digit, word in enumerate(book.digits)}
    keys = digits | {key: word for key, word in book.keys.items() if key in KEY_WORDS}
    read = dict(_alike(digits))
    for key, owner in (read | dict(_alike(keys))).items():
        in_keys = [one for one in (key, owner) if one in book.keys and read.get(key) != owner]
        place = (file, "keys", in_keys[0]) if in_keys else (file, "digits", int(key))
        word = digits[key] if key in read else keys[key]
        cause = f"{key} and {owner} have one word, [{word}]: callers cannot tell them apart."
        project.problem("same-word-twice", place, cause, "Give each its own.")


def _alike(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what has the word of something before it, and the latter."""
    owners: dict[str, str] = {}
    for key, word in words.items():
        heard = unicodedata.normalize("NFKC", word).casefold().strip(" .,")
        owner = owners.setdefault(heard, key)
        if owner != key:
            yield key, owner
