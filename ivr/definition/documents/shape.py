"""A file held against its document model: every difference becomes a fault."""

from __future__ import annotations

import copy
import typing
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from ivr.definition.documents.annotations import is_required, options, stand_in
from ivr.definition.yaml.file import Path, Plain, YamlFile
from ivr.did_you_mean import suggested
from ivr.problems import Fault, nearest

Model = TypeVar("Model", bound=BaseModel)

_TRIES: Final = 4
"""How often what is faulty is mended to look at what is behind it."""

_LONGEST: Final = 60
"""Characters of a faulty value that a fault repeats."""

_MAPPING: Final = "should be a mapping of names to values"
_DATE: Final = "should be a date such as 2026-12-31"
_WORDS: Final = {
    "string_type": "should be text",
    "string_too_short": "is empty",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "list_type": "should be a list",
    "bool_parsing": "should be true or false",
    "int_parsing": "should be a whole number",
    "int_from_float": "should be a whole number",
    "int_parsing_size": "has more digits than can be read",
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "greater_than_equal": "should be at least {ge}",
    "less_than_equal": "should be at most {le}",
    "too_short": "should have at least {min_length} entries, and has {actual_length}",
    "too_long": "should have at most {max_length} entries, and has {actual_length}",
}


def shape(file: YamlFile, model: type[Model]) -> tuple[Model | None, list[Fault]]:
    r"""Return the file as its document, and every place where it has another shape.

    In the document, stand-ins take the place of what is faulty, and a mistyped option
    counts as the one it is near to, so that the rest can still be checked; there is none
    when nothing useful is left.

    >>> from ivr.definition.documents import MenuDocument
    >>> from ivr.definition.yaml.file import read_yaml
    >>> file, _ = read_yaml("menu.yaml", "main:\n  sya: hello\n")
    >>> document, faults = shape(file, MenuDocument)
    >>> print(faults[0])
    menu.yaml:2: main: [sya] is not an option here. Did you mean [say]?
    >>> document.root["main"].say
    ['hello']
    """
    reading = _Reading(file, model, copy.deepcopy(file.content))
    for _ in range(_TRIES):
        try:
            return model.model_validate(reading.content), reading.faults
        except ValidationError as error:
            for entry in _unknown_first(error):
                reading.mend(entry)
    return None, reading.faults


def _unknown_first(error: ValidationError) -> list[Any]:
    """Return pydantic's records, unknown options first: they explain what is missing."""
    found = error.errors(include_url=False)
    return sorted(found, key=lambda entry: entry["type"] != "extra_forbidden")


@dataclass(slots=True)
class _Reading:
    """A file's content on its way to a document, mended as its faults are noted."""

    file: YamlFile
    model: type[BaseModel]
    content: Plain
    faults: list[Fault] = field(default_factory=list)

    def mend(self, error: Any) -> None:  # noqa: ANN401 - pydantic's own record
        """Note one difference, and put something in its place that can be read on."""
        path: Path = tuple(part for part in error["loc"] if part != "[key]")
        holder = _holder(self.content, path)
        if not path or holder is None:
            self.faults.append(self._plain(path, error))
        elif error["type"] == "extra_forbidden" and path[-1] in holder:
            self._unknown(path, holder)
        elif error["type"] == "missing":
            self._missing(path, holder)
        else:
            self.faults.append(self._plain(path, error))
            self._replace(path, holder)

    def _unknown(self, path: Path, holder: Any) -> None:  # noqa: ANN401 - a mapping of the file
        *parent, word = path
        known = options(self.model, tuple(parent))
        meant = suggested(str(word), known)
        what = f"{_where(parent)}[{word}] is not an option here."
        self.faults.append(self.file.fault(path, what, nearest(str(word), known)))
        value = holder.pop(word)
        if meant and meant not in holder:
            holder[meant] = value
            self.file.lines.setdefault((*parent, meant), self.file.line(path))

    def _missing(self, path: Path, holder: Any) -> None:  # noqa: ANN401 - as above
        if path[-1] in holder:
            return
        if self.file.whole:
            what = f"{_where(path[:-1])}[{path[-1]}] is missing."
            self.faults.append(self.file.fault(path, what, f"Add [{path[-1]}: …]."))
        holder[path[-1]] = stand_in(self.model, path)

    def _replace(self, path: Path, holder: Any) -> None:  # noqa: ANN401 - a mapping or list
        if isinstance(holder, list) or is_required(self.model, path):
            holder[path[-1]] = stand_in(self.model, path)
        else:
            holder.pop(path[-1], None)

    def _plain(self, path: Path, error: Any) -> Fault:  # noqa: ANN401 - pydantic's own record
        parent = path[:-1]
        last = f"[{path[-1]}]" if path else "The file"
        if path and isinstance(path[-1], int):
            last = _name(path[-1])
        got, shown = error["input"], _shown(error)
        if got is None or got in ("", {}, []):
            return self.file.fault(path, f"{_where(parent)}{last} is empty.", "Write what is true.")
        given = f", not [{_cut(got)}]" if isinstance(got, str) else ""
        return self.file.fault(path, f"{_where(parent)}{last} {shown}{given}.", _fix(error))


def _holder(content: Plain, path: Path) -> Any:  # noqa: ANN401 - a mapping or list of the file
    """Return the mapping or list that a path's last part stands in; None if there is none."""
    here: Any = content
    for part in path[:-1]:
        within = isinstance(here, list) and isinstance(part, int) and part < len(here)
        if not within and not (isinstance(here, dict) and part in here):
            return None
        here = here[part]
    return here if isinstance(here, dict | list) else None


def _shown(error: Any) -> str:  # noqa: ANN401 - pydantic's own record
    words = _WORDS.get(error["type"])
    if words is None:
        return str(error["msg"][:1].lower() + error["msg"][1:]).removeprefix("input ")
    return words.format(**error.get("ctx", {}))


def _fix(error: Any) -> str:  # noqa: ANN401 - pydantic's own record
    got = error["input"]
    if error["type"] == "list_type" and isinstance(got, str):
        return f'Write it in brackets: ["{_cut(got)}"].'
    return ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _where(path: typing.Sequence[object]) -> str:
    return f"{' › '.join(_name(part) for part in path)}: " if path else ""


def _name(part: object) -> str:
    return f"entry {part + 1}" if isinstance(part, int) else str(part)
