"""Questions and answers held to what the carrier publishes of its interface (OpenAPI 3.0)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from jsonschema import Draft202012Validator

Json: TypeAlias = dict[str, Any]

FOLDER: Final = "TWILIO_OAI"
"""The variable that names the folder of the documents, which are no part of this project."""

_NAMED: Final = os.environ.get(FOLDER)  # which is away while a command runs in this process

FORM: Final = "application/x-www-form-urlencoded"


@cache
def _documents() -> tuple[Json, ...]:
    paths = sorted(Path(_NAMED).glob("*.json")) if _NAMED else []
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    assert bool(documents) or not _NAMED, f"{FOLDER} names a folder without documents"
    return tuple(documents)


def judged(
    method: str, host: str, path: str, values: Mapping[str, str], answer: Json
) -> Iterator[str]:
    """Yield where a question or its answer strays; nothing of what is not published."""
    product = host.partition(".")[0]
    for document in _documents():
        for template, there in document["paths"].items():
            [server] = there.get("servers") or document["servers"]
            pattern = re.sub(r"\\{(\w+)\\}", r"[^/]+?", re.escape(template))
            if server["url"] != f"https://{product}.twilio.com" or not re.fullmatch(pattern, path):
                continue
            operation = there.get(method.lower())
            if operation is None:
                yield f"{method} {template}: there is no such question"
                continue
            for fault in (
                *_asked_faults(document, operation, values),
                *_faults(document, _answer_schema(operation), answer),
            ):
                yield f"{method} {template}: {fault}"


def _asked_faults(document: Json, operation: Json, values: Mapping[str, str]) -> Iterator[str]:
    query = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
    known = {one["name"]: one["schema"] for one in query}
    form = operation.get("requestBody", {}).get("content", {}).get(FORM, {}).get("schema", {})
    known |= form.get("properties", {})
    for name, text in values.items():
        if name not in known:
            yield f"[{name}] is not asked for there"
            continue
        if not text:
            continue  # an empty value takes away what is set, which no pattern tells
        schema = known[name]
        value: object = int(text) if schema.get("type") == "integer" and text.isdecimal() else text
        value = text == "true" if schema.get("type") == "boolean" else value
        yield from _faults(document, schema, value)


def _answer_schema(operation: Json) -> Json:
    schema: Json = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def _faults(document: Json, schema: Json, value: object) -> Iterator[str]:
    whole = _plain(document, schema)
    for error in Draft202012Validator(whole).iter_errors(value):
        place = "/".join(map(str, error.absolute_path))
        yield f"{place}: {error.message}"


def _plain(document: Json, schema: Json) -> Json:
    """Return a schema as JSON Schema has it: whole, and as the carrier's own examples have it.

    In those an identifier that is not there is empty or null, and amounts are texts.
    """
    if reference := schema.get("$ref"):
        return _plain(document, document["components"]["schemas"][reference.rpartition("/")[2]])
    plain: Json = {name: schema[name] for name in ("type", "enum", "pattern") if name in schema}
    if "properties" in schema:
        known = schema["properties"].items()
        plain["properties"] = {name: _plain(document, one) for name, one in known}
        plain["additionalProperties"] = False
    if "items" in schema:
        plain["items"] = _plain(document, schema["items"])
    if plain.get("type") == "number":
        plain["type"] = ["number", "string"]
    if schema.get("nullable") or "enum" in schema:
        return {
            "anyOf": [plain, {"type": "null"}, *([{"const": ""}] if "pattern" in schema else [])]
        }
    return plain
