"""Single values of a project's YAML files: what stands there now, and a draft of other ones.

Whoever edits a value begins with what stands there. What others write meanwhile in other places of
the same file stays: the edit is made in the file as it is when it is saved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.definition.yaml.editing import YamlText
from ivr.definition.yaml.file import read_yaml
from ivr.definition.yaml.tree import Plain
from ivr.definition.yaml.written import Value
from ivr.studio.changes.names import path_of


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file of a project: ``config/services.yaml``, and the names above it."""

    file: str
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to stand at a place, None for a name alone; or that it is ``gone``."""

    spot: Spot
    value: Value
    gone: bool = False


def stands(root: Path, spot: Spot) -> Plain:
    """Return what stands at a place of a project's files now; None for nothing.

    >>> import tempfile
    >>> root = Path(tempfile.mkdtemp()).resolve()
    >>> (root / "config").mkdir()
    >>> _ = (root / "config/facts.yaml").write_text("fee: {unit: NOK}")
    >>> stands(root, Spot("config/facts.yaml", ("fee", "unit")))
    'NOK'
    """
    return read_yaml(spot.file, text_of(root, spot.file))[0].at(spot.path)


def text_of(root: Path, name: str) -> str:
    """Return a file's text as it is now; empty where there is none."""
    try:
        return path_of(root, name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def mark(root: Path, spots: Iterable[Spot]) -> str:
    """Return what tells whether anything stands otherwise at some places than it did."""
    found = [stands(root, spot) for spot in spots]
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]


def edited(root: Path, edits: Iterable[Edit]) -> Mapping[str, bytes]:
    """Return files as they are now with other values in them; all else of them stays as it is.

    Raises:
        CannotEdit: A file is written so that a value in it cannot be changed without more.
    """
    files: dict[str, YamlText] = {}
    for one in edits:
        name = one.spot.file
        file = files.setdefault(name, YamlText(name, text_of(root, name)))
        if one.gone:
            file.take_away(one.spot.path)
        else:
            file.set(one.spot.path, one.value)
    return {name: file.text.encode() for name, file in files.items()}
