"""prompts/LANGUAGE.yaml as its translator writes it."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from ivr.definition.documents.scalars import WHOLE, Text, Told, Words
from ivr.definition.documents.shared import Document

KEY_WORDS: Final = (*"0123456789", "#", "*", "+")
"""What a catalogue may give a word for: the keys, and the sign before a country code."""


def _as_prompt(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class VoiceDocument(Document):
    """Which engine and voice speak a language, and how fast (words a minute)."""

    engine: Annotated[Text, Field(examples=["espeak", "gtts", "silent"])]
    """The speech engine."""
    voice: Annotated[Text, Field(examples=["nb", "en-gb", "pl"])]
    """The engine's name for the voice or language."""
    words_per_minute: Annotated[int, Field(ge=80, le=300), WHOLE] = 140
    """How fast it speaks."""


class SpeechDocument(VoiceDocument):
    """Which voice speaks a language, and which one until its clips are made."""

    meanwhile: VoiceDocument | None = None
    """A quick voice: it speaks each sentence until the clip of the voice above is there."""


class PromptDocument(Document):
    """What is said, and what is said without a figure that has expired or is not known."""

    text: Words
    """What is said; names in braces are filled in: {key}, {SERVICE.number}, {FACT}."""
    without: Words | None = None
    """What is said once a figure in the text has expired, or where a number is not known."""


class CatalogueDocument(Document):
    """prompts/LANGUAGE.yaml: every sentence in one language."""

    name: Words
    """What the language calls itself."""
    speech: SpeechDocument
    """Which voice speaks it."""
    digits: Annotated[list[Words], Field(min_length=10, max_length=10)]
    """The words for 0 to 9, in order; numbers are read aloud with them."""
    keys: Annotated[
        dict[str, Words],
        Told({"required": ["#", "*", "+"], "propertyNames": {"enum": list(KEY_WORDS)}}),
        Field(examples=[{"#": "hash", "*": "star", "+": "plus"}]),
    ]
    """The words for the keys # and * and for the sign +; and for a digit that is called
    otherwise as a key."""
    prompts: dict[
        str,
        Annotated[
            PromptDocument,
            BeforeValidator(_as_prompt, json_schema_input_type=Words | PromptDocument),
        ],
    ]
    """Every sentence by name: its text, or {text: …, without: …} where it names a figure."""
