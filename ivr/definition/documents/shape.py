"""A file held against its document model: what differs is told, and left out."""

from __future__ import annotations

import typing
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError, create_model

from ivr.definition.yaml.file import YamlFile
from ivr.definition.yaml.tree import Path
from ivr.did_you_mean import nearest, suggested
from ivr.problems import Problem

Model = TypeVar("Model", bound=BaseModel)

_LISTS: Final = "directories"
"""The option of a municipality that is looked for in other files."""

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


def shape(file: YamlFile, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    r"""Return the sound part of a file as its document, and every place that has another shape.

    What is wrong is left out of the file's content with as little around it as can be. An
    option of the whole file that is not sound is empty in the document. There is no document
    when nothing is left.

    >>> from ivr.definition.documents import MenuDocument
    >>> from ivr.definition.yaml.file import read_yaml
    >>> file, _ = read_yaml("menu.yaml", "main:\n  sya: hello\n  after: bye\n")
    >>> document, problems = shape(file, MenuDocument)
    >>> print(problems[0])
    menu.yaml:2: main: [sya] is not an option here. Did you mean [say]?
    >>> document.root["main"].say, document.root["main"].after, file.is_whole("main")
    ([], ['bye'], False)
    """
    reading = _Reading(file)
    sound: type[Model] = model
    while file.readable:
        try:
            return sound.model_validate(file.content), reading.problems
        except ValidationError as error:
            for entry in _causes_first(error):
                reading.leave_out(entry)
            sound = _without(model, reading.absent)
    return None, reading.problems


def _causes_first(error: ValidationError) -> list[Any]:
    """Return pydantic's records; what is missing last, for it may stand where it is unknown."""
    found = error.errors(include_url=False)
    return sorted(found, key=lambda entry: entry["type"] == "missing")


def _without(model: type[Model], options: set[str]) -> type[Model]:
    """Return a document in which some options may be missing, and are empty then."""
    kinds = {name: model.model_fields[name].annotation for name in sorted(options)}
    fields: dict[str, Any] = {name: (kind, _empty(kind)) for name, kind in kinds.items()}
    return create_model(model.__name__, __base__=model, **fields) if fields else model


def _empty(kind: Any) -> object:  # noqa: ANN401 - any annotation may stand here
    empty = typing.get_origin(kind) or kind
    return empty.model_construct() if issubclass(empty, BaseModel) else empty()


@dataclass(slots=True)
class _Reading:
    """A file on its way to a document: what is wrong is told once, and left out."""

    file: YamlFile
    problems: list[Problem] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)

    def leave_out(self, error: Any) -> None:  # noqa: ANN401 - pydantic's own record
        """Tell one difference, and take it out of the file's content."""
        path: Path = tuple(part for part in error["loc"] if part != "[key]")
        match error["type"]:
            case "unknown_option":
                self._unknown(path, error["ctx"])
            case "missing":
                self._missing(path)
            case _:
                self.problems.append(self._plain(path, error))
                self.file.leave_out(path)

    def _unknown(self, holder: Path, told: Any) -> None:  # noqa: ANN401 - as above
        for word in told["unknown"]:
            cause = f"{_where(holder)}[{word}] is not an option here."
            fix = nearest(word, told["known"])
            if _LISTS in (word, *holder[:1]) and "municipalities/" not in self.file.name:
                fix = "Lists of places stand in a municipality's file: config/municipalities/."
            self.problems.append(self.file.problem("unknown-option", (*holder, word), cause, fix))
            self.file.leave_out((*holder, word))
            if meant := suggested(word, told["known"]):
                # It is there, if mistyped, and is not called missing.
                self.file.lose((*holder, meant))

    def _missing(self, path: Path) -> None:
        *holder, option = path
        if self.file.is_whole(*path):
            cause, fix = f"{_where(holder)}[{option}] is missing.", f"Add [{option}: …]."
            self.problems.append(self.file.problem("missing-option", path, cause, fix))
        if holder:
            self.file.leave_out(tuple(holder))
        else:
            self.file.lose(path)
            self.absent.add(str(option))

    def _plain(self, path: Path, error: Any) -> Problem:  # noqa: ANN401 - pydantic's own record
        parent = path[:-1]
        last = f"[{path[-1]}]" if path else "The file"
        if path and isinstance(path[-1], int):
            last = _name(path[-1])
        got, shown = error["input"], _shown(error)
        if got is None or got in ("", {}, []):
            cause = f"{_where(parent)}{last} is empty."
            return self.file.problem("empty-value", path, cause, "Write what is true.")
        given = f", not [{_cut(got)}]" if isinstance(got, str) else ""
        cause = f"{_where(parent)}{last} {shown}{given}."
        return self.file.problem("wrong-value", path, cause, _fix(error))


def _shown(error: Any) -> str:  # noqa: ANN401 - pydantic's own record
    words = _WORDS.get(error["type"])
    if words is None:
        return str(error["msg"][:1].lower() + error["msg"][1:]).removeprefix("input ")
    return words.format(**error.get("ctx", {}))


def _fix(error: Any) -> str:  # noqa: ANN401 - pydantic's own record
    got = error["input"]
    if error["type"] == "list_type" and isinstance(got, str):
        return f'Write it in brackets: ["{_cut(got)}"].'
    if error["type"] == "list_type" and isinstance(got, dict):
        return "Begin each entry with a dash: - {name: …}."
    if error["loc"][:1] == (_LISTS,) and len(error["loc"]) < 3 and isinstance(got, list):  # noqa: PLR2004 - the list of lists, and one
        return "Write the entries under [NAME:] and, below it, [places:]."
    return ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _where(path: typing.Sequence[object]) -> str:
    return f"{' › '.join(_name(part) for part in path)}: " if path else ""


def _name(part: object) -> str:
    return f"entry {part + 1}" if isinstance(part, int) else str(part)
