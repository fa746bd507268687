"""Whether every sentence exists in every language, says its key, and has somebody to speak it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ivr.definition.checks.lengths import check_seconds, check_sentences
from ivr.definition.checks.same import check_same
from ivr.definition.checks.sayable import check_sayable
from ivr.definition.checks.services import unled
from ivr.definition.checks.texts import Fillable, check_texts, check_words
from ivr.definition.documents import HotlineDocument, PromptDocument
from ivr.definition.project import Project
from ivr.definition.usage import Usage, usages
from ivr.definition.waiting.choices import Waiting
from ivr.definition.waiting.told import check_missing, tell_what_waits
from ivr.did_you_mean import SLIP, suggested
from ivr.model.prompts import NO_ENGINE, placeholders, recorded_prompt


def check_prompts(
    project: Project, hotline: HotlineDocument, waiting: Mapping[str, Waiting]
) -> None:
    """Note prompts that are missing, say no key, or differ in their placeholders.

    ``waiting`` is what each municipality's choices wait for.
    """
    used: dict[tuple[str, str | None], Usage] = {}
    for municipality in project.municipalities:
        for usage in usages(project, hotline, municipality, coming=True):
            first = used.setdefault((usage.prompt, usage.language), usage)
            if first.is_optional and not usage.is_optional:
                # What a menu speaks as well is needed in every language.
                used[usage.prompt, usage.language] = usage
    misnamed = {usage for usage in used.values() if _is_misnamed(project, usage, used)}
    for code in project.offered():
        spoken = [u for u in used.values() if u not in misnamed and u.language in (None, code)]
        _check_catalogue(project, code, spoken)
        needed = frozenset().union(*(one.needed.get(code, ()) for one in waiting.values()))
        check_missing(project, hotline, code, spoken, needed)
    for municipality, one in waiting.items():
        tell_what_waits(project, municipality, one)
    check_same(project, hotline.fallback_language)
    _check_announced(project, hotline, list(used.values()))
    if all(one.is_warning for one in project.problems):
        # Those of a service which nothing leads to, or of a language that no municipality offers,
        # are told with it.
        services = (f"service.{place[-1]}." for place in unled(project, hotline))
        told = (*services, *(f"whisper.speaks.{language}" for language in hotline.languages))
        for code in dict.fromkeys(code for one in waiting.values() for code in one.languages):
            _check_unused(project, code, list(used.values()), told)


def _is_misnamed(project: Project, usage: Usage, used: Collection[tuple[str, str | None]]) -> bool:
    """Note a prompt that no language has, and whose name shows that another one is meant."""
    written = [project.names(f"prompts/{code}", "prompts") for code in project.offered()]
    if not written or usage.language or not all(names.lack(usage.prompt) for names in written):
        return False
    if len(usage.prompt.split()) > 1:
        cause, fix = f"[{usage.prompt}] is no prompt: names have no spaces.", "Is a comma missing?"
        project.problem("missing-prompt", usage.place, cause, fix)
        return True
    spoken = {name for name, _ in used}
    meant = suggested(usage.prompt, frozenset.intersection(*(n.known for n in written)) - spoken)
    if meant:
        cause = f"No language has the prompt [{usage.prompt}]."
        project.problem("missing-prompt", usage.place, cause, f"Did you mean [{meant}]?")
    return bool(meant)


def _check_catalogue(project: Project, code: str, used: list[Usage]) -> None:
    book = project.catalogues[code].prompts
    fillable = Fillable.of(project)
    for usage in used:
        if usage.prompt in book:
            _check_key(project, f"prompts/{code}", usage, book[usage.prompt], fillable)
    _check_voices(project, code)
    _check_names(project, code)
    check_words(project, code)
    check_texts(project, code)
    check_sayable(project, code)
    check_seconds(project, code)
    check_sentences(project, code)


def _check_names(project: Project, code: str) -> None:
    """Note prompts called as the recordings of another are: one sound would be taken for both."""
    book = project.catalogues[code].prompts
    for name in book:
        other = recorded_prompt(name, project.municipalities)
        if other in book and project.files[f"prompts/{code}"].says("prompts", name):
            cause = f"[{name}] cannot be told from a recording of [{other}]."
            fix = "Use another word behind the last dot."
            project.problem("name-not-allowed", (f"prompts/{code}", "prompts", name), cause, fix)


def _check_voices(project: Project, code: str) -> None:
    """Note a quick voice of a language that is nobody's, or that speaks until nobody has."""
    place = (f"prompts/{code}", "speech")
    if not project.is_whole(*place):
        return
    speech = project.catalogues[code].speech
    quick = speech.meanwhile
    if quick is None or NO_ENGINE not in (speech.engine, quick.engine):
        return
    cause = f"speech: [meanwhile] speaks until [engine: {NO_ENGINE}] has, which never does."
    fix = f"Write [engine: {quick.engine}] without it: recordings come before every engine."
    if quick.engine == NO_ENGINE:
        cause = f"speech: [meanwhile] is [engine: {NO_ENGINE}], which says nothing until then."
        fix = "Take it out, or name a quick engine there, such as espeak."
    project.problem("meanwhile-in-vain", (*place, "meanwhile"), cause, fix)


def _check_announced(project: Project, hotline: HotlineDocument, used: list[Usage]) -> None:
    """Warn, once for each announcement, of the languages whose callers will not hear it."""
    prompts = {usage.prompt for usage in used if usage.is_announcement}
    for name, announcement in project.announcements.items():
        say = announcement.say
        heard = announcement.municipalities or project.municipalities
        here = {code for key in heard if key in project.municipalities
                for code in project.languages_of(key)}  # fmt: skip
        codes = [code for code in project.offered() if code in here]
        books = {code: project.names(f"prompts/{code}", "prompts") for code in codes}
        lacking = [code for code, names in books.items() if names.lack(say)]
        if announcement.is_over(project.today):
            continue
        if say in prompts and lacking and hotline.fallback_language not in lacking:
            cause = f"{name}: callers do not hear it in {', '.join(lacking)}."
            fix = f"Write [{say}] in their catalogues, or leave it at that."
            place = ("announcements", name, "say")
            project.warn("announcement-not-everywhere", place, cause, fix)


def _check_unused(project: Project, code: str, used: list[Usage], told: tuple[str, ...]) -> None:
    """Warn of prompts that nothing speaks; a menu with mistakes would make too many of them.

    A shipped one may be for another municipality. What begins with one of ``told`` is left out.
    """
    spoken = {usage.prompt for usage in used if usage.language in (None, code)}
    file = f"prompts/{code}"
    written = project.names(file, "prompts")
    lacking = {name for name in spoken if written.lack(name)}
    for name in sorted(written.known - spoken):
        if project.files[file].says("prompts", name) and not name.startswith(told):
            place, cause = (file, "prompts", name), f"[{name}] is never spoken."
            meant = suggested(name, lacking, likeness=SLIP)
            fix = f"Did you mean [{meant}], which is missing here?" if meant else ""
            project.warn("unused-prompt", place, cause, fix or "Remove it, or say it.")


def _check_key(
    project: Project, file: str, usage: Usage, prompt: PromptDocument, fillable: Fillable
) -> None:
    texts = [text for text in (prompt.text, prompt.without) if text is not None]
    # One that is misspelt may be the key.
    named = ["key" in placeholders(text) or fillable.is_misspelt(text) for text in texts]
    if usage.key is not None and not all(named):
        cause = f"[{usage.prompt}] offers a choice without saying its key."
        fix = "Write {key} where the key is named."
        project.problem("key-not-said", (file, "prompts", usage.prompt), cause, fix)
    if usage.key is None and any("key" in placeholders(text) for text in texts):
        cause = f"[{usage.prompt}] says {{key}}, but no key is offered here."
        fix = "Speak it in a choice, or speak another prompt here."
        place = usage.place
        if not _all_say_a_key(project, usage):
            cause = f"[{usage.prompt}] says {{key}}, which it does not in every language."
            place, fix = (file, "prompts", usage.prompt), "Say it without the key."
        project.problem("key-not-offered", place, cause, fix)


def _all_say_a_key(project: Project, usage: Usage) -> bool:
    """Tell whether a prompt says a key in every language: then it is spoken at a wrong place."""
    books = (book.prompts for book in project.offered().values())
    texts = (book[usage.prompt].text for book in books if usage.prompt in book)
    return all("key" in placeholders(text) for text in texts)
