"""config/hotline.yaml as its editor writes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ivr.definition.documents.scalars import WHOLE, Text, Told, YesNo
from ivr.definition.documents.shared import Document, Go, Names

CALLING_CODES = Told({"propertyNames": {"pattern": "^\\+[1-9][0-9]{0,5}$"}})
"""The beginnings of countries' telephone numbers."""


class HotlineDocument(Document):
    """config/hotline.yaml: what holds for every municipality."""

    builds_on: Literal["shipped"] | None = None
    """What lies underneath this folder: the content that comes with the program. Then its files
    hold only what is different, key by key. Leave it out where they hold everything."""
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
    own_language_first: Annotated[
        dict[str, Text], CALLING_CODES, Field(examples=[{"+380": "uk", "+48": "pl"}])
    ] = Field(default_factory=dict)
    """The language whose line is heard first by a caller whose number begins so; the keys stay.
    Leave it out, or write {}, to switch it off."""
    default_municipality: Text
    """The municipality of a called number that none lists: the name of its file, without .yaml."""
    wait_seconds: Annotated[int, Field(ge=3, le=30), WHOLE]
    """How long a caller may think after a prompt, in seconds."""
    room_tone: YesNo = True
    """Whether a faint sound fills the waits, so that the line does not seem dead, and callers are
    told to take their time in the midst of long ones."""
    attempts: Annotated[int, Field(ge=1, le=5), WHOLE]
    """How often a menu is heard before silence or wrong keys lead on by themselves."""
    language_attempts: Annotated[int, Field(ge=1, le=5), WHOLE]
    """How often the language menu is heard before silence or wrong keys lead on."""
    calls_from_one_number: Annotated[int, Field(ge=0, le=1000), WHOLE] = 20
    """How many calls from one number are answered in ten minutes; a further one hears the prompt
    ending, with 113 and 116 117, and is over. 0 sets no limit."""
    longest_call_minutes: Annotated[int, Field(ge=0, le=1440), WHOLE] = 90
    """After how many minutes a key or silence ends a call with the prompt ending, unless it leads
    to a door that is urgent or saves lives. 0 sets no limit."""
    longest_talk_minutes: Annotated[int, Field(ge=0, le=1440), WHOLE] = 120
    """How long a caller who is put through to an ordinary service may talk, and wait in its queue,
    in minutes; one that is urgent or saves lives has no limit. 0 sets none."""
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
    urgent_doors: Annotated[
        dict[Text, Annotated[Names, Field(min_length=1)]],
        Field(examples=[{"emergency": ["ambulance"], "poison": ["poison", "out_of_hours"]}]),
    ] = Field(default_factory=dict)
    """Who is rung instead for key 0 and for silence, by topic, where somebody may be in danger:
    the first of these services that is open and can be dialled."""
    on_silence: Go
    """Where silence and wrong keys lead in the end."""
