"""config/municipalities/NAME.yaml as its editor writes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from ivr.definition.documents.directories import DirectoryDocument
from ivr.definition.documents.menu import STEPS, StepDocument
from ivr.definition.documents.scalars import CalledNumber, Text, Told
from ivr.definition.documents.services import SERVICES, ServiceDocument
from ivr.definition.documents.shared import Document, empty_mapping


def _as_number(value: object) -> object:
    return {"number": value} if isinstance(value, str) else value


class NumberDocument(Document):
    """A number residents call; with a language, it skips the language menu."""

    number: CalledNumber
    """The number with its country code."""
    language: Text | None = None
    """The language in which its calls are answered, without the language menu."""


class MunicipalityDocument(Document):
    """config/municipalities/NAME.yaml: what differs in one municipality."""

    name: Text
    """What the municipality is called."""
    numbers: list[
        Annotated[
            NumberDocument,
            BeforeValidator(_as_number, json_schema_input_type=CalledNumber | NumberDocument),
        ]
    ] = Field(default_factory=list)
    """The numbers its residents call: a number, or {number: …, language: …}."""
    languages: Annotated[list[Text], Field(min_length=1), Told({"uniqueItems": True})] | None = None
    """The languages that callers can choose here, some of those in config/hotline.yaml and in its
    order. Leave it out for all of them."""
    services: Annotated[
        dict[str, ServiceDocument],
        BeforeValidator(
            empty_mapping,
            json_schema_input_type=Annotated[dict[str, ServiceDocument], SERVICES] | None,
        ),
    ] = Field(default_factory=dict)
    """Services of its own, and what differs of the common ones; write only what differs."""
    directories: Annotated[
        dict[str, DirectoryDocument],
        BeforeValidator(
            empty_mapping,
            json_schema_input_type=Annotated[dict[str, DirectoryDocument], SERVICES] | None,
        ),
    ] = Field(default_factory=dict)
    """Lists of places, such as doctors' offices, each led to by [go: directory NAME]."""
    menu: Annotated[
        dict[str, StepDocument],
        BeforeValidator(
            empty_mapping,
            json_schema_input_type=Annotated[dict[str, StepDocument], STEPS] | None,
        ),
    ] = Field(default_factory=dict)
    """Steps of its own, and what differs of the common ones; write only what differs."""
