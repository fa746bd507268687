"""The files of a project, read and held against their shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel

from ivr.definition.alarms.document import AlarmsDocument
from ivr.definition.beneath import HOTLINE, beneath
from ivr.definition.documents import (
    AnnouncementsDocument,
    BudgetsDocument,
    CatalogueDocument,
    FactsDocument,
    HotlineDocument,
    MenuDocument,
    MunicipalityDocument,
    ServicesDocument,
)
from ivr.definition.documents.shape import shape
from ivr.definition.project import Project
from ivr.definition.yaml.file import LARGEST_BYTES, YamlFile, laid_over, read_yaml
from ivr.lookalikes import composed, is_unseen, mended, odd
from ivr.problems import Problem

ANNOUNCEMENTS: Final = "config/announcements.yaml"
ALARMS: Final = "config/alarms.yaml"
"""The files a project may do without: there is not always something to announce, or to watch."""

_ALONE: Final = (MunicipalityDocument, AnnouncementsDocument)
"""What is never laid over what is shipped."""

Model = TypeVar("Model", bound=BaseModel)


def read_project(root: Path, today: dt.date | None = None, shipped: Path | None = None) -> Project:
    """Read config/ and prompts/ below a folder; what is wrong is in the project's problems.

    A folder that builds on the shipped content says only what differs. Municipalities and
    announcements are its own alone: nobody wants another one's numbers.
    """
    under = beneath(root)
    if under is not None and shipped is not None:
        under = shipped
    project = Project(root, today or dt.datetime.now(dt.UTC).date(), under)
    project.hotline = _read(project, "hotline", HOTLINE, HotlineDocument)
    project.budgets = _read(project, "budgets", "config/budgets.yaml", BudgetsDocument)
    menu = _read(project, "menu", "config/menu.yaml", MenuDocument)
    services = _read(project, "services", "config/services.yaml", ServicesDocument)
    facts = _read(project, "facts", "config/facts.yaml", FactsDocument)
    if (root / ANNOUNCEMENTS).exists():
        heard = _read(project, "announcements", ANNOUNCEMENTS, AnnouncementsDocument)
        project.announcements = heard.root if heard else {}
    if any((folder / ALARMS).exists() for folder in (root, under) if folder is not None):
        project.alarms = _read(project, "alarms", ALARMS, AlarmsDocument)
    project.steps = menu.root if menu else {}
    project.services = services.root if services else {}
    project.facts = facts.root if facts else {}
    for stem, path in _files(project, "config/municipalities"):
        key = f"municipalities/{stem}"
        name = f"config/municipalities/{stem}.yaml"
        found = _read(project, key, name, MunicipalityDocument, path)
        # Of a file that says nothing, the common menu is still checked.
        found = found or MunicipalityDocument(name=stem)
        project.municipalities[stem] = (
            found if found.name else found.model_copy(update={"name": stem})
        )
    for stem, path in _catalogues(project):
        name = f"prompts/{stem}.yaml"
        catalogue = _read(project, f"prompts/{stem}", name, CatalogueDocument, path)
        if catalogue is not None:
            project.catalogues[stem] = catalogue
    return project


def _catalogues(project: Project) -> Iterator[tuple[str, Path]]:
    """Yield the catalogues of a folder, and those underneath that it says nothing of."""
    found = dict(_files(project, "prompts"))
    if project.beneath is not None:
        for path in sorted((project.beneath / "prompts").glob("[!.]*.yaml")):
            found.setdefault(path.stem, project.root / "prompts" / path.name)
    yield from sorted(found.items())


def _files(project: Project, folder: str) -> Iterator[tuple[str, Path]]:
    """Yield the YAML files of a folder by name, without those an editing program hides there.

    A name is composed (NFC), whichever way the disk spells it.
    """
    seen: set[str] = set()
    for path in sorted((project.root / folder).glob("[!.]*")):
        if path.suffix == ".yaml":
            stem = _plain_name(project, folder, composed(path.stem))
            if stem not in seen:
                seen.add(stem)
                yield stem, path
            else:
                cause = "Two files of this folder have this name, in two spellings."
                fix = "Remove one, or call it otherwise."
                problem = Problem("duplicate-name", f"{folder}/{stem}.yaml", 1, cause, fix)
                project.problems.append(problem)
        elif path.suffix.lower() in (".yml", ".yaml"):
            name, fix = f"{folder}/{path.name}", f"Call it {path.stem}.yaml."
            cause = "Only files that end in .yaml are read."
            project.problems.append(Problem("wrong-file-ending", name, 1, cause, fix))
            # It is meant to be there, and is not called unknown.
            key = f"{folder.removeprefix('config/')}/{path.stem}"
            project.files.setdefault(key, YamlFile(name, None, {}, readable=False))


def _plain_name(project: Project, folder: str, stem: str) -> str:
    """Return a file's name as it was meant; note it if it holds a sign that nobody would see."""
    if not (places := odd(stem)):
        return stem
    unseen = any(is_unseen(stem[place]) for place in places)
    code = "invisible-sign" if unseen else "look-alike-sign"
    meant = mended(stem)
    cause = f"This file's name is not what it looks like: [{stem}]."
    name = f"{folder}/{stem}.yaml"
    project.problems.append(Problem(code, name, 1, cause, f"Call it [{meant}]."))
    return meant


def _read(
    project: Project, key: str, name: str, model: type[Model], path: Path | None = None
) -> Model | None:
    file, problems = _parse(path or project.root / name, name)
    if project.beneath is not None and model not in _ALONE:
        file, problems = _laid_over(project.beneath, name, file, problems)
    project.files[key] = file
    if file.content is None:
        project.problems += problems or [Problem("empty-file", name, 1, "The file is empty.")]
        return None
    document, differences = shape(file, model)
    project.problems += [*problems, *differences]
    return document


def _laid_over(
    beneath: Path, name: str, own: YamlFile, problems: list[Problem]
) -> tuple[YamlFile, list[Problem]]:
    """Lay a file over the shipped one of the same name; either may be missing."""
    if not (beneath / name).exists():
        return own, problems
    shipped, faults = _parse(beneath / name, f"shipped {name}")
    if any(problem.code == "missing-file" for problem in problems):
        return laid_over(YamlFile(name, {}, {}), shipped), faults
    if own.content is None and problems:
        return own, [*problems, *faults]
    return laid_over(own, shipped), [*problems, *faults]


def _parse(path: Path, name: str) -> tuple[YamlFile, list[Problem]]:
    try:
        if (size := path.stat().st_size) <= LARGEST_BYTES:
            return read_yaml(name, path.read_text(encoding="utf-8"))
        cause = f"The file has {size // 1_000_000} million bytes; texts have some thousands."
        fix = "Has something else come into it? Restore it."
        problem = Problem("file-too-large", name, 1, cause, fix)
    except FileNotFoundError:
        fix = "Is this the project's folder?"
        problem = Problem("missing-file", name, 1, "The file is missing.", fix)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fix = "Save the file as UTF-8."
        problem = Problem("file-not-utf8", name, line, "This is not UTF-8 text.", fix)
    except OSError as error:
        cause = f"The file cannot be read: {error.strerror}."
        problem = Problem("unreadable-file", name, 1, cause)
    return YamlFile(name, None, {}, readable=False), [problem]
