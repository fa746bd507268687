"""config/services.yaml as its editor writes it."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, RootModel

from ivr.definition.documents.scalars import WHOLE, Day, Hours, Route, SpokenNumber, Text, Told
from ivr.definition.documents.shared import WRITTEN, Document, named

SERVICES: Final = named(".")
"""What a service may be called."""


class ServiceDocument(Document):
    """A service a caller can be told about and put through to."""

    number: SpokenNumber | None = None
    """The number callers hear, digit by digit; the spaces are the pauses. Empty if not known."""
    address: Text | None = None
    """The address callers hear. Empty if not known."""
    hours: Hours | None = None
    """When it is open, as OpenStreetMap writes opening hours: 24/7, or Mo-Fr 08:00-15:30; PH off.
    PH is a public holiday."""
    routes: list[Route] = Field(default_factory=list)
    """How it is dialled, tried in order: a number with its country code, or a SIP address over
    the operator's trunk, which short numbers such as 113 need. A route whose ${VARIABLE} is not
    set is skipped."""
    otherwise: Annotated[Text, Field(examples=["out_of_hours"])] | None = None
    """The service that takes over when this one is closed or does not answer."""
    ring_seconds: Annotated[int, Field(ge=5, le=120), WHOLE] = 30
    """How long each route rings before the next is tried, in seconds."""
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
