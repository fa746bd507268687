"""What is wrong with tokens, keys and identifiers, none of which is ever repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ivr.environment import unseen
from ivr.problems import Problem, Severity
from ivr.serving.faults.values import bad, framed

LEAST_METRICS_TOKEN: Final = 16
"""Signs of a token that nobody tries out."""

_AUTH_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_SID: Final = re.compile(r"(AC|SK|PN|AP|CA|BY)[0-9a-fA-F]{32}")
_PLACEHOLDER: Final = re.compile(
    r"(?i)<.*>|\[.*\]|\{.*\}|\$.*|x{3,}|\*+|\.{2,}|…|0+|change[-_ ]?me|changeit|todo|none|null"
    r"|placeholder|dummy|(your|my|the)[-_ ].*|(twilio[-_ ]?)?(auth[-_ ]?)?token(here)?|example.*"
)

_KINDS: Final = {
    "TWILIO_ACCOUNT_SID": ("AC", "the account, beside its auth token"),
    "TWILIO_API_KEY": ("SK", "an API key, where it was made"),
}
"""How identifiers of the carrier begin, and what they are of."""


def token_faults(name: str, token: str) -> Iterator[Problem]:
    """Yield what is wrong with a token, which is not repeated: it is a secret."""
    copy = "Copy the auth token from the Twilio console."
    if fault := framed(name, token):
        yield fault
    elif _SID.fullmatch(token):
        yield bad(name, f"It is no token but the identifier of something ({token[:2]}…).", copy)
    elif _PLACEHOLDER.fullmatch(token):
        yield bad(name, "It is no token, but a word that holds the place of one.", copy)
    elif unseen(token) or not token.isascii():
        sign = unseen(token) or "a letter that is not ASCII"
        yield bad(name, f"There is {sign} in it, which no token has.", copy)
    elif not _AUTH_TOKEN.fullmatch(token):
        cause = "It is not 32 digits and letters from a to f, as the tokens of Twilio are."
        fix = "If calls are refused, copy it again; other carriers may have other tokens."
        yield Problem("bad-setting", name, None, cause, fix, Severity.WARNING)


def sid_faults(name: str, sid: str) -> Iterator[Problem]:
    """Yield what keeps a text from being the identifier that a setting wants.

    >>> print(*sid_faults("TWILIO_ACCOUNT_SID", "PN" + "0" * 32))
    TWILIO_ACCOUNT_SID: It is the identifier of something else (PN…). Copy that of the account, \
beside its auth token, from the Twilio console.
    """
    kind, whose = _KINDS[name]
    copy = f"Copy that of {whose}, from the Twilio console."
    if not _SID.fullmatch(sid):
        yield bad(name, f"It is not {kind} with 32 digits and letters from a to f behind it.", copy)
    elif not sid.startswith(kind):
        yield bad(name, f"It is the identifier of something else ({sid[:2]}…).", copy)


def secret_faults(name: str, secret: str) -> Iterator[Problem]:
    """Yield what keeps a text from being the secret of an API key."""
    copy = "It is shown once, when the key is made: make another one."
    if _SID.fullmatch(secret) or _PLACEHOLDER.fullmatch(secret):
        yield bad(name, "It is no secret, but an identifier or a word in its place.", copy)
    elif unseen(secret) or not secret.isascii():
        sign = unseen(secret) or "a letter that is not ASCII"
        yield bad(name, f"There is {sign} in it, which no secret has.", copy)


def metrics_token_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what is wrong with the token of /metrics, which is not repeated: it is a secret."""
    fix = "Make one: openssl rand -hex 32"
    if _PLACEHOLDER.fullmatch(text):
        yield bad(name, "It is no token, but a word that holds the place of one.", fix)
    elif (sign := unseen(text)) or not text.isascii():
        yield bad(name, f"There is {sign or 'a letter that is not ASCII'} in it.", fix)
    elif len(text) < LEAST_METRICS_TOKEN:
        yield bad(name, f"It has fewer than {LEAST_METRICS_TOKEN} signs.", fix)
