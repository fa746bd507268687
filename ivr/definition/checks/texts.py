"""Whether the sentences of a catalogue are filled in with what exists, and say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.definition.documents import PromptDocument
from ivr.definition.project import Place, Project
from ivr.definition.yaml.file import Names
from ivr.did_you_mean import nearest
from ivr.model.prompts import has_stray_brace, placeholders


@dataclass(frozen=True, slots=True)
class _Fillable:
    """What a sentence may be filled in with."""

    facts: Names
    services: Names

    @classmethod
    def of(cls, project: Project) -> _Fillable:
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

    def words(self) -> Iterator[str]:
        """Yield every placeholder that there is."""
        yield "key"
        for name in self.facts.known:
            yield from (name, f"{name}.year")
        for name in self.services.known:
            yield from (f"{name}.number", f"{name}.address")


def check_texts(project: Project, code: str, fallback: str) -> None:
    """Note sentences of a language that name what does not exist, or not what the fallback's do."""
    fillable = _Fillable.of(project)
    reference = project.catalogues.get(fallback)
    for name, prompt in project.catalogues[code].prompts.items():
        place = (f"prompts/{code}", "prompts", name)
        _check_braces(project, place, prompt, fillable)
        if not project.is_whole(*place):
            continue
        _check_figures(project, place, prompt)
        theirs = reference and reference.prompts.get(name)
        if theirs and project.is_whole(f"prompts/{fallback}", "prompts", name):
            _check_same(project, place, (prompt, theirs), fallback, fillable)


def _check_braces(
    project: Project, place: Place, prompt: PromptDocument, fillable: _Fillable
) -> None:
    for text in (prompt.text, prompt.without or ""):
        if has_stray_brace(text):
            cause, fix = (
                f"[{place[-1]}] has a brace without its partner.",
                "Braces come in pairs, as in {key}.",
            )
            project.problem("stray-brace", place, cause, fix)
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
    for name in placeholders(prompt.without or ""):
        if name.removesuffix(".year") in project.facts:
            cause = f"[{place[-1]}], without, names the figure {{{name}}}, which has expired then."
            project.problem("figure-in-later-wording", place, cause, "Say it without the figure.")


def _filled(text: str | None) -> set[str]:
    """Return the placeholders a text is filled in with; whether it needs a key, the menu says."""
    return set(placeholders(text or "")) - {"key"}


def _check_same(
    project: Project,
    place: Place,
    prompts: tuple[PromptDocument, PromptDocument],
    fallback: str,
    fillable: _Fillable,
) -> None:
    """Note where a prompt says other numbers or figures than the fallback language's does."""
    prompt, theirs = prompts
    pairs = {"": (prompt.text, theirs.text), ", without,": (prompt.without, theirs.without)}
    for which, (here, there) in pairs.items():
        sound = not has_stray_brace(f"{here or ''} {there or ''}")
        found, wanted = _filled(here), _filled(there)
        if sound and not any(fillable.lack(name) for name in found | wanted):
            name = f"[{place[-1]}]{which}"
            _note_difference(project, place, name, (found - wanted, wanted - found), fallback)


def _note_difference(
    project: Project, place: Place, name: str, differing: tuple[set[str], set[str]], code: str
) -> None:
    """Note the placeholders said here alone, and those said in the fallback language alone."""
    source, (here, there) = f"prompts/{code}.yaml", (sorted(part) for part in differing)
    if len(here) == len(there) == 1:
        cause = f"{name} says {{{here[0]}}} where {source} says {{{there[0]}}}."
        project.problem(
            "placeholders-differ", place, cause, f"Write {{{there[0]}}}, if that is right."
        )
        return
    for placeholder in there:
        cause = f"{name} lacks {{{placeholder}}}, which {source} says."
        project.problem(
            "placeholders-differ", place, cause, f"Write {{{placeholder}}} where it belongs."
        )
    for placeholder in here:
        cause = f"{name} says {{{placeholder}}}, which {source} does not."
        project.problem(
            "placeholders-differ", place, cause, f"Take it out, or say it in {source} too."
        )
