"""What is wrong with the settings of an operator: each by name, with its cause and the fix."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ivr.did_you_mean import suggested
from ivr.environment import meant_for, mistyped
from ivr.problems import Problem
from ivr.serving.faults.addresses import (
    base_url_faults,
    database_faults,
    listening_faults,
    overrides_faults,
    second_url_faults,
)
from ivr.serving.faults.secrets import (
    metrics_token_faults,
    secret_faults,
    sid_faults,
    token_faults,
)
from ivr.serving.faults.studio import (
    claim_faults,
    roles_faults,
    studio_faults,
    studio_url_faults,
)
from ivr.serving.faults.values import NEEDED, SETTINGS, SHOWN, bad, framed

YES: Final = frozenset({"yes", "y", "true", "1", "on", "ja", "j"})
NO: Final = frozenset({"no", "n", "false", "0", "off", "nei", ""})

WHOLE_NUMBERS: Final = {
    "PORT": 65535,
    "WEB_CONCURRENCY": 64,
    "METRICS_PORT": 65535,
    "JOURNAL_DAYS": 366,
    "JOURNAL_SUM_DAYS": 3660,
    "SMALL_CELLS": 100,
    "STUDIO_PORT": 65535,
}
"""Settings that are whole numbers from 1 on, and the most each can be."""

FROM_NOTHING: Final = frozenset({"SMALL_CELLS"})
"""Those of them that may be 0 too."""

WORDS: Final = {
    "TWILIO_REGION": ("us1", "ie1", "au1"),
    "LOG_FORMAT": ("text", "json"),
    "LOG_LEVEL": ("debug", "info", "warning", "error"),
}
"""Settings that are one of a few words."""

DEFAULT_PORT: Final = 8000
"""The TCP port that calls come in on unless PORT says otherwise."""


def setting_faults(environ: Mapping[str, str], *, needed: bool) -> Iterator[Problem]:
    """Yield what is wrong with trimmed variables; those that are ``needed`` must be there too.

    >>> for problem in setting_faults({"OFFER_DRAFTS": "jes"}, needed=False):
    ...     print(problem)
    OFFER_DRAFTS: [jes] is neither yes nor no. Did you mean [yes]?
    """
    for name in SETTINGS:
        text = environ.get(name, "")
        if name == "SIP_TRUNK":  # which is a route's, and judged with the routes
            continue
        near = meant_for(name, environ, SETTINGS)
        if not text and needed and name in NEEDED:
            fix = f"Did you mean it by [{near}]?" if near else _WHERE[name]
            yield Problem("missing-setting", name, None, f"{name} is not set.", fix)
        elif near:
            yield mistyped(near, name)
        elif fault := framed(name, text):
            yield fault
        elif text and name in _FAULTS:
            yield from _FAULTS[name](name, text)
    key, secret = (environ.get(f"TWILIO_API_{part}", "") for part in ("KEY", "SECRET"))
    if bool(key) != bool(secret):
        missing, there = ("SECRET", "KEY") if key else ("KEY", "SECRET")
        cause = f"TWILIO_API_{missing} is not set, and TWILIO_API_{there} is."
        yield Problem("missing-setting", f"TWILIO_API_{missing}", None, cause, "Set both.")
    port = environ.get("METRICS_PORT", "")
    if port and port == (environ.get("PORT") or str(DEFAULT_PORT)):
        yield bad("METRICS_PORT", "It is the port that calls come in on.", "Choose another.")
    yield from studio_faults(environ, {port, environ.get("PORT") or str(DEFAULT_PORT)})


def is_yes(text: str) -> bool:
    """Tell whether a setting says yes; a word that is neither yes nor no counts as no.

    >>> is_yes("Ja"), is_yes("nei"), is_yes("")
    (True, False, False)
    """
    return text.lower() in YES


def number_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps a text from being one of the `WHOLE_NUMBERS`."""
    most, least = WHOLE_NUMBERS[name], int(name not in FROM_NOTHING)
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not (digits and least <= int(text) <= most):
        yield bad(name, f"[{text[:SHOWN]}] is no whole number from {least} to {most}.", "")


def _yes_or_no_faults(name: str, text: str) -> Iterator[Problem]:
    if text.lower() in YES | NO:
        return
    # A question must not turn the meaning round, so only words that begin alike are offered.
    begin = "yj" if text[0].lower() in "yj" else text[0].lower()
    words = {word for word in YES | NO if len(word) > 1 and word[0] in begin}
    meant = suggested(text.lower(), words)
    fix = f"Did you mean [{meant}]?" if meant else "Write yes or no."
    yield bad(name, f"[{text[:SHOWN]}] is neither yes nor no.", fix)


def _word_faults(name: str, text: str) -> Iterator[Problem]:
    words = WORDS[name]
    if text.lower() not in words:
        meant = suggested(text.lower(), words)
        fix = f"Did you mean [{meant}]?" if meant else f"Write one of {', '.join(words)}."
        yield bad(name, f"[{text[:SHOWN]}] is none of its words.", fix)


_WHERE: Final = {
    "PUBLIC_BASE_URL": "It is https:// and the host name Twilio calls.",
    "TWILIO_AUTH_TOKEN": "Copy it from the Twilio console.",
}
_FAULTS: Final[Mapping[str, Callable[[str, str], Iterator[Problem]]]] = {
    "PUBLIC_BASE_URL": base_url_faults,
    "TWILIO_AUTH_TOKEN": token_faults,
    "TWILIO_AUTH_TOKEN_NEXT": token_faults,
    "TWILIO_ACCOUNT_SID": sid_faults,
    "TWILIO_API_KEY": sid_faults,
    "TWILIO_API_SECRET": secret_faults,
    "CONNECTION_OVERRIDES": overrides_faults,
    "FALLBACK_URL": second_url_faults,
    "AUDIO_BASE_URL": second_url_faults,
    "LISTEN_ADDRESS": listening_faults,
    "OFFER_DRAFTS": _yes_or_no_faults,
    "OFFER_OUTDATED": _yes_or_no_faults,
    "LOG_CALLS": _yes_or_no_faults,
    "ALARMS": _yes_or_no_faults,
    "METRICS_TOKEN": metrics_token_faults,
    "DATABASE_URL": database_faults,
    "STUDIO_URL": studio_url_faults,
    "STUDIO_ADDRESS": listening_faults,
    "STUDIO_OIDC_ISSUER": second_url_faults,
    "STUDIO_OIDC_CLIENT_SECRET": secret_faults,
    "STUDIO_OIDC_EMAIL": claim_faults,
    "STUDIO_OIDC_GROUPS": claim_faults,
    "STUDIO_OIDC_ROLES": roles_faults,
    **dict.fromkeys(WORDS, _word_faults),
    **dict.fromkeys(WHOLE_NUMBERS, number_faults),
}
