"""config/facts.yaml as its editor writes it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from pydantic import Field, RootModel

from ivr.definition.documents.scalars import WHOLE, Day, Text
from ivr.definition.documents.shared import Document, named

_NAMES: Final = named(".", "key")


class _Valued(Document):
    """A value of a figure, and the days on which it is spoken."""

    value: Annotated[int, Field(ge=0), WHOLE]
    """The figure itself; a prompt names it in braces."""
    year: Annotated[int, Field(ge=2000, le=2100), WHOLE]
    """The year it holds for, that of its first day; a prompt can say it as {NAME.year}."""
    begins: Day | None = None
    """The first day on which it is spoken; 1 January of its year when this is left out."""
    expires: Day
    """The last day on which it is spoken; after that, the next value under [later] is, or prompts
    use their wording without it."""
    checked: Day
    """When it was last compared with its source."""
    unsure: Text | None = None
    """What is doubtful about it, for whoever checks it next."""

    @property
    def first_day(self) -> dt.date:
        """The first day on which it is spoken, whether it is written or not."""
        return self.begins or dt.date(self.year, 1, 1)


class LaterDocument(_Valued):
    """What a figure is from a certain day on, written ahead: next year's fee."""

    source: Text | None = None
    """Where it comes from, when that is another place than the figure's first value."""


class FactDocument(_Valued):
    """A figure that changes: each value is spoken on its days."""

    unit: Annotated[Text, Field(examples=["NOK"])]
    """What is counted."""
    source: Text
    """Where it comes from."""
    later: Annotated[
        list[LaterDocument],
        Field(
            examples=[
                [{"value": 3400, "year": 2027, "expires": "2027-12-31", "checked": "2026-12-05"}]
            ]
        ),
    ] = Field(default_factory=list)
    """The values that come after it, in their order; each begins the day after the one before."""

    def values(self) -> tuple[FactDocument | LaterDocument, ...]:
        """Return the value and those that come after it."""
        return (self, *self.later)


class FactsDocument(RootModel[Annotated[dict[str, FactDocument], _NAMES]]):
    """config/facts.yaml: every figure by name."""
