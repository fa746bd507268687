"""config/menu.yaml as its editor writes it: steps, and the keys that lead on from them."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, ConfigDict, Field, RootModel

from ivr.definition.documents.scalars import TRUE_WORDS, WHOLE, Text, Told, YesNo
from ivr.definition.documents.shared import WRITTEN, Document, Go, Names, empty_mapping, named

KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
"""Keys an editor may use; 0, # and * mean the same in every state."""

STEPS: Final = named("", "person", "languages", "goodbye")
"""What a step may be called."""

_ONE_KEY: Final = Told({"propertyNames": {"enum": list(KEYS)}})


class ChoiceDocument(Document):
    """One key of a menu: the prompt that offers it, and where it leads."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"required": ["quiet"], "properties": {"quiet": {"enum": [True, *TRUE_WORDS]}}},
            "then": {"properties": {"say": {"type": "null"}}},
            "else": {"required": ["say"], "properties": {"say": WRITTEN}},
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
    """Where the key leads: a step, [transfer SERVICE], [directory NAME], [person], [languages] or
    [goodbye]; or one of several by the hours: {open SERVICE: DESTINATION, else: DESTINATION}."""
    quiet: YesNo = False
    """Whether the key works without being offered; a quiet choice has no [say]."""


class StepDocument(Document):
    """One menu or message."""

    say: Annotated[
        Names, Field(examples=["fees.here", ["out_of_hours.dial", "out_of_hours.when"]])
    ] = Field(default_factory=list)
    """The prompts heard first: one, or a list."""
    choices: Annotated[
        dict[str, ChoiceDocument | None],
        BeforeValidator(
            empty_mapping,
            json_schema_input_type=Annotated[dict[str, ChoiceDocument | None], _ONE_KEY] | None,
        ),
    ] = Field(default_factory=dict)
    """The keys 1 to 9 and where they lead, in the order callers hear them. In a municipality,
    a key left empty is taken away."""
    after: Names = Field(default_factory=list)
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
                    Told({"properties": {"choices": {"additionalProperties": WRITTEN}}}),
                ],
            ],
            STEPS,
        ]
    ]
):
    """config/menu.yaml: every menu and message by name."""
