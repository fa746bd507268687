"""Whether every number and address that is spoken or dialled is known where it is needed."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.definition.documents import HotlineDocument
from ivr.definition.project import Place, Project, unknown_in
from ivr.definition.usage import Usage, offered_cases, transfers, usages, written_cases
from ivr.model.directories import listing_of
from ivr.model.menu import Destination
from ivr.model.prompts import placeholders


def check_numbers(project: Project, hotline: HotlineDocument) -> None:
    """Note once what is known nowhere; what is known elsewhere only, for each municipality."""
    for municipality in project.municipalities:
        told = {f"service.{name}" for name in _check_transfers(project, hotline, municipality)}
        _check_left_out(project, municipality)
        for usage in usages(project, hotline, municipality):
            if usage.prompt.rpartition(".")[0] in told:
                continue
            _check_spoken(project, municipality, usage)


def _check_transfers(
    project: Project, hotline: HotlineDocument, municipality: str
) -> Iterator[str]:
    """Note services that callers come to and that have no number; yield those without one here."""
    services = project.services_of(municipality)
    written = written_cases(project, hotline, municipality)
    offered = transfers(project, municipality, offered_cases(project, hotline, municipality))
    for name, place in transfers(project, municipality, written).items():
        if name not in services or services[name].number is not None:
            continue
        if not project.service_is_whole(name):
            continue
        if not project.awaits(name, "number"):
            _note_missing(project, municipality, name, place)
        elif name in offered:
            cause = f"[{name}] has no number in {project.municipalities[municipality].name}"
            fix = f"Add it in config/municipalities/{municipality}.yaml."
            project.problem(
                "number-not-known-here",
                offered[name],
                f"{cause}, so callers cannot be told what to dial.",
                fix,
            )
            yield name


def _check_left_out(project: Project, municipality: str) -> None:
    """Warn of choices that lead to a number not known here, which is no oversight."""
    for step, key, go in project.left_out(municipality):
        why = _why_left_out(project, municipality, go)
        place = project.own(municipality, ("menu", step, "choices", key, "go"))
        if why and (place, "unknown-directory") not in project.seen:
            name = project.municipalities[municipality].name
            cause = f"{step}: choice {key} is left out in {name}, where {why}."
            project.warn("choice-left-out", place, cause, "Add it when it is known.")


def _why_left_out(project: Project, municipality: str, go: Destination) -> str:
    """Return what a municipality lacks behind a choice; empty for what is told of otherwise."""
    if listing := listing_of(go.name):
        whole = project.is_whole(f"municipalities/{municipality}", "directories", listing)
        return f"the directory {listing} has no places" if whole else ""
    known = project.service_is_whole(go.name) and project.awaits(go.name, "number")
    return f"{go.name} has no number" if known else ""


def _check_spoken(project: Project, municipality: str, usage: Usage) -> None:
    """Note a number or address that is not known here, in a prompt that cannot do without it."""
    services = project.services_of(municipality)
    for code in [usage.language] if usage.language else project.languages_of(municipality):
        book = project.catalogues.get(code)
        prompt = book.prompts.get(usage.prompt) if book else None
        if prompt is None:
            continue
        place = (f"prompts/{code}", "prompts", usage.prompt)
        for placeholder in unknown_in(prompt.without or prompt.text, services):
            name, _, part = placeholder.partition(".")
            if not (project.service_is_whole(name) and project.is_whole(*place)):
                continue
            needed = name not in services or _all_need(project, usage.prompt, placeholder)
            if needed and not project.awaits(name, part):
                _note_missing(project, municipality, name, place, part)
                continue
            local = project.municipalities[municipality].name
            cause = f"[{usage.prompt}] names {{{placeholder}}}, which is not known in {local}."
            fix = "Add [without: …], spoken where it is not known."
            project.problem("number-not-known-here", place, cause, fix)


def _all_need(project: Project, prompt: str, placeholder: str) -> bool:
    """Tell whether no language can say a prompt without a number; else one lacks the wording."""
    books = (book.prompts for book in project.offered().values())
    said = (book[prompt].without or book[prompt].text for book in books if prompt in book)
    return all(placeholder in placeholders(text) for text in said)


def _note_missing(
    project: Project, municipality: str, service: str, needed: Place, part: str = "number"
) -> None:
    """Note once what no file gives, where it belongs, with the place that needs it."""
    if service not in project.services_of(municipality):
        return
    place = project.own(municipality, ("services", service))
    if (place, part) not in project.seen:
        project.seen.add((place, part))
        file = project.files[str(needed[0])]
        cause = f"{service}: [{part}] is missing; {file.where(needed[1:])} needs it."
        fix = f"Add [{part}: …], here or in a municipality; leave it empty if nobody knows it yet."
        project.problem("missing-number", place, cause, fix)
