"""The files of a hotline, read and held against their shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel

from ivr.definition.documents import (
    AnnouncementDocument,
    AnnouncementsDocument,
    BudgetsDocument,
    CatalogueDocument,
    ChoiceDocument,
    FactDocument,
    FactsDocument,
    HotlineDocument,
    MenuDocument,
    MunicipalityDocument,
    ServiceDocument,
    ServicesDocument,
    StepDocument,
)
from ivr.definition.documents.shape import shape
from ivr.definition.yaml.file import YamlFile, read_yaml
from ivr.definition.yaml.names import names_in
from ivr.model.menu import Destination
from ivr.model.prompts import placeholders
from ivr.model.services import Service
from ivr.problems import Fault

ANNOUNCEMENTS: Final = "config/announcements.yaml"
"""The one file a project may do without: there is not always something to announce."""

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]


@dataclass(slots=True)
class Project:
    """Every file of a project as its editor wrote it; ``faults`` grows while it is read.

    ``files`` is keyed by the first part of a place: ``menu``, ``services``, ``facts``, ``budgets``,
    ``announcements``, ``hotline``, ``municipalities/NAME`` or ``prompts/LANGUAGE``.
    """

    root: Path
    files: dict[str, YamlFile] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    hotline: HotlineDocument | None = None
    budgets: BudgetsDocument | None = None
    steps: Mapping[str, StepDocument] = field(default_factory=dict)
    services: Mapping[str, ServiceDocument] = field(default_factory=dict)
    facts: Mapping[str, FactDocument] = field(default_factory=dict)
    announcements: Mapping[str, AnnouncementDocument] = field(default_factory=dict)
    municipalities: dict[str, MunicipalityDocument] = field(default_factory=dict)
    catalogues: dict[str, CatalogueDocument] = field(default_factory=dict)
    seen: set[tuple[Place, str]] = field(default_factory=set)

    def fault(self, place: Place, what: str, fix: str = "", *, warning: bool = False) -> None:
        """Note a fault at a place: a file's key, then the path inside it."""
        self.faults.append(self.files[str(place[0])].fault(place[1:], what, fix, warning=warning))

    def names(self, file: str, *path: str) -> frozenset[str]:
        """Return the names a file defines, sound or not, at its top level or below a path."""
        return names_in(self.files.get(file), *path)

    def own(self, municipality: str, place: Place) -> Place:
        """Return a place of a common file, or its like in the municipality's file if that counts.

        ``place`` begins with ``menu`` or ``services``, the step or service, and the option.
        """
        file = f"municipalities/{municipality}"
        deciding = place[: 4 if place[2:3] == ("choices",) else 3]
        written = len(place) > 2 and deciding in self.files[file].lines  # noqa: PLR2004 - an option
        return (file, *place) if written or place[1] not in self.names(str(place[0])) else place

    def offered(self) -> dict[str, CatalogueDocument]:
        """Return the sound catalogues of the languages that callers can choose, in their order."""
        codes = self.hotline.languages if self.hotline else []
        return {code: self.catalogues[code] for code in codes if code in self.catalogues}

    def menu_of(self, municipality: str) -> dict[str, StepDocument]:
        """Return the steps as one municipality has them, without what leads to unknown numbers."""
        return self._known_menu(municipality, self.services_of(municipality))

    def coming_menu_of(self, municipality: str) -> dict[str, StepDocument]:
        """Return the steps as a municipality will have them once all numbers are known."""
        services = self.services_of(municipality)
        coming = {name for name in services if self.awaits(name, "number")}
        sure = {name: service for name, service in services.items() if name not in coming}
        return self._known_menu(municipality, sure)

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
        self, municipality: str, services: Mapping[str, ServiceDocument]
    ) -> dict[str, StepDocument]:
        """Return a municipality's steps without what leads to one of the services in vain."""
        written = self.written_menu_of(municipality)
        return {name: _without_unknown(step, services) for name, step in written.items()}

    def left_out(self, municipality: str) -> Iterator[tuple[str, str, str]]:
        """Yield the step, key and service of every choice that a municipality cannot offer."""
        services = self.services_of(municipality)
        for name, step in self.written_menu_of(municipality).items():
            for key, choice in step.choices.items():
                if choice is not None and _unknown(choice, services):
                    yield name, key, Destination.read(choice.go["else"]).name

    def written_menu_of(self, municipality: str) -> dict[str, StepDocument]:
        """Return the steps as one municipality's files say, offered or not."""
        merged = dict(self.steps)
        for name, change in self.municipalities[municipality].menu.items():
            merged[name] = _changed_step(merged[name], change) if name in merged else change
        return merged

    def services_of(self, municipality: str) -> dict[str, ServiceDocument]:
        """Return the services as one municipality has them."""
        merged = dict(self.services)
        for name, change in self.municipalities[municipality].services.items():
            base = merged.get(name, ServiceDocument())
            merged[name] = base.model_copy(update=_written(change))
        return merged


def _written(document: BaseModel) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.model_fields_set}


def _changed_step(base: StepDocument, change: StepDocument) -> StepDocument:
    """Lay a municipality's step over the common one; a key set to nothing is taken away."""
    update = _written(change)
    if "choices" in update:
        choices: dict[str, ChoiceDocument | None] = {**base.choices, **change.choices}
        update["choices"] = {key: choices[key] for key in sorted(choices) if choices[key]}
    return base.model_copy(update=update)


def _without_unknown(step: StepDocument, services: Mapping[str, ServiceDocument]) -> StepDocument:
    """Leave out the choices that lead to a service whose number is not known here."""
    known = {key: choice for key, choice in step.choices.items() if not _unknown(choice, services)}
    return (
        step if known.keys() == step.choices.keys() else step.model_copy(update={"choices": known})
    )


def _unknown(choice: ChoiceDocument | None, services: Mapping[str, ServiceDocument]) -> bool:
    if choice is None or list(choice.go) != ["else"]:
        return False
    destination = Destination.read(choice.go["else"])
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


def read_project(root: Path) -> Project:
    """Read config/ and prompts/ below a folder; what is wrong is in the project's faults."""
    project = Project(root)
    project.hotline = _read(project, "hotline", "config/hotline.yaml", HotlineDocument)
    project.budgets = _read(project, "budgets", "config/budgets.yaml", BudgetsDocument)
    menu = _read(project, "menu", "config/menu.yaml", MenuDocument)
    services = _read(project, "services", "config/services.yaml", ServicesDocument)
    facts = _read(project, "facts", "config/facts.yaml", FactsDocument)
    if (root / ANNOUNCEMENTS).exists():
        heard = _read(project, "announcements", ANNOUNCEMENTS, AnnouncementsDocument)
        project.announcements = heard.root if heard else {}
    project.steps = menu.root if menu else {}
    project.services = services.root if services else {}
    project.facts = facts.root if facts else {}
    for path in _files(project, "config/municipalities"):
        key = f"municipalities/{path.stem}"
        found = _read(project, key, f"config/municipalities/{path.name}", MunicipalityDocument)
        # Of a file that says nothing, the common menu is still checked.
        project.municipalities[path.stem] = found or MunicipalityDocument(name=path.stem)
    for path in _files(project, "prompts"):
        catalogue = _read(
            project, f"prompts/{path.stem}", f"prompts/{path.name}", CatalogueDocument
        )
        if catalogue is not None:
            project.catalogues[path.stem] = catalogue
    return project


def _files(project: Project, folder: str) -> Iterator[Path]:
    """Yield the YAML files of a folder by name, without those an editing program hides there."""
    for path in sorted((project.root / folder).glob("[!.]*")):
        if path.suffix == ".yaml":
            yield path
        elif path.suffix.lower() in (".yml", ".yaml"):
            what = "Only files that end in .yaml are read."
            name = f"{folder}/{path.name}"
            project.faults.append(Fault(name, 1, what, f"Call it {path.stem}.yaml."))


def _read(project: Project, key: str, name: str, model: type[Model]) -> Model | None:
    file, faults = _parse(project.root, name)
    project.files[key] = file
    if file.content is None:
        project.faults += faults or [Fault(name, 1, "The file is empty.")]
        return None
    document, differences = shape(file, model)
    project.faults += [*faults, *differences]
    return document


def _parse(root: Path, name: str) -> tuple[YamlFile, list[Fault]]:
    try:
        return read_yaml(name, (root / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        fault = Fault(name, 1, "The file is missing.", "Is this the project's folder?")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = Fault(name, line, "This is not UTF-8 text.", "Save the file as UTF-8.")
    except OSError as error:
        fault = Fault(name, 1, f"The file cannot be read: {error.strerror}.")
    return YamlFile(name, None, {}), [fault]
