"""Which of the hotline's numbers was called, however the carrier or an exchange writes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final
from urllib.parse import unquote

_BRACKETED: Final = re.compile(r"<([^<>]*)>")
_SCHEME: Final = re.compile(r"(?i)(sips?|tel):(?://)?")
_BETWEEN: Final = re.compile(r"[\s().\-/\u2010-\u2015\u2212]+")
_NUMBER: Final = re.compile(r"(\+?)([0-9]{3,18})")
_ABROAD: Final = "00"

NATIONAL: Final = 8
"""Digits that a number has at least when its country is left out."""


def called_number(to: str, listed: Collection[str]) -> str | None:
    """Return the listed number that is meant, or None for one that nobody lists.

    Exchanges hand over ``sip:`` and ``tel:`` addresses, leave out the plus, write 00 in its place
    or leave out the country.

    >>> ours = ["+4721000000", "+4721000001"]
    >>> called_number("sip:+4721000001@pbx.example;user=phone", ours)
    '+4721000001'
    >>> called_number("0047 21 00 00 00", ours), called_number("+4521000000", ours)
    ('+4721000000', None)
    """
    number = _NUMBER.fullmatch(_bare(to))
    if number is None:
        return None
    plus, digits = number.groups()
    for whole in (f"+{digits}", f"+{digits.removeprefix(_ABROAD)}"):
        if whole in listed:
            return whole
    if plus or len(digits) < NATIONAL:
        return None
    found = [one for one in listed if one.endswith(digits)]
    return found[0] if len(found) == 1 else None


def masked(to: str, caller: str = "") -> str:
    """Return enough of a called number for its owner to know it, and too little to ring it.

    An unlisted number may be anybody's, when an exchange is set up wrongly; of the ``caller``'s own
    nothing is told.

    >>> masked("sip:+4721000034@pbx.example"), masked("sip:anna@pbx.example"), masked("")
    ('+4721····34', 'a name, not a number', 'nothing')
    >>> masked("0047 21 00 00 34", "sip:+4721000034@pbx.example")
    "the caller's own number"
    """
    number = _NUMBER.fullmatch(_bare(to))
    if number is None:
        return "a name, not a number" if to.strip() else "nothing"
    plus, digits = number.groups()
    if digits[-NATIONAL:] == _bare(caller)[-NATIONAL:]:
        return "the caller's own number"
    shown = 4 if plus else 2
    hidden = max(0, len(digits) - shown - 2)
    return f"{plus}{digits[:shown]}{'·' * hidden}{digits[-2:]}" if hidden else f"{plus}{'·' * 4}"


def _bare(to: str) -> str:
    """Return what is dialled of an address: no name, no scheme, no host, no separators."""
    text = unicodedata.normalize("NFKC", unquote(to))
    bracketed = _BRACKETED.search(text)
    text = (bracketed[1] if bracketed else text).strip()
    scheme = _SCHEME.match(text)
    if scheme:
        text = re.split("[;@?]", text[scheme.end() :], maxsplit=1)[0]
        text = text.partition(":")[0]
    seen = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Cc"))
    return _BETWEEN.sub("", seen)
