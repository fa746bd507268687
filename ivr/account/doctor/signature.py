"""Whether the hotline takes what the carrier has signed, and nothing else, as the proxy passes it.

The requests say that a call of no caller is over: they are marked as tests, change nothing, and
are in no figure. The refusal is one line of the log, and counted as the others are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import httpx

from ivr import carrier
from ivr.phone import sign
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, wrong
from ivr.proof.probe.reach import refused
from ivr.proof.probe.wire import Exchange

FORM: Final[Mapping[str, str]] = {
    "CallSid": "CA" + "0" * 32,
    "CallStatus": "completed",
    "FromCity": "",
    carrier.PROBE: "yes",
}

UNUSUAL: Final = f"{carrier.STATUS}?looked=a%20b&empty="
"""The same address in a spelling that a proxy may be tempted to tidy up."""

WRONG_TOKEN: Final = "0" * 32

Ask = Callable[[httpx.Request], Exchange]

_OK: Final = range(200, 300)
_FORBIDDEN: Final = 403
SIGNED: Final = "a signed request"
UNCHANGED: Final = "the proxy"
FORGED: Final = "a wrong signature"


def signatures(url: str, token: str, ask: Ask) -> Iterator[Check]:
    """Yield what became of a request with the right signature, in two spellings, and a wrong one.

    Raises:
        httpx.TransportError: There is no answer.
    """
    plain = ask(_request(url, carrier.STATUS, token))
    if plain.status not in _OK:
        yield _refused(SIGNED, url, plain)
    else:
        yield good(SIGNED, "accepted")
        unusual = ask(_request(url, UNUSUAL, token))
        yield _passed_on(url, unusual)
    forged = ask(_request(url, carrier.STATUS, WRONG_TOKEN))
    if forged.status == _FORBIDDEN:
        yield good(FORGED, "refused")
    elif forged.status in _OK:
        cause = f"{forged.url} takes a request whose signature is wrong: anybody can pose as the"
        fix = "Look at what answers there: the hotline itself refuses it (403)."
        problem = Problem("doctor-signature", url, None, f"{cause} carrier.", fix)
        yield wrong(FORGED, problem)


def _request(url: str, target: str, token: str) -> httpx.Request:
    address = f"{url}{target}"
    headers = {carrier.SIGNATURE: sign(token, address, FORM)}
    return httpx.Request("POST", address, data=dict(FORM), headers=headers)


def _refused(what: str, url: str, answer: Exchange) -> Check:
    problem = refused(url, answer)
    assert problem is not None  # noqa: S101 - it was not accepted
    return wrong(what, replace(problem, code="doctor-signature"))


def _passed_on(url: str, answer: Exchange) -> Check:
    if answer.status in _OK:
        return good(UNCHANGED, "passes address and form on as they came")
    cause = f"A signed request to {UNUSUAL} is refused ({answer.status}), and one to "
    cause += f"{carrier.STATUS} is not: a proxy changes the address on its way."
    fix = (
        "Have it pass the address on as it came; nginx: proxy_pass without a path behind the host."
    )
    return wrong(UNCHANGED, Problem("doctor-signature", url, None, cause, fix))
