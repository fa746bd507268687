"""Whether the keys of the menus are those of a telephone, and lead to something that exists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.definition.documents import KEYS, ChoiceDocument, HotlineDocument, StepDocument
from ivr.definition.project import Place, Project
from ivr.definition.usage import Cases, destinations, hotline_cases, menu_cases
from ivr.definition.yaml.file import Names
from ivr.did_you_mean import nearest
from ivr.model.directories import listing_of
from ivr.model.menu import RESERVED, Destination

MOST_TOPICS: Final = 5
"""Topics a menu may offer beside the constant keys (Avaya's guidance: never more than five)."""

STEP_NAME: Final = re.compile(r"[^\W_][\w-]*(\.[\w-]+)*")
"""What a step may be called, but for the destinations that are none; a prompt likewise."""


@dataclass(frozen=True, slots=True)
class Named:
    """The steps and services that exist where a file is checked."""

    steps: Names
    services: Names


def check_menu(
    project: Project, prefix: Place, menu: Mapping[str, StepDocument], named: Named
) -> None:
    """Note what is wrong with the steps that stand at ``prefix``."""
    for name, step in menu.items():
        if name in RESERVED or listing_of(name) or not STEP_NAME.fullmatch(name):
            cause, fix = (
                f"A step cannot be called [{name}].",
                "Use another word, without spaces or signs.",
            )
            project.problem("name-not-allowed", (*prefix, name), cause, fix)
        for key, choice in step.choices.items():
            place = (*prefix, name, "choices", key)
            _check_key(project, place, key)
            if choice is not None:
                _check_choice(project, place, key, choice)
            elif prefix == ("menu",):
                _leads_nowhere(project, place)
    check_cases(project, menu_cases(prefix, menu), named)


def _leads_nowhere(project: Project, place: Place) -> None:
    cause = f"{place[-3]}: key {place[-1]} leads nowhere."
    project.problem("key-leads-nowhere", place, cause, "Add [go: …].")


def check_taken_away(project: Project, municipality: str) -> None:
    """Warn of keys that a municipality takes away from a step that does not offer them."""
    steps = project.names("menu")
    for name, step in project.municipalities[municipality].menu.items():
        common = project.steps.get(name, StepDocument()).choices
        for key, choice in step.choices.items():
            if choice is not None or key in common or key not in KEYS:
                continue
            place = (f"municipalities/{municipality}", "menu", name, "choices", key)
            if steps.lack(name):
                _leads_nowhere(project, place)
            elif project.is_whole("menu", name):
                cause = f"{name}: there is no choice {key} to take away."
                project.warn("nothing-to-take-away", place, cause, "Remove this line.")


def _check_key(project: Project, place: Place, key: str) -> None:
    if key in ("0", "#", "*"):
        cause = f"Key {key} means the same in every step and cannot be a choice."
        fix = "0 is a person, # says it again, * is the main menu."
        project.problem("key-reserved", place, cause, fix)
    elif key not in KEYS:
        project.problem(
            "unknown-key", place, f"[{key}] is not a key of a telephone.", "Use 1 to 9."
        )


def _check_choice(project: Project, place: Place, key: str, choice: ChoiceDocument) -> None:
    if not project.is_whole(*place):
        return
    if choice.quiet and choice.say is not None:
        cause = f"Choice {key} is quiet and yet has [say]."
        project.problem("quiet-choice-offered", place, cause, "Remove one of the two.")
    if not choice.quiet and choice.say is None:
        cause = f"Choice {key} has no [say]: callers would not hear of it."
        fix = "Add [say: PROMPT], or [quiet: true] if it is not to be offered."
        project.problem("choice-not-offered", place, cause, fix)


def check_order(project: Project, municipality: str) -> None:
    """Note keys that are skipped, and menus too long to remember, as a municipality has them."""
    for name, step in project.written_menu_of(municipality).items():
        place = project.own(municipality, ("menu", name, "choices"))
        own = (f"municipalities/{municipality}", "menu", name)
        whole = project.is_whole("menu", name) and project.is_whole(*own)
        if whole and not listing_of(name) and (place, "order") not in project.seen:
            project.seen.add((place, "order"))
            _check_order(project, place, name, step)


def _check_order(project: Project, place: Place, name: str, step: StepDocument) -> None:
    offered = [key for key, choice in step.choices.items() if choice and not choice.quiet]
    if offered != list(KEYS[: len(offered)]) and set(offered) <= set(KEYS):
        cause = f"{name}: the keys are {', '.join(offered)}; callers expect them in order."
        fix = f"Use {', '.join(KEYS[: len(offered)])} from top to bottom."
        project.problem("keys-out-of-order", place, cause, fix)
    if len(offered) > MOST_TOPICS:
        cause = f"{name}: {len(offered)} topics are more than a caller can remember."
        fix = f"Offer {MOST_TOPICS} at most, the rest a step further on."
        project.problem("too-many-topics", place, cause, fix)


def check_reached(project: Project, hotline: HotlineDocument) -> None:
    """Warn of steps that nothing leads to, in one municipality or in all of them."""
    lost: dict[Place, list[str]] = {}
    for key, municipality in project.municipalities.items():
        menu = project.written_menu_of(key)
        # That a list of places is offered is told of by itself.
        steps = {name for name in menu if not listing_of(name)}
        for name in steps - _reached(hotline, menu):
            place = project.own(key, ("menu", name))
            lost.setdefault(place, []).append(municipality.name or key)
    for place, where in lost.items():
        everywhere = place[0] != "menu" or len(where) == len(project.municipalities)
        cause = f"{place[-1]}: nothing leads to this step{'' if everywhere else _in(where)}."
        fix = "Lead a key to it, or remove it."
        if not project.files[str(place[0])].says(*place[1:]):
            fix = f"Lead a key to it, or take it away: write [{place[-1]}:] in config/menu.yaml."
        project.warn("step-not-reached", place, cause, fix)


def _in(municipalities: Iterable[str]) -> str:
    return f" in {', '.join(municipalities)}"


def _reached(hotline: HotlineDocument, menu: Mapping[str, StepDocument]) -> set[str]:
    """Return the steps to which a key, silence or key 0 leads from the main menu on."""
    led = destinations(hotline_cases(hotline))
    firsts = (go.name for _, go in led if go.kind == "step")
    found = dict.fromkeys((hotline.main_menu, hotline.emergency_step, *firsts))
    queue = list(found)
    for name in queue:
        here = {name: menu[name]} if name in menu else {}
        for _, go in destinations(menu_cases((), here)):
            if go.kind == "step" and go.name not in found:
                found[go.name] = None
                queue.append(go.name)
    return set(found)


def check_cases(project: Project, cases: Iterable[Cases], named: Named) -> None:
    """Note conditions and destinations that name what does not exist."""
    written = list(cases)
    for place, options in written:
        _check_conditions(project, place, options, named.services)
    for place, destination in destinations(written):
        _check_destination(project, place, destination, named)


def _check_conditions(
    project: Project, place: Place, cases: Mapping[str, str], services: Names
) -> None:
    if "else" not in cases and project.is_whole(*place):
        cause = "The last case is missing: where to when none of the others holds?"
        project.problem("missing-else", place, cause, "Add [else: …].")
    for condition in cases:
        verb, _, service = condition.partition(" ")
        spot = (*place, condition)
        if condition == "else":
            continue
        if verb != "open" or not service:
            fix = "Write [open SERVICE: …] or [else: …]."
            cause = f"[{condition}] is not a condition."
            project.problem("condition-not-understood", spot, cause, fix)
        elif services.lack(service):
            cause = f"[open {service}] asks about a service that does not exist."
            project.problem("unknown-service", spot, cause, nearest(service, services.known))


def _check_destination(project: Project, place: Place, go: Destination, named: Named) -> None:
    if go.kind == "step" and not listing_of(go.name) and named.steps.lack(go.name):
        transfers = (f"transfer {service}" for service in named.services.known)
        cause = f"[{go.name}] leads nowhere: no step has that name."
        fix = _listing_meant(project, go.name)
        fix = fix or nearest(go.name, [*named.steps.known, *RESERVED, *transfers])
        project.problem("unknown-step", place, cause, fix)
    if go.kind == "transfer" and named.services.lack(go.name):
        cause = f"[transfer {go.name}]: there is no such service."
        fix = _listing_meant(project, go.name) or nearest(go.name, named.services.known)
        project.problem("unknown-service", place, cause, fix)
    if place[:2] == ("hotline", "person") and go.kind == "person":
        fix = "Name a service: [transfer SERVICE]."
        project.problem("person-leads-to-itself", place, "[person] leads to itself.", fix)


def _listing_meant(project: Project, go: str) -> str:
    """Return how to lead to the directory that a destination names; empty if it names none."""
    words = re.split(r"[ .]", go.removeprefix("directory"))
    for municipality in project.municipalities:
        lists = project.names(f"municipalities/{municipality}", "directories").known
        if found := next((word for word in words if word in lists), None):
            return f"Write [directory {found}], where callers choose the place."
    return ""
