"""What is told when the carrier's REST interface does not give what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import requests

from ivr.carrier.rest.access import ACCOUNT, KEY, REGION, Access
from ivr.carrier.rest.port import AccountRefusal
from ivr.problems import Problem

NOT_FOUND: Final = 20404
"""The carrier's own number: a 404 without it may be anybody's."""

SERVER_ERRORS: Final = range(500, 600)
SHOWN: Final = 200
"""Signs of the carrier's own words that a line shows at most."""

_STATUS: Final = "https://status.twilio.com tells whether it is Twilio."
_CONSOLE: Final = "the Twilio console (API keys & tokens, where the region is chosen)"


@dataclass(frozen=True, slots=True)
class Said:
    """A refusal in the carrier's words: the HTTP status, and what stands in the answer."""

    status: int
    answer: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The carrier's number for what is wrong, or the status where it tells none."""
        code = self.answer.get("code")
        return f"error {code}" if isinstance(code, int) else f"HTTP {self.status}"


def away(
    host: str, what: str, method: str, timeout: float, error: OSError | ValueError
) -> AccountRefusal:
    """Return that the carrier cannot be asked; nothing of the error's own text is shown."""
    known = "" if method == "GET" else " Whether the change was made is not known."
    if isinstance(error, requests.exceptions.Timeout | TimeoutError):
        cause = f"There was no answer within {timeout:g} s, asked for {what}.{known}"
        return _refusal("account-away", host, cause, f"Ask again; {_STATUS}")
    if isinstance(error, requests.exceptions.ProxyError):
        cause = f"The proxy on the way there lets nothing through, asked for {what}."
        return _refusal("account-away", host, cause, "Mend HTTPS_PROXY, or the proxy it names.")
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return AccountRefusal(unusable_proxy())  # for the address itself is never wrong
    if isinstance(error, requests.exceptions.SSLError):
        cause = f"The certificate it shows is not trusted, so it was not asked for {what}."
        fix = "Look at this machine's clock (timedatectl). If your network opens connections, name"
        fix += " its certificates in REQUESTS_CA_BUNDLE."
        return _refusal("account-away", host, cause, fix)
    if not isinstance(error, requests.exceptions.RequestException):
        cause = "The certificates that are to be trusted cannot be read."
        return _refusal("account-away", "REQUESTS_CA_BUNDLE", cause, "Name a file of certificates.")
    cause = f"The connection failed or broke off, asked for {what}.{known}"
    fix = f"See whether this machine reaches it on port 443; {_STATUS}"
    return _refusal("account-away", host, cause, fix)


def unusable_proxy() -> Problem:
    """Return that the proxy which the environment names is none that can be asked."""
    cause = "HTTPS_PROXY or ALL_PROXY names a proxy that cannot be used here."
    return Problem("bad-setting", "HTTPS_PROXY", None, cause, "Write http://, a host and a port.")


def busy(host: str, what: str, wait: float) -> AccountRefusal:
    """Return that the carrier was too busy each time, and for how many seconds it still is."""
    cause = f"Too much is asked of the account at once (error 20429), asked for {what}."
    return _refusal("account-busy", host, cause, f"Ask again in {max(wait, 1):.0f} s.")


def unreadable(host: str, what: str, fault: str) -> AccountRefusal:
    """Return that an answer is none; ``fault`` says what it has, and repeats nothing of it."""
    cause = f"The answer has {fault}, asked for {what}."
    fix = "Ask again; if it stays so, something on the way there answers in its place."
    return _refusal("account-answer", host, cause, fix)


def answered(host: str, what: str, said: Said, secret: str) -> AccountRefusal:
    """Return what the carrier says is wrong."""
    if said.answer.get("code") == NOT_FOUND:
        cause = f"There is no such thing ({said.code}), asked for {what}."
        fix = f"Compare {ACCOUNT} and {REGION} with the console."
        return _refusal("account-not-found", host, cause, fix)
    words = str(said.answer.get("message", "")).replace(secret, "…")
    told = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    words = f": {told[:SHOWN]}" if told else "."
    cause = f"Twilio answers {said.code}, asked for {what}{words}"
    code = said.answer.get("code")
    fix = f"Ask again; {_STATUS}"
    if isinstance(code, int) and said.status not in SERVER_ERRORS:
        fix = f"https://www.twilio.com/docs/errors/{code} tells more."
    return _refusal("account-error", host, cause, fix)


def refused(access: Access, what: str, said: Said) -> AccountRefusal:
    """Return that what signs in is not taken, or may not ask for something."""
    if said.status == HTTPStatus.FORBIDDEN:
        cause = f"It may not ask for {what} ({said.code})."
        fix = "Give it the permission in the Twilio console, or sign in with the auth token."
        return _refusal("account-forbidden", access.setting, cause, fix)
    cause = f"Twilio refuses it ({said.code}) for the account of {ACCOUNT} in {access.region}."
    fix = f"Copy both anew from {_CONSOLE}; a suspended account is refused too."
    return _refusal("account-refused", access.setting, cause, fix)


def signed_in_elsewhere(access: Access, what: str, region: str) -> AccountRefusal:
    """Return that what signs in is right, and taken in another region or for other questions."""
    if region == access.region:
        cause = f"It is a key that may not ask for {what}."
        fix = f"Make a main key in the console, or leave {KEY} out: the auth token may."
        return _refusal("account-forbidden", access.setting, cause, fix)
    cause = f"It is of the region {region}, and {REGION} is {access.region}."
    fix = f"Copy that of {access.region} from {_CONSOLE}, or set {REGION}={region}."
    return _refusal("account-refused", access.setting, cause, fix)


def _refusal(code: str, place: str, cause: str, fix: str) -> AccountRefusal:
    return AccountRefusal(Problem(code, place, None, cause, fix))
