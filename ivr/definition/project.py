"""The files of a hotline, laid over each other as each municipality has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from ivr.definition.alarms.document import AlarmsDocument
from ivr.definition.directories.listed import Listed, digits_of, listed
from ivr.definition.documents import (
    AnnouncementDocument,
    BudgetsDocument,
    CatalogueDocument,
    ChoiceDocument,
    FactDocument,
    HotlineDocument,
    MunicipalityDocument,
    ServiceDocument,
    StepDocument,
)
from ivr.definition.yaml.file import Names, YamlFile
from ivr.model.directories import DIGIT, listing_of
from ivr.model.menu import Destination
from ivr.model.prompts import placeholders
from ivr.model.services import Service
from ivr.problems import Problem, Severity

Place = tuple[str | int, ...]


@dataclass(slots=True)
class Project:
    """Every file of a project as its editor wrote it; ``problems`` grows while it is read.

    ``files`` is keyed by the first part of a place: ``menu``, ``services``, ``facts``, ``budgets``,
    ``announcements``, ``alarms``, ``hotline``, ``municipalities/NAME`` or ``prompts/LANGUAGE``.
    What holds for a while is judged from ``today`` on. What the files do not say is said by those
    of the folder ``beneath``.
    """

    root: Path
    today: dt.date
    beneath: Path | None = None
    files: dict[str, YamlFile] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    hotline: HotlineDocument | None = None
    budgets: BudgetsDocument | None = None
    alarms: AlarmsDocument | None = None
    steps: Mapping[str, StepDocument] = field(default_factory=dict)
    services: Mapping[str, ServiceDocument] = field(default_factory=dict)
    facts: Mapping[str, FactDocument] = field(default_factory=dict)
    announcements: Mapping[str, AnnouncementDocument] = field(default_factory=dict)
    municipalities: dict[str, MunicipalityDocument] = field(default_factory=dict)
    catalogues: dict[str, CatalogueDocument] = field(default_factory=dict)
    seen: set[tuple[Place, str]] = field(default_factory=set)
    _listed: dict[str, Listed] = field(default_factory=dict, repr=False)

    def problem(self, code: str, place: Place, cause: str, fix: str = "") -> None:
        """Note a mistake at a place: a file's key, then the path inside it."""
        self.problems.append(self.files[str(place[0])].problem(code, place[1:], cause, fix))

    def warn(self, code: str, place: Place, cause: str, fix: str) -> None:
        """Note what is worth mending, at a place, and keeps nobody from being served."""
        file = self.files[str(place[0])]
        self.problems.append(file.problem(code, place[1:], cause, fix, Severity.WARNING))

    def names(self, file: str, *path: str) -> Names:
        """Return the names a file defines at its top level or below a path."""
        return self.files[file].names(*path)

    def is_whole(self, *place: str | int) -> bool:
        """Tell whether nothing had to be left out of a place; if not, it is not judged."""
        return self.files[str(place[0])].is_whole(*place[1:])

    def own(self, municipality: str, place: Place) -> Place:
        """Return a place of a common file, or its like in the municipality's file if that counts.

        ``place`` begins with ``menu`` or ``services``, the step or service, and the option. What
        is made of a directory has its place there: the place's own line, or what holds for all.
        """
        file = f"municipalities/{municipality}"
        line = self.listed(municipality).line(str(place[1])) if len(place) > 1 else None
        if line is not None:
            option = place[2:] if place[0] == "services" else ()
            own, all_places = (file, *line, *option), (file, *line[:2], *option)
            is_said = self.files[file].says(*own[1:]) or not self.files[file].says(*all_places[1:])
            return own if is_said else all_places
        deciding = place[: 4 if place[2:3] == ("choices",) else 3]
        written = len(place) > 2 and self.files[file].says(*deciding)  # noqa: PLR2004 - an option
        is_own = written or self.names(str(place[0])).lack(str(place[1]))
        return (file, *place) if is_own else place

    def listed(self, municipality: str) -> Listed:
        """Return the places of a municipality's directories, and the menus that list them."""
        if municipality not in self._listed:
            directories = self.municipalities[municipality].directories
            self._listed[municipality] = listed(directories, self.hotline)
        return self._listed[municipality]

    def service_is_whole(self, name: str) -> bool:
        """Tell whether nothing had to be left out of a service in any file."""
        own = (
            self.is_whole(f"municipalities/{key}", "services", name) for key in self.municipalities
        )
        return self.is_whole("services", name) and all(own)

    def named_in(self, folder: str) -> Names:
        """Return the names of the files in a folder, whatever is in them."""
        return Names(
            frozenset(key.partition("/")[2] for key in self.files if key.startswith(f"{folder}/"))
        )

    def languages(self) -> Names:
        """Return the languages that callers can choose."""
        codes = frozenset(self.hotline.languages if self.hotline else ())
        # What is no language may be two that were meant.
        catalogues = self.named_in("prompts").known
        return Names(codes, complete=codes <= catalogues and self.is_whole("hotline", "languages"))

    def offered(self) -> dict[str, CatalogueDocument]:
        """Return the sound catalogues of the languages that callers can choose, in their order."""
        codes = self.hotline.languages if self.hotline else []
        return {code: self.catalogues[code] for code in codes if code in self.catalogues}

    def languages_of(self, municipality: str) -> list[str]:
        """Return the languages of a municipality that have a sound catalogue, in their order."""
        chosen = self.municipalities[municipality].languages
        return [code for code in self.offered() if chosen is None or code in chosen]

    def menu_of(self, municipality: str) -> dict[str, StepDocument]:
        """Return the steps as one municipality has them, without what leads to unknown numbers."""
        return self._known_menu(
            municipality, self.services_of(municipality), self.listed(municipality).steps
        )

    def coming_menu_of(self, municipality: str) -> dict[str, StepDocument]:
        """Return the steps as a municipality will have them once all numbers are known.

        Choices that lead to a directory are there as if every municipality had it.
        """
        services = self.services_of(municipality)
        coming = {name for name in services if self.awaits(name, "number")}
        sure = {name: service for name, service in services.items() if name not in coming}
        return self._known_menu(municipality, sure, None)

    def awaits(self, service: str, part: str) -> bool:
        """Tell whether a number or address is nobody's oversight where it is not known.

        Some municipality knows it, or config/services.yaml names it and leaves its place empty.
        """
        common = self.services.get(service)
        if common is not None and part in common.model_fields_set:
            return True
        everywhere = (self.services_of(municipality) for municipality in self.municipalities)
        return any(service in known and getattr(known[service], part) for known in everywhere)

    def _known_menu(
        self,
        municipality: str,
        services: Mapping[str, ServiceDocument],
        directories: Container[str] | None,
    ) -> dict[str, StepDocument]:
        """Return a municipality's steps without what leads to one of the services in vain.

        Nor to what is none of the steps of its directories; None is all there can be.
        """
        written = self.written_menu_of(municipality)
        return {
            name: _without_unknown(step, services, directories) for name, step in written.items()
        }

    def left_out(self, municipality: str) -> Iterator[tuple[str, str, Destination]]:
        """Yield the step, key and destination of every choice that a municipality cannot offer."""
        services, directories = self.services_of(municipality), self.listed(municipality).steps
        for name, step in self.written_menu_of(municipality).items():
            for key, choice in step.choices.items():
                if choice is not None and _unknown(choice, services, directories):
                    yield name, key, Destination.read(choice.go["else"])

    def written_menu_of(self, municipality: str) -> dict[str, StepDocument]:
        """Return the steps as one municipality's files say, offered or not."""
        merged = dict(self.steps)
        for name, change in self.municipalities[municipality].menu.items():
            merged[name] = _changed_step(merged[name], change) if name in merged else change
        return merged | self.listed(municipality).steps

    def services_of(self, municipality: str) -> dict[str, ServiceDocument]:
        """Return the services as one municipality has them."""
        merged = dict(self.services)
        for name, change in self.municipalities[municipality].services.items():
            base = merged.get(name, ServiceDocument())
            merged[name] = base.model_copy(update=_written(change))
        return merged | self.listed(municipality).services

    def proper_texts(self, municipality: str) -> Iterator[tuple[str, str, str]]:
        """Yield what is said beside the catalogues, by language, prompt and text.

        That is the names and addresses of places, in the fallback language alone, and single
        digits, in every language.
        """
        found = self.listed(municipality)
        if self.hotline is not None:
            for prompt, text in found.names.items():
                yield self.hotline.fallback_language, prompt, " ".join(text.split())
        for code, book in self.offered().items():
            for sign in digits_of(found):
                word = book.keys["+"] if sign == "+" else book.digits[int(sign)]
                yield code, f"{DIGIT}{sign}", word


def _written(document: BaseModel) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.model_fields_set}


def _changed_step(base: StepDocument, change: StepDocument) -> StepDocument:
    """Lay a municipality's step over the common one; a key set to nothing is taken away."""
    update = _written(change)
    if "choices" in update:
        choices: dict[str, ChoiceDocument | None] = {**base.choices, **change.choices}
        update["choices"] = {key: choices[key] for key in sorted(choices) if choices[key]}
    return base.model_copy(update=update)


def _without_unknown(
    step: StepDocument,
    services: Mapping[str, ServiceDocument],
    directories: Container[str] | None,
) -> StepDocument:
    """Leave out the choices that lead to a service or directory that is not known here."""
    known = {
        key: choice
        for key, choice in step.choices.items()
        if not _unknown(choice, services, directories)
    }
    return (
        step if known.keys() == step.choices.keys() else step.model_copy(update={"choices": known})
    )


def _unknown(
    choice: ChoiceDocument | None,
    services: Mapping[str, ServiceDocument],
    directories: Container[str] | None,
) -> bool:
    if choice is None or list(choice.go) != ["else"]:
        return False
    destination = Destination.read(choice.go["else"])
    if listing_of(destination.name) and destination.kind == "step":
        return directories is not None and destination.name not in directories
    service = services.get(destination.name)
    return destination.kind == "transfer" and service is not None and service.number is None


def unknown_in(
    text: str, services: Mapping[str, ServiceDocument] | Mapping[str, Service]
) -> list[str]:
    """Return the numbers and addresses named in a text that are not known."""
    found = []
    for placeholder in placeholders(text):
        name, _, part = placeholder.partition(".")
        if part in ("number", "address") and not getattr(services.get(name), part, None):
            found.append(placeholder)
    return found
