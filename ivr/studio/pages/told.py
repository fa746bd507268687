"""What is wrong, in the language of the page: the sentences of the check, put into Norwegian."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from ivr.problems import Problem
from ivr.studio.pages.words import ui_language, word

_FOLDER: Final = Path(__file__).parents[1] / "words" / "problems"
_NAME: Final = re.compile(r"<(\w+)>")
_BETWEEN: Final = re.compile(r"(?<=[.?!]) (?=\S)")
_VALUE: Final = r"(?:(?![.?!] [A-ZÆØÅ\[\"]).)+?"
"""A value that stands by itself: it goes over the end of no sentence."""
_VALUES: Final = {
    ("[", "]"): r"(?:[^\[\]]|\[[^\[\]]*\])+?",
    ('"', '"'): r'[^"]+',
    ("{", "}"): r"[^{}]+",
}
_SENTENCES: Final = frozenset({"CAUSE", "SHOULD", "TELLING", "WHY", "HINT"})
"""Values that have to be put into Norwegian; others in capitals stay as they are without."""
_LINE: Final = re.compile(r"(?P<place>[^\s:]+(?::\d+)?): (?:warning: )?(?P<said>.+)", re.DOTALL)


@cache
def sentences() -> Mapping[str, str]:
    """Return each sentence of the check, ``<names>`` for its values, by the Norwegian for it.

    A value in capitals is a sentence itself, and is put into Norwegian as well.
    """
    found: dict[str, str] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def meanings() -> Mapping[str, str]:
    """Return what each code means, in Norwegian."""
    return tomllib.loads((_FOLDER / "meanings" / "codes.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def norwegian(said: str) -> str | None:
    """Return one or more sentences of the check in Norwegian; None where one has none.

    >>> norwegian("fees: [sya] is not an option here. Did you mean [say]?")
    'fees: [sya] er ikke et valg her. Mente du [say]?'
    >>> norwegian("Nobody has said this.")
    """
    if (whole := _one(said)) is not None:
        return whole
    for end in reversed(list(_BETWEEN.finditer(said))):
        first = _one(said[: end.start()])
        if first is not None and (rest := norwegian(said[end.end() :])) is not None:
            return f"{first} {rest}"
    return None


def told(what: Problem | str, *, place: bool = True) -> Markup:
    """Return a problem, or a line that tells one, as the page tells it.

    What has no Norwegian is told by the meaning of its code, with the English behind it. Without
    ``place`` it stands beside what it is about.
    """
    where, said, code = _parts(what)
    at = _at(where) if place else Markup()
    if ui_language() == "en":
        return escape(said) + at
    if (norsk := norwegian(said)) is not None:
        return escape(norsk) + at
    english = Markup('<span lang="en">{}</span>').format(said)
    return (escape(f"{meanings()[code]} ") if code in meanings() else Markup()) + english + at


def all_told(problems: Iterable[Problem]) -> Markup:
    """Return problems as a page tells them, a line each."""
    return Markup("<br>").join(told(one) for one in problems)


def _parts(what: Problem | str) -> tuple[str, str, str]:
    if isinstance(what, Problem):
        return (what.place if what.line else "", what.sentence, what.code)
    line = _LINE.fullmatch(what)
    if line and ("/" in line["place"] or ".yaml" in line["place"]):
        return line["place"], line["said"], ""
    return "", what, ""


def _at(place: str) -> Markup:
    file, _, line = place.partition(":")
    if not file:
        return Markup()
    where = word("frame.told_line", file=file, line=line) if line else file
    return Markup(' <span class="quiet">({})</span>').format(where)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what recognises each sentence, those with most words of their own first."""
    by_words = sorted(sentences().items(), key=lambda one: -len(_NAME.sub("", one[0])))
    return tuple((re.compile(_pattern(english), re.DOTALL), nb) for english, nb in by_words)


def _pattern(english: str) -> str:
    parts = _NAME.split(english)
    whole = ""
    for number, part in enumerate(parts):
        if number % 2:
            ends = parts[number - 1][-1:], parts[number + 1][:1]
            whole += f"(?P<{part}>{_VALUES.get(ends, _VALUE)})"
        else:
            whole += re.escape(part)
    return whole


def _one(said: str) -> str | None:
    for pattern, nb in _patterns():
        if (found := pattern.fullmatch(said)) and (put := _put(nb, found.groupdict())) is not None:
            return put
    return None


def _put(nb: str, values: Mapping[str, str]) -> str | None:
    """Return a Norwegian sentence with its values; None where one has no Norwegian itself."""
    known = dict(values)
    for name, value in values.items():
        if name.isupper():
            put = norwegian(value)
            if put is None and name in _SENTENCES:
                return None
            known[name] = put or value
    return _NAME.sub(lambda name: known[name[1]], nb)
