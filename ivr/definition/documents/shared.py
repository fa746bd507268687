"""What the documents of several files have in common: options, names, destinations."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from ivr.definition.documents.scalars import Text, Told

WRITTEN: Final[JsonDict] = {"not": {"type": "null"}}
"""Tells an editing program that a place must not be left empty."""


class Document(BaseModel):
    """A part of a file; an unknown option is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _only_options(cls, given: object) -> object:
        """Refuse all unknown options at once, in front of pydantic, which cannot name the known."""
        unknown = [] if not isinstance(given, dict) else given.keys() - cls.model_fields.keys()
        if unknown:
            options = {"unknown": sorted(unknown), "known": list(cls.model_fields)}
            raise PydanticCustomError("unknown_option", "is not an option", options)
        return given


def named(refused: str, *words: str) -> Told:
    """Tell which names a mapping takes: without the given signs, and none of the words."""
    names: dict[str, object] = {"pattern": rf"^[^\s!-,/:-@\[-^`{{-~{refused}]+$"}
    if words:
        names["not"] = {"enum": list(words)}
    return Told({"propertyNames": names})


def empty_mapping(value: object) -> object:
    """Return an empty mapping for an option that is there and left empty."""
    return {} if value is None else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_cases(value: object) -> object:
    return {"else": value} if isinstance(value, str) else value


Names = Annotated[list[Text], BeforeValidator(_as_list, json_schema_input_type=Text | list[Text])]
"""One name, or a list of them."""

_Cases = Annotated[
    dict[str, Text],
    Field(min_length=1),
    Told({"required": ["else"], "propertyNames": {"pattern": "^(?:else|open .+)$"}}),
]
Go = Annotated[
    dict[str, Text],
    BeforeValidator(_as_cases, json_schema_input_type=Text | _Cases),
    Field(min_length=1),
]
"""Where a key leads: a destination, or ``{open SERVICE: destination, else: destination}``."""
