"""A project folder in, a hotline out; or every problem at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivr.definition.alarms.check import check_alarms
from ivr.definition.assemble import assemble
from ivr.definition.checks.figures import check_facts
from ivr.definition.checks.hotline import check_announcements, check_hotline
from ivr.definition.checks.hours import check_hours
from ivr.definition.checks.menu import (
    Named,
    check_menu,
    check_order,
    check_reached,
    check_taken_away,
)
from ivr.definition.checks.numbers import check_numbers
from ivr.definition.checks.prompts import check_prompts
from ivr.definition.checks.sayable import check_addresses
from ivr.definition.checks.services import (
    check_entrances,
    check_led_to,
    check_otherwise,
    check_services,
)
from ivr.definition.checks.telephone.examples import example_numbers
from ivr.definition.checks.telephone.routes import check_routes
from ivr.definition.checks.telephone.said import check_said
from ivr.definition.checks.telephone.spoken_numbers import Numbers, check_spoken_numbers
from ivr.definition.checks.telephone.variables import check_variables
from ivr.definition.directories.check import check_directories, check_ways
from ivr.definition.documents import HotlineDocument
from ivr.definition.numbering import plan_of
from ivr.definition.project import Project
from ivr.definition.read import read_project
from ivr.definition.usage import LANGUAGE_OPTION, LANGUAGE_SHORT, Usage
from ivr.definition.waiting.choices import Waiting
from ivr.definition.waiting.heard import all_usages, asked_for, wordings
from ivr.definition.yaml.file import Names, YamlFile
from ivr.environment import trimmed
from ivr.model.hotline import Hotline
from ivr.problems import BrokenHotline, Problem, in_order


@dataclass(frozen=True, slots=True)
class Loaded:
    """A hotline that can be served, what is worth mending in it, and every text it may speak.

    ``wordings`` holds, by language and prompt, each text that may be heard: with every key that
    leads to it, in every municipality, with its figures and without them.
    ``files`` are those it was read from, by the first part of a place (``services``,
    ``prompts/pl``), for whoever finds fault with it later. ``usages`` say where each prompt
    is heard, or will be once every number is known. ``examples`` are the numbers that no telephone
    can have, each as the mistake that it is where real callers come. ``asked`` holds, by language,
    what it is to say in the municipalities that offer it; ``waiting``, by language and prompt, what
    is heard only once a choice that is left out can be offered.
    """

    hotline: Hotline
    warnings: tuple[Problem, ...]
    wordings: Mapping[tuple[str, str], frozenset[str]]
    files: Mapping[str, YamlFile]
    usages: tuple[Usage, ...]
    examples: tuple[Problem, ...] = ()
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    waiting: frozenset[tuple[str, str]] = frozenset()

    @property
    def texts(self) -> frozenset[tuple[str, str]]:
        """Every (language, text) a call can ever need."""
        return frozenset(
            (code, text) for (code, _), texts in self.wordings.items() for text in texts
        )

    @property
    def optional(self) -> frozenset[str]:
        """The prompts that a language may lack: announcements that are nothing else, and hints."""
        heard = {usage.prompt for usage in self.usages if usage.is_optional}
        return frozenset(heard.difference(u.prompt for u in self.usages if not u.is_optional))

    def prompts(self, language: str) -> tuple[str, ...]:
        """Return the keys of every prompt that a language may speak, in the order of the files.

        Of a language that nobody has written yet, those that it would have to speak.
        """
        spoken = dict.fromkeys(u.prompt for u in self.usages if self._speaks(language, u))
        asked = self.asked.get(language)
        return tuple(prompt for prompt in spoken if asked is None or prompt in asked)

    def _speaks(self, language: str, usage: Usage) -> bool:
        is_named = usage.prompt in (LANGUAGE_OPTION, LANGUAGE_SHORT)
        is_new = language not in self.hotline.languages and is_named
        return is_new or usage.language in (None, language)


def load(
    root: Path,
    environ: Mapping[str, str],
    today: dt.date | None = None,
    shipped: Path | None = None,
) -> Loaded:
    """Read the hotline below a folder; raises BrokenHotline with every problem of every file.

    ``environ`` holds the variables that routes name, such as ``SIP_TRUNK``.
    Opening hours are looked at for two years from ``today``: the day it is, if none is given.
    A folder that builds on the shipped content is laid over ``shipped``, or over what is installed.
    """
    environ = trimmed(environ)
    project = read_project(root, today, shipped)
    examples: tuple[Problem, ...] = ()
    waiting: dict[str, Waiting] = {}
    check_files(project)
    check_variables(project, environ)
    check_alarms(project, environ)
    if project.hotline is not None:
        check_ways(project, project.hotline)
        check_numbers(project, project.hotline)
        examples = _check_dialled(project, project.hotline, environ)
        check_said(project, project.hotline)
        waiting = {key: Waiting.of(project, project.hotline, key) for key in project.municipalities}
        check_prompts(project, project.hotline, waiting)
    if project.hotline is not None and all(one.is_warning for one in project.problems):
        check_reached(project, project.hotline)
        check_led_to(project, project.hotline)
    if project.hotline is None or not all(one.is_warning for one in project.problems):
        raise BrokenHotline(*project.problems)
    hotline = assemble(project, project.hotline, environ, waiting)
    warnings = in_order(project.problems)
    return Loaded(
        hotline,
        warnings,
        wordings(project, hotline, waiting),
        project.files,
        all_usages(project),
        examples,
        *asked_for(project, waiting),
    )


def _check_dialled(
    project: Project, hotline: HotlineDocument, environ: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Hold every number against the country's numbering plan; return the examples among them."""
    plan = plan_of(hotline.country)
    if plan is None:
        return ()
    numbers = Numbers.of(project, plan)
    check_spoken_numbers(project, hotline, numbers)
    check_routes(project, numbers, environ)
    return in_order(example_numbers(project, numbers))


def check_files(project: Project) -> None:
    """Note every name, key, number and opening-hours text that does not hold."""
    common = Named(project.names("menu"), project.names("services"))
    if project.hotline is not None:
        check_hotline(project, project.hotline, common)
    check_menu(project, ("menu",), project.steps, common)
    check_services(project, ("services",), project.services, common.services, Names())
    for key, document in project.municipalities.items():
        file = f"municipalities/{key}"
        steps, services = project.names(file, "menu"), project.names(file, "services")
        local = Named(common.steps | steps, common.services | services)
        check_menu(project, (file, "menu"), document.menu, local)
        check_taken_away(project, key)
        check_order(project, key)
        check_services(
            project, (file, "services"), document.services, local.services, common.services
        )
        check_directories(project, key, local.services)
    check_hours(project)
    check_otherwise(project)
    check_facts(project, common.services)
    check_addresses(project)
    check_announcements(project)
    check_entrances(project)
