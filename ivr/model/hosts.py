"""Hosts: what stands behind the @ of a SIP address and the // of a web address."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

MOST_PORT: Final = 65535
LONGEST_NAME: Final = 253
LONGEST_LABEL: Final = 63

TRANSPORTS: Final = ("udp", "tcp", "tls")
"""How the carrier speaks SIP to a trunk."""

_SCHEME: Final = re.compile(r"(?i)(sips?|tel|https?|wss?|udp|tcp|tls):")
_TOKEN: Final = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+")
_SIGN: Final = r"[A-Za-z0-9_.!~*'()-]|%[0-9A-Fa-f]{2}"
_USER: Final = re.compile(rf"(?:{_SIGN}|[&=+$,;?/])+(?::(?:{_SIGN}|[&=+$,])*)?")
_HEADER: Final = re.compile(rf"(?:{_SIGN}|[\[\]/?:+$])+=(?:{_SIGN}|[\[\]/?:+$])*")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_STRANGE: Final = re.compile(r"[^A-Za-z0-9.:\[\]_-]")


def host_faults(text: str) -> Iterator[str]:
    """Yield what keeps a text from being a host, perhaps with a port.

    A host is a name, an IPv4 address, or an IPv6 address in brackets.

    >>> list(host_faults("trunk.example:5061")), list(host_faults("[2001:db8::1]"))
    ([], [])
    >>> list(host_faults("sip:trunk.example")), list(host_faults("trunk..example"))
    (['begins with [sip:]'], ['has two dots in a row'])
    """
    fault = _framed(text)
    if fault:
        yield fault
        return
    host, port = _parted(text)
    if host.startswith("["):
        yield from _ipv6(host)
    elif ":" in host:
        yield "is an IPv6 address without brackets" if host.count(":") > 1 else "has two ports"
    elif re.fullmatch(r"[0-9.]+", host):
        yield from _ipv4(host)
    else:
        yield from _name(host)
    if port is not None and not (_is_number(port) and 1 <= int(port) <= MOST_PORT):
        yield f"has a port that is no whole number from 1 to {MOST_PORT}"


def trunk_faults(text: str) -> Iterator[str]:
    """Yield what keeps a text from being a SIP trunk's host, which may have parameters.

    >>> list(trunk_faults("trunk.example:5061;transport=tls"))
    []
    >>> list(trunk_faults("trunk.example;transport=tsl"))
    ['has a [transport] that is not udp, tcp or tls']
    """
    host, *parameters = text.split(";")
    yield from host_faults(host)
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not _TOKEN.fullmatch(name) or (equals and not _TOKEN.fullmatch(value)):
            yield "has a parameter that is not written [;name=value]"
        elif name.lower() == "transport" and value.lower() not in TRANSPORTS:
            yield f"has a [transport] that is not {', '.join(TRANSPORTS[:-1])} or {TRANSPORTS[-1]}"


def sip_fault(address: str) -> str:
    """Return what keeps a SIP address from being dialled; empty for one that can be.

    >>> sip_fault("sip:113@trunk.example;transport=tls")
    ''
    >>> sip_fault("sip:113@sip:trunk.example")
    'its host begins with [sip:]'
    """
    user, _, behind = address.partition(":")[2].rpartition("@")
    place, question, headers = behind.partition("?")
    if not _USER.fullmatch(user) or user.startswith("/"):
        return "there is a sign in front of its @ that no number or name has"
    if question and not all(_HEADER.fullmatch(header) for header in headers.split("&")):
        return "its headers are not written [?name=value]"
    fault = next(trunk_faults(place), "")
    return f"its host {fault}" if fault else ""


def _framed(text: str) -> str:
    """Return what stands around or in front of a host, or the first sign that no host has."""
    if not text:
        return "is empty"
    scheme = _SCHEME.match(text)
    if scheme:
        return f"begins with [{scheme[0]}]"
    signs = {"@": "has a user in front of the host", "/": "has a path", "?": "has a question mark"}
    for sign, fault in signs.items():
        if sign in text:
            return fault
    if not text.isascii():
        return "has letters that are not ASCII"
    strange = _STRANGE.search(text)
    return f"has a sign that no host has, [{strange[0]}]" if strange else ""


def _parted(text: str) -> tuple[str, str | None]:
    """Return host and port; the colons of an IPv6 address without brackets part nothing."""
    end = text.rfind("]") + 1
    if not end and text.count(":") > 1:
        return text, None
    host, colon, port = text[end:].partition(":")
    return text[:end] + host, port if colon else None


def _ipv6(host: str) -> Iterator[str]:
    try:
        ipaddress.IPv6Address(host[1:-1] if host.endswith("]") else "")
    except ValueError:
        yield "has no IPv6 address in its brackets"


def _ipv4(host: str) -> Iterator[str]:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        yield "is no IPv4 address"


def _name(host: str) -> Iterator[str]:
    labels = host.split(".")
    if len(host) > LONGEST_NAME or any(len(label) > LONGEST_LABEL for label in labels):
        yield "is longer than a host name can be"
    elif not host:
        yield "has no host"
    elif "" in labels:
        yield "has two dots in a row" if ".." in host else "begins or ends with a dot"
    elif not all(_LABEL.fullmatch(label) for label in labels):
        yield "has a part that is not letters, digits and hyphens"
    elif not labels[-1][0].isalpha():
        yield "ends in a part that begins with a digit"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,5}", text) is not None
