"""Where a server can listen: addresses of this machine, IPv4 and IPv6, by number or by name."""

from __future__ import annotations

import errno
import socket
from typing import Final

EVERY_IPV4: Final = "0.0.0.0"  # noqa: S104 - an operator chooses it, or one of its neighbours
EVERY: Final = "::"
"""Every address of this machine, of IPv6 and, as Linux has it, of IPv4 as well."""

_AT_HOME: Final = {EVERY_IPV4: "127.0.0.1", EVERY: "::1"}

_REASONS: Final = {
    errno.EAFNOSUPPORT: "this machine has no IPv6",
    errno.EADDRNOTAVAIL: "this machine has no such address",
}


class CannotListenError(Exception):
    """Nobody can listen at an address; says why in a few words."""


def addresses_of(host: str) -> tuple[str, ...]:
    """Return the addresses of this machine that a host is: those that can be listened on now.

    Raises:
        CannotListenError: None of them can.

    >>> addresses_of("127.0.0.1")
    ('127.0.0.1',)
    >>> addresses_of("192.0.2.1")
    Traceback (most recent call last):
        ...
    ivr.serving.listening.CannotListenError: this machine has no such address
    """
    try:
        found = socket.getaddrinfo(host or "\0", None, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        raise CannotListenError("no machine is known by this name") from None
    reasons = {address[0]: _reason(family, address) for family, *_, address in found}
    open_ones = tuple(str(one) for one, reason in reasons.items() if not reason)
    if not open_ones:
        raise CannotListenError(next(iter(reasons.values())))
    return open_ones


def _reason(family: socket.AddressFamily, address: tuple[object, ...]) -> str:
    """Return why nobody can listen at an address, whatever the port; empty where somebody can."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.bind(address)
    except OSError as error:
        return _REASONS.get(error.errno or 0, error.strerror or str(error))
    return ""


def with_port(host: str, port: int) -> str:
    """Return a host and a port as they stand in an address.

    >>> with_port("127.0.0.1", 8000), with_port("::1", 8000)
    ('127.0.0.1:8000', '[::1]:8000')
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def url_of(host: str, port: int) -> str:
    """Return the address at which this machine itself reaches a server that listens on a host.

    >>> url_of("localhost", 8000), url_of("0.0.0.0", 8000), url_of("::", 8000)
    ('http://localhost:8000', 'http://127.0.0.1:8000', 'http://[::1]:8000')
    """
    return f"http://{with_port(_AT_HOME.get(host, host), port)}"
