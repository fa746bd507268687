"""Whom each service would ring, and whether the carrier may and can; nobody is rung."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Final

from ivr.account.doctor.address import LOOK_S
from ivr.carrier.rest.port import Account
from ivr.definition.numbering import country_of
from ivr.model import Hotline
from ivr.model.services import Route
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, unknown, wrong

_PORTS: Final = {"udp": 5060, "tcp": 5060, "tls": 5061}
"""Where a trunk answers unless its address says otherwise, by how it is spoken to (RFC 3261)."""

_ALLOW: Final = "Allow it in the console: Voice, Settings, Geo permissions"


def services(hotline: Hotline) -> Iterator[Check]:
    """Yield a line for each service and what would be dialled for it, first to last."""
    for (name, dialled), municipalities in _ways(hotline).items():
        told = f"would ring {', then '.join(one.target for one in dialled)}"
        told = told if dialled else "rings nobody: callers are told its number"
        yield good(f"{name} in {', '.join(municipalities)}", told)


def dialling(hotline: Hotline, account: Account) -> Iterator[Check]:
    """Yield, for each country of the hotline and its routes, whether its telephones may be rung.

    Raises:
        AccountRefusal: The account does not tell.
    """
    rung: dict[str, list[str]] = {}
    for number in hotline.entrances:
        rung.setdefault(country_of(number), [])
    for name, dialled in _ways(hotline):
        for route in dialled:
            if not route.is_sip:
                rung.setdefault(country_of(route.target), []).append(f"{name} ({route.target})")
    for country, routes in rung.items():
        if not country:
            continue
        what, count = f"dialling to {country}", f"{len(routes)} routes ring telephones there"
        if account.dialling(country).low_risk:
            yield good(what, f"allowed; {count}")
            continue
        cause = f"Telephones of {country} may not be rung (error 13227). {count.capitalize()}"
        cause += f", such as {routes[0]}." if routes else "."
        yield wrong(what, Problem("doctor-dialling", country, None, cause, f"{_ALLOW}, {country}."))


def trunks(hotline: Hotline) -> Iterator[Check]:
    """Yield a line for each trunk: whether it is found, and answers where that can be told."""
    dialled = (route for _, routes in _ways(hotline) for route in routes if route.is_sip)
    for scheme, place in dict.fromkeys(map(_place, dialled)):
        yield _trunk(scheme, place)


def _ways(hotline: Hotline) -> dict[tuple[str, tuple[Route, ...]], list[str]]:
    """Return the municipalities by service and what is dialled for it."""
    found: dict[tuple[str, tuple[Route, ...]], list[str]] = {}
    for key, municipality in hotline.municipalities.items():
        for service in municipality.services.values():
            if service.number or service.routes:
                found.setdefault((service.name, service.routes), []).append(key)
    return found


def _place(route: Route) -> tuple[str, str]:
    scheme, _, address = route.target.partition(":")
    return scheme, address.rpartition("@")[2].partition("?")[0]


def _parted(scheme: str, place: str) -> tuple[str, str, str]:
    """Return host, port (perhaps empty) and how it is spoken to.

    >>> _parted("sip", "trunk.example:5070;transport=tls"), _parted("sips", "[2001:db8::1]")
    (('trunk.example', '5070', 'tls'), ('2001:db8::1', '', 'tls'))
    """
    authority, *parameters = place.split(";")
    named = dict(one.lower().partition("=")[::2] for one in parameters)
    spoken = named.get("transport", "tls" if scheme == "sips" else "udp")
    if authority.startswith("["):
        host, _, port = authority[1:].partition("]")
        return host, port.removeprefix(":"), spoken
    host, _, port = authority.partition(":")
    return host, port, spoken


def _trunk(scheme: str, place: str) -> Check:
    what, (host, port, spoken) = f"the trunk {place}", _parted(scheme, place)
    number = int(port or _PORTS[spoken])
    try:
        found = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)
    except OSError as error:
        return _not_found(what, host, spoken, is_nobody=error.errno == socket.EAI_NONAME)
    address = found[0][4][0]
    if spoken == "udp":
        return good(what, f"is {address}; over UDP nobody tells whether it answers")
    try:
        socket.create_connection((host, number), LOOK_S).close()
    except OSError as error:
        cause = f"{host} takes no connection at port {number}: {error.strerror or error}."
        fix = "If it lets in the carrier alone, that is as it ought to be: ask its provider."
        return unknown(what, Problem("doctor-trunk", place, None, cause, fix))
    return good(what, f"answers at {address}, port {number}")


def _not_found(what: str, host: str, spoken: str, *, is_nobody: bool) -> Check:
    if is_nobody:
        cause = f"The name {host} is not found, so nobody is rung over it."
        fix = "Compare SIP_TRUNK with what the trunk's provider says."
        return wrong(what, Problem("doctor-trunk", host, None, cause, fix))
    cause = f"{host} has no address that is found here; a trunk may have an SRV record alone."
    record = {"udp": "_sip._udp", "tcp": "_sip._tcp", "tls": "_sips._tcp"}[spoken]
    fix = f"Look for it: nslookup -type=SRV {record}.{host}"
    return unknown(what, Problem("doctor-trunk", host, None, cause, fix))
