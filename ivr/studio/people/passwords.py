"""Passwords: which will do, how they are kept, and whether one is right."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from enum import StrEnum
from functools import cache
from typing import Final

from werkzeug.security import check_password_hash, generate_password_hash

LEAST: Final = 12
"""Signs of a password that cannot be tried out."""

MOST: Final = 200

_FEW: Final = 5
"""So many different signs it has at least."""

_COMMON: Final = frozenset(
    {
        *("abc", "abcdefghijkl", "admin", "administrator", "asdfghjkl", "helse", "helsevesen"),
        *("hemmelig", "hotline", "iloveyou", "kommune", "kommunen", "letmein", "norge", "passord"),
        *("passordet", "password", "qwerty", "qwertyuiop", "qwertyuiopå", "sommer", "sommeren"),
        *("studio", "telefon", "velkommen", "velkomen", "vinter", "vinteren", "welcome"),
    }
)
"""What the commonest passwords are made of, but for digits and signs around it."""

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that are read out and copied without a mistake."""

_METHOD: Final = "scrypt:32768:8:1"

_hashing: Final = threading.Lock()
"""A hash takes 32 MB for a moment: whoever tries many at once waits, and nobody else's memory."""


class PasswordFault(StrEnum):
    """Why a password will not do; each has its words in the pages."""

    SHORT = "password_short"
    LONG = "password_long"
    NAME = "password_name"
    COMMON = "password_common"


def password_fault(password: str, *names: str) -> PasswordFault | None:
    """Return why a password will not do for whoever has these names; None when it will.

    >>> password_fault("Velkommen2026!"), password_fault("the.operator1", "the operator")
    (<PasswordFault.COMMON: 'password_common'>, <PasswordFault.NAME: 'password_name'>)
    >>> password_fault("tre gule sykler") is None
    True
    """
    if len(password) < LEAST:
        return PasswordFault.SHORT
    if len(password) > MOST:
        return PasswordFault.LONG
    core = _core(password)
    if core and core in {_core(name) for name in names}:
        return PasswordFault.NAME
    is_repeated = any(core.replace(word, "") == "" for word in _COMMON)
    return PasswordFault.COMMON if is_repeated or len({*password}) < _FEW else None


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    with _hashing:
        return generate_password_hash(_same(password), _METHOD)


@cache
def _nobodys() -> str:
    """What a password is held against that belongs to nobody, so that it takes as long."""
    return hashed(secrets.token_hex())


def is_right(password: str, kept: str) -> bool:
    """Tell whether a password is the one that was kept; it takes as long where none was.

    >>> is_right("tre gule sykler", hashed("tre gule sykler")), is_right("x", "")
    (True, False)
    """
    nobodys = _nobodys()
    with _hashing:
        found = check_password_hash(kept or nobodys, _same(password[: MOST + 1]))
    return found and bool(kept)


def generated() -> str:
    """Return a password that nobody has thought of: four groups of four letters, 79 bits.

    >>> len(generated())
    19
    """
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _same(password: str) -> str:
    """One way to write an å, whatever the keyboard sends."""
    return unicodedata.normalize("NFC", password)


def _core(text: str) -> str:
    return "".join(sign for sign in _same(text).casefold().split("@")[0] if sign.isalpha())
