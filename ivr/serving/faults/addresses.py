"""What is wrong with settings that are addresses: of this machine, of the webhook, of others."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from ivr.carrier.overrides import overrides_faults as faults_of
from ivr.carrier.overrides import overrides_of, read_timeout_of
from ivr.environment import unseen
from ivr.model.hosts import host_faults
from ivr.problems import Problem
from ivr.serving.faults.values import SHOWN, bad
from ivr.serving.patience import LONGEST_SECONDS

DATABASES: Final = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
"""How the address of a database begins that the journal can be kept in."""

_AT_HOME: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine, where no certificate is needed."""

_URL: Final = "Write https:// and the host name Twilio calls."
_ASCII: Final = "Use small ASCII letters; a name such as blåbær.no is written xn--… there."


def base_url_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps an address from being what the carrier calls, and signs to the letter."""
    url, shown = text.rstrip("/"), f"[{text[:SHOWN]}]" if "@" not in text else "It"
    if (sign := unseen(url)) or "\\" in url:
        yield bad(name, f"{shown} is no web address: there is {sign or 'a backslash'} in it.", _URL)
        return
    scheme, slashes, rest = url.partition("://")
    if not slashes or scheme.lower() not in ("http", "https") or not rest:
        yield bad(name, f"{shown} is no web address.", _URL)
        return
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    right = f"Write https://{host.lower()}" if host else _URL
    if "@" in authority:
        cause = "It holds a user name or password, which would break signatures."
        yield bad(name, cause, right)
    elif not url.isascii():
        yield bad(name, f"{shown} would break signatures: it has letters beyond ASCII.", _ASCII)
    elif fault := next(host_faults(host), ""):
        yield bad(name, f"{shown} is no web address: its host {fault}.", _URL)
    elif rest != authority:
        cause = f"{shown} would break signatures: there is more than a host name in it."
        yield bad(name, cause, f"{right}, and nothing behind it.")
    elif url != url.lower():
        cause = f"{shown} would break signatures, for Twilio signs small letters."
        yield bad(name, cause, f"Write {url.lower()}")
    elif scheme == "http" and urlsplit(url).hostname not in _AT_HOME:
        cause = f"{shown} is not encrypted: callers' numbers would be open to whoever listens."
        yield bad(name, cause, right)


BINS: Final = "https://handler.twilio.com/twiml/"
"""Where TwiML Bins lie, each under its name."""

_BIN: Final = re.compile(r"EH[0-9a-fA-F]{32}")


def second_url_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps an address from being one that the carrier asks when this server is away.

    >>> print(*second_url_faults("AUDIO_BASE_URL", "http://clips.example/hotline"))
    AUDIO_BASE_URL: [http://clips.example/hotline] is not encrypted. Write https:// and the rest.
    """
    shown = f"[{text[:SHOWN]}]" if "@" not in text else "It"
    fix = "Write https:// and the rest."
    if (sign := unseen(text)) or "\\" in text or not text.isascii():
        sign = sign or ("a backslash" if text.isascii() else "a letter that is not ASCII")
        yield bad(name, f"{shown} is no web address: there is {sign} in it.", fix)
        return
    scheme, slashes, rest = text.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if name == "FALLBACK_URL" and _BIN.fullmatch(text):
        yield bad(name, f"{shown} is the name of a TwiML Bin.", f"Write {BINS}{text}")
    elif not slashes or scheme.lower() not in ("http", "https") or not rest:
        yield bad(name, f"{shown} is no web address.", fix)
    elif "@" in authority:
        yield bad(name, "It holds a user name or password, which it must not.", fix)
    elif fault := next(host_faults(authority), ""):
        yield bad(name, f"{shown} is no web address: its host {fault}.", fix)
    elif "#" in rest:
        yield bad(name, f"{shown} has a # in it.", "Leave out what stands behind it.")
    elif "?" in rest and name == "AUDIO_BASE_URL":
        yield bad(name, f"{shown} has a ? in it.", "Name the folder alone.")
    elif scheme.lower() == "http" and urlsplit(text).hostname not in _AT_HOME:
        yield bad(name, f"{shown} is not encrypted.", fix)


def listening_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps a text from being an address of this machine.

    >>> list(listening_faults("LISTEN_ADDRESS", "::"))
    []
    >>> print(*listening_faults("LISTEN_ADDRESS", "127.0.0.1:8000"))
    LISTEN_ADDRESS: [127.0.0.1:8000] is no address of this machine: has a port. Write 127.0.0.1 \
behind a proxy on this machine; 0.0.0.0 or :: for every address it has.
    """
    fix = "Write 127.0.0.1 behind a proxy on this machine; 0.0.0.0 or :: for every address it has."
    try:
        ipaddress.ip_address(text)
    except ValueError:
        fault = next(host_faults(text), "has a port" if ":" in text else "")
        shown = f"[{text[:SHOWN]}]"
        if text[:1] == "[" and text[-1:] == "]":
            yield bad(name, f"{shown} stands in brackets.", f"Write {text[1:-1][:SHOWN]}")
        elif fault:
            yield bad(name, f"{shown} is no address of this machine: {fault}.", fix)


def overrides_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps a text from telling the carrier how long to wait and how often to try.

    >>> print(*overrides_faults("CONNECTION_OVERRIDES", "rt=3000"))
    CONNECTION_OVERRIDES: The carrier gives up after 3 s, the server on slow clients after 4 s. \
Write rt=5000, and no shorter tt.
    """
    faults = [*faults_of(text)]
    waits = read_timeout_of(overrides_of({name: text}))
    if not faults and waits <= LONGEST_SECONDS:
        cause = f"The carrier gives up after {waits:g} s, the server on slow clients"
        faults = [(f"{cause} after {LONGEST_SECONDS:g} s.", "Write rt=5000, and no shorter tt.")]
    yield from (bad(name, cause, fix) for cause, fix in faults)


def database_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps the journal from being kept there; a password may be in it."""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in DATABASES or not rest:
        cause = "It is no address of a database that the journal can be kept in."
        yield bad(name, cause, "Write postgresql://user:password@host/name, or leave it out.")
