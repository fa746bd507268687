"""What a request must look like to be the carrier's, before it costs work and beyond its signature.

The signature is made of the address and of the names and values of the form, sorted, once each,
with nothing between them. So much more than what the carrier has sent would hold: a form of another
type, whose body is not signed at all; a parameter given twice, of which one counts; an address
whose end has become the beginning of the form.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

FORM: Final = "application/x-www-form-urlencoded"

MOST_FIELDS: Final = 200
"""Fields of a form that are read: the carrier sends some forty, and one a header of a SIP call."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9!#$'*+.^_`|~-]*")
"""A letter, for what has none in front may be the end of an address, and what headers may hold."""

_OF_A_SIP_CALL: Final = "SipHeader_"
"""How names begin that may come twice, as headers do; nobody reads them."""


def may_be_a_form(content_type: str, body: bytes) -> bool:
    """Tell whether a body is worth reading as a form of the carrier's.

    What is no ASCII would be read as an empty form, whose signature is another one's.

    >>> may_be_a_form("application/x-www-form-urlencoded; charset=UTF-8", b"Digits=1")
    True
    >>> may_be_a_form("application/json", b"{}"), may_be_a_form(FORM, b"a=1&" * 13_000)
    (False, False)
    """
    kind = content_type.partition(";")[0].strip().lower()
    return kind == FORM and body.isascii() and body.count(b"&") < MOST_FIELDS


def are_names(names: Collection[str]) -> bool:
    """Tell whether these can be all the names of a form of the carrier's, each as often as it is.

    >>> are_names(["Digits", "From"]), are_names(["SipHeader_X-A", "SipHeader_X-A"])
    (True, True)
    >>> are_names(["Digits", "Digits"]), are_names(["/turn?m"]), are_names(["97200"])
    (False, False, False)
    """
    alone = [name for name in names if not name.startswith(_OF_A_SIP_CALL)]
    return len({*alone}) == len(alone) and all(_NAME.fullmatch(name) for name in names)


def is_target(asked_for: str, target: str) -> bool:
    """Tell whether what stands on the request line is a target to the letter, and not encoded anew.

    Nothing stands there where a server does not tell it. A bare question mark is no query.

    >>> is_target("/voice", "/voice"), is_target("http://10.0.0.7/voice?", "/voice")
    (True, True)
    >>> is_target("/v%6Fice", "/voice"), is_target("/voice#x", "/voice")
    (False, False)
    """
    if "://" in asked_for.partition("?")[0]:  # as to a proxy
        _, slash, path = asked_for.partition("://")[2].partition("/")
        asked_for = slash + path
    return asked_for in ("", target, f"{target}?")
