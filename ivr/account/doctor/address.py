"""The public address, from outside in as far as this machine can: name, certificate, plain http."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import httpx

from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, unknown, wrong
from ivr.proof.probe.content import HEALTH
from ivr.proof.probe.reach import out_of_reach

LOOK_S: Final = 5.0
"""Seconds that one answer may take."""

FEW_DAYS: Final = 14
"""Days before its end by which a certificate of three months ought to have been renewed."""

LAST_PART: Final = 6
"""Of one that lasts for less, so much of its time is left at the least: a sixth."""

NAME: Final = "the name"
CERTIFICATE: Final = "the certificate"
PLAIN: Final = "plain http"


def way_in(url: str, now: dt.datetime, trusted: ssl.SSLContext) -> Iterator[Check]:
    """Yield whether the name is found and the certificate holds; nothing behind what is wrong."""
    parts = urlsplit(url)
    found = _name(url, parts.hostname or "")
    yield found
    if found.problem is None and parts.scheme == "https":
        yield _certificate(url, now, trusted)
        yield _plain(url, trusted)


def _name(url: str, host: str) -> Check:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return wrong(NAME, out_of_reach(url, error))
    addresses = dict.fromkeys(str(one[4][0]) for one in found)
    return good(NAME, f"{host} is {', '.join(addresses)}, as this machine finds it")


def _certificate(url: str, now: dt.datetime, trusted: ssl.SSLContext) -> Check:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        with (
            socket.create_connection((host, parts.port or 443), LOOK_S) as plain,
            trusted.wrap_socket(plain, server_hostname=host) as connection,
        ):
            shown, version = connection.getpeercert() or {}, connection.version()
    except OSError as error:
        return wrong(CERTIFICATE, out_of_reach(url, error))
    begins, ends = (
        dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown[one])), dt.UTC)
        for one in ("notBefore", "notAfter")
    )
    return judged(url, begins, ends, now, version or "TLS")


def judged(
    url: str, begins: dt.datetime, ends: dt.datetime, now: dt.datetime, version: str
) -> Check:
    """Return what is to be said of a certificate that holds, by when it does.

    >>> day, now = dt.timedelta(days=1), dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    >>> print(judged("https://h.example", now - 60 * day, now + 30 * day, now, "TLSv1.3"))
    good     the certificate: holds for 30 more days, until 2026-12-30; TLSv1.3
    >>> judged("https://h.example", now - 80 * day, now + 10 * day, now, "TLSv1.3").verdict.value
    'wrong'
    >>> judged("https://h.example", now - 3 * day, now + 3 * day, now, "TLSv1.3").verdict.value
    'good'
    """
    left = ends - now
    told = f"holds for {left.days} more days, until {ends:%Y-%m-%d}"
    if left < min(dt.timedelta(days=FEW_DAYS), (ends - begins) / LAST_PART):
        cause = f"The certificate {told}, and has not been renewed."
        fix = "Renew it, and see why nothing renews it by itself; callers get nobody after that."
        return wrong(CERTIFICATE, Problem("doctor-certificate", url, None, cause, fix))
    return good(CERTIFICATE, f"{told}; {version}")


def _plain(url: str, trusted: ssl.SSLContext) -> Check:
    """Ask without encryption, which is to be refused or sent on: a caller's number is in a form."""
    plain = url.replace("https://", "http://", 1)
    try:
        answer = httpx.get(f"{plain}{HEALTH}", timeout=LOOK_S, trust_env=False, verify=trusted)
    except httpx.TransportError:
        return good(PLAIN, "refused")
    target = answer.headers.get("location", "")
    if answer.is_redirect and target.startswith("https://"):
        return good(PLAIN, "sent on to https")
    if not (answer.is_success or answer.is_redirect):
        return good(PLAIN, f"refused ({answer.status_code})")
    what = f"redirects to {target or 'nowhere'}" if answer.is_redirect else "answers"
    cause = (
        f"{plain}{HEALTH} {what}, without encryption: callers' numbers could be read on the way."
    )
    fix = "Have the proxy refuse http, or send it on to https."
    return wrong(PLAIN, Problem("doctor-plain-http", plain, None, cause, fix))


def behind(url: str) -> Check:
    """Return that what lies behind an address that cannot be reached was not looked at."""
    cause = "Neither signatures, clips nor the content that is served could be looked at."
    fix = "Mend the address first."
    return unknown("what is served", Problem("doctor-not-looked", url, None, cause, fix))
