"""What each number of the content ought to be set to at the carrier, and in what it differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.account.addresses import is_same
from ivr.carrier import ANSWER, FALLBACK, STATUS, Addresses
from ivr.carrier.rest.port import Handler, RentedNumber
from ivr.model import Hotline
from ivr.serving.settings import Settings

MOST_SIGNS: Final = 64
"""Signs of the longest label that the carrier takes."""

STATIC: Final = "/fallback.xml"
"""What callers hear while this server is away, below AUDIO_BASE_URL."""

REGION: Final = "Region"
"""The one field of a change that is no field of the number itself at the carrier."""


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
    """A field of a number, by the carrier's name for it, as it is and as it will be."""

    field: str
    is_: str
    will: str


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
        return Handler(f"{clips.rstrip('/')}{STATIC}", "GET")
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
    (Change(field='TrunkSid', is_='TK1', will=''), Change(field='Region', is_='us1', will='ie1'))
    """
    return tuple(_differences(wanted, rented, region))


def _differences(wanted: WantedNumber, rented: RentedNumber, region: str) -> Iterator[Change]:
    handlers = (
        ("VoiceUrl", "VoiceMethod", rented.voice, wanted.voice),
        ("VoiceFallbackUrl", "VoiceFallbackMethod", rented.fallback, wanted.fallback),
        ("StatusCallback", "StatusCallbackMethod", rented.status, wanted.status),
    )
    for url, method, is_, will in handlers:
        if not is_same(is_.url, will.url):
            yield Change(url, is_.url, will.url)
        if is_.method != will.method:
            yield Change(method, is_.method, will.method)
    if rented.application:
        field = "TrunkSid" if rented.application.startswith("TK") else "VoiceApplicationSid"
        yield Change(field, rented.application, "")
    if rented.label != wanted.label:
        yield Change("FriendlyName", rented.label, wanted.label)
    if wanted.region and region != wanted.region:
        yield Change(REGION, region, wanted.region)


def _label(hotline: Hotline, municipality: str, language: str | None) -> str:
    name = hotline.municipalities[municipality].name
    known = hotline.languages.get(language or "")
    label = name if language is None else f"{name}, {known.name if known else language}"
    return label[:MOST_SIGNS]
