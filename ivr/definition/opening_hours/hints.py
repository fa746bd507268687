"""Why hours cannot be read, where a word or a sign in them tells: movable feasts, open quotes."""

from __future__ import annotations

import re
from typing import Final

from ivr.definition.opening_hours.atoms import clean

_CHRISTMAS: Final = r"jula|julen|jul(?= (?:steng|lukk))|juleferie\w*|christmas|weihnacht\w*"

_FEASTS: Final = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), name, right)
    for name, right, words in (
        ("Maundy Thursday", "easter -3 days", r"skjærtorsdag\w*|maundy thursday|gründonnerstag"),
        ("Good Friday", "easter -2 days", r"langfredag\w*|good friday|karfreitag"),
        ("Easter Monday", "easter +1 day", r"(?:2\.|andre|annen) ?påskedag|easter monday"),
        ("Easter Sunday", "easter", r"påskedag\w*|easter sunday|ostersonntag"),
        ("Ascension Day", "easter +39 days", r"(?:kristi )?himmelfart\w*|ascension|himmelfahrt"),
        ("Whit Monday", "easter +50 days", r"(?:2\.|andre|annen) ?pinsedag|whit monday"),
        ("Whitsun", "easter +49 days-easter +50 days", r"pinse\w*|whitsun|pentecost|pfingst\w*"),
        ("easter", "easter -3 days-easter +1 day", r"påsk\w*|ostern|stille ?uke\w*|easter"),
        ("Christmas", "Dec 24-Dec 26", _CHRISTMAS),
        ("the week of Christmas", "Dec 24-Dec 31", r"romjul\w*"),
    )
)


def has_open_quote(text: str) -> bool:
    """Tell whether a note begins and does not end.

    >>> has_open_quote('Mo-Fr 08:00-15:30 "ring'), has_open_quote("Mo-Fr 08:00-15:30")
    (True, False)
    """
    return bool(clean(text).count('"') % 2)


def hint(text: str) -> str:
    """Return how what is not understood is written; empty where nothing is known of it.

    >>> hint("Mo-Fr 08:00-15:30; pinse stengt")
    '[pinse] is not understood: Whitsun is written [easter +49 days-easter +50 days off].'
    """
    if has_open_quote(text):
        note = clean(text).rpartition('"')[2].strip()
        return f'A quotation mark is not closed: one is missing at the end of the note ["{note}].'
    for words, name, right in _FEASTS:
        if found := words.search(text):
            return f"[{found.group()}] is not understood: {name} is written [{right} off]."
    return ""
