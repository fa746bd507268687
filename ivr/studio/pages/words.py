"""The words of the pages, in Norwegian and English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from flask import has_request_context, request

UiLanguage: TypeAlias = Literal["nb", "en"]
LANGUAGES: Final[tuple[UiLanguage, ...]] = get_args(UiLanguage)
COOKIE: Final = "studio_language"
_FOLDER: Final = Path(__file__).parents[1] / "words"


@cache
def all_words() -> Mapping[str, Mapping[str, str]]:
    """Return every word by ``page.name``: a file a page, each word in both languages."""
    found = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        for name, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[f"{path.stem}.{name}"] = texts
    return found


def word(key: str, language: UiLanguage | None = None, /, **values: object) -> str:
    """Return a word of a page, its ``{places}`` filled in; raises KeyError for none.

    Without a language it is the one of the request.

    >>> word("frame.skip", "en")
    'Skip to content'
    """
    text = all_words()[key][language or ui_language()]
    return text.format(**values) if values else text


def ui_language() -> UiLanguage:
    """Return the language that whoever asks reads: chosen in the address, kept, else Norwegian."""
    if has_request_context():
        for chosen in (request.args.get("ui"), request.cookies.get(COOKIE)):
            for known in LANGUAGES:
                if chosen == known:
                    return known
    return "nb"
