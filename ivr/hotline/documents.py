"""The shape of every YAML file, as its editor writes it.

The loader checks against these models and nothing else; what one file says about
another (a choice that goes nowhere) is checked in `ivr.hotline.references`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
"""Keys an editor may use; 0, # and * mean the same in every state."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_cases(value: object) -> object:
    return {"else": value} if isinstance(value, str) else value


def _as_number(value: object) -> object:
    return {"number": value} if isinstance(value, str) else value


def _as_prompt(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _empty_mapping(value: object) -> object:
    return {} if value is None else value


Text = Annotated[str, Field(min_length=1)]
Names = Annotated[list[Text], BeforeValidator(_as_list)]
Go = Annotated[dict[str, Text], BeforeValidator(_as_cases), Field(min_length=1)]
"""Where a key leads: a destination, or ``{open SERVICE: destination, else: destination}``."""


class Document(BaseModel):
    """A part of a file; an unknown option is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HotlineDocument(Document):
    """config/hotline.yaml: what holds for every municipality."""

    timezone: Text
    country: Text
    languages: Annotated[list[Text], Field(min_length=1)]
    fallback_language: Text
    whisper_language: Text
    answer: Annotated[list[Text], Field(min_length=1)]
    default_municipality: Text
    wait_seconds: Annotated[int, Field(ge=3, le=30)]
    attempts: Annotated[int, Field(ge=1, le=5)]
    language_attempts: Annotated[int, Field(ge=1, le=5)]
    main_menu: Text
    emergency_step: Text
    emergency_service: Text
    urgent_service: Text
    person: Go
    on_silence: Go


class ChoiceDocument(Document):
    """One key of a menu: the prompt that offers it, and where it leads."""

    say: Text | None = None
    go: Go
    quiet: bool = False


class StepDocument(Document):
    """One menu or message."""

    say: Names = []
    choices: Annotated[dict[str, ChoiceDocument | None], BeforeValidator(_empty_mapping)] = {}
    after: Names = []
    on_silence: Go | None = None
    wait_seconds: Annotated[int, Field(ge=2, le=30)] | None = None
    topic: Text | None = None


class MenuDocument(RootModel[dict[str, StepDocument]]):
    """config/menu.yaml: every menu and message by name."""


class ServiceDocument(Document):
    """A service a caller can be told about and put through to."""

    number: Text | None = None
    address: Text | None = None
    hours: Text | None = None
    routes: list[Text] = []
    otherwise: Text | None = None
    ring_seconds: Annotated[int, Field(ge=5, le=120)] = 30
    source: Text | None = None
    checked: dt.date | None = None


class ServicesDocument(RootModel[dict[str, ServiceDocument]]):
    """config/services.yaml: every service by name."""


class FactDocument(Document):
    """A figure that changes: spoken until it expires."""

    value: Annotated[int, Field(ge=0)]
    unit: Text
    year: Annotated[int, Field(ge=2000, le=2100)]
    source: Text
    checked: dt.date
    expires: dt.date
    unsure: Text | None = None


class FactsDocument(RootModel[dict[str, FactDocument]]):
    """config/facts.yaml: every figure by name."""


class NumberDocument(Document):
    """A number residents call; with a language, it skips the language menu."""

    number: Text
    language: Text | None = None


class MunicipalityDocument(Document):
    """config/municipalities/NAME.yaml: what differs in one municipality."""

    name: Text
    numbers: list[Annotated[NumberDocument, BeforeValidator(_as_number)]] = []
    services: Annotated[dict[str, ServiceDocument], BeforeValidator(_empty_mapping)] = {}
    menu: Annotated[dict[str, StepDocument], BeforeValidator(_empty_mapping)] = {}


def _as_both(value: object) -> object:
    plain = isinstance(value, str)
    return {"own_number": value, "shared_number": value} if plain else value


Seconds = Annotated[float, Field(gt=0, le=600)]


class BudgetDocument(Document):
    """Seconds on a number that belongs to a language, and on one with a language menu."""

    own_number: Seconds
    shared_number: Seconds


Budget = Annotated[BudgetDocument, BeforeValidator(_as_both)]


class BudgetsDocument(Document):
    """config/budgets.yaml: the seconds a caller may be kept waiting."""

    emergency_words: Budget
    own_language: Budget
    dial_113: Budget
    main_menu: Budget
    message: Budget
    person: Budget
    silent: Budget


class VoiceDocument(Document):
    """Which engine and voice speak a language, and how fast (words a minute)."""

    engine: Text
    voice: Text
    words_per_minute: Annotated[int, Field(ge=80, le=300)] = 140


class PromptDocument(Document):
    """What is said, and what is said without a figure that has expired or is not known."""

    text: Text
    without: Text | None = None


class CatalogueDocument(Document):
    """prompts/LANGUAGE.yaml: every sentence in one language."""

    name: Text
    speech: VoiceDocument
    digits: Annotated[list[Text], Field(min_length=10, max_length=10)]
    keys: dict[str, Text]
    prompts: dict[str, Annotated[PromptDocument, BeforeValidator(_as_prompt)]]
