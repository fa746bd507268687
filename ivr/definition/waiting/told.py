"""What a language lacks: a mistake where no choice can wait for it, else a warning."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from ivr.definition.documents import HotlineDocument
from ivr.definition.project import Place, Project
from ivr.definition.usage import Usage
from ivr.definition.waiting.choices import Waiting, spoken_at
from ivr.definition.waiting.paths import Key
from ivr.did_you_mean import SLIP, suggested
from ivr.model.menu import Destination

_LETTERS: Final = 2
"""As many as a slip adds to a name or leaves out."""


def tell_what_waits(project: Project, municipality: str, waiting: Waiting) -> None:
    """Warn of the topmost choices that are left out, with what leads to them still there."""
    found: dict[Key, dict[str, int]] = {}
    for code, keys in waiting.left_out.items():
        for step, key in keys:
            if Destination("step", step) in waiting.reached[code]:
                lacks = waiting.behind((step, key)) & waiting.lacking[code]
                found.setdefault((step, key), {})[code] = len(lacks)
    for (step, key), counts in found.items():
        named = dict.fromkeys(there.name for there in waiting.paths.keys[step, key])
        here = Destination("step", step)
        come = [code for code in waiting.languages if here in waiting.reached[code]]
        offered = ", ".join(code for code in come if code not in counts)
        document = project.municipalities[municipality]
        where = f"{document.name} in {offered}" if document.languages else offered
        cause = f"{step}: choice {key}, {' or '.join(named)}, is offered in {where}; "
        cause += f"{_waiting(counts)}."
        fix = f"Hand out what is missing: ivr prompts export {next(iter(counts))}"
        fix += ", and so on for each." if len(counts) > 1 else ""
        place = project.own(municipality, ("menu", step, "choices", key, "go"))
        project.warn("choice-waits", place, cause, fix)


def _waiting(counts: dict[str, int]) -> str:
    """Return which languages wait for how many sentences.

    >>> _waiting({"uk": 4, "ar": 4}), _waiting({"uk": 1, "ar": 4}), _waiting({"uk": 1})
    ('2 languages wait for 4 sentences: uk, ar', '2 languages wait for sentences: uk 1, ar 4', \
'1 language waits for 1 sentence: uk')
    """
    languages = "1 language waits" if len(counts) == 1 else f"{len(counts)} languages wait"
    if len(set(counts.values())) > 1:
        told = ", ".join(f"{code} {count}" for code, count in counts.items())
        return f"{languages} for sentences: {told}"
    count = next(iter(counts.values()))
    sentences = "1 sentence" if count == 1 else f"{count} sentences"
    return f"{languages} for {sentences}: {', '.join(counts)}"


def check_missing(
    project: Project,
    hotline: HotlineDocument,
    code: str,
    used: list[Usage],
    needed: AbstractSet[str],
) -> None:
    """Note what is missing of all in the fallback language, of what no choice waits for in others.

    ``needed`` are those without which a language would leave out a door for danger. Those of one
    topic are told in one line, but for one that may only be misspelt.
    """
    written = project.names(f"prompts/{code}", "prompts")
    spare = _spare_names(project, code) - {usage.prompt for usage in used}
    in_use = written.known if code == hotline.fallback_language else frozenset()
    by_topic: dict[str, list[Usage]] = {}
    for usage in used:
        wanted = usage.prompt in needed
        if code in (hotline.fallback_language, usage.language):
            wanted = usage.is_announcement or not usage.is_optional
        if not (wanted and written.lack(usage.prompt)):
            continue
        if close := suggested(usage.prompt, spare):
            fix = f"Did you mean [{close}], which is there but never spoken?"
            _missing(project, code, usage, fix)
        elif close := _misspelt(usage, in_use):
            fix = f"Did you mean [{close}]? Else add [{usage.prompt}: …] under prompts."
            _missing(project, code, usage, fix)
        else:
            by_topic.setdefault(_topic(project, usage), []).append(usage)
    for topic, missing in by_topic.items():
        first, *others = missing
        if others:
            _several_missing(project, code, topic, missing)
        else:
            _missing(project, code, first, f"Add [{first.prompt}: …] under prompts.")


def _spare_names(project: Project, code: str) -> frozenset[str]:
    """Return the prompts of a catalogue that may be misspelt where nothing speaks them.

    A shipped one is not, nor what is said of a language that is not offered now.
    """
    file = f"prompts/{code}"
    own = {name for name in project.names(file, "prompts").known
           if project.files[file].says("prompts", name)}  # fmt: skip
    return frozenset(own - {f"whisper.speaks.{language}" for language in project.catalogues})


def _misspelt(usage: Usage, known: AbstractSet[str]) -> str:
    """Return the prompt, spoken elsewhere, that a menu may mean by a name that is nobody's."""
    said = usage.place[-1] in ("say", "after")
    # A word more, as in fees.card_offer, is no slip.
    as_long = {name for name in known if abs(len(name) - len(usage.prompt)) <= _LETTERS}
    return suggested(usage.prompt, as_long, likeness=SLIP) if said else ""


def _topic(project: Project, usage: Usage) -> str:
    """Return what a prompt is about: the topic of its step, the service, or every call."""
    place, _ = spoken_at(usage)
    if place is None:
        return "every call"
    if place.kind == "transfer":
        return place.name
    menus = (project.steps, *(one.menu for one in project.municipalities.values()))
    topics = (menu[place.name].topic for menu in menus if place.name in menu)
    return next((topic for topic in topics if topic), place.name)


def _missing(project: Project, code: str, usage: Usage, fix: str) -> None:
    cause = f"The prompt [{usage.prompt}] is missing; {_where(project, usage)} it."
    project.problem("missing-prompt", _prompts(project, code), cause, fix)


def _prompts(project: Project, code: str) -> Place:
    """Return where a prompt is to be added: never in the shipped file, which is nobody's own."""
    file = f"prompts/{code}"
    return (file, "prompts") if project.files[file].says("prompts") else (file,)


def _several_missing(project: Project, code: str, topic: str, missing: list[Usage]) -> None:
    named = ", ".join(f"[{usage.prompt}]" for usage in missing)
    cause = f"{topic}: {len(missing)} prompts are missing: {named}; "
    cause += f"{_where(project, missing[0])} the first."
    project.problem("missing-prompt", _prompts(project, code), cause, "Add them under prompts.")


def _where(project: Project, usage: Usage) -> str:
    """Return which line speaks a prompt."""
    if usage.place == ("hotline",):
        return "every call may speak"
    return f"{project.files[str(usage.place[0])].where(usage.place[1:])} speaks"
