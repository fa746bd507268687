"""A text of opening hours as its editor wrote it, read word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.definition.opening_hours.rules import MONTHS
from ivr.definition.opening_hours.vocabulary import PHRASES, WORDS, is_english
from ivr.did_you_mean import suggested

_DASHES: Final = re.compile("\\s*[-\u2010-\u2015\u2212\u2043\uff0d~]+\\s*")
_QUOTES: Final = re.compile("[\u201c\u201d\u201e\u00ab\u00bb]")
_LIKE: Final = 0.8
_LONG_ENOUGH: Final = 4
"""Letters from which on a word is taken for a mistyped one; shorter ones are like too many."""
_LIKELY: Final = [word for word, (kind, _) in WORDS.items() if kind in {"day", "month", "state"}]
_LAST_HOUR: Final = 24
_HOUR: Final = 60
_MONTHS_A_YEAR: Final = 12
_NOON: Final = 12

_TOKEN: Final = re.compile(
    r"""
    (?P<comment>"[^"]*")
  | (?P<iso>\d{4}-\d\d-\d\d)\b
  | (?P<dated>\d{1,2}\.\ ?\d{1,2}\.\ ?\d{4})\b
  | (?P<always>24/7)
  | (?P<easter>\beaster(?:\s?[-+]\s?\d+\s?days?)?\b)
  | (?P<halfday>\d{1,2}(?:[:.]\d\d)?\ ?[ap]\.?m\b\.?)
  | (?P<dotted>\d{1,2}\.\d{1,2}\.(?=\s*[^\s\d]))
  | (?P<clock>\d{1,2}[:.]\d\d(?::\d\d)?(?!\d|\.\d))
  | (?P<daymonth>\d{1,2}\.\d{1,2}\.?(?!\d))
  | (?P<four>\d{4})\b
  | (?P<number>\d{1,2})(?:st|nd|rd|th)?(?P<dot>\.?)(?!\d)
  | (?P<word>[^\W\d_]{5,}|[^\W\d_]{1,4}\.?)
  | (?P<dash>-)
  | (?P<comma>[,&+](?!\d*\ ?days?\b)|/(?!\d))
  | (?P<end>[;|]|\.(?=\s|$))
  | (?P<space>[\s:()']+)
  | (?P<strange>.)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Atom:
    """One word or figure: what it is, what the notation has for it, and what was written."""

    kind: str
    right: str
    written: str


def clean(text: str) -> str:
    """Return a text with one kind of dash, quote and space.

    >>> clean("Man \N{EN DASH} fre\N{NO-BREAK SPACE}hele døgnet")
    'Man-fre hele døgnet'
    """
    text = _QUOTES.sub('"', unicodedata.normalize("NFKC", text))
    parts = re.split(r'("[^"]*")', " ".join(text.split()))
    parts[::2] = [_DASHES.sub("-", part) for part in parts[::2]]
    return "".join(parts)


def plain(text: str) -> str:
    """Return a clean text in which no several words say one thing.

    >>> plain("Man-fre hele døgnet")
    'Man-fre alltid'
    """
    parts = re.split(r'("[^"]*")', text)
    for phrase, word in PHRASES:
        parts[::2] = [phrase.sub(word, part) for part in parts[::2]]
    return "".join(parts)


def atoms(text: str) -> Iterator[Atom]:
    """Yield what stands in a plain text, unread numbers as they are.

    >>> [(one.kind, one.right) for one in atoms("Man-fre 8.00")]
    [('day', 'Mo'), ('join', '-'), ('day', 'Fr'), ('time', '08:00')]
    """
    previous = Atom("", "", "")
    for found in _TOKEN.finditer(text):
        atom = _atom(found, previous)
        if atom is not None:
            yield atom
            previous = atom


_PLAIN: Final = {
    "always": ("always", "24/7"),
    "dash": ("join", "-"),
    "comma": ("join", ","),
    "end": ("end", ";"),
}


def _atom(found: re.Match[str], previous: Atom) -> Atom | None:  # noqa: PLR0911 - one case a kind
    kind, written = str(found.lastgroup), found.group()
    if kind in {"space", *_PLAIN}:
        return None if kind == "space" else Atom(*_PLAIN[kind], written)
    match "number" if kind == "dot" else kind:
        case "word":
            return _word(written, found.string[found.end() :], previous)
        case "easter":
            return Atom("date", _easter(written), written)
        case "iso":
            year, month, day = map(int, written.split("-"))
            return _date(written, day, month, year)
        case "dated":
            day, month, year = map(int, written.split("."))
            return _date(written, day, month, year)
        case "daymonth" | "dotted" | "clock" if _is_date(found, previous):
            day, month = map(int, written.rstrip(".").split("."))
            return _date(written, day, month)
        case "clock" | "dotted" | "halfday":
            return _clock(written)
        case "four":
            return _four(written, found.string[found.end() :], previous)
        case "number":
            return Atom("number", str(int(found["number"])), written)
        case _:
            return Atom("comment" if kind == "comment" else "strange", written, written)


def _word(written: str, rest: str, previous: Atom) -> Atom:
    word = written.rstrip(".").lower()
    kind, right = WORDS.get(word, ("strange", written))
    if is_english(word):
        following = re.split(r"[\s,;.-]+", f"{rest.strip()} ")[0].lower()
        before_day = rest.startswith(" ") and WORDS.get(following, ("",))[0] == "day"
        is_range = previous.kind in {"time", "number"} or (previous.kind == "day" and before_day)
        if word == "to" and is_range:
            kind, right = "join", "-"
        elif word == "on" and before_day:
            kind, right = "noise", ""
    if kind == "strange" and len(word) >= _LONG_ENOUGH:
        meant = suggested(word, _LIKELY, likeness=_LIKE)
        kind, right = WORDS.get(meant, (kind, right))
    return Atom(kind, right, written)


def _is_date(found: re.Match[str], previous: Atom) -> bool:
    """Tell whether figures with a dot are a day and a month, and no time of the clock."""
    written = found.group()
    if ":" in written or written.rstrip(".").count(".") != 1:
        return False
    day, month = map(int, written.rstrip(".").split("."))
    in_range = found.string[found.end() : found.end() + 1] == "-" or previous.right == "-"
    is_clock = len(written.rstrip(".").split(".")[1]) > 1 and (in_range or previous.kind == "noise")
    return 1 <= month <= _MONTHS_A_YEAR and day >= 1 and not (is_clock and day < _LAST_HOUR)


def _date(written: str, day: int, month: int, year: int | None = None) -> Atom:
    if not 1 <= month <= _MONTHS_A_YEAR:
        return Atom("strange", written, written)
    front = "" if year is None else f"{year} "
    return Atom("date", f"{front}{MONTHS[month - 1]} {day}", written)


def _easter(written: str) -> str:
    """Return easter, or days before or after it, as the notation has them."""
    found = re.search(r"([-+])\s?(\d+)", written)
    if found is None:
        return "easter"
    days = int(found[2])
    return f"easter {found[1]}{days} day{'' if days == 1 else 's'}"


def _clock(written: str) -> Atom:
    hours, _, minutes = re.sub(r"[^\d:.]", "", written.rstrip(".")).replace(".", ":").partition(":")
    hour, letters = int(hours), written.lower()
    if "p" in letters or "a" in letters:
        hour = hour % _NOON + (_NOON if "p" in letters else 0)
    return time_atom(hour, int(minutes[:2] or 0), written)


def _four(written: str, rest: str, previous: Atom) -> Atom:
    """Read four figures: a year, or a time without its colon."""
    other = rest[1:5] if rest.startswith("-") else ""
    is_year = written[:2] in {"19", "20"} and int(written[2:]) >= _LAST_HOUR
    if previous.kind == "time" or (other.isdecimal() and other[:2] not in {"19", "20"}):
        is_year = False
    if is_year or (previous.kind == "year" and previous.right):
        return Atom("year", written, written)
    return time_atom(int(written[:2]), int(written[2:]), written)


def time_atom(hour: int, minute: int, written: str) -> Atom:
    """Return a time of the clock, if it is one.

    >>> time_atom(8, 0, "8").right, time_atom(25, 0, "25").kind
    ('08:00', 'strange')
    """
    if hour > _LAST_HOUR or minute >= _HOUR or (hour == _LAST_HOUR and minute):
        return Atom("strange", written, written)
    return Atom("time", f"{hour:02}:{minute:02}", written)
