"""What each number of the content ought to be set to at the carrier, and in what it differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.account.addresses import is_same
from ivr.carrier import ANSWER, FALLBACK, STATUS, Addresses
from ivr.carrier.rest.port import Handler, RentedNumber
from ivr.model import Hotline
from ivr.serving.away.folder import DOCUMENT
from ivr.serving.settings import Settings

MOST_SIGNS: Final = 64
"""Signs of the longest label that the carrier takes."""

APPLICATION: Final = "Application"
"""The field of whatever takes a number's calls instead: an application, or a trunk."""

REGION: Final = "Region"
"""The field of where a number's calls are processed, which is set on its own."""

HANDLERS: Final = (
    ("VoiceUrl", "VoiceMethod"),
    ("VoiceFallbackUrl", "VoiceFallbackMethod"),
    ("StatusCallback", "StatusCallbackMethod"),
)
"""The fields of the addresses that the carrier asks, in the order in which it asks them."""

LABEL: Final = "FriendlyName"


@dataclass(frozen=True, slots=True)
class WantedNumber:
    """A number that the content names, and what it ought to be set to.

    Attributes:
        number: In E.164.
        municipality: Its key.
        label: The name that the console is to show.
        voice: Asked when a call comes in.
        fallback: Asked when that fails.
        status: Told when a call is over.
        region: Where its calls are to be processed; empty where nobody has said, which leaves it.
    """

    number: str
    municipality: str
    label: str
    voice: Handler
    fallback: Handler
    status: Handler
    region: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a number, the carrier's or one of two of ours, as it is and as it will be."""

    field: str
    is_: str
    will: str

    def is_unmade(self, now: Mapping[str, str]) -> bool:
        """Tell whether fields of a number, as they are now, still say what this found there."""
        return is_same_value(self.field, now[self.field], self.is_)

    def is_made(self, now: Mapping[str, str]) -> bool:
        """Tell whether fields of a number, as they are now, say what this is to make of it.

        >>> Change("VoiceUrl", "", "https://h.example").is_made({"VoiceUrl": "https://h.example"})
        True
        """
        return is_same_value(self.field, now[self.field], self.will)


def wanted_numbers(hotline: Hotline, settings: Settings) -> tuple[WantedNumber, ...]:
    """Return what each number of a hotline ought to be set to, in the order of its files.

    Examples, which no telephone can have, are among them: whoever compares tells them apart.
    """
    addresses = Addresses(settings.base_url, overrides=settings.overrides)
    voice, status = Handler(addresses.to(ANSWER)), Handler(addresses.to(STATUS))
    fallback = fallback_handler(settings)
    region = settings.variables.get("TWILIO_REGION", "").lower()
    return tuple(
        WantedNumber(
            number,
            entrance.municipality,
            _label(hotline, entrance.municipality, entrance.language),
            voice,
            fallback,
            status,
            region,
        )
        for number, entrance in hotline.entrances.items()
    )


def fallback_handler(settings: Settings) -> Handler:
    """Return what the carrier is to ask when this server is away, or fails.

    What lies elsewhere goes before what only this server can answer.

    >>> settings = Settings("https://h.example", (), variables={"CONNECTION_OVERRIDES": "none"})
    >>> fallback_handler(settings).url
    'https://h.example/voice/fallback'
    >>> away = {"AUDIO_BASE_URL": "https://clips.example/hotline/"}
    >>> fallback_handler(Settings("https://h.example", (), variables=away))
    Handler(url='https://clips.example/hotline/fallback.xml', method='GET')
    """
    if told := settings.variables.get("FALLBACK_URL", ""):
        return Handler(told)
    if clips := settings.variables.get("AUDIO_BASE_URL", ""):
        return Handler(f"{clips.rstrip('/')}/{DOCUMENT}", "GET")
    return Handler(Addresses(settings.base_url, overrides=settings.overrides).to(FALLBACK))


def setting_differences(
    wanted: WantedNumber, rented: RentedNumber, region: str
) -> tuple[Change, ...]:
    """Return what is to change of a number whose calls are processed in a region.

    An application or a trunk that takes the calls instead is to let go of them.

    >>> settings = Settings("https://h.example", (), variables={"TWILIO_REGION": "ie1"})
    >>> is_ = Handler("https://h.example/voice"), Handler(""), Handler("")
    >>> wanted = WantedNumber("+4721000001", "asker", "Asker", is_[0], *is_[1:], "ie1")
    >>> rented = RentedNumber("PN1", "+4721000001", "Asker", *is_, application="TK1")
    >>> setting_differences(wanted, rented, "us1")
    (Change(field='Application', is_='TK1', will=''), Change(field='Region', is_='us1', will='ie1'))
    """
    is_, will = fields_of(rented, region), _wanted_fields(wanted)
    return tuple(
        Change(field, is_[field], text)
        for field, text in will.items()
        if not is_same_value(field, is_[field], text)
    )


def fields_of(rented: RentedNumber, region: str) -> dict[str, str]:
    """Return what a number is set to, by field, in the order in which it is told."""
    handlers = (rented.voice, rented.fallback, rented.status)
    return _fields(handlers, rented.application, rented.label, region)


def is_same_value(field: str, one: str, other: str) -> bool:
    """Tell whether two values of a field mean the same to the carrier.

    >>> is_same_value("VoiceUrl", "https://h.example#rt=1&ct=2", "https://h.example#ct=2&rt=1")
    True
    """
    is_address = any(field == url for url, _ in HANDLERS)
    return is_same(one, other) if is_address else one == other


def is_chosen(label: str) -> bool:
    """Tell whether somebody has chosen a label: of itself the carrier shows the number.

    >>> is_chosen("Kari's test line"), is_chosen("(21) 00-00-01")
    (True, False)
    """
    return any(sign.isalpha() for sign in label)


def _wanted_fields(wanted: WantedNumber) -> dict[str, str]:
    handlers = (wanted.voice, wanted.fallback, wanted.status)
    fields = _fields(handlers, "", wanted.label, wanted.region)
    return {field: text for field, text in fields.items() if field != REGION or text}


def _fields(
    handlers: Iterable[Handler], application: str, label: str, region: str
) -> dict[str, str]:
    fields = {}
    for (url, method), handler in zip(HANDLERS, handlers, strict=True):
        fields[url], fields[method] = handler.url, handler.method
    return {**fields, APPLICATION: application, LABEL: label, REGION: region}


def _label(hotline: Hotline, municipality: str, language: str | None) -> str:
    name = hotline.municipalities[municipality].name
    known = hotline.languages.get(language or "")
    label = name if language is None else f"{name}, {known.name if known else language}"
    return label[:MOST_SIGNS]
