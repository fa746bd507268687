"""What the operator is told of requests and transfers that came to nothing; never who called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from flask import request

from ivr import carrier
from ivr.call import DialOutcome, Input, State, was_reached
from ivr.call.state import Dialling
from ivr.model import Hotline
from ivr.model.hosts import host_faults
from ivr.refusals import Kind, Refusals
from ivr.serving.settings import Settings

_HOSTS: Final = ("Host", "X-Forwarded-Host", "X-Original-Host")
"""Headers in which a proxy may tell which host was asked for."""


def is_signed(settings: Settings, base_url: str = "") -> bool:
    """Tell whether the request is the carrier's; one that cannot even be read is not.

    What no carrier sends is refused before it is read: to sort its fields would be work for nobody.
    """
    query = request.environ.get("QUERY_STRING", "")
    target = request.path + (f"?{query}" if query else "")
    headers = dict(request.headers)
    try:
        return (
            # Taken in even so: what is left of a body would be read as the next request.
            carrier.may_be_a_form(request.content_type or "", request.get_data())
            and carrier.SIGNATURE in headers
            and carrier.is_target(request.environ.get("RAW_URI", ""), target)
            and carrier.are_names([name for name, _ in request.form.items(multi=True)])
            and carrier.is_signed(
                (base_url or settings.base_url) + target, request.form, headers, settings.tokens
            )
        )
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not ours to answer
        return False


def note_unsigned(refusals: Refusals, settings: Settings) -> None:
    """Leave a trace of a request whose signature does not hold, with what to mend."""
    address = str(request.url_rule)
    refusals.note(Kind.SIGNATURE, lambda: _unsigned(settings, address), address)


def _unsigned(settings: Settings, address: str) -> str:
    told = (
        f"Refused (403): a request whose signature does not hold for {settings.base_url}{address}"
    )
    if carrier.SIGNATURE not in request.headers:
        return f"{told}. It carried none: it was not the carrier's, or a proxy drops the header."
    # Whoever has the token has signed for another address: what is wrong is the base URL.
    meant = next((url for url in _asked_for() if is_signed(settings, url)), "")
    if meant:
        return f"{told}, but for {meant}{address}. Set PUBLIC_BASE_URL={meant}"
    hint = "Compare TWILIO_AUTH_TOKEN, and PUBLIC_BASE_URL with the address at the carrier."
    return f"{told}. It was signed with another token, or for another address. {hint}"


def _asked_for() -> Iterator[str]:
    """Yield the base URLs that the carrier may have called, as the request tells."""
    named = (request.headers.get(name, "") for name in _HOSTS)
    hosts = dict.fromkeys(host for host in named if not any(host_faults(host)))
    for host in hosts:
        yield from (f"https://{host}", f"http://{host}")


def note_unlisted(refusals: Refusals, hotline: Hotline) -> None:
    """Leave a trace of a called number that no municipality lists, hidden in part."""
    number = carrier.masked(request.form.get("To", ""), request.form.get("From", ""))
    default = hotline.municipalities[hotline.default_municipality].name
    told = f"Called: {number}, which no municipality lists; answered as {default}."
    fix = "List it in config/municipalities, or point it elsewhere at the carrier."
    refusals.note(Kind.UNLISTED_NUMBER, lambda: f"{told} {fix}")


def note_transfer(refusals: Refusals, hotline: Hotline, state: State, input: Input) -> None:
    """Leave a trace of a callee who was not reached; nothing of a caller who hung up.

    In a test call nobody is dialled, and who is not reached then is nobody's loss.
    """
    if not isinstance(state, Dialling) or not isinstance(input, DialOutcome):
        return
    if carrier.is_probe(request.form):
        return
    service = hotline.municipalities[state.municipality].services[state.service]
    if was_reached(service, input):
        return
    failure = carrier.dial_failure(request.form)
    if input.answered:
        failure += ", too soon to be a person"
    if failure:
        where = f"{state.municipality}: {state.service}, route {state.route}"
        told = f"A transfer came to nothing: {where}: {failure}."
        refusals.note(Kind.FAILED_TRANSFER, lambda: told, f"{where}: {failure}")


def note_flood(refusals: Refusals, hotline: Hotline) -> None:
    """Leave a trace of a call that was one too many of its number; never of which."""
    most = hotline.calls_from_one_number
    told = f"Ended: a call beyond the {most} that one number may make in ten minutes."
    fix = "If such callers are many people, as behind an exchange: raise calls_from_one_number."
    refusals.note(Kind.FLOOD, lambda: f"{told} {fix}")


def note_long_call(refusals: Refusals, hotline: Hotline) -> None:
    """Leave a trace of a call that had lasted too long."""
    told = f"Ended: a call longer than longest_call_minutes: {hotline.longest_call_minutes}."
    refusals.note(Kind.LONG_CALL, lambda: told)


def note_full(refusals: Refusals, state: Dialling) -> None:
    """Leave a trace of a transfer for which the service had no place."""
    where = f"{state.municipality}: {state.service}"
    told = f"Not put through: {where} has as many callers as its at_once allows."
    refusals.note(Kind.FULL_SERVICE, lambda: told, where)


def note_fallback(refusals: Refusals, settings: Settings) -> None:
    """Leave a trace of why the carrier asks for the fallback."""
    code = carrier.error_code(request.form)
    if not code:
        return
    where = _failed_address(request.form.get("ErrorUrl", ""), settings.base_url)
    told = f"The carrier fell back: error {code}{where}. See twilio.com/docs/api/errors"
    refusals.note(Kind.CARRIER_ERROR, lambda: told, f"{code}{where}")


def _failed_address(url: str, base_url: str) -> str:
    """Return which of the webhook's addresses failed; empty for another one."""
    try:
        path = urlsplit(url.removeprefix(base_url)).path
    except ValueError:
        return ""
    known = (carrier.ANSWER, carrier.TURN, carrier.WHISPER, carrier.FALLBACK)
    return f" at {path}" if path in known else ""


def note_status(refusals: Refusals) -> None:
    """Leave a trace of a call that the carrier says came to nothing."""
    failure = carrier.call_failure(request.form)
    if failure:
        told = f"The carrier reports a call: {failure}."
        refusals.note(Kind.CARRIER_ERROR, lambda: told, failure)
