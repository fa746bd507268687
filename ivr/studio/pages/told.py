"""What is wrong, in the language of the page: the sentences of the check, put into Norwegian."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from ivr.problems import Problem
from ivr.studio.pages.words import ui_language, word

_FOLDER: Final = Path(__file__).parents[1] / "words" / "problems"
_NAME: Final = re.compile(r"<(\w+)>")
_BETWEEN: Final = re.compile(r"(?<=[.?!]) (?=\S)")
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


def told(what: Problem | str) -> Markup:
    """Return a problem, or a line that tells one, as the page tells it.

    What has no Norwegian is told by the meaning of its code, with the English behind it.
    """
    place, said, code = _parts(what)
    if ui_language() == "en":
        return escape(said) + _at(place)
    norsk = norwegian(said)
    if norsk is not None:
        return escape(norsk) + _at(place)
    heading = meanings().get(code) or word("frame.told_in_english")
    return Markup('{} <span lang="en">{}</span>').format(heading, said) + _at(place)


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
    return "".join(
        f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts)
    )


def _one(said: str) -> str | None:
    for pattern, nb in _patterns():
        if (found := pattern.fullmatch(said)) and (put := _put(nb, found.groupdict())) is not None:
            return put
    return None


def _put(nb: str, values: Mapping[str, str]) -> str | None:
    """Return a Norwegian sentence with its values; None where one has no Norwegian itself."""
    known = {
        name: norwegian(value) if name.isupper() else value for name, value in values.items()
    }
    if None in known.values():
        return None
    return _NAME.sub(lambda name: known[name[1]] or "", nb)
