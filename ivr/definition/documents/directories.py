"""A municipality's directories as their editor writes them: lists of places of one kind."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from ivr.definition.documents.scalars import WHOLE, Day, Hours, Route, SpokenNumber, Text, YesNo
from ivr.definition.documents.services import RouteDocument, as_route
from ivr.definition.documents.shared import Document
from ivr.definition.yaml.file import LEFT_OUT


class ListedDocument(Document):
    """What holds for one place, or for all places of a directory that do not say otherwise."""

    hours: Hours | None = None
    """When it is open, as OpenStreetMap writes opening hours: Mo-Fr 08:00-15:30; PH off."""
    otherwise: Annotated[Text, Field(examples=["out_of_hours"])] | None = None
    """The service that takes over when it is closed or does not answer; if none is written, the
    urgent_service of config/hotline.yaml."""
    ring_seconds: Annotated[int, Field(ge=5, le=120), WHOLE] | None = None
    """How long each route rings before the next is tried, in seconds; 30 if not written."""
    answered_after_seconds: Annotated[int, Field(ge=0, le=60), WHOLE] | None = None
    """An answer that is over sooner counts as none: it was a voicemail."""
    accept: YesNo | None = None
    """Whether the callee must press a key to be connected, which a voicemail does not."""
    source: Text | None = None
    """Where the numbers and the hours come from."""
    checked: Day | None = None
    """When they were last compared with their source."""


class PlaceDocument(ListedDocument):
    """One place: what it is called is said as it is written, in Norwegian, to every caller."""

    name: Annotated[Text, Field(examples=["Eksempel legekontor"])]
    """What it is called."""
    number: SpokenNumber
    """The number callers hear, digit by digit."""
    area: Annotated[Text, Field(examples=["Borgen"])] | None = None
    """The part of the municipality it lies in, by which a long list is divided."""
    address: Annotated[Text, Field(examples=["Storgata 1"])] | None = None
    """Where it is; heard when nobody answers."""
    routes: list[
        Annotated[
            RouteDocument, BeforeValidator(as_route, json_schema_input_type=Route | RouteDocument)
        ]
    ] = Field(default_factory=list)
    """How it is dialled, where that is not its number with the country code in front."""


def _unless_left_out(entry: object) -> object:
    """Return an entry, None for one that was left out, and refuse one that is empty."""
    if entry is None:
        raise PydanticCustomError("empty_entry", "is empty")
    return None if entry == LEFT_OUT else entry


class DirectoryDocument(ListedDocument):
    """A list of places, offered by number and name; what stands beside them holds for all."""

    places: list[
        Annotated[
            PlaceDocument | None,
            BeforeValidator(_unless_left_out, json_schema_input_type=PlaceDocument),
        ]
    ]
    """The places, in the order in which callers hear them."""

    @property
    def entries(self) -> dict[int, PlaceDocument]:
        """The places that could be read, by where they stand in the list."""
        return {index: one for index, one in enumerate(self.places) if one is not None}
