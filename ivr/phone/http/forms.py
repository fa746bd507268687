"""The parameters of a voice webhook, as Twilio sends and signs them: blank ones too."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from math import ceil
from typing import Literal

from ivr.phone.errors import PhoneError
from ivr.phone.twiml import values

API_VERSION = "2010-04-01"
ANONYMOUS = "+266696687"
_COUNTRIES = {
    "+1": "US",
    "+33": "FR",
    "+34": "ES",
    "+358": "FI",
    "+370": "LT",
    "+380": "UA",
    "+40": "RO",
    "+44": "GB",
    "+45": "DK",
    "+46": "SE",
    "+47": "NO",
    "+48": "PL",
    "+49": "DE",
    "+7": "RU",
    # The letters of ANONYMOUS on a keypad, which Twilio's geography reads as Lesotho.
    "+266": "LS",
}


@dataclass(frozen=True, slots=True)
class Party:
    """One end of a call.

    Args:
        address: an E.164 number, a SIP URI, or a word such as ``anonymous``.
        city: as the carrier knows it, else blank.
        state: likewise.
        zip_code: likewise.
        country: two letters, else blank.

    >>> Party.of("+4799999999").country, Party.of("+266696687").country
    ('NO', 'LS')
    """

    address: str
    city: str = ""
    state: str = ""
    zip_code: str = ""
    country: str = ""

    @classmethod
    def of(cls, given: "str | Party") -> "Party":
        """Take an address, and add its country where the prefix says it.

        Raises:
            PhoneError: an address that is neither a number, a SIP URI nor a word.
        """
        if isinstance(given, Party):
            return given
        known = values.is_phone_number(given) or given.isalpha()
        if not known and not values.is_sip_uri(given):
            raise PhoneError(
                f'"{given}" is no caller or callee: an E.164 number such as +4723327000, '
                "a SIP URI or a word such as anonymous is"
            )
        return cls.at(given)

    @classmethod
    def at(cls, address: str) -> "Party":
        """Take an address as it is, and add its country where the prefix says it.

        >>> Party.at("+4633330000").country, Party.at("sip:113@trunk.example").country
        ('SE', '')
        """
        prefixes = (address[:length] for length in (4, 3, 2))
        country = next((_COUNTRIES[prefix] for prefix in prefixes if prefix in _COUNTRIES), "")
        return cls(address, country=country)

    def fields(self, *names: str) -> dict[str, str]:
        """Give the parameters of this end under each of its names.

        >>> Party("+4799999999", country="NO").fields("From")["FromCountry"]
        'NO'
        """
        form: dict[str, str] = {}
        for name in names:
            form[name] = self.address
            form[f"{name}City"] = self.city
            form[f"{name}State"] = self.state
            form[f"{name}Zip"] = self.zip_code
            form[f"{name}Country"] = self.country
        return form


@dataclass(frozen=True, slots=True)
class Identity:
    """Who one leg is, which never changes while it lasts.

    Args:
        account_sid: the account's.
        call_sid: this leg's.
        from_: who calls.
        to: who is called.
        direction: ``inbound`` for the caller's leg, ``outbound-dial`` for a callee's.
        parent_call_sid: the caller's leg, for a callee's.
        forwarded_from: the number the call was diverted from, if any.
        caller_name: the name a lookup gave, if any.

    >>> caller, hotline = Party.of("+4799999999"), Party.of("+4721000000")
    >>> Identity("AC1", "CA1", caller, hotline).form("ringing")["CallStatus"]
    'ringing'
    """

    account_sid: str
    call_sid: str
    from_: Party
    to: Party
    direction: Literal["inbound", "outbound-dial"] = "inbound"
    parent_call_sid: str | None = None
    forwarded_from: str | None = None
    caller_name: str | None = None

    def form(self, status: str) -> dict[str, str]:
        """Give the parameters every request about this leg carries."""
        form = {
            "AccountSid": self.account_sid,
            "ApiVersion": API_VERSION,
            "CallSid": self.call_sid,
            "CallStatus": status,
            "Direction": self.direction,
            **self.from_.fields("From", "Caller"),
            **self.to.fields("To", "Called"),
        }
        optional = {
            "ParentCallSid": self.parent_call_sid,
            "ForwardedFrom": self.forwarded_from,
            "CallerName": self.caller_name,
        }
        return form | {name: value for name, value in optional.items() if value is not None}


def progress(now: datetime, number: int, duration: float | None = None) -> dict[str, str]:
    """Give the parameters a status callback adds.

    Args:
        now: when the step happened.
        number: the step's place among this leg's callbacks, from 0.
        duration: seconds from answer to end, once the leg is over.

    Returns:
        Duration counts begun minutes and CallDuration seconds, as captured callbacks show.

    >>> progress(datetime(2026, 11, 22, 12, tzinfo=UTC), 0, 61.2)["Duration"]
    '2'
    """
    form = {
        "Timestamp": format_datetime(now.astimezone(UTC)),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(number),
    }
    if duration is not None:
        form |= {"CallDuration": str(round(duration)), "Duration": str(ceil(duration / 60))}
    return form


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """Sign one request as Twilio does.

    Args:
        token: the account's auth token.
        url: the full URL without its fragment; for a GET the parameters are part of it.
        form: the POST parameters, blank ones included; empty for a GET.

    Returns:
        base64 of HMAC-SHA1 over the URL and every name and value, sorted by name.

    >>> sign("12345", "https://example.com/voice", {"Digits": "1", "CallSid": "CA1"})
    'HUsVsIvh5f6dbRUUSVcXk8Bst90='
    """
    text = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.digest(token.encode(), text.encode(), "sha1")
    return base64.b64encode(digest).decode("ascii")
