"""What is wrong with the settings of an operator: each by name, with its cause and the fix."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from ivr.did_you_mean import suggested
from ivr.environment import QUOTES, meant_for, mistyped, unseen
from ivr.model.hosts import host_faults
from ivr.problems import Problem, Severity

NEEDED: Final = ("PUBLIC_BASE_URL", "TWILIO_AUTH_TOKEN")
"""Without these no call from a carrier can be taken."""

SETTINGS: Final = (
    *NEEDED,
    *("TWILIO_AUTH_TOKEN_NEXT", "SIP_TRUNK", "OFFER_DRAFTS", "OFFER_OUTDATED"),
    *("PIPER_VOICES", "HOTLINE_ROOT", "PORT", "WEB_CONCURRENCY"),
    *("JOURNAL_DIR", "DATABASE_URL", "JOURNAL_DAYS", "JOURNAL_SUM_DAYS", "SMALL_CELLS"),
    *("ALARMS", "METRICS_PORT", "METRICS_TOKEN", "LOG_FORMAT", "LOG_LEVEL", "LOG_CALLS"),
)
"""Every variable that steers the hotline; routes may name more."""

YES: Final = frozenset({"yes", "y", "true", "1", "on", "ja", "j"})
NO: Final = frozenset({"no", "n", "false", "0", "off", "nei", ""})

WHOLE_NUMBERS: Final = {
    "PORT": 65535,
    "WEB_CONCURRENCY": 64,
    "METRICS_PORT": 65535,
    "JOURNAL_DAYS": 366,
    "JOURNAL_SUM_DAYS": 3660,
    "SMALL_CELLS": 100,
}
"""Settings that are whole numbers from 1 on, and the most each can be."""

FROM_NOTHING: Final = frozenset({"SMALL_CELLS"})
"""Those of them that may be 0 too."""

WORDS: Final = {
    "LOG_FORMAT": ("text", "json"),
    "LOG_LEVEL": ("debug", "info", "warning", "error"),
}
"""Settings that are one of a few words."""

DEFAULT_PORT: Final = 8000
"""The TCP port that calls come in on unless PORT says otherwise."""

LEAST_METRICS_TOKEN: Final = 16
"""Signs of a token that nobody tries out."""

DATABASES: Final = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
"""How the address of a database begins that the journal can be kept in."""

_NAMED: Final = re.compile(
    rf"""(?i)["']?(?:(?:export|set|env) +)?["']?({"|".join(SETTINGS)})["']? *[=:]"""
)
"""A value that begins with the name of a setting, as a line of a file does."""

_SHOWN: Final = 80
"""Signs of a value that a line shows at most."""

_AT_HOME: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine, where no certificate is needed."""

_AUTH_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_SID: Final = re.compile(r"(AC|SK|PN|AP|CA|BY)[0-9a-fA-F]{32}")
_PLACEHOLDER: Final = re.compile(
    r"(?i)<.*>|\[.*\]|\{.*\}|\$.*|x{3,}|\*+|\.{2,}|…|0+|change[-_ ]?me|changeit|todo|none|null"
    r"|placeholder|dummy|(your|my|the)[-_ ].*|(twilio[-_ ]?)?(auth[-_ ]?)?token(here)?|example.*"
)


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
        elif fault := _framed(name, text):
            yield fault
        elif text and name in _FAULTS:
            yield from _FAULTS[name](name, text)
    port = environ.get("METRICS_PORT", "")
    if port and port == (environ.get("PORT") or str(DEFAULT_PORT)):
        yield _bad("METRICS_PORT", "It is the port that calls come in on.", "Choose another.")


def is_yes(text: str) -> bool:
    """Tell whether a setting says yes; a word that is neither yes nor no counts as no.

    >>> is_yes("Ja"), is_yes("nei"), is_yes("")
    (True, False, False)
    """
    return text.lower() in YES


def token_faults(name: str, token: str) -> Iterator[Problem]:
    """Yield what is wrong with a token, which is not repeated: it is a secret."""
    copy = "Copy the auth token from the Twilio console."
    if fault := _framed(name, token):
        yield fault
    elif _SID.fullmatch(token):
        yield _bad(name, f"It is no token but the identifier of something ({token[:2]}…).", copy)
    elif _PLACEHOLDER.fullmatch(token):
        yield _bad(name, "It is no token, but a word that holds the place of one.", copy)
    elif unseen(token) or not token.isascii():
        sign = unseen(token) or "a letter that is not ASCII"
        yield _bad(name, f"There is {sign} in it, which no token has.", copy)
    elif not _AUTH_TOKEN.fullmatch(token):
        cause = "It is not 32 digits and letters from a to f, as the tokens of Twilio are."
        fix = "If calls are refused, copy it again; other carriers may have other tokens."
        yield Problem("bad-setting", name, None, cause, fix, Severity.WARNING)


def _url_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps an address from being what the carrier calls, and signs to the letter."""
    url, shown = text.rstrip("/"), f"[{text[:_SHOWN]}]" if "@" not in text else "It"
    if (sign := unseen(url)) or "\\" in url:
        yield _bad(
            name, f"{shown} is no web address: there is {sign or 'a backslash'} in it.", _URL
        )
        return
    scheme, slashes, rest = url.partition("://")
    if not slashes or scheme.lower() not in ("http", "https") or not rest:
        yield _bad(name, f"{shown} is no web address.", _URL)
        return
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    right = f"Write https://{host.lower()}" if host else _URL
    if "@" in authority:
        cause = "It holds a user name or password, which would break signatures."
        yield _bad(name, cause, right)
    elif not url.isascii():
        yield _bad(name, f"{shown} would break signatures: it has letters beyond ASCII.", _ASCII)
    elif fault := next(host_faults(host), ""):
        yield _bad(name, f"{shown} is no web address: its host {fault}.", _URL)
    elif rest != authority:
        cause = f"{shown} would break signatures: there is more than a host name in it."
        yield _bad(name, cause, f"{right}, and nothing behind it.")
    elif url != url.lower():
        cause = f"{shown} would break signatures, for Twilio signs small letters."
        yield _bad(name, cause, f"Write {url.lower()}")
    elif scheme == "http" and urlsplit(url).hostname not in _AT_HOME:
        cause = f"{shown} is not encrypted: callers' numbers would be open to whoever listens."
        yield _bad(name, cause, right)


def number_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps a text from being one of the `WHOLE_NUMBERS`."""
    most, least = WHOLE_NUMBERS[name], int(name not in FROM_NOTHING)
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not (digits and least <= int(text) <= most):
        yield _bad(name, f"[{text[:_SHOWN]}] is no whole number from {least} to {most}.", "")


def _yes_or_no_faults(name: str, text: str) -> Iterator[Problem]:
    if text.lower() in YES | NO:
        return
    # A question must not turn the meaning round, so only words that begin alike are offered.
    begin = "yj" if text[0].lower() in "yj" else text[0].lower()
    words = {word for word in YES | NO if len(word) > 1 and word[0] in begin}
    meant = suggested(text.lower(), words)
    fix = f"Did you mean [{meant}]?" if meant else "Write yes or no."
    yield _bad(name, f"[{text[:_SHOWN]}] is neither yes nor no.", fix)


def _word_faults(name: str, text: str) -> Iterator[Problem]:
    words = WORDS[name]
    if text.lower() not in words:
        meant = suggested(text.lower(), words)
        fix = f"Did you mean [{meant}]?" if meant else f"Write one of {', '.join(words)}."
        yield _bad(name, f"[{text[:_SHOWN]}] is none of its words.", fix)


def _metrics_token_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what is wrong with the token of /metrics, which is not repeated: it is a secret."""
    fix = "Make one: openssl rand -hex 32"
    if _PLACEHOLDER.fullmatch(text):
        yield _bad(name, "It is no token, but a word that holds the place of one.", fix)
    elif (sign := unseen(text)) or not text.isascii():
        yield _bad(name, f"There is {sign or 'a letter that is not ASCII'} in it.", fix)
    elif len(text) < LEAST_METRICS_TOKEN:
        yield _bad(name, f"It has fewer than {LEAST_METRICS_TOKEN} signs.", fix)


def _database_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps the journal from being kept there; a password may be in it."""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in DATABASES or not rest:
        cause = "It is no address of a database that the journal can be kept in."
        yield _bad(name, cause, "Write postgresql://user:password@host/name, or leave it out.")


def _bad(name: str, cause: str, fix: str) -> Problem:
    return Problem("bad-setting", name, None, cause, fix)


def _framed(name: str, text: str) -> Problem | None:
    """Return what stands around or in front of a value that was copied with more than itself."""
    if found := _NAMED.match(text):
        cause = f"The name [{found[1]}] stands in the value."
        return _bad(name, cause, "Write what stands behind the sign alone.")
    return _bad(name, _QUOTED, "Take them away.") if _is_quoted(text) else None


def _is_quoted(text: str) -> bool:
    return bool(text) and (text[0] in QUOTES or text[-1] in QUOTES)


_QUOTED: Final = "It stands in quotation marks, which are taken for a part of it."
_URL: Final = "Write https:// and the host name Twilio calls."
_ASCII: Final = "Use small ASCII letters; a name such as blåbær.no is written xn--… there."
_WHERE: Final = {
    "PUBLIC_BASE_URL": "It is https:// and the host name Twilio calls.",
    "TWILIO_AUTH_TOKEN": "Copy it from the Twilio console.",
}
_FAULTS: Final[Mapping[str, Callable[[str, str], Iterator[Problem]]]] = {
    "PUBLIC_BASE_URL": _url_faults,
    "TWILIO_AUTH_TOKEN": token_faults,
    "TWILIO_AUTH_TOKEN_NEXT": token_faults,
    "OFFER_DRAFTS": _yes_or_no_faults,
    "OFFER_OUTDATED": _yes_or_no_faults,
    "LOG_CALLS": _yes_or_no_faults,
    "ALARMS": _yes_or_no_faults,
    "METRICS_TOKEN": _metrics_token_faults,
    "DATABASE_URL": _database_faults,
    **dict.fromkeys(WORDS, _word_faults),
    **dict.fromkeys(WHOLE_NUMBERS, number_faults),
}
