"""How long and how often the carrier tries an address, as the address itself tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ivr.did_you_mean import nearest

VARIABLE: Final = "CONNECTION_OVERRIDES"
"""The setting that holds them."""

DEFAULT: Final = "ct=2000&rt=5000&rc=2&rp=ct,rt,5xx&e=dublin"
"""Milliseconds for a connection and for an answer, further tries, and after which failures."""

NONE: Final = "none"
"""What the setting says for a carrier that knows no overrides."""

MILLISECONDS: Final = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000)}
"""The least and the most of each time, by Twilio's page on connection overrides."""

MOST_TRIES: Final = 5

FAILURES: Final = ("4xx", "5xx", "ct", "rt", "all")
"""After which a request may be tried again."""

EDGES: Final = (
    *("ashburn", "dublin", "frankfurt", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla"),
)
"""Where requests may leave the carrier's network."""

_KEYS: Final = (*MILLISECONDS, "rc", "rp", "e")
_NONE_OF_THEM: Final = frozenset({"no", "off", "false", "0", "nei"})
_APART: Final = re.compile(rf"({'|'.join(_KEYS)})[ :]+([0-9a-z,-]+)")
"""An override with another sign between its name and its value."""
_TOGETHER: Final = re.compile(rf"[,; ] *(?:{'|'.join(_KEYS)})=")
"""What parts two overrides and does not part them at the carrier."""


def overrides_of(variables: Mapping[str, str]) -> str:
    """Return the fragment that every address of the webhook has; empty for none.

    It holds for one address at a time, and is neither sent nor signed.

    >>> overrides_of({}), overrides_of({"CONNECTION_OVERRIDES": "none"})
    ('ct=2000&rt=5000&rc=2&rp=ct,rt,5xx&e=dublin', '')
    """
    told = variables.get(VARIABLE, "") or DEFAULT
    return "" if told.lower() == NONE else told.removeprefix("#")


def read_timeout_of(overrides: str) -> float:
    """Return for how many seconds the carrier waits for an answer once it is connected.

    >>> read_timeout_of(DEFAULT), read_timeout_of("")
    (5.0, 15.0)
    """
    given = dict(pair.partition("=")[::2] for pair in overrides.split("&"))
    waits = [int(given[key]) for key in ("rt", "tt") if given.get(key, "").isdecimal()]
    return min([*waits, MILLISECONDS["rt"][1]]) / 1000


def overrides_faults(text: str) -> Iterator[tuple[str, str]]:
    """Yield what keeps a text from being overrides: the cause, and the fix.

    >>> list(overrides_faults(DEFAULT)), list(overrides_faults("none"))
    ([], [])
    >>> list(overrides_faults("rt=5"))
    [('[rt=5] is no whole number from 100 to 15000.', 'It is in milliseconds: rt=5000.')]
    """
    if text.lower() == NONE:
        return
    seen: set[str] = set()
    for pair in text.removeprefix("#").split("&"):
        key, equals, value = pair.partition("=")
        if key not in _KEYS or not equals:
            yield f"[{pair[:40]}] is no override.", _meant(pair)
        elif key in seen:
            yield f"[{key}] is given twice.", "Give it once."
        elif _TOGETHER.search(value):
            yield f"[{pair[:40]}] is two overrides in one.", "Put & between two."
        else:
            yield from _value_faults(key, value)
        seen.add(key)


def _meant(pair: str) -> str:
    """Return the fix for what is no override at all."""
    if pair.lower() in _NONE_OF_THEM:
        return f"Write {NONE} where the carrier is to be told nothing."
    if written := _APART.fullmatch(pair):
        return f"Did you mean [{written[1]}={written[2][:20]}]?"
    return nearest(pair.partition("=")[0], _KEYS)


def _value_faults(key: str, value: str) -> Iterator[tuple[str, str]]:
    if key in MILLISECONDS:
        least, most = MILLISECONDS[key]
        if not (re.fullmatch(r"[0-9]{1,5}", value) and least <= int(value) <= most):
            fix = f"It is in milliseconds: {key}={2000 if key == 'ct' else 5000}."
            yield f"[{key}={value[:20]}] is no whole number from {least} to {most}.", fix
    elif key == "rc":
        if not (re.fullmatch(r"[0-9]", value) and int(value) <= MOST_TRIES):
            cause = f"[rc={value[:20]}] is no whole number from 0 to {MOST_TRIES}."
            yield cause, "It counts further tries: rc=2."
    else:
        known = FAILURES if key == "rp" else EDGES
        for word in value.split(","):
            if word not in known:
                cause = f"[{key}] has [{word[:40]}], which is none of its words."
                yield cause, nearest(word, known)
