"""What callers hear while the server is away: fetched where it lies, held against the folder."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from ivr import carrier
from ivr.account.addresses import without_password
from ivr.account.doctor.address import LOOK_S
from ivr.account.wanted import fallback_handler
from ivr.carrier.rest.port import Handler
from ivr.carrier.rest.refusals import unusable_proxy
from ivr.phone import PhoneError, parse, sign
from ivr.phone.twiml.verbs import Play
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, unknown, wrong
from ivr.proof.probe.reach import out_of_reach
from ivr.proof.probe.sound import TYPES, type_of
from ivr.serving.assembly import Assembly
from ivr.serving.away import fallback_document, same_document
from ivr.serving.away.place import away_faults
from ivr.serving.settings import Settings

WHAT: Final = "the fallback"
_CODE: Final = "doctor-fallback"
_EXPORT: Final = "Put there what this prints: ivr export fallback"
_OK, _CARRIER_ALONE = 200, (401, 403)
_NO_PROXY: Final = (ImportError, ValueError, httpx.InvalidURL)
"""What the library raises for a proxy in the environment that is none, or of a kind it lacks."""


def fallback(assembly: Assembly, settings: Settings, trusted: ssl.SSLContext) -> Iterator[Check]:
    """Yield whether what lies at the fallback's address is what this folder has it say."""
    if problems := [*away_faults(settings.variables)]:
        yield from (wrong(problem.file, problem) for problem in problems)
        return
    handler = fallback_handler(settings)
    # The way there is the carrier's, not that of callers: a machine may need a proxy for it.
    try:
        client = httpx.Client(timeout=LOOK_S, verify=trusted)
    except _NO_PROXY:
        yield unknown(WHAT, unusable_proxy())
        return
    with client:
        try:
            answer = client.send(_request(handler, settings))
        except httpx.TransportError as error:
            judge = unknown if _is_behind_proxy(handler.url) else wrong
            yield judge(WHAT, out_of_reach(handler.url, error))
            return
        yield (found := _judged(handler, answer, assembly, settings))
        if found.problem is None:
            yield from _sounds(client, answer.content)


def _is_behind_proxy(url: str) -> bool:
    """Tell whether a proxy of the environment, which may be what fails, is asked for an address."""
    is_spared = proxy_bypass(urlsplit(url).hostname or "")
    return not is_spared and bool({"all", "https"} & getproxies().keys())


def _request(handler: Handler, settings: Settings) -> httpx.Request:
    """Return the request that the carrier would make; a TwiML Bin answers nobody else."""
    url = handler.url.partition("#")[0]
    account = settings.variables.get("TWILIO_ACCOUNT_SID", "")
    form = {"AccountSid": account} if handler.method == "POST" and account else {}
    headers = {carrier.SIGNATURE: sign(settings.tokens[0], url, form)} if account else {}
    return httpx.Request(handler.method, url, data=form, headers=headers)


def _judged(
    handler: Handler, answer: httpx.Response, assembly: Assembly, settings: Settings
) -> Check:
    url, clips = handler.url.partition("#")[0], settings.variables.get("AUDIO_BASE_URL", "")
    if answer.status_code in _CARRIER_ALONE and not settings.variables.get("TWILIO_ACCOUNT_SID"):
        cause = f"{url} answers the carrier alone ({answer.status_code})."
        fix = "Set TWILIO_ACCOUNT_SID, with which the request is signed as the carrier's."
        return unknown(WHAT, Problem(_CODE, url, None, cause, fix))
    if target := answer.headers.get("location", ""):
        cause = f"{url} redirects to {without_password(target)}: the carrier would ask twice, the"
        cause += " second time by GET."
        fix = "Set FALLBACK_URL to the address that answers by itself."
    elif answer.status_code in _CARRIER_ALONE:
        cause = f"{url} refuses what is signed as the carrier's ({answer.status_code})."
        fix = "See that it is a TwiML Bin of this account, and TWILIO_AUTH_TOKEN the account's."
    elif answer.status_code != _OK:
        cause = f"{url} answers with {answer.status_code}: callers would hear the carrier's error."
        fix = f"Compare FALLBACK_URL with the address that the console shows. {_EXPORT}"
    elif not same_document(answer.content, fallback_document(assembly, clips)):
        cause = f"{url} says something else than this folder would have it say."
        fix = _EXPORT if handler.method == "POST" else "Run: ivr audio publish, and bring it there."
    else:
        return good(WHAT, f"{urlsplit(url).hostname} says what this folder has it say")
    return wrong(WHAT, Problem(_CODE, url, None, cause, fix))


def _sounds(client: httpx.Client, document: bytes) -> Iterator[Check]:
    """Yield the clips of the document that do not come: such a one ends the call."""
    try:
        played = [verb.url for verb in parse(document).verbs if isinstance(verb, Play)]
    except PhoneError:
        return  # it is what this folder has it say
    for url in dict.fromkeys(played):
        try:
            answer = client.head(url)
        except httpx.TransportError as error:
            yield wrong("a clip of the fallback", out_of_reach(url, error))
            continue
        kind = type_of(answer.headers)
        if answer.status_code != _OK or kind not in TYPES:
            cause = f"{url} is answered with {answer.status_code}, {kind or 'no type'}: the call"
            fix = "Run: ivr audio publish, and bring it there; clips are audio/wav."
            problem = Problem(_CODE, url, None, f"{cause} would end there.", fix)
            yield wrong("a clip of the fallback", problem)
