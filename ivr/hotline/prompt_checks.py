"""Whether every sentence the hotline speaks exists in every language, and says the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ivr.hotline.documents import HotlineDocument, PromptDocument, StepDocument
from ivr.hotline.faults import nearest
from ivr.hotline.project import Project, unknown_in
from ivr.hotline.references import check_order
from ivr.hotline.usage import (
    Cases,
    Place,
    Usage,
    hotline_cases,
    hotline_usages,
    menu_cases,
    service_usages,
    step_usages,
    transfers,
)
from ivr.hotline.wording import has_stray_brace, placeholders


def usages(project: Project, hotline: HotlineDocument, municipality: str) -> Iterator[Usage]:
    """Yield everything one municipality's callers and callees may hear."""
    document = project.municipalities[municipality]
    file = f"municipalities/{municipality}"
    steps, services = project.menu_of(municipality), project.services_of(municipality)
    yield from hotline_usages(hotline)
    for name, step in steps.items():
        place = (*menu_prefix(project, municipality, name), name)
        yield from step_usages(place, step, hotline.whisper_language)
    for name in transfers(all_cases(project, hotline, municipality), services):
        if name in services:
            prefix: Place = (file, "services") if name in document.services else ("services",)
            yield from service_usages((*prefix, name), services[name])


def menu_prefix(project: Project, municipality: str, step: str) -> Place:
    """Return the place of the menu a step stands in: the municipality's own or the common one."""
    if step in project.municipalities[municipality].menu:
        return (f"municipalities/{municipality}", "menu")
    return ("menu",)


def all_cases(project: Project, hotline: HotlineDocument, municipality: str) -> Iterator[Cases]:
    """Yield every destination of a municipality's hotline, with the place that names it."""
    yield from hotline_cases(hotline)
    for name, step in project.menu_of(municipality).items():
        yield from menu_cases(menu_prefix(project, municipality, name), {name: step})


def check_prompts(project: Project, hotline: HotlineDocument) -> None:
    """Note prompts that are missing, say no key, or differ in their placeholders."""
    used: dict[tuple[str, str | None], Usage] = {}
    for municipality in project.municipalities:
        for usage in usages(project, hotline, municipality):
            used.setdefault((usage.prompt, usage.language), usage)
            _check_known(project, hotline, municipality, usage)
        _check_transfers(project, hotline, municipality)
        _check_left_out(project, municipality)
        for name, step in project.menu_of(municipality).items():
            _check_step(project, municipality, name, step)
    sound = not project.faults
    for code in hotline.languages:
        if code in project.catalogues:
            _check_catalogue(project, hotline, code, list(used.values()))
            if sound:
                _check_unused(project, code, list(used.values()))


def _check_step(project: Project, municipality: str, name: str, step: StepDocument) -> None:
    place = (*menu_prefix(project, municipality, name), name)
    if (place, "order") not in project.seen:
        project.seen.add((place, "order"))
        check_order(project, place, name, step)


def _check_transfers(project: Project, hotline: HotlineDocument, municipality: str) -> None:
    services = project.services_of(municipality)
    cases = all_cases(project, hotline, municipality)
    for name, place in transfers(cases, services).items():
        if name in services and services[name].number is None:
            what = f"[{name}] has no number, so callers cannot be told what to dial."
            project.fault(place, what, f"Add [number: …] to {name} in config/services.yaml.")


def _check_left_out(project: Project, municipality: str) -> None:
    """Note choices that lead to a number nobody gives; warn of those not known here alone."""
    for step, key, service in project.left_out(municipality):
        place = (*menu_prefix(project, municipality, step), step, "choices", key, "go")
        if any(
            project.services_of(m)[service].number
            for m in project.municipalities
            if service in project.services_of(m)
        ):
            name = project.municipalities[municipality].name
            what = f"{step}: choice {key} is left out in {name}, where {service} has no number."
            project.fault(place, what, "Add it when it is known.", warning=True)
        else:
            what = f"[transfer {service}]: {service} has no number, so nobody can be reached."
            project.fault(place, what, "Add [number: …] in config/services.yaml or a municipality.")


def _check_known(
    project: Project, hotline: HotlineDocument, municipality: str, usage: Usage
) -> None:
    """Note a number or address that is not known here, in a prompt that cannot do without it."""
    services = project.services_of(municipality)
    for code in [usage.language] if usage.language else hotline.languages:
        book = project.catalogues.get(code)
        prompt = book.prompts.get(usage.prompt) if book else None
        if prompt is None:
            continue
        spoken = prompt.without if prompt.without is not None else prompt.text
        if unknown_in(spoken, services):
            name = project.municipalities[municipality].name
            what = f"[{usage.prompt}] names a number or address that is not known in {name}."
            fix = "Add [without: …], spoken where it is not known."
            project.fault((f"prompts/{code}", "prompts", usage.prompt), what, fix)


def _check_catalogue(
    project: Project, hotline: HotlineDocument, code: str, used: list[Usage]
) -> None:
    book = project.catalogues[code].prompts
    file = f"prompts/{code}"
    wanted = [usage for usage in used if usage.language in (None, code)]
    written = set(_names(project, file))
    known = {usage.prompt for usage in used}
    for usage in wanted:
        if usage.prompt not in written:
            _missing(project, file, usage, written - known)
        elif usage.prompt in book:
            _check_key(project, file, usage, book[usage.prompt])
    for key in ("#", "*"):
        if key not in project.catalogues[code].keys:
            fix = f'Add "{key}": and the word callers know the key by.'
            project.fault((file, "keys"), f"The word for the key {key} is missing.", fix)
    reference = project.catalogues.get(hotline.fallback_language)
    for name, prompt in book.items():
        _check_text(project, (file, "prompts", name), prompt)
        if reference is not None and name in reference.prompts:
            _check_same(project, (file, "prompts", name), prompt, reference.prompts[name])


def _check_unused(project: Project, code: str, used: list[Usage]) -> None:
    """Warn of prompts that nothing speaks; a menu with mistakes would make too many of them."""
    spoken = {usage.prompt for usage in used if usage.language in (None, code)}
    written = _names(project, f"prompts/{code}")
    for name in sorted(set(written) - spoken):
        place = (f"prompts/{code}", "prompts", name)
        project.fault(place, f"[{name}] is never spoken.", "Remove it, or say it.", warning=True)


def _names(project: Project, file: str) -> list[str]:
    content = project.files[file].content
    prompts = content.get("prompts") if isinstance(content, dict) else None
    return list(prompts) if isinstance(prompts, dict) else []


def _missing(project: Project, file: str, usage: Usage, spare: Collection[str]) -> None:
    asked = project.files[str(usage.place[0])]
    where = f"{asked.name}:{asked.line(usage.place[1:])}"
    fix = f"Add [{usage.prompt}: …] under prompts."
    close = nearest(usage.prompt, spare)
    if close.startswith("Did you mean"):
        fix = f"{close.removesuffix('?')}, which is there but never spoken?"
    what = f"The prompt [{usage.prompt}] is missing; {where} speaks it."
    project.fault((file, "prompts"), what, fix)


def _check_key(project: Project, file: str, usage: Usage, prompt: PromptDocument) -> None:
    names_key = "key" in placeholders(prompt.text)
    place = (file, "prompts", usage.prompt)
    if usage.key is not None and not names_key:
        what = f"[{usage.prompt}] offers a choice without saying its key."
        project.fault(place, what, "Write {key} where the key is named.")
    if usage.key is None and names_key:
        what = f"[{usage.prompt}] says {{key}}, but no key leads to it."
        project.fault(place, what, "Name no key here, or use the prompt for a choice.")


def _check_text(project: Project, place: Place, prompt: PromptDocument) -> None:
    known = _placeholder_names(project)
    for text in (prompt.text, prompt.without or ""):
        if has_stray_brace(text):
            project.fault(place, f"[{place[-1]}] has a brace without its partner.", "Close it.")
        for name in dict.fromkeys(placeholders(text)):
            if name not in known:
                what = f"[{place[-1]}] names {{{name}}}, which no file defines."
                project.fault(place, what, nearest(name, known))
    amounts = [p for p in placeholders(prompt.text) if p.partition(".")[0] in project.facts]
    if amounts and prompt.without is None:
        what = f"[{place[-1]}] names the figure {{{amounts[0]}}}, which expires."
        project.fault(place, what, "Add [without: …], spoken once it has expired.")


def _placeholder_names(project: Project) -> set[str]:
    facts, services = project.names("facts"), project.names("services")
    local = {name for m in project.municipalities.values() for name in m.services}
    parts = {f"{name}.{part}" for name in {*services, *local} for part in ("number", "address")}
    return {"key", *facts, *(f"{name}.year" for name in facts), *parts}


def _check_same(
    project: Project, place: Place, prompt: PromptDocument, reference: PromptDocument
) -> None:
    pairs: Mapping[str, tuple[str | None, str | None]] = {
        "": (prompt.text, reference.text),
        ", without,": (prompt.without, reference.without),
    }
    for which, (here, there) in pairs.items():
        found, wanted = set(placeholders(here or "")), set(placeholders(there or ""))
        for name in sorted(wanted - found):
            what = f"[{place[-1]}]{which} lacks {{{name}}}, which the other languages say."
            project.fault(place, what, f"Write {{{name}}} where it belongs.")
        for name in sorted(found - wanted):
            what = f"[{place[-1]}]{which} says {{{name}}}, which the other languages do not."
            project.fault(place, what, nearest(name, wanted - found) or "Take it out.")
