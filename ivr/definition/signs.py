"""The signs in a text that no voice can say, and what stands in their place.

Engines differ: one reads an asterisk aloud, another is silent at it, and a person who records
the text stops and wonders. Words alone are the same in every mouth.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from ivr.definition.alphabets import mixed_words

Kind = Literal["digits", "markup", "address", "symbol", "invisible", "alphabet"]


@dataclass(frozen=True, slots=True)
class Unsayable:
    """Some signs of a text that cannot be said.

    ``signs`` are as they stand there, ``told`` is how a line calls them.
    """

    kind: Kind
    signs: str
    told: str


_ENDINGS: Final = (
    "no|com|org|net|eu|int|info|gov|edu|io|app|health|se|dk|fi|is|uk|ie|de|at|ch|nl|be|fr|es|it|pt|pl"
    "|lt|lv|ee|ru|ua|by|cz|sk|hu|ro|bg|gr|tr|sy|iq|ir|af|pk|so|et|er|vn|ph|th|in|cn|us|ca"
)
"""How the addresses end that Norwegian and international health pages have."""

_ADDRESS: Final = re.compile(
    r"\w+://\S+ | mailto:\S+ | \bwww\.\S+ | [^\s@]+@[^\s@]+\.\w+"
    rf"| \b[\w-]{{2,}}(?:\.[\w-]+)*\.(?:{_ENDINGS})(?:/\S*)?(?![\w-]|\.\w)",
    re.VERBOSE | re.IGNORECASE,
)
_MARKUP: Final = re.compile(r"<[/!?]?[A-Za-z][^<>]*>|<!--.*?-->|&\#?\w+;|!?\[[^][]*]\([^()]*\)")
_SMILEY: Final = re.compile(r"(?<![\w(])[:;=]-?[()DP](?!\w)")
_FIGURE: Final = re.compile(r"(?:\+ ?)?0(?:[\s.,:/-]?0)*")
"""A number in a text whose figures are all written as 0."""

_MARKS: Final = frozenset("*_#`~^|<>[]\\=")
"""Signs that text formats take for their own; a bracket alone is what is left of a link."""
_NOT_SAID: Final = frozenset("@&%/§¶†‡•‣‰‱※⁂٪٭⁎⁑＊＃＠＆％／＿\\")
"""Punctuation that stands for words."""
_DIRECTIONS: Final = frozenset(
    map(chr, [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
_JOINERS: Final = frozenset("\u200c\u200d")
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2028\u2029\u2800\u3164\uffa0\ufffc") | {
    chr(sign)
    for signs in (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
    for sign in signs
}
"""What is drawn as nothing and is called a letter, a mark or a sign all the same."""
_UNJOINED: Final = ("LATIN", "CYRILLIC", "GREEK", "ETHIOPIC", "ARMENIAN", "GEORGIAN", "HEBREW")
"""Alphabets whose letters are not shaped by their neighbours: joiners between them do nothing."""
_KEYCAP: Final = "\u20e3"
_PICTURE_GOES_ON: Final = frozenset("\u200d\ufe0e\ufe0f" + _KEYCAP) | frozenset(
    map(chr, [*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080), *range(0x1F1E6, 0x1F200)])
)
"""What makes one picture of several signs: skin tones, flags, families."""


_SEEN_TOGETHER: Final = re.compile(f"{_SMILEY.pattern}|[.@:/]\\S")


def unsayable(text: str) -> Iterator[Unsayable]:
    """Yield what cannot be said in a text without placeholders, in the order of its kinds.

    >>> [one.told for one in unsayable("Dial 113 <b>now</b> \N{SLIGHTLY SMILING FACE}")]
    ['<b>', '</b>', 'the figure 113', 'U+1F642 slightly smiling face']
    >>> list(unsayable("Hang up now."))
    []
    """
    for word, sign in mixed_words(text):
        yield Unsayable("alphabet", word, f"{named(sign)} in {word}")
    if not any(map(_class_of, set(text))) and not _SEEN_TOGETHER.search(text):
        return
    for found in _ADDRESS.finditer(text):
        signs = found.group().rstrip(".,;:!?")
        yield Unsayable("address", signs, signs)
    text = _ADDRESS.sub(" ", text)
    for found in _MARKUP.finditer(text):
        yield Unsayable("markup", found.group(), found.group())
    text = _MARKUP.sub(" ", text)
    for found in _SMILEY.finditer(text):
        yield Unsayable("symbol", found.group(), found.group())
    text = _SMILEY.sub(" ", text)
    plain = "".join("0" if _is_figure(text, at) else sign for at, sign in enumerate(text))
    for found in _FIGURE.finditer(plain.replace("＋", "+")):
        signs = text[found.start() : found.end()]
        yield Unsayable("digits", signs, f"the figure {' '.join(signs.split())}")
        text = text[: found.start()] + " " * len(signs) + text[found.end() :]
    yield from _alone(text)


def _is_figure(text: str, at: int) -> bool:
    is_key = text[at + 1 : at + 3].lstrip("\ufe0f").startswith(_KEYCAP)
    return _class_of(text[at]) == "digits" and not is_key


def _alone(text: str) -> Iterator[Unsayable]:
    """Yield single signs and pictures made of several."""
    at = 0
    while at < len(text):
        begin, kind = at, _class_of(text[at])
        at += 1
        if text[at : at + 2].lstrip("\ufe0f").startswith(_KEYCAP):
            kind = "symbol"
        if kind == "symbol":
            while at < len(text) and (text[at] in _PICTURE_GOES_ON or text[at - 1] == "\u200d"):
                at += 1
        if kind is None or kind == "digits" or _joins(text, begin):
            continue
        if kind == "markup" and text[begin] in _NOT_SAID:
            kind = "symbol"
        signs = text[begin:at]
        yield Unsayable(kind, signs, named(_KEYCAP if _KEYCAP in signs else text[begin]))


def _joins(text: str, at: int) -> bool:
    """Tell whether a joiner stands behind a letter that it shapes, as in Persian and Urdu."""
    if text[at] not in _JOINERS or not at:
        return False
    before = text[at - 1]
    is_letter = unicodedata.category(before)[0] in "LM"
    return is_letter and not unicodedata.name(before, "LATIN").startswith(_UNJOINED)


@lru_cache(maxsize=4096)
def _class_of(sign: str) -> Kind | None:
    """Return what is wrong with a sign; None for one that can be said, or is a pause."""
    category = unicodedata.category(sign)
    if sign in "\n\t{}" or category == "Zs":
        return None
    if sign in _UNSEEN or sign in _DIRECTIONS or category in {"Cc", "Cf", "Zl", "Zp"}:
        return "invisible"
    if category[0] == "N":
        return "digits"
    if sign in _MARKS or sign in _NOT_SAID or category == "Pc":
        return "markup"
    if category[0] in "SC" or category == "Me":
        return "symbol"
    return None


def is_direction(sign: str) -> bool:
    """Tell whether a sign only says in which direction text runs.

    >>> is_direction("\N{RIGHT-TO-LEFT MARK}"), is_direction("x")
    (True, False)
    """
    return sign in _DIRECTIONS


def named(sign: str) -> str:
    """Return a sign's number and name, for it may be invisible or missing from a font.

    >>> named("&"), named("\N{SOFT HYPHEN}")
    ('U+0026 ampersand', 'U+00AD soft hyphen')
    """
    name = unicodedata.name(sign, "control character" if sign < " " else "").lower()
    return f"U+{ord(sign):04X} {name}".strip()


def plain_digits(signs: str) -> str:
    """Return the digits of a figure, of whatever script, as 0 to 9; without the country code.

    >>> plain_digits("+47 23 32 70 00"), plain_digits("١١٣")
    ('23327000', '113')
    """
    digits = "".join(str(unicodedata.digit(sign, "")) for sign in signs)
    return digits.removeprefix("47") if signs.lstrip()[:1] in {"+", "＋"} else digits
