"""A file held against its document model: every difference becomes a fault."""

from __future__ import annotations

import copy
import types
import typing
from typing import Any, TypeVar

from pydantic import BaseModel, RootModel, ValidationError

from ivr.hotline.faults import Fault, nearest
from ivr.hotline.yaml_file import Path, Plain, YamlFile

Model = TypeVar("Model", bound=BaseModel)

_TRIES = 4
"""How often what is faulty is taken out to look at what is left."""

_WORDS = {
    "string_type": "should be text",
    "string_too_short": "is empty",
    "dict_type": "should be a mapping of names to values",
    "model_type": "should be a mapping of names to values",
    "list_type": "should be a list",
    "bool_parsing": "should be true or false",
    "int_parsing": "should be a whole number",
    "date_from_datetime_parsing": "should be a date such as 2026-12-31",
    "date_parsing": "should be a date such as 2026-12-31",
}


def shape(file: YamlFile, model: type[Model]) -> tuple[Model | None, list[Fault]]:
    r"""Return the file as its document, and every place where it has another shape.

    The faulty parts are left out of the document, so that what the rest of it says can
    still be checked; there is none when nothing useful is left.

    >>> from ivr.hotline.documents import MenuDocument
    >>> from ivr.hotline.yaml_file import read_yaml
    >>> file, _ = read_yaml("menu.yaml", "main:\n  sya: hello\n")
    >>> print(shape(file, MenuDocument)[1][0])
    menu.yaml:2: main: [sya] is not an option here. Did you mean [say]?
    """
    faults: list[Fault] = []
    content = copy.deepcopy(file.content)
    for _ in range(_TRIES):
        try:
            return model.model_validate(content), faults
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=True)
            faults += [f for f in _faults(file, model, found) if f not in faults]
            pruned = [_prune(content, entry) for entry in found]
            if not all(pruned):
                break
    return None, faults


def _prune(content: Plain, error: Any) -> bool:  # noqa: ANN401 - pydantic's own record
    """Take the faulty part out; return False when nothing that could be checked is left."""
    path = [part for part in error["loc"] if part != "[key]"]
    if error["type"] == "missing":
        path.pop()
    holder: Any = None
    here: Any = content
    last: str | int = ""
    for part in path:
        if not _holds(here, part):
            break
        holder, here, last = here, here[part], part
    if holder is None:
        return False
    if isinstance(holder, dict):
        del holder[last]
    else:
        holder[last] = "…"
    return True


def _holds(content: Plain, part: str | int) -> bool:
    if isinstance(content, dict):
        return part in content
    return isinstance(content, list) and isinstance(part, int) and part < len(content)


def _faults(file: YamlFile, model: type[BaseModel], found: list[Any]) -> typing.Iterator[Fault]:
    unknown = [e for e in found if e["type"] == "extra_forbidden"]
    missing = {e["loc"] for e in found if e["type"] == "missing"}
    explained: set[Path] = set()
    for error in unknown:
        *parent, word = error["loc"]
        fix = nearest(str(word), _options(model, tuple(parent)))
        explained |= {loc for loc in missing if loc[:-1] == tuple(parent) and f"[{loc[-1]}]" in fix}
        yield _fault(file, (*parent, word), f"{_where(parent)}[{word}] is not an option here.", fix)
    for error in found:
        if error["type"] != "extra_forbidden" and error["loc"] not in explained:
            yield _plain_fault(file, error)


def _plain_fault(file: YamlFile, error: Any) -> Fault:  # noqa: ANN401 - pydantic's own record
    loc: Path = tuple(part for part in error["loc"] if part != "[key]")
    parent, last = loc[:-1], loc[-1] if loc else "the file"
    if error["type"] == "missing":
        return _fault(file, loc, f"{_where(parent)}[{last}] is missing.", f"Add [{last}: …].")
    shown = _WORDS.get(error["type"]) or _sentence(error["msg"])
    got = error["input"]
    given = f", not [{got}]" if isinstance(got, str) and got else ""
    return _fault(file, loc, f"{_where(parent)}[{last}] {shown}{given}.", "")


def _sentence(message: str) -> str:
    lowered = message[:1].lower() + message[1:]
    return lowered.removeprefix("input ").replace("list should", "should")


def _where(path: typing.Sequence[object]) -> str:
    return f"{' › '.join(str(part) for part in path)}: " if path else ""


def _fault(file: YamlFile, path: Path, what: str, fix: str) -> Fault:
    return file.fault(path, what, fix)


def _options(model: type[BaseModel], path: Path) -> list[str]:
    """Return the option names of the document that stands at a path."""
    found: Any = model
    for part in path:
        found = _step_into(_bare(found), part)
    found = _bare(found)
    is_document = isinstance(found, type) and issubclass(found, BaseModel)
    return list(found.model_fields) if is_document else []


def _step_into(kind: Any, part: str | int) -> Any:  # noqa: ANN401 - any annotation may stand here
    if isinstance(kind, type) and issubclass(kind, RootModel):
        kind = _bare(kind.model_fields["root"].annotation)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(part))
        return field.annotation if field else None
    arguments = typing.get_args(kind)
    return arguments[-1] if arguments else None


def _bare(kind: Any) -> Any:  # noqa: ANN401 - any annotation may stand here
    """Return an annotation without ``Annotated`` and ``None``."""
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return _bare(typing.get_args(kind)[0])
    if origin in (types.UnionType, typing.Union):
        return _bare(next(a for a in typing.get_args(kind) if a is not type(None)))
    return kind
