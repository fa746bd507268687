"""The shape of every YAML file, as its editor writes it.

The loader checks against these models and nothing else; what one file says about
another (a choice that goes nowhere) is checked in `ivr.hotline.references`. The same
models, with the words below each option, are what editing programs complete and check
with (`ivr.hotline.schema`); ``json_schema_extra`` tells them what the loader checks later.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel
from pydantic.config import JsonDict

from ivr.hotline.scalars import (
    DECIMAL,
    TRUE_WORDS,
    WHOLE,
    CalledNumber,
    Day,
    Hours,
    Minute,
    Route,
    SpokenNumber,
    Text,
    Told,
    Word,
    YesNo,
)

KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
"""Keys an editor may use; 0, # and * mean the same in every state."""

KEY_WORDS: Final = (*"0123456789", "#", "*", "+")
"""What a catalogue may give a word for: the keys, and the sign before a country code."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_cases(value: object) -> object:
    return {"else": value} if isinstance(value, str) else value


def _as_number(value: object) -> object:
    return {"number": value} if isinstance(value, str) else value


def _as_prompt(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _as_both(value: object) -> object:
    plain = isinstance(value, str)
    return {"own_number": value, "shared_number": value} if plain else value


def _empty_mapping(value: object) -> object:
    return {} if value is None else value


def _named(refused: str, *words: str) -> Told:
    """Tell which names a mapping takes: without the given signs, and none of the words."""
    names: dict[str, object] = {"pattern": rf"^[^\s!-,/:-@\[-^`{{-~{refused}]+$"}
    if words:
        names["not"] = {"enum": list(words)}
    return Told({"propertyNames": names})


_STEPS: Final = _named("", "person", "languages", "goodbye")
_SERVICES: Final = _named(".")
_FACTS: Final = _named(".", "key")
_KEYS: Final = Told({"propertyNames": {"enum": list(KEYS)}})
_WRITTEN: Final[JsonDict] = {"not": {"type": "null"}}

Names = Annotated[list[Text], BeforeValidator(_as_list, json_schema_input_type=Text | list[Text])]
_Cases = Annotated[
    dict[str, Text],
    Field(min_length=1),
    Told({"required": ["else"], "propertyNames": {"pattern": "^(?:else|open .+)$"}}),
]
Go = Annotated[
    dict[str, Text],
    BeforeValidator(_as_cases, json_schema_input_type=Text | _Cases),
    Field(min_length=1),
]
"""Where a key leads: a destination, or ``{open SERVICE: destination, else: destination}``."""


class Document(BaseModel):
    """A part of a file; an unknown option is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class HotlineDocument(Document):
    """config/hotline.yaml: what holds for every municipality."""

    timezone: Annotated[Text, Field(examples=["Europe/Oslo"])]
    """The time zone in which opening hours are written."""
    country: Annotated[Text, Field(examples=["NO"])]
    """The country whose public holidays count in opening hours, in two letters."""
    languages: Annotated[list[Text], Field(min_length=1), Told({"uniqueItems": True})]
    """The languages callers can choose, in the order of their keys: the first is key 1.
    Each needs its catalogue, prompts/LANGUAGE.yaml."""
    fallback_language: Text
    """The language for a caller who has not chosen one."""
    whisper_language: Text
    """The language that the one who answers a transfer hears."""
    answer: Annotated[list[Text], Field(min_length=1)]
    """The languages of the very first words, before the language menu."""
    default_municipality: Text
    """The municipality of a called number that none lists: the name of its file, without .yaml."""
    wait_seconds: Annotated[int, Field(ge=3, le=30), WHOLE]
    """How long a caller may think after a prompt, in seconds."""
    attempts: Annotated[int, Field(ge=1, le=5), WHOLE]
    """How often a menu is heard before silence or wrong keys lead on by themselves."""
    language_attempts: Annotated[int, Field(ge=1, le=5), WHOLE]
    """How often the language menu is heard before silence or wrong keys lead on."""
    main_menu: Text
    """The step of config/menu.yaml that comes after the language."""
    emergency_step: Text
    """The step where callers are told to dial 113."""
    emergency_service: Text
    """The service whose number is 113."""
    urgent_service: Text
    """The service whose number is 116 117."""
    person: Annotated[Go, Field(examples=["transfer out_of_hours"])]
    """Where key 0 leads, in every state: a person."""
    on_silence: Go
    """Where silence and wrong keys lead in the end."""


class ChoiceDocument(Document):
    """One key of a menu: the prompt that offers it, and where it leads."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"required": ["quiet"], "properties": {"quiet": {"enum": [True, *TRUE_WORDS]}}},
            "then": {"properties": {"say": {"type": "null"}}},
            "else": {"required": ["say"], "properties": {"say": _WRITTEN}},
        }
    )

    say: Text | None = None
    """The prompt that offers this choice; its text names the key as {key}."""
    go: Annotated[
        Go,
        Field(
            examples=[
                "fees",
                "transfer ambulance",
                {"open doctor": "doctor_open", "else": "doctor_closed"},
            ]
        ),
    ]
    """Where the key leads: a step, [transfer SERVICE], [person], [languages] or [goodbye];
    or one of several by the hours: {open SERVICE: DESTINATION, else: DESTINATION}."""
    quiet: YesNo = False
    """Whether the key works without being offered; a quiet choice has no [say]."""


class StepDocument(Document):
    """One menu or message."""

    say: Annotated[
        Names, Field(examples=["fees.here", ["out_of_hours.dial", "out_of_hours.when"]])
    ] = []
    """The prompts heard first: one, or a list."""
    choices: Annotated[
        dict[str, ChoiceDocument | None],
        BeforeValidator(
            _empty_mapping,
            json_schema_input_type=Annotated[dict[str, ChoiceDocument | None], _KEYS] | None,
        ),
    ] = {}
    """The keys 1 to 9 and where they lead, in the order callers hear them. In a municipality,
    a key left empty is taken away."""
    after: Names = []
    """The prompts heard last, after the choices."""
    on_silence: Go | None = None
    """Where the first silence leads at once, when it is not to be asked again."""
    wait_seconds: Annotated[int, Field(ge=2, le=30), WHOLE] | None = None
    """How long a caller may think here, in seconds, when it differs from config/hotline.yaml."""
    topic: Annotated[Text, Field(examples=["fees"])] | None = None
    """What the one who answers a transfer is told: the prompt topic.TOPIC."""


class MenuDocument(
    RootModel[
        Annotated[
            dict[
                str,
                Annotated[
                    StepDocument,
                    Told({"properties": {"choices": {"additionalProperties": _WRITTEN}}}),
                ],
            ],
            _STEPS,
        ]
    ]
):
    """config/menu.yaml: every menu and message by name."""


class ServiceDocument(Document):
    """A service a caller can be told about and put through to."""

    number: SpokenNumber | None = None
    """The number callers hear, digit by digit; the spaces are the pauses. Empty if not known."""
    address: Text | None = None
    """The address callers hear. Empty if not known."""
    hours: Hours | None = None
    """When it is open, as OpenStreetMap writes opening hours: 24/7, or Mo-Fr 08:00-15:30; PH off.
    PH is a public holiday."""
    routes: list[Route] = []
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
                    Told({"required": ["hours"], "properties": {"hours": _WRITTEN}}),
                ],
            ],
            _SERVICES,
        ]
    ]
):
    """config/services.yaml: every service by name."""


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


class FactsDocument(RootModel[Annotated[dict[str, FactDocument], _FACTS]]):
    """config/facts.yaml: every figure by name."""


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
    ] = []
    """The numbers its residents call: a number, or {number: …, language: …}."""
    services: Annotated[
        dict[str, ServiceDocument],
        BeforeValidator(
            _empty_mapping,
            json_schema_input_type=Annotated[dict[str, ServiceDocument], _SERVICES] | None,
        ),
    ] = {}
    """Services of its own, and what differs of the common ones; write only what differs."""
    menu: Annotated[
        dict[str, StepDocument],
        BeforeValidator(
            _empty_mapping,
            json_schema_input_type=Annotated[dict[str, StepDocument], _STEPS] | None,
        ),
    ] = {}
    """Steps of its own, and what differs of the common ones; write only what differs."""


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
    """Until a silent caller is put through."""
    more_languages: Seconds = 45
    """How much later everything may come in a language behind key 9 of the language menu."""


class AnnouncementDocument(Document):
    """A message for a while, heard after the language is chosen: an outbreak, a closed road."""

    say: Text
    """The prompt that is heard."""
    begins: Minute
    """From when it is heard."""
    ends: Minute
    """Until when; afterwards it is silent by itself."""
    municipalities: list[Text] | None = None
    """Where it is heard; everywhere when this is left out."""


class AnnouncementsDocument(RootModel[dict[str, AnnouncementDocument]]):
    """config/announcements.yaml: every announcement by name."""


class VoiceDocument(Document):
    """Which engine and voice speak a language, and how fast (words a minute)."""

    engine: Annotated[Text, Field(examples=["espeak", "gtts", "silent"])]
    """The speech engine."""
    voice: Annotated[Text, Field(examples=["nb", "en-gb", "pl"])]
    """The engine's name for the voice or language."""
    words_per_minute: Annotated[int, Field(ge=80, le=300), WHOLE] = 140
    """How fast it speaks."""


class PromptDocument(Document):
    """What is said, and what is said without a figure that has expired or is not known."""

    text: Text
    """What is said; names in braces are filled in: {key}, {SERVICE.number}, {FACT}."""
    without: Text | None = None
    """What is said once a figure in the text has expired, or where a number is not known."""


class CatalogueDocument(Document):
    """prompts/LANGUAGE.yaml: every sentence in one language."""

    name: Text
    """What the language calls itself."""
    speech: VoiceDocument
    """Which voice speaks it."""
    digits: Annotated[list[Word], Field(min_length=10, max_length=10)]
    """The words for 0 to 9, in order; numbers are read aloud with them."""
    keys: Annotated[
        dict[str, Word],
        Told({"required": ["#", "*", "+"], "propertyNames": {"enum": list(KEY_WORDS)}}),
        Field(examples=[{"#": "hash", "*": "star", "+": "plus"}]),
    ]
    """The words for the keys # and * and for the sign +; and for a digit that is called
    otherwise as a key."""
    prompts: dict[
        str,
        Annotated[
            PromptDocument,
            BeforeValidator(_as_prompt, json_schema_input_type=Text | PromptDocument),
        ],
    ]
    """Every sentence by name: its text, or {text: …, without: …} where it names a figure."""
