"""config/services.yaml as its editor writes it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, RootModel

from ivr.definition.documents.scalars import (
    WHOLE,
    Day,
    Hours,
    Route,
    SpokenNumber,
    Text,
    Told,
    YesNo,
)
from ivr.definition.documents.shared import WRITTEN, Document, named
from ivr.model.services import MOST_AT_ONCE

SERVICES: Final = named(".")
"""What a service may be called."""


def as_route(value: object) -> object:
    """Return a route that is written as a number or address alone as what it stands for."""
    return {"to": value} if isinstance(value, str) else value


class RouteDocument(Document):
    """A way to reach a service; with a reason, it may dial another number than callers hear."""

    to: Route
    """What is dialled: a number with its country code, or a SIP address over a trunk."""
    because: Text | None = None
    """Why it dials another number than callers hear, or a number that costs more than usual."""


class ServiceDocument(Document):
    """A service a caller can be told about and put through to."""

    number: SpokenNumber | None = None
    """The number callers hear, digit by digit; the spaces are the pauses. Empty if not known."""
    address: Text | None = None
    """The address callers hear. Empty if not known."""
    hours: Hours | None = None
    """When it is open, as OpenStreetMap writes opening hours: 24/7, or Mo-Fr 08:00-15:30; PH off.
    PH is a public holiday."""
    routes: list[
        Annotated[
            RouteDocument,
            BeforeValidator(as_route, json_schema_input_type=Route | RouteDocument),
        ]
    ] = Field(default_factory=list)
    """How it is dialled, tried in order: the number that callers hear, with its country code, or
    a SIP address over the operator's trunk, which short numbers such as 113 need. A route whose
    ${VARIABLE} is not set is skipped. One that dials another number says why: {to: …, because: …}.
    """
    otherwise: Annotated[Text, Field(examples=["out_of_hours"])] | None = None
    """The service that takes over when this one is closed or does not answer."""
    urgency: Literal["life", "urgent", "ordinary"] = "ordinary"
    """Whether it saves lives, helps at once, or is an office. Nobody is led to a less urgent one
    but by a key they press for it."""
    ring_seconds: Annotated[int, Field(ge=5, le=120), WHOLE] = 30
    """How long each route rings before the next is tried, in seconds."""
    answered_after_seconds: Annotated[int, Field(ge=0, le=60), WHOLE] = 0
    """An answer that is over sooner, what the callee hears first included, counts as none: it was
    a voicemail. 0 lets every answer count."""
    accept: YesNo = False
    """Whether the callee must press a key to be connected, which a voicemail does not. They hear
    the prompt whisper.accept."""
    at_once: Annotated[int, Field(ge=1, le=MOST_AT_ONCE), WHOLE] | None = None
    """How many callers may be put through at a time; for a further one it is busy. Leave it out for
    any number. A service that is urgent or saves lives has no such limit."""
    source: Text | None = None
    """Where the number and the hours come from."""
    checked: Day | None = None
    """When they were last compared with their source."""


class ServicesDocument(
    RootModel[
        Annotated[
            dict[
                str,
                Annotated[
                    ServiceDocument,
                    Told({"required": ["hours"], "properties": {"hours": WRITTEN}}),
                ],
            ],
            SERVICES,
        ]
    ]
):
    """config/services.yaml: every service by name."""
