"""What callers hear otherwise after a change, in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from ivr.definition.differences import Difference

MOST_NAMED: Final = 6
"""So many differences of a kind are told one by one."""

ENGLISH: Final[Mapping[str, str]] = {
    **{kind: kind for kind in ("texts", "numbers", "hours", "keys", "figures", "steps", "places")},
    "elsewhere": "elsewhere",
    "nothing": "nothing",
    "in": "{} in {}",
    "more": "{} more",
    "and": " and {} more",
}

_TEXTS: Final = "prompts/"
_NUMBERS: Final = frozenset({"number", "numbers", "routes"})


def in_short(found: Iterable[Difference], words: Mapping[str, str] = ENGLISH) -> Iterator[str]:
    """Yield the lines that tell differences: texts are counted, what rings and when is named.

    ``words`` are what they are told with, in another language than English.

    Example:
        >>> for line in in_short(
        ...     [
        ...         Difference("prompts/pl", ("prompts", "goodbye"), "Do widzenia.", "Pa."),
        ...         Difference("services", ("guidance", "number"), "23 32 70 00", "116117"),
        ...         Difference("menu", ("fees", "choices", "1", "go"), None, "prices"),
        ...         Difference(
        ...             "municipalities/asker",
        ...             ("directories", "doctors", "places", "Lia legekontor", "area"),
        ...             None,
        ...             "Lia",
        ...         ),
        ...         Difference("hotline", ("wait_seconds",), "8", "9"),
        ...     ]
        ... ):
        ...     print(line)
        texts: 1 in pl
        numbers: guidance number: 23 32 70 00 -> 116117
        keys: fees choices 1 go: nothing -> prices
        places: doctors places Lia legekontor
        elsewhere: hotline
    """
    kinds: dict[str, list[Difference]] = {}
    for one in found:
        kinds.setdefault(_kind(one), []).append(one)
    texts = Counter(one.file.removeprefix(_TEXTS) for one in kinds.pop("texts", []))
    if texts:
        counts = (words["in"].format(count, code) for code, count in texts.items())
        yield f"{words['texts']}: {', '.join(counts)}"
    for kind in ("numbers", "hours", "keys", "figures"):
        yield from _named(kind, kinds.pop(kind, []), words)
    steps = dict.fromkeys(one.place[0] for one in kinds.pop("steps", []))
    if steps:
        yield f"{words['steps']}: {', '.join(steps)}"
    places = [*dict.fromkeys(" ".join(one.place[1:-1]) for one in kinds.pop("places", []))]
    if places:
        more = len(places) - MOST_NAMED
        told = ", ".join(places[:MOST_NAMED])
        yield f"{words['places']}: {told}{words['and'].format(more) if more > 0 else ''}"
    if kinds:
        yield f"{words['elsewhere']}: {', '.join(words.get(kind, kind) for kind in kinds)}"


def _named(kind: str, found: Sequence[Difference], words: Mapping[str, str]) -> Iterator[str]:
    for one in found[:MOST_NAMED]:
        before, after = (value or words["nothing"] for value in (one.before, one.after))
        yield f"{words[kind]}: {_place(one)}: {before} -> {after}"
    if len(found) > MOST_NAMED:
        yield f"{words[kind]}: {words['more'].format(len(found) - MOST_NAMED)}"


def _place(one: Difference) -> str:
    file = () if one.file in ("services", "menu", "facts") else (one.file.rpartition("/")[2],)
    return " ".join((*file, *one.place))


def _kind(one: Difference) -> str:
    if one.file.startswith(_TEXTS):
        return "texts"
    if one.place[-1:] == ("hours",):
        return "hours"
    if one.place[-1:] and one.place[-1] in _NUMBERS:
        return "numbers"
    if one.place[0] == "directories":
        return "places"
    if "choices" in one.place:
        return "keys"
    plain = {"facts": "figures", "menu": "steps"}
    return plain.get(one.file, one.file.rpartition("/")[2])


def offered_otherwise(before: Collection[str], now: Collection[str]) -> Iterator[str]:
    """Yield the languages that callers are offered, or no longer, by a change.

    Example:
        >>> [*offered_otherwise(["nb", "en"], ["nb", "pl"])]
        ['now offered: pl', 'no longer offered: en']
    """
    if gained := [code for code in now if code not in before]:
        yield f"now offered: {', '.join(gained)}"
    if gone := [code for code in before if code not in now]:
        yield f"no longer offered: {', '.join(gone)}"
