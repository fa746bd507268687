"""A document as a JSON Schema that editing programs understand.

Editing programs read YAML's numbers and truth values as such where the loader reads text,
so each value is described both ways. The dialect is JSON Schema draft 7, which they know
best; ``patternErrorMessage`` is the YAML language server's own word.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from ivr.definition.documents.scalars import DAY, FALSE_WORDS, TRUE_WORDS

DIALECT: Final = "http://json-schema.org/draft-07/schema#"

_DECADE: Final = 10


def describe(document: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of a document.

    >>> from ivr.definition.documents import MenuDocument
    >>> describe(MenuDocument)["definitions"]["ChoiceDocument"]["required"]
    ['go']
    """
    found = document.model_json_schema(
        ref_template="#/definitions/{model}", schema_generator=_EditorSchema
    )
    definitions = found.pop("$defs", {})
    found.pop("title", None)
    for definition in definitions.values():
        definition.pop("title", None)
    tidy: dict[str, Any] = _tidy({"$schema": DIALECT, **found, "definitions": definitions})
    return tidy


def between(low: int, high: int) -> str:
    """Return a pattern for the whole numbers between two, both included.

    >>> between(3, 30)
    '[3-9]|30|(?:[1-2])[0-9]'
    """
    if high < _DECADE:
        return f"[{low}-{high}]"
    (first, begin), (last, end) = divmod(low, _DECADE), divmod(high, _DECADE)
    parts = []
    if begin or not first:
        parts.append(f"{first or ''}[{begin}-{end if first == last else 9}]")
        first += 1
    if first <= last and end < _DECADE - 1:
        parts.append(f"{last}[0-{end}]" if end else f"{last}0")
        last -= 1
    if first <= last:
        parts.append(f"(?:{between(first, last)})[0-9]")
    return "|".join(parts)


def _tidy(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Put descriptions on one line, and what stands beside a reference where draft 7 sees it."""
    if isinstance(part, list):
        return [_tidy(one) for one in part]
    if not isinstance(part, dict):
        return part
    tidy = {word: _tidy(value) for word, value in part.items()}
    if isinstance(tidy.get("description"), str):
        tidy["description"] = " ".join(tidy["description"].split())
    if "$ref" in tidy and len(tidy) > 1:
        return {"allOf": [{"$ref": tidy.pop("$ref")}], **tidy}
    return tidy


def _or_quoted(kind: str, pattern: str, message: str) -> dict[str, object]:
    """Return that a value may also stand in quotes, spelt so that the loader can read it."""
    pattern = f"^(?:{pattern})$"
    return {"type": [kind, "string"], "pattern": pattern, "patternErrorMessage": message}


class _EditorSchema(GenerateJsonSchema):
    """Pydantic's schema of a document, with every value as an editing program may see it."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - pydantic's
        """Leave titles out: they would only repeat the options' names."""
        return False

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return super().str_schema(schema) | {"type": ["string", "number", "boolean"]}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        low, high = schema["ge"], schema.get("le")
        pattern, message = "[0-9]+", f"Write a whole number, {low} or more."
        if high is not None:
            pattern = f"0*(?:{between(low, high)})"
            message = f"Write a whole number from {low} to {high}."
        return super().int_schema(schema) | _or_quoted("integer", pattern, message)

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        high = int(schema["le"])
        above_zero = r"(?=.*[1-9])"
        pattern = rf"{above_zero}0*(?:(?:{between(0, high - 1)})(?:\.[0-9]+)?|{high}(?:\.0+)?)"
        message = f"Write a number above 0 and up to {high}."
        return super().float_schema(schema) | _or_quoted("number", pattern, message)

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        words = "|".join(TRUE_WORDS + FALSE_WORDS)
        return super().bool_schema(schema) | _or_quoted("boolean", words, "Write true or false.")

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        message = "Write a date such as 2026-12-31."
        written = {"pattern": f"^{DAY}$", "patternErrorMessage": message}
        return super().date_schema(schema) | written

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Say in one list of types that an option may be left empty, where one is enough."""
        inner = self.generate_inner(schema["schema"])
        if "anyOf" in inner:
            return inner | {"anyOf": [*inner["anyOf"], {"type": "null"}]}
        if "type" not in inner:
            return {"anyOf": [inner, {"type": "null"}]}
        types = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
        return inner | {"type": [*types, "null"]}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave out a default that says only that an option may be left out."""
        found = super().default_schema(schema)
        return found if found.get("default") else {k: v for k, v in found.items() if k != "default"}
