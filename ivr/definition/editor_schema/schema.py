"""What editing programs know of the YAML files: schemas of the loader's own documents.

A schema describes the shape of one file. What one file says about another (a choice that
goes nowhere) is beyond it; `ivr check` says that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from ivr.definition.alarms.document import AlarmsDocument
from ivr.definition.beneath import beneath
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
from ivr.definition.editor_schema.dialect import describe

FOLDER: Final = Path("config/schema")

DOCUMENTS: Final[Mapping[str, type[BaseModel]]] = {
    "alarms": AlarmsDocument,
    "announcements": AnnouncementsDocument,
    "budgets": BudgetsDocument,
    "facts": FactsDocument,
    "hotline": HotlineDocument,
    "menu": MenuDocument,
    "municipality": MunicipalityDocument,
    "prompts": CatalogueDocument,
    "services": ServicesDocument,
}
"""The document that each schema describes, by the schema's name."""

_MANY: Final = {"config/municipalities": "municipality", "prompts": "prompts"}
"""The schema of every file in a folder that holds many of a kind."""

_MARK: Final = "# yaml-language-server:"


@dataclass(frozen=True, slots=True)
class Written:
    """A file and what became of it: new, changed, removed or as it was."""

    file: Path
    became: str


def schema_of(file: Path) -> str | None:
    """Return the name of the schema of a YAML file, whose path is from the project's folder.

    >>> schema_of(Path("config/menu.yaml")), schema_of(Path("config/municipalities/asker.yaml"))
    ('menu', 'municipality')
    """
    folder = file.parent.as_posix()
    if file.suffix != ".yaml" or folder in _MANY:
        return _MANY.get(folder) if file.suffix == ".yaml" else None
    of_one = DOCUMENTS.keys() - set(_MANY.values())
    return file.stem if folder == "config" and file.stem in of_one else None


def modeline(file: Path) -> str:
    """Return the first line that names a file's schema to editing programs.

    Raises KeyError for a file that has no schema.

    >>> modeline(Path("prompts/nb.yaml"))
    '# yaml-language-server: $schema=../config/schema/prompts.json'
    """
    name = schema_of(file)
    if name is None:
        raise KeyError(file)
    schema = FOLDER / f"{name}.json"
    if schema.is_relative_to(file.parent):
        return f"{_MARK} $schema={schema.relative_to(file.parent).as_posix()}"
    if file.is_relative_to("config"):
        schema = schema.relative_to("config")
    up = "../" * (len(file.parts) - 1 - int(file.is_relative_to("config")))
    return f"{_MARK} $schema={up}{schema.as_posix()}"


def schema_text(name: str, *, differences: bool = False) -> str:
    """Return one schema as its file holds it; of files that hold differences, nothing is needed.

    >>> schema_text("menu").splitlines()[1]
    '  "$schema": "http://json-schema.org/draft-07/schema#",'
    >>> '"required"' in schema_text("menu"), '"required"' in schema_text("menu", differences=True)
    (True, False)
    """
    described = describe(DOCUMENTS[name])
    if differences:
        described = _without_needs(described)
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def _without_needs(described: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(described, dict):
        # An option may be called so too: that one is a mapping.
        needs = isinstance(described.get("required"), list)
        kept = {key: one for key, one in described.items() if not (needs and key == "required")}
        return {key: _without_needs(one) for key, one in kept.items()}
    return [_without_needs(one) for one in described] if isinstance(described, list) else described


def write_schemas(root: Path) -> list[Written]:
    """Write every schema below a project's folder anew; raises OSError when that cannot be done.

    A schema of a kind of file that no longer exists is removed. Where the shipped content lies
    underneath, nothing has to be there.
    """
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    differences = beneath(root) is not None
    written = [
        _write(root, FOLDER / f"{name}.json", schema_text(name, differences=differences))
        for name in DOCUMENTS
    ]
    for path in sorted(folder.glob("*.json")):
        if path.stem not in DOCUMENTS:
            path.unlink()
            written.append(Written(FOLDER / path.name, "removed"))
    return written


def unmarked(root: Path) -> Iterator[Path]:
    """Yield the YAML files whose first line does not name their schema."""
    for folder in ("config", *_MANY):
        for path in sorted((root / folder).glob("[!.]*.yaml")):
            file = path.relative_to(root)
            if schema_of(file) is not None and modeline(file) != _first_line(path):
                yield file


def mark(root: Path, file: Path) -> Written:
    """Put the line that names its schema at the top of a YAML file; nothing else is touched."""
    text = (root / file).read_bytes().decode("utf-8")
    first, newline, rest = text.partition("\n")
    ending = "\r\n" if first.endswith("\r") else "\n"
    kept = rest if newline and first.startswith(_MARK) else text
    return _write(root, file, f"{modeline(file)}{ending}{kept}")


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline().decode("utf-8", "replace").rstrip("\r\n")


def _write(root: Path, file: Path, text: str) -> Written:
    path, new = root / file, text.encode()
    old = path.read_bytes() if path.exists() else None
    if old == new:
        return Written(file, "as it was")
    path.write_bytes(new)
    return Written(file, "new" if old is None else "changed")
