"""Whether the carrier could reach a host at all: never one of this machine, or of an example."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from ivr.model.hosts import host_faults
from ivr.problems import Problem, Severity

_AT_HOME: Final = ("localhost", "local", "internal", "lan", "home.arpa", "onion")
"""Ends of names that are known within one house, or one network, alone."""

_URLS: Final = ("PUBLIC_BASE_URL", "FALLBACK_URL", "AUDIO_BASE_URL")
"""Settings that are addresses which the carrier asks."""

_EXAMPLES: Final = ("example", "invalid", "test", "example.com", "example.net", "example.org")
"""Ends of names that are kept for texts (RFC 2606), so that they lead nowhere."""


def unreachable(environ: Mapping[str, str]) -> Iterator[Problem]:
    """Yield settings of trimmed variables whose host the carrier can never reach.

    A name kept for examples is a warning: it stands in for the right one on purpose.

    >>> print(*unreachable({"PUBLIC_BASE_URL": "https://10.0.0.7"}))
    PUBLIC_BASE_URL: The carrier can never reach [10.0.0.7]: it is an address within one network. \
Write the host name by which the internet knows it.
    """
    trunk = environ.get("SIP_TRUNK", "").partition(";")[0]
    try:
        hosts = {
            **{name: urlsplit(environ.get(name, "")).hostname for name in _URLS},
            "SIP_TRUNK": None if any(host_faults(trunk)) else urlsplit(f"//{trunk}").hostname,
        }
    except ValueError:
        return  # no address at all, of which another line tells
    for name, host in hosts.items():
        why, severity = _why(host or "")
        if host and why:
            cause = f"The carrier can never reach [{host}]: {why}."
            fix = "Write the host name by which the internet knows it."
            yield Problem("unreachable-setting", name, None, cause, fix, severity)


def _why(host: str) -> tuple[str, Severity]:
    """Return why a host, in small letters, is never reached; empty when it may be."""
    try:
        is_far = ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    else:
        return "" if is_far else "it is an address within one network", Severity.ERROR
    if _ends(host, _EXAMPLES):
        return "its name is kept for examples", Severity.WARNING
    if "." not in host or _ends(host, _AT_HOME):
        return "its name is known within one network alone", Severity.ERROR
    return "", Severity.ERROR


def _ends(host: str, ends: tuple[str, ...]) -> bool:
    return any(f".{host}".endswith(f".{end}") for end in ends)
