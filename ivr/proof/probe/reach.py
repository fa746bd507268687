"""Why a hotline cannot be rung at all: each cause with the fix that is nearest."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import httpx

from ivr.problems import Problem
from ivr.proof.probe.wire import Exchange

CODE: Final = "probe-cannot-ring"
_SERVER: Final = "Is the server running, and does the proxy before it know where?"
_FORBIDDEN, _NOT_FOUND, _FAILED = 403, 404, 500


def out_of_reach(
    url: str, error: httpx.TransportError | OSError | UnicodeError | httpx.InvalidURL
) -> Problem:
    """Return why no answer came from an address."""
    host = urlsplit(url).hostname or url
    causes = [*_causes(error)]
    for cause in causes:
        match cause:
            case ssl.SSLCertVerificationError():
                return _certificate(url, host, cause)
            case ssl.SSLError():
                what = f"{host} answers, and speaks no TLS that a carrier understands."
                return _problem(url, what, "Look at the port and the proxy that ends TLS.")
            case socket.gaierror():
                what = f"The name {host} is not found."
                return _problem(url, what, "Compare PUBLIC_BASE_URL, and look at the DNS.")
            case ConnectionRefusedError():
                return _problem(url, f"Nobody listens on {_place(url)}.", _SERVER)
            case httpx.TimeoutException() | TimeoutError():
                what = f"{_place(url)} does not answer in time."
                return _problem(url, what, f"{_SERVER} Does a firewall keep requests out?")
    told = str(causes[-1]).partition("\n")[0] or type(causes[-1]).__name__
    return _problem(url, f"{_place(url)} gives no whole answer: {told}.", _SERVER)


def refused(url: str, first: Exchange) -> Problem | None:
    """Return why the first request of a call came to nothing; None when it was answered."""
    if first.status == 200:  # noqa: PLR2004 - HTTP's for an answer
        return None
    if target := first.headers.get("location", ""):
        what = f"{first.url} redirects to {target}. The carrier would lose the keys pressed."
        there = urlsplit(target)
        fix = "Let the address of the webhook answer by itself."
        if (there.netloc and there.netloc != urlsplit(url).netloc) or there.scheme == "https":
            fix = f"If that is the hotline, set PUBLIC_BASE_URL={there.scheme}://{there.netloc}"
            fix += " here, at the server and at the carrier."
        return _problem(url, what, fix)
    if first.status == _FORBIDDEN:
        what = f"{first.url} refuses the signature (403): the hotline has another token, or"
        what += " another PUBLIC_BASE_URL."
        fix = "Compare TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL here and at the server; its log tells."
        return _problem(url, what, fix)
    if first.status >= _FAILED:
        what = f"{first.url} answers with {first.status}: there is no hotline behind the proxy."
        return _problem(url, what, _SERVER)
    what = f"{first.url} answers with {first.status}: there is no hotline."
    return _problem(url, what, "Compare PUBLIC_BASE_URL, and what the proxy does with /voice.")


def _certificate(url: str, host: str, error: ssl.SSLCertVerificationError) -> Problem:
    told = error.verify_message or str(error)
    what = f"The certificate of {host} does not hold: {told}."
    fix = "Mend it: the carrier trusts what browsers trust, and sends no caller anywhere else."
    if "expired" in told:
        fix = "Renew it, and see why it was not renewed by itself; callers get nobody until then."
    if "not yet" in told:
        fix = "See whether this machine's clock is behind: timedatectl"
    return _problem(url, what, fix)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what has caused it, the deepest last."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _place(url: str) -> str:
    there = urlsplit(url)
    return there.netloc or url


def _problem(url: str, cause: str, fix: str) -> Problem:
    return Problem(CODE, url, None, cause, fix)
