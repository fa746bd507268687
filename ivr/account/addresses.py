"""In what an address that is set at the carrier differs from the one that ought to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit


def is_same(is_: str, will: str) -> bool:
    """Tell whether two addresses lead to the same place, with overrides of the same values.

    The order of the overrides, and of the words of one, means nothing to the carrier.

    >>> is_same(
    ...     "https://h.example/voice#rt=5000&rp=ct,rt", "https://h.example/voice#rp=rt,ct&rt=5000"
    ... )
    True
    >>> is_same("https://h.example/voice", "https://h.example/voice/")
    False
    """
    (one, _, mine), (other, _, theirs) = is_.partition("#"), will.partition("#")
    return one == other and _values(mine) == _values(theirs)


def without_password(address: str) -> str:
    """Return an address as it may be shown.

    >>> without_password("https://user:secret@h.example/voice")
    'https://…@h.example/voice'
    """
    return re.sub(r"//[^/?#]*@", "//…@", address)


def in_words(is_: str, will: str) -> str:
    """Return in what an address differs from what it will be; empty where it does not.

    >>> in_words("http://old.example/voice/", "https://h.example/voice#rt=5000")
    'not encrypted; another host; a trailing slash; no overrides'
    >>> in_words("", "https://h.example/voice")
    'nothing is set'
    >>> in_words("https://h.example/voice#rt=9000", "https://h.example/voice#rt=5000&ct=2000")
    'other overrides (rt=9000, not 5000; no ct)'
    """
    if is_same(is_, will):
        return ""
    if not is_ or not will:
        return "nothing is set" if not is_ else "something is set"
    return "; ".join(_differences(is_, will)) or "another spelling"


def _differences(is_: str, will: str) -> Iterator[str]:
    try:
        one, other = urlsplit(is_), urlsplit(will)
    except ValueError:
        yield "no web address"
        return
    if one.scheme != other.scheme:
        yield "not encrypted" if one.scheme == "http" else "another scheme"
    if one.netloc != other.netloc:
        yield "another host"
    if one.path != other.path:
        yield "a trailing slash" if one.path == f"{other.path}/" else "another path"
    if one.query != other.query:
        yield "another query"
    if _values(one.fragment) != _values(other.fragment):
        yield _other_overrides(one.fragment, other.fragment)


def _other_overrides(is_: str, will: str) -> str:
    if not is_ or not will:
        return "no overrides" if not is_ else "overrides"
    one, other = _values(is_), _values(will)
    parts = [
        f"{key}={','.join(sorted(one[key]))}, not {','.join(sorted(other[key]))}"
        for key in one.keys() & other.keys()
        if one[key] != other[key]
    ]
    parts += [f"no {key}" for key in other.keys() - one.keys()]
    parts += [f"{key} beside them" for key in one.keys() - other.keys()]
    return f"other overrides ({'; '.join(sorted(parts, key=_values_first))})"


def _values_first(part: str) -> tuple[bool, str]:
    return "=" not in part, part


def _values(overrides: str) -> dict[str, frozenset[str]]:
    pairs = (pair.partition("=") for pair in overrides.split("&") if pair)
    return {key: frozenset(value.split(",")) for key, _, value in pairs}
