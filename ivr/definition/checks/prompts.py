"""Whether every sentence the hotline speaks exists in every language, and says the same."""

from __future__ import annotations

from collections.abc import Collection

from ivr.definition.checks.references import check_order
from ivr.definition.documents import KEY_WORDS, HotlineDocument, PromptDocument, StepDocument
from ivr.definition.project import Place, Project
from ivr.definition.usage import Usage, usages
from ivr.definition.yaml.names import AnyName
from ivr.did_you_mean import suggested
from ivr.model.prompts import has_stray_brace, placeholders
from ivr.problems import nearest


def check_prompts(project: Project, hotline: HotlineDocument) -> None:
    """Note prompts that are missing, say no key, or differ in their placeholders."""
    used: dict[tuple[str, str | None], Usage] = {}
    for municipality in project.municipalities:
        for usage in usages(project, hotline, municipality, coming=True):
            first = used.setdefault((usage.prompt, usage.language), usage)
            if first.is_announcement and not usage.is_announcement:
                # What a menu speaks as well is needed in every language.
                used[usage.prompt, usage.language] = usage
        for name, step in project.written_menu_of(municipality).items():
            _check_step(project, municipality, name, step)
    misnamed = {usage for usage in used.values() if _is_misnamed(project, usage, used)}
    for code in project.offered():
        _check_catalogue(project, hotline, code, [u for u in used.values() if u not in misnamed])
    _check_announced(project, hotline, list(used.values()))
    if all(fault.warning for fault in project.faults):
        for code in project.offered():
            _check_unused(project, code, list(used.values()))


def _is_misnamed(project: Project, usage: Usage, used: Collection[tuple[str, str | None]]) -> bool:
    """Note a prompt that no language has, but for one of nearly that name which is never spoken."""
    written = [project.names(f"prompts/{code}", "prompts") for code in project.offered()]
    spare = frozenset.intersection(*written) - {name for name, _ in used} if written else ()
    meant = suggested(usage.prompt, spare)
    if not meant or usage.language or any(usage.prompt in names for names in written):
        return False
    what = f"No language has the prompt [{usage.prompt}]."
    project.fault(usage.place, what, f"Did you mean [{meant}]?")
    return True


def _check_step(project: Project, municipality: str, name: str, step: StepDocument) -> None:
    place = project.own(municipality, ("menu", name, "choices"))
    if (place, "order") not in project.seen:
        project.seen.add((place, "order"))
        check_order(project, place, name, step)


def _check_catalogue(
    project: Project, hotline: HotlineDocument, code: str, used: list[Usage]
) -> None:
    book = project.catalogues[code].prompts
    file = f"prompts/{code}"
    wanted = [usage for usage in used if usage.language in (None, code)]
    written = project.names(file, "prompts")
    known = {usage.prompt for usage in used}
    for usage in wanted:
        if usage.prompt not in written:
            if usage.is_announcement and code != hotline.fallback_language:
                continue
            _missing(project, file, usage, written - known)
        elif usage.prompt in book:
            _check_key(project, file, usage, book[usage.prompt])
    _check_words(project, code)
    reference = project.catalogues.get(hotline.fallback_language)
    fillable = _placeholder_names(project)
    for name, prompt in book.items():
        place = (file, "prompts", name)
        _check_text(project, place, prompt, fillable)
        if reference is not None and name in reference.prompts:
            _check_same(project, place, prompt, hotline.fallback_language, fillable)


def _check_announced(project: Project, hotline: HotlineDocument, used: list[Usage]) -> None:
    """Warn, once for each announcement, of the languages whose callers will not hear it."""
    prompts = {usage.prompt for usage in used if usage.is_announcement}
    for name, announcement in project.announcements.items():
        say = announcement.say
        written = {c: say in project.names(f"prompts/{c}", "prompts") for c in project.offered()}
        if say not in prompts or not written.get(hotline.fallback_language):
            continue
        if lacking := [code for code, there in written.items() if not there]:
            what = f"{name}: callers do not hear it in {', '.join(lacking)}."
            fix = f"Write [{say}] in their catalogues, or leave it at that."
            project.fault(("announcements", name, "say"), what, fix, warning=True)


def _check_words(project: Project, code: str) -> None:
    words = project.names(f"prompts/{code}", "keys")
    for key in ("#", "*", "+"):
        if key not in words:
            fix = f'Add "{key}": and the word callers know it by.'
            project.fault((f"prompts/{code}", "keys"), f"The word for {key} is missing.", fix)
    for word in sorted(words - set(KEY_WORDS)):
        place = (f"prompts/{code}", "keys", word)
        project.fault(place, f"[{word}] is not on a telephone.", "Known here: 0 to 9, #, * and +.")


def _check_unused(project: Project, code: str, used: list[Usage]) -> None:
    """Warn of prompts that nothing speaks; a menu with mistakes would make too many of them."""
    spoken = {usage.prompt for usage in used if usage.language in (None, code)}
    written = project.names(f"prompts/{code}", "prompts")
    for name in sorted(written - spoken):
        place = (f"prompts/{code}", "prompts", name)
        project.fault(place, f"[{name}] is never spoken.", "Remove it, or say it.", warning=True)


def _missing(project: Project, file: str, usage: Usage, spare: Collection[str]) -> None:
    asked = project.files[str(usage.place[0])]
    where = f"{asked.name}:{asked.line(usage.place[1:])} speaks it"
    if usage.place == ("hotline",):
        where = "every call may speak it"
    fix = f"Add [{usage.prompt}: …] under prompts."
    close = nearest(usage.prompt, spare)
    if close.startswith("Did you mean"):
        fix = f"{close.removesuffix('?')}, which is there but never spoken?"
    what = f"The prompt [{usage.prompt}] is missing; {where}."
    project.fault((file, "prompts"), what, fix)


def _check_key(project: Project, file: str, usage: Usage, prompt: PromptDocument) -> None:
    texts = [text for text in (prompt.text, prompt.without) if text is not None]
    named = ["key" in placeholders(text) or has_stray_brace(text) for text in texts]
    if usage.key is not None and not all(named):
        what = f"[{usage.prompt}] offers a choice without saying its key."
        fix = "Write {key} where the key is named."
        project.fault((file, "prompts", usage.prompt), what, fix)
    if usage.key is None and any("key" in placeholders(text) for text in texts):
        what = f"[{usage.prompt}] says {{key}}, but no key is offered here."
        project.fault(usage.place, what, "Speak it in a choice, or speak another prompt here.")


def _check_text(
    project: Project, place: Place, prompt: PromptDocument, known: frozenset[str]
) -> None:
    for text in (prompt.text, prompt.without or ""):
        if has_stray_brace(text):
            what = f"[{place[-1]}] has a brace without its partner."
            project.fault(place, what, "Braces come in pairs, as in {key}.")
        for name in dict.fromkeys(placeholders(text)):
            if name not in known:
                what = f"[{place[-1]}] names {{{name}}}, which no file defines."
                project.fault(place, what, nearest(name, known))
    amounts = [p for p in placeholders(prompt.text) if p.removesuffix(".year") in project.facts]
    if amounts and prompt.without is None:
        what = f"[{place[-1]}] names the figure {{{amounts[0]}}}, which expires."
        project.fault(place, what, "Add [without: …], spoken once it has expired.")
    for name in placeholders(prompt.without or ""):
        if name.removesuffix(".year") in project.facts:
            what = f"[{place[-1]}], without, names the figure {{{name}}}, which has expired then."
            project.fault(place, what, "Say it without the figure.")


def _placeholder_names(project: Project) -> frozenset[str]:
    facts, services = project.names("facts"), project.names("services")
    for municipality in project.municipalities:
        services |= project.names(f"municipalities/{municipality}", "services")
    if isinstance(facts, AnyName) or isinstance(services, AnyName):
        return AnyName()
    parts = {f"{name}.{part}" for name in services for part in ("number", "address")}
    return frozenset({"key", *facts, *(f"{name}.year" for name in facts), *parts})


def _filled(text: str | None) -> set[str]:
    """Return the placeholders a text is filled in with; whether it needs a key, the menu says."""
    return set(placeholders(text or "")) - {"key"}


def _check_same(
    project: Project, place: Place, prompt: PromptDocument, code: str, known: frozenset[str]
) -> None:
    """Note where a prompt says other numbers or figures than the fallback language's does."""
    reference = project.catalogues[code].prompts[str(place[-1])]
    pairs = {"": (prompt.text, reference.text), ", without,": (prompt.without, reference.without)}
    for which, (here, there) in pairs.items():
        sound = not has_stray_brace(f"{here or ''} {there or ''}")
        found, wanted = _filled(here), _filled(there)
        if sound and all(name in known for name in found | wanted):
            name = f"[{place[-1]}]{which}"
            _note_difference(project, place, name, (found - wanted, wanted - found), code)


def _note_difference(
    project: Project, place: Place, name: str, differing: tuple[set[str], set[str]], code: str
) -> None:
    """Note the placeholders said here alone, and those said in the fallback language alone."""
    source, (here, there) = f"prompts/{code}.yaml", (sorted(part) for part in differing)
    if len(here) == len(there) == 1:
        what = f"{name} says {{{here[0]}}} where {source} says {{{there[0]}}}."
        project.fault(place, what, f"Write {{{there[0]}}}, if that is right.")
        return
    for placeholder in there:
        what = f"{name} lacks {{{placeholder}}}, which {source} says."
        project.fault(place, what, f"Write {{{placeholder}}} where it belongs.")
    for placeholder in here:
        what = f"{name} says {{{placeholder}}}, which {source} does not."
        project.fault(place, what, f"Take it out, or say it in {source} too.")
