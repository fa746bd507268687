"""config/facts.yaml as its editor writes it."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, RootModel

from ivr.definition.documents.scalars import WHOLE, Day, Text
from ivr.definition.documents.shared import Document, named

_NAMES: Final = named(".", "key")


class FactDocument(Document):
    """A figure that changes: spoken until it expires."""

    value: Annotated[int, Field(ge=0), WHOLE]
    """The figure itself; a prompt names it in braces."""
    unit: Annotated[Text, Field(examples=["NOK"])]
    """What is counted."""
    year: Annotated[int, Field(ge=2000, le=2100), WHOLE]
    """The year it holds for; a prompt can say it as {NAME.year}."""
    source: Text
    """Where it comes from."""
    checked: Day
    """When it was last compared with its source."""
    expires: Day
    """The last day on which it is spoken; after that, prompts use their wording without it."""
    unsure: Text | None = None
    """What is doubtful about it, for whoever checks it next."""


class FactsDocument(RootModel[Annotated[dict[str, FactDocument], _NAMES]]):
    """config/facts.yaml: every figure by name."""
