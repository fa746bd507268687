"""Signs that cannot be seen, or that are taken for others: shown, named and compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_BLANK: Final = frozenset("\ufffc\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Signs that Unicode counts as letters and marks and that show nothing."""

_LIKE: Final = dict(
    zip(
        "аеікорстухјѕԁһӏАВЕЗІМНКОРСТУХЈЅαορνικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧıℓɑɡ‐‑‒–—−",
        "aeikopctyxjsdhlABE3IMHKOPCTYXJSaopviktuABEZHIKMNOPTYXilag------",
        strict=True,
    )
)
"""Letters and dashes of other alphabets by the Latin one that they look like."""

_DASHES: Final = frozenset("‐‑‒–—−")
"""Dashes that stand for the plain one in dates and numbers."""

_FOREIGN: Final = ("CYRILLIC ", "GREEK ", "ARMENIAN ", "CHEROKEE ")
"""How the names of the letters begin that nobody tells from Latin ones at a glance."""

_TAKEN: Final = {"I": "l", "1": "l", "|": "l", "0": "O"}
"""Latin signs that are told apart in some typefaces only."""

_QUOTED: Final = re.compile(r"\[([^\[\]]+)\]|\"([^\"]+)\"|\{([^{}]+)\}")
"""A text that a message repeats."""


def is_unseen(sign: str) -> bool:
    r"""Tell whether a sign shows nothing of itself; a plain space does.

    >>> is_unseen("\u200b"), is_unseen("\u00a0"), is_unseen(" "), is_unseen("å")
    (True, True, False, False)
    """
    selector = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
    return not sign.isprintable() or sign in _BLANK or selector


def visible(text: str) -> str:
    r"""Return a text in one line in which every sign can be seen.

    >>> visible("fe\u200bes\nand more")
    'fe<U+200B>es and more'
    """
    line = " ".join(re.split(r"[ \t\n\r\f\v]+", text.strip(" \t\n\r\f\v")))
    return "".join(f"<U+{ord(sign):04X}>" if is_unseen(sign) else sign for sign in line)


def composed(text: str) -> str:
    r"""Return a text in the one of its spellings in which names are compared (NFC).

    >>> composed("a\u030al") == "ål"
    True
    """
    return unicodedata.normalize("NFC", text)


def skeleton(text: str) -> str:
    r"""Return a text with every sign replaced by the simplest that looks like it.

    >>> skeleton("guid\u0430nce"), skeleton("１１\u200b3") == skeleton("113")
    ('guidance', True)
    """
    plain = (_TAKEN.get(sign, sign) for sign in plainly(text))
    return "".join(plain)


def plainly(text: str) -> str:
    r"""Return a text as it was probably meant: without what is unseen, in Latin look-alikes.

    >>> plainly("f\u0435e\u200bs"), plainly("٢٣\u00a0３２")
    ('fees', '23 32')
    """
    return "".join(map(_plain, unicodedata.normalize("NFKC", composed(text)))).strip()


def _plain(sign: str) -> str:
    if unicodedata.category(sign) == "Zs":
        return " "
    if is_unseen(sign):
        return ""
    if not sign.isascii() and sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return _LIKE.get(sign, sign)


def mended(text: str) -> str:
    r"""Return a text without its odd signs, the plain ones they are taken for in their place.

    >>> mended("f\u0435e\u200bs"), mended("бесплатно")
    ('fees', 'бесплатно')
    """
    places = set(odd(text))
    return "".join(_plain(sign) if n in places else sign for n, sign in enumerate(text)).strip()


def odd(text: str) -> list[int]:
    r"""Return where signs stand that a reader cannot see, or takes for others.

    A letter of another alphabet is odd among Latin ones only; what Arabic and Hebrew writing
    needs, such as joiners and digits of its own, is not odd there.

    >>> odd("f\u0435es"), odd("бесплатно"), odd("113\u200b"), odd("2026‑12"), odd("open – now")
    ([1], [], [3], [4], [])
    """
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text if sign.isprintable()):
        return []
    return [place for place in range(len(text)) if _is_odd(text, place)]


def _is_odd(text: str, place: int) -> bool:
    sign = text[place]
    if sign.isascii():
        return sign < " " or sign == "\x7f"
    if is_unseen(sign) or sign.isdecimal() or _compatible(sign):
        return True
    if sign in _DASHES:
        return not any(other.isalpha() or other.isspace() for other in text)
    foreign = sign in _LIKE or unicodedata.name(sign, "").startswith(_FOREIGN)
    return foreign and sign.isalpha() and _among_latin(text, place)


def _compatible(sign: str) -> bool:
    """Tell whether a sign is a broad or round form of a plain letter or digit."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain != sign and plain.isascii() and plain.isalnum()


def _among_latin(text: str, place: int) -> bool:
    word = next(found[0] for found in re.finditer(r"\w+|\W", text) if found.end() > place)
    return any(sign.isascii() and sign.isalpha() for sign in word)


def named(text: str, places: list[int]) -> str:
    r"""Return the names of some signs of a text, with what stands before each.

    >>> named("23\u200b32", [2])
    'U+200B zero width space after "23"'
    """
    return " and ".join(_named(text, place) for place in places[:_MOST_NAMED])


_MOST_NAMED: Final = 3
"""Signs of one text that are named; whoever types it anew needs no more."""
_SHOWN_BEFORE: Final = 12
"""Signs before the one that is named."""


def _named(text: str, place: int) -> str:
    name = unicodedata.name(text[place], "a sign without a name").lower()
    before = visible(text[max(place - _SHOWN_BEFORE, 0) : place]).strip()
    where = f'after "{before}"' if before else "at the beginning"
    return f"U+{ord(text[place]):04X} {name} {where}"


def notes(cause: str, fix: str = "") -> Iterator[str]:
    r"""Yield a sentence for each text in a cause that is not what it looks like.

    That is one with odd signs in it, and one that looks like another, of the cause or the fix.
    What is proposed is as it should be.

    >>> list(notes("No step is called [f\u0435es].", "Did you mean [fees]?"))
    ['[fеes] holds U+0435 cyrillic small letter ie after "f".']
    >>> list(notes("[waiting] names { key }, which no file defines.", "Did you mean [key]?"))
    []
    """
    texts, proposed = _quoted(cause), _quoted(fix)
    for text in texts:
        others = [other for other in (*texts, *proposed) if other != text]
        alike = (_unlike(text, other) for other in others)
        places = sorted({*odd(text), *next(filter(None, alike), [])})
        if places and not (text in proposed and not odd(text)):
            yield f"[{visible(text)}] holds {named(text, places)}."


def _quoted(message: str) -> list[str]:
    return list(dict.fromkeys("".join(found.groups("")) for found in _QUOTED.finditer(message)))


def _unlike(text: str, other: str) -> list[int]:
    """Return where a text differs from another that looks the same; nowhere from one that does not.

    Of a plain one and one that is not, only the latter has anything to be named.
    """
    if skeleton(text) != skeleton(other):
        return []
    if not (text + other).isascii():
        return [place for place, sign in enumerate(text) if not sign.isascii()]
    if len(text) != len(other):
        return []  # they differ in blanks, which are seen
    pairs = zip(text, other, strict=True)
    return [place for place, (sign, its) in enumerate(pairs) if sign != its]
