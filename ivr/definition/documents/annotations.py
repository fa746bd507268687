"""What a document's annotations say of a place in its file: which options, which kind of value."""

from __future__ import annotations

import datetime as dt
import types
import typing
from typing import Any

from pydantic import BaseModel, RootModel

from ivr.definition.yaml.file import Path, Plain
from ivr.problems import STAND_IN


def options(model: type[BaseModel], path: Path) -> list[str]:
    """Return the option names of the document that stands at a path.

    >>> from ivr.definition.documents import MenuDocument
    >>> options(MenuDocument, ("main", "choices", "1"))
    ['say', 'go', 'quiet']
    """
    found = _bare(_at(model, path))
    return list(found.model_fields) if _is_model(found) else []


def is_required(model: type[BaseModel], path: Path) -> bool:
    """Tell whether the option at a path may not be left out.

    >>> from ivr.definition.documents import MenuDocument
    >>> is_required(MenuDocument, ("main", "choices", "1", "go"))
    True
    """
    if not path:
        return False
    holder = _bare(_at(model, path[:-1]))
    if not _is_model(holder) or issubclass(holder, RootModel):
        return True
    field = holder.model_fields.get(str(path[-1]))
    return field is not None and field.is_required()


def stand_in(model: type[BaseModel], path: Path) -> Plain:
    """Return a value of the kind that belongs at a path, so that what is around it can be read.

    >>> from ivr.definition.documents import MenuDocument
    >>> stand_in(MenuDocument, ("main", "choices", "1", "go")) == {"else": STAND_IN}
    True
    """
    return _stand_in(_at(model, path))


def _stand_in(kind: Any) -> Plain:  # noqa: ANN401 - any annotation may stand here
    bare = _bare(kind)
    origin = typing.get_origin(bare) or bare
    if origin is list:
        return [STAND_IN] * max(1, _bound(kind, "min_length"))
    if origin is dict:
        return {"else": STAND_IN} if _bound(kind, "min_length") else {}
    if _is_model(bare):
        fields = bare.model_fields
        texts = {name: STAND_IN for name in ("say",) if name in fields}
        required = {name: _stand_in(_whole(f)) for name, f in fields.items() if f.is_required()}
        return {**texts, **required}
    if bare is int:
        return str(_bound(kind, "ge"))
    return "2000-01-01" if bare is dt.date else STAND_IN


def _bound(kind: Any, name: str) -> int:  # noqa: ANN401 - as above
    """Return a limit that an annotation sets; 0 when it sets none."""
    for entry in typing.get_args(kind)[1:] if typing.get_origin(kind) is typing.Annotated else ():
        for limit in (entry, *getattr(entry, "metadata", ())):
            if isinstance(getattr(limit, name, None), int):
                return int(getattr(limit, name))
    return 0


def _at(model: type[BaseModel], path: Path) -> Any:  # noqa: ANN401 - as above
    found: Any = model
    for part in path:
        found = _step_into(_bare(found), part)
    return found


def _step_into(kind: Any, part: str | int) -> Any:  # noqa: ANN401 - as above
    if _is_model(kind) and issubclass(kind, RootModel):
        kind = _bare(kind.model_fields["root"].annotation)
    if _is_model(kind):
        field = kind.model_fields.get(str(part))
        return _whole(field) if field else None
    arguments = typing.get_args(kind)
    return arguments[-1] if arguments else None


def _whole(field: Any) -> Any:  # noqa: ANN401 - pydantic's own record
    """Return a field's annotation with the limits that pydantic keeps apart from it."""
    limits = tuple(field.metadata)
    return typing.Annotated[(field.annotation, *limits)] if limits else field.annotation


def _is_model(kind: Any) -> bool:  # noqa: ANN401 - any annotation may stand here
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _bare(kind: Any) -> Any:  # noqa: ANN401 - any annotation may stand here
    """Return an annotation without ``Annotated`` and ``None``."""
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return _bare(typing.get_args(kind)[0])
    if origin in (types.UnionType, typing.Union):
        return _bare(next(a for a in typing.get_args(kind) if a is not type(None)))
    return kind
