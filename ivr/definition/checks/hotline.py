"""Whether what config/hotline.yaml and config/announcements.yaml name exists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ivr.definition.checks.menu import Named, check_cases
from ivr.definition.checks.urgency import check_urgency
from ivr.definition.documents import HotlineDocument
from ivr.definition.numbering import begins_with_a_country, plan_of
from ivr.definition.opening_hours import has_holidays, is_timezone
from ivr.definition.project import Place, Project
from ivr.definition.usage import hotline_cases
from ivr.definition.yaml.file import Names
from ivr.did_you_mean import listed, nearest, suggested

_STEPS: Final = ("main_menu", "emergency_step")
_SERVICES: Final = ("emergency_service", "urgent_service")
_LANGUAGES: Final = ("fallback_language", "whisper_language")

_LEAST: Final = {
    "calls_from_one_number": (
        5,
        "who is cut off calls again, and families share a telephone",
    ),
    "longest_call_minutes": (15, "a slow caller needs some minutes to hear it all twice"),
    "longest_talk_minutes": (30, "the queue of an office counts as well"),
}
"""What a limit may be at least, and why."""


def check_hotline(project: Project, hotline: HotlineDocument, named: Named) -> None:
    """Note every name in config/hotline.yaml that does not exist."""
    _check_languages(project, hotline)
    for option in _STEPS:
        _known(project, "unknown-step", (option,), getattr(hotline, option), named.steps)
    for option in _SERVICES:
        _known(project, "unknown-service", (option,), getattr(hotline, option), named.services)
    topics = _topics(project)
    for topic in hotline.urgent_doors:
        _known(project, "unknown-topic", ("urgent_doors", topic), topic, topics)
    check_urgency(project, hotline, named.services)
    _check_default(project, hotline.default_municipality)
    _check_clock(project, hotline)
    _check_limits(project, hotline)
    check_cases(project, hotline_cases(hotline), named)


def _check_languages(project: Project, hotline: HotlineDocument) -> None:
    catalogues = project.named_in("prompts")
    for index, language in enumerate(hotline.languages):
        place = ("hotline", "languages", index)
        if catalogues.lack(language):
            cause = f"[{language}] has no catalogue: prompts/{language}.yaml does not exist."
            fix = nearest_language(project, language, catalogues.known)
            project.problem("unknown-language", place, cause, fix)
        if language in hotline.languages[:index]:
            project.problem("duplicate-language", place, f"[{language}] is listed twice.")
    languages = project.languages()
    _check_chosen(project, hotline, languages)
    for option in _LANGUAGES:
        _known(project, "unknown-language", (option,), getattr(hotline, option), languages)
    _check_answer(project, hotline, languages)
    for code, language in hotline.own_language_first.items():
        if not begins_with_a_country(code):
            spot = ("hotline", "own_language_first", code)
            cause = f"own_language_first: no country's numbers begin with [{code}]."
            meant = f"+{code.lstrip('+0 ')}"
            fix = (
                f"Write [{meant}]." if begins_with_a_country(meant) else "Poland's begin with +48."
            )
            project.problem("unknown-country", spot, cause, fix)
        # A language that is left out for a while may keep its countries.
        if language not in hotline.languages:
            _known(project, "unknown-language", ("own_language_first", code), language, catalogues)
        elif language != hotline.languages[0] and _is_home(code, hotline.country):
            spot = ("hotline", "own_language_first", code)
            cause = (
                f"own_language_first: whoever calls from home, [{code}], hears [{language}] first."
            )
            fix = "Take it out: almost everybody calls from there."
            project.warn("own-country-first", spot, cause, fix)


def _check_answer(project: Project, hotline: HotlineDocument, languages: Names) -> None:
    """Note languages of the first words that are not offered; shipped ones with what to write."""
    for index, language in enumerate(hotline.answer):
        place = ("answer", index)
        if project.beneath is None or project.files["hotline"].says(*place):
            _known(project, "unknown-language", place, language, languages)
        elif languages.lack(language):
            cause = f"answer: [{language}], which is shipped, is not among [languages]."
            kept = ", ".join(code for code in hotline.answer if not languages.lack(code))
            fix = f"Write in config/hotline.yaml: answer: [{kept or hotline.fallback_language}]"
            project.problem("unknown-language", ("hotline", *place), cause, fix)


def _check_chosen(project: Project, hotline: HotlineDocument, languages: Names) -> None:
    """Note the languages of municipalities that the hotline lacks, or that none of them offers."""
    offered: set[str] = set()
    for key, document in project.municipalities.items():
        chosen = document.languages
        offered |= {*(hotline.languages if chosen is None else chosen)}
        place = (f"municipalities/{key}", "languages")
        for index, language in enumerate(chosen or ()):
            if languages.lack(language):
                cause = f"[{language}] is not among the languages of config/hotline.yaml."
                fix = nearest_language(project, language, languages.known)
                project.problem("unknown-language", (*place, index), cause, fix)
            if chosen and language in chosen[:index]:
                cause = f"[{language}] is listed twice."
                project.problem("duplicate-language", (*place, index), cause)
        whole = project.is_whole(*place)
        if chosen and whole and hotline.fallback_language not in chosen:
            cause = f"[{hotline.fallback_language}] is missing, which callers hear who choose none."
            project.problem("fallback-not-offered", place, cause, "Add it.")
    nowhere = [language for language in hotline.languages if language not in offered]
    # In a folder of one's own the shipped languages are nobody's oversight.
    if project.municipalities and nowhere and project.files["hotline"].says("languages"):
        cause = f"Offered in no municipality: {', '.join(nowhere)}."
        fix = "Add to the [languages] of one, or take out here."
        project.warn("language-nowhere", ("hotline", "languages"), cause, fix)


def _is_home(code: str, country: str) -> bool:
    """Tell whether a calling code is the country's own, or the beginning of numbers in it."""
    plan = plan_of(country)
    if plan is None:
        return False
    # A code of one digit is that of several countries.
    return code == f"+{plan.code}" or (len(plan.code) > 1 and code.startswith(f"+{plan.code}"))


def nearest_language(project: Project, word: str, known: Iterable[str]) -> str:
    """Return a question that offers a language by its letters or its name, or list all."""
    codes = sorted(known)
    names = {one.name.casefold(): code for code, one in project.catalogues.items() if code in codes}
    said = word.casefold()
    code = re.split("[-_]", said)[0]
    near = names.get(said) or suggested(said, codes) or names.get(suggested(said, names))
    meant = code if code in codes else near
    return f"Did you mean [{meant}]?" if meant else f"Known here: {listed(codes)}."


def _topics(project: Project) -> Names:
    """Return what the steps of any municipality are about."""
    places: list[Place] = [("menu",)]
    steps = [*project.steps.values()]
    for key, document in project.municipalities.items():
        places.append((f"municipalities/{key}", "menu"))
        steps += document.menu.values()
    topics = frozenset(step.topic for step in steps if step.topic)
    return Names(topics, complete=all(_shows_topics(project, place) for place in places))


def _shows_topics(project: Project, menu: Place) -> bool:
    names = project.names(str(menu[0]), *map(str, menu[1:]))
    return names.complete and all(project.is_whole(*menu, name, "topic") for name in names.known)


def _check_default(project: Project, municipality: str) -> None:
    municipalities = project.named_in("municipalities")
    place = ("default_municipality",)
    if municipalities.known:
        _known(project, "unknown-municipality", place, municipality, municipalities)
    elif municipality:
        fix = f"Make config/municipalities/{municipality}.yaml."
        cause = "There is no municipality."
        project.problem("unknown-municipality", ("hotline", *place), cause, fix)


def _check_clock(project: Project, hotline: HotlineDocument) -> None:
    if hotline.timezone and not is_timezone(hotline.timezone):
        cause = f"[{hotline.timezone}] is not a time zone."
        place = ("hotline", "timezone")
        project.problem("unknown-timezone", place, cause, "Norway's is Europe/Oslo.")
    if hotline.country and not has_holidays(hotline.country):
        cause = f"[{hotline.country}] is not a country whose holidays are known."
        project.problem("unknown-country", ("hotline", "country"), cause, "Norway is NO.")


def _check_limits(project: Project, hotline: HotlineDocument) -> None:
    """Note limits that callers with a good reason would meet; 0 is none."""
    for option, (least, reason) in _LEAST.items():
        if 0 < getattr(hotline, option) < least:
            cause = f"{option}: fewer than {least} cut off callers with a good reason: {reason}."
            fix = f"Write {least} or more, or 0 for no limit."
            project.problem("limit-too-low", ("hotline", option), cause, fix)


def _known(project: Project, code: str, path: Place, name: str, known: Names) -> None:
    if name and known.lack(name):
        cause = f"{path[0]}: [{name}] does not exist."
        is_language = code == "unknown-language"
        fix = nearest_language(project, name, known.known) if is_language else ""
        project.problem(code, ("hotline", *path), cause, fix or nearest(name, known.known))


def check_announcements(project: Project) -> None:
    """Note announcements that are never heard, or heard in no municipality that exists."""
    municipalities = project.named_in("municipalities")
    for name, announcement in project.announcements.items():
        place = ("announcements", name)
        if announcement.ends <= announcement.begins:
            cause, fix = f"{name}: it ends before it begins.", "Set [ends] to a later time."
            project.problem("announcement-never-heard", (*place, "ends"), cause, fix)
        elif announcement.is_over(project.today):
            cause = f"{name}: it ended on {announcement.ends.date()}, and is never heard again."
            fix = "Take it out, or set [ends] to a later time."
            project.warn("announcement-over", (*place, "ends"), cause, fix)
        if announcement.municipalities == []:
            cause = f"{name}: it is heard in no municipality."
            fix = "Name some, or leave [municipalities] out for all of them."
            project.problem("announcement-never-heard", (*place, "municipalities"), cause, fix)
        for index, key in enumerate(announcement.municipalities or []):
            if municipalities.lack(key):
                cause = f"{name}: [{key}] is no municipality."
                spot = (*place, "municipalities", index)
                project.problem(
                    "unknown-municipality", spot, cause, nearest(key, municipalities.known)
                )
