"""What no line of the log may hold is taken out of it; the line stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import suppress
from typing import Any, Final

from flask import has_request_context, request

HIDDEN: Final = "[hidden]"

_PATTERNS: Final = (
    # What the carrier calls an account, a call, a number ...
    r"\b[A-Z]{2}[0-9a-fA-F]{32}\b",
    # ... its tokens, and its signatures.
    r"\b[0-9a-fA-F]{32,}\b",
    r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{27}=(?![A-Za-z0-9=])",
    # A telephone number: with its country, in one piece, or in groups as people write it.
    r"\+\d[\d \xa0\u202f().\-/]{5,}\d",
    r"(?:(?<![0-9A-Za-z_])|(?<=%2[Bb]))\d{8,}(?![0-9A-Za-z_])",
    r"(?<![\d:.\-])(?:\d{2}[ \xa0\u202f]){3}\d{2}(?![\d:.\-])",
    r"(?<![\d:.\-])\d{3}[ \xa0\u202f]\d{2}[ \xa0\u202f]\d{3}(?![\d:.\-])",
    # Who is called in a SIP address, short numbers left in; the state in an address of ours; the
    # password in that of a database.
    r"(?i:(?<=sip:)|(?<=sips:))(?!\d{1,6}@)[^\s@;>]+(?=@)",
    r"(?<=[\w/]\?)[^\s'\"?]*=[^\s'\"]*",
    r"(?<=://)[^\s/@]+(?=@)",
)
_SHAPES: Final = re.compile("|".join(_PATTERNS))
_OURS: Final = frozenset({"timestamp", "level", "call"})
"""What the log itself puts in; a call's tag may be all digits."""
_OF_CALLERS: Final = ("CallSid", "Caller", "ForwardedFrom", "From", "ParentCallSid", "StirPassport")
"""How the fields of a request begin that tell who calls, or from where."""

_LEAST: Final = 4
"""Letters from which on what a request says of its caller is looked for: NO is any word's part."""


class Hidden:
    """A step of structlog's that hides whatever looks like a caller, a call or a secret.

    ``secrets`` are hidden whatever they look like, and so is what the request that is being
    answered tells of its caller.

    >>> hide = Hidden(["hunter2"])
    >>> hide(None, "", {"event": "From +47 911 22 333 with hunter2, route 1: busy"})["event"]
    'From [hidden] with [hidden], route 1: busy'
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [secret for secret in secrets if secret]

    def __call__(
        self, _logger: object, _method: str, line: MutableMapping[str, Any]
    ) -> dict[str, Any]:
        """Return a line without what it may not hold."""
        exact = sorted({*self._secrets, *_told_of_the_caller()}, key=len, reverse=True)
        return {
            name: told if name in _OURS else _without(told, exact) for name, told in line.items()
        }


def _without(told: object, exact: list[str]) -> object:
    if told is None or isinstance(told, bool | int | float):
        return told
    text = told if isinstance(told, str) else str(told)
    for secret in exact:
        text = text.replace(secret, HIDDEN)
    return _SHAPES.sub(HIDDEN, text)


def _told_of_the_caller() -> Iterator[str]:
    if not has_request_context():
        return
    with suppress(Exception):  # a form that cannot be read tells nothing
        for name, told in request.form.items():
            if name.startswith(_OF_CALLERS) and len(told) >= _LEAST:
                yield told
