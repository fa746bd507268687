"""What operators write into environment variables, freed of what nobody can see at its edges."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from ivr.problems import Problem, Severity

QUOTES: Final = "\"'`´‘’‚‛“”„‟«»‹›"
"""Signs that shells, editors and chat programs put around a value."""

_BLANK: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Unicode's categories of signs that take no ink: blanks, controls, marks without a width."""


LIKENESS: Final = 0.82
"""The least share of letters that a mistyped variable has in common with the one it is meant for.

Higher than for names in files: an environment is full of variables that are somebody else's.
"""


def is_blank(sign: str) -> bool:
    r"""Tell whether a sign cannot be seen.

    >>> is_blank(" "), is_blank("\u200b"), is_blank("a")
    (True, True, False)
    """
    return unicodedata.category(sign) in _BLANK


def trimmed_text(text: str) -> str:
    r"""Return a text without blanks, line ends and other unseen signs at its edges.

    >>> trimmed_text("\ufeff trunk.example\r\n")
    'trunk.example'
    """
    seen = [place for place, sign in enumerate(text) if not is_blank(sign)]
    return text[seen[0] : seen[-1] + 1] if seen else ""


def trimmed(environ: Mapping[str, str]) -> dict[str, str]:
    r"""Return variables as they are meant: what a paste or a file left at their edges is gone.

    >>> trimmed({"SIP_TRUNK": "trunk.example\n"})
    {'SIP_TRUNK': 'trunk.example'}
    """
    return {name: trimmed_text(text) for name, text in environ.items()}


def unseen(text: str) -> str:
    r"""Return the name of the first sign in a text that cannot be seen; empty for none.

    >>> unseen("trunk\u200b.example"), unseen("a b"), unseen("ab")
    ('U+200B zero width space', 'a blank', '')
    """
    sign = next((sign for sign in text if is_blank(sign)), "")
    if sign in ("", " "):
        return sign and "a blank"
    name = unicodedata.name(sign, "").lower() or "a control sign"
    return f"U+{ord(sign):04X} {name}"


def meant_for(name: str, environ: Mapping[str, str], known: Iterable[str]) -> str:
    """Return the variable that is set and seems meant for an unset one; empty for none.

    ``known`` are the names that mean something of their own.

    >>> meant_for("TWILIO_AUTH_TOKEN", {"TWILIO_AUTHTOKEN": "x"}, [])
    'TWILIO_AUTHTOKEN'
    >>> meant_for("TWILIO_AUTH_TOKEN", {"TWILIO_ACCOUNT_SID": "x"}, [])
    ''
    """
    if environ.get(name):
        return ""
    names = {name, *known}
    others = [other for other in sorted(set(environ) - names) if environ[other]]
    likely = [
        (likeness, other)
        for other in others
        # What is nearer to another name is meant for that one.
        if (likeness := _likeness(name, other)) >= LIKENESS
        and likeness == max(_likeness(one, other) for one in names)
    ]
    return max(likely, default=(0.0, ""))[1]


def mistyped(written: str, name: str) -> Problem:
    """Return the warning of a variable that is set and read by nobody, for another one is."""
    cause, fix = "Nobody reads this setting.", f"Did you mean [{name}]?"
    return Problem("unknown-setting", written, None, cause, fix, Severity.WARNING)


def _likeness(name: str, other: str) -> float:
    """Return how alike two names are, 1.0 at most; a word left out or added changes little."""
    one, two = ([*filter(None, each.upper().split("_"))] for each in (name, other))
    shorter, longer = sorted((one, two), key=len)
    is_shortened = len(shorter) > 1 and set(shorter) < set(longer)
    ratio = difflib.SequenceMatcher(None, "".join(one), "".join(two)).ratio()
    return max(ratio, LIKENESS) if is_shortened else ratio if len(name) > len("PORT") else 0.0
