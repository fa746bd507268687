"""config/budgets.yaml as its editor writes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from ivr.definition.documents.scalars import DECIMAL
from ivr.definition.documents.shared import Document


def _as_both(value: object) -> object:
    plain = isinstance(value, str)
    return {"own_number": value, "shared_number": value} if plain else value


Seconds = Annotated[float, Field(gt=0, le=600), DECIMAL]


class BudgetDocument(Document):
    """Seconds on a number that belongs to a language, and on one with a language menu."""

    own_number: Seconds
    """Seconds on a number that belongs to a language."""
    shared_number: Seconds
    """Seconds on a number with a language menu."""


Budget = Annotated[
    BudgetDocument, BeforeValidator(_as_both, json_schema_input_type=Seconds | BudgetDocument)
]


class BudgetsDocument(Document):
    """config/budgets.yaml: the seconds a caller may be kept waiting."""

    emergency_words: Budget
    """To the end of the first "in danger, dial 113", in every language of the answer."""
    own_language: Budget
    """Until the caller's own language is heard."""
    dial_113: Budget
    """To the end of "dial 113" in the caller's own language."""
    main_menu: Budget
    """To the last option of the main menu."""
    message: Budget
    """To the end of the farthest message."""
    person: Budget
    """Until a person is rung, for a caller who hears the menu out."""
    silent: Budget
    """Until a silent caller is put through, waits included."""
    danger: Seconds = 30
    """Until somebody is rung for one who is silent in a step where somebody may be in danger, from
    its first word, waits included: in the languages of the answer."""
    danger_slowest: Seconds = 40
    """The same in every other language."""
    directory: Seconds = 180
    """Until the last place of a directory has been offered, from the directory's first word, for a
    caller who presses each key when it is heard."""
    more_languages: Seconds = 45
    """How much later everything may come in a language behind key 9 of the language menu."""
