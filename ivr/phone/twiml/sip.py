"""SIP addresses as a SIP stack reads them: the part of RFC 3261's grammar that can be rung."""

import ipaddress
import re
from collections.abc import Iterator

MAX_CHARACTERS = 254
MAX_PORT = 65_535
TRANSPORTS = ("udp", "tcp", "tls")

_ESCAPED = "%[0-9A-Fa-f]{2}"
_UNRESERVED = r"A-Za-z0-9\-_.!~*'()"
_USER = re.compile(rf"(?:[{_UNRESERVED}&=+$,;?/]|{_ESCAPED})+")
_PASSWORD = re.compile(rf"(?:[{_UNRESERVED}&=+$,]|{_ESCAPED})*")
_PARAMETER = re.compile(rf"(?:[{_UNRESERVED}\[\]/:&+$]|{_ESCAPED})+")
_HEADER = re.compile(
    rf"(?:[{_UNRESERVED}\[\]/?:+$]|{_ESCAPED})+=(?:[{_UNRESERVED}\[\]/?:+$]|{_ESCAPED})*"
)
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_BRACKETED = re.compile(r"\[([^\]]*)\](?::(.*))?", re.DOTALL)


def sip_faults(text: str, *, needs_user: bool = True) -> Iterator[str]:
    """Say what keeps a text from being a SIP address; nothing for one that can be rung.

    Args:
        text: the address, without blanks around it.
        needs_user: whether somebody must be named at the host; RFC 3261 lets the user be left out,
            and Twilio refuses to ring such an address.

    >>> list(sip_faults("sip:113@trunk.example:5061;transport=tls"))
    []
    >>> list(sip_faults("sip:113@sip:trunk.example"))
    ['its port "trunk.example" is no number from 1 to 65535']
    """
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in ("sip", "sips"):
        yield "it does not begin with sip: or sips:"
        return
    if len(text) > MAX_CHARACTERS:
        yield f"it has {len(text)} characters; {MAX_CHARACTERS} are allowed"
    user, at, behind = rest.rpartition("@")
    behind, question, headers = behind.partition("?")
    place, *parameters = behind.split(";")
    if at:
        yield from _user_faults(user)
    elif needs_user:
        yield "it names nobody at the host"
    yield from _place_faults(place)
    yield from _parameter_faults(parameters)
    if question and not all(_HEADER.fullmatch(header) for header in headers.split("&")):
        yield f'its headers "{headers}" are not written name=value'


def _user_faults(user: str) -> Iterator[str]:
    name, colon, password = user.partition(":")
    if not _USER.fullmatch(name) or (colon and not _PASSWORD.fullmatch(password)):
        yield "its user is empty or has a sign that must be written as %XX"


def _place_faults(place: str) -> Iterator[str]:
    bracketed = _BRACKETED.fullmatch(place)
    if bracketed:
        host, port = bracketed[1], bracketed[2]
        if not _is_address(host, ipaddress.IPv6Address):
            yield f'its host "[{host}]" is no IPv6 address'
    else:
        host, colon, behind = place.partition(":")
        port = behind if colon else None
        if not _is_host(host):
            yield f'its host "{host}" is no host name'
    if port is not None and not (re.fullmatch("[0-9]{1,5}", port) and 1 <= int(port) <= MAX_PORT):
        yield f'its port "{port}" is no number from 1 to {MAX_PORT}'


def _is_host(host: str) -> bool:
    if re.fullmatch("[0-9.]+", host):
        return _is_address(host, ipaddress.IPv4Address)
    labels = host.removesuffix(".").split(".")
    return all(map(_LABEL.fullmatch, labels)) and labels[-1][0].isalpha()


def _is_address(text: str, kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return "%" not in text


def _parameter_faults(parameters: list[str]) -> Iterator[str]:
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not _PARAMETER.fullmatch(name) or (equals and not _PARAMETER.fullmatch(value)):
            yield f'its parameter "{parameter}" is not written name=value'
        elif name.lower() == "transport" and value.lower() not in TRANSPORTS:
            yield f'its transport "{value}" is none of {", ".join(TRANSPORTS)}'
