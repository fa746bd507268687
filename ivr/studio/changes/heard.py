"""What callers hear otherwise by a change, in Norwegian and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ivr.definition.differences import Difference
from ivr.definition.yaml.file import YamlFile
from ivr.serving.publishing.changes import MOST_NAMED, in_short
from ivr.studio.changes.draft import Told

NORWEGIAN: Final[Mapping[str, str]] = {
    "texts": "tekster",
    "numbers": "numre",
    "hours": "åpningstider",
    "keys": "taster",
    "figures": "tall",
    "steps": "trinn",
    "places": "steder",
    "elsewhere": "annet",
    "nothing": "ingenting",
    "in": "{} på {}",
    "more": "{} til",
    "and": " og {} til",
    "announcements": "varsler",
}


def heard_otherwise(found: Sequence[Difference], files: Mapping[str, YamlFile]) -> tuple[Told, ...]:
    """Return the lines that tell differences, each in both languages; a few sentences in full.

    ``files`` know how each language calls itself.

    >>> from ivr.definition.yaml.file import read_yaml
    >>> pl, _ = read_yaml("prompts/pl.yaml", "name: polski")
    >>> hours = Difference("services", ("guidance", "hours"), "24/7", None)
    >>> said = Difference("prompts/pl", ("prompts", "goodbye"), None, "Pa.")
    >>> for line in heard_otherwise([hours, said], {"prompts/pl": pl}):
    ...     print(line.nb.translate({0x2068: "", 0x2069: ""}))
    polski: ingenting → «Pa.»
    åpningstider: guidance hours: 24/7 -> ingenting
    """
    said = [one for one in found if one.file.startswith("prompts/") and one.place[0] == "prompts"]
    if len(said) > MOST_NAMED:
        said = []
    others = [one for one in found if one not in said]
    return (*_in_full(said, files), *map(Told, in_short(others, NORWEGIAN), in_short(others)))


def _in_full(said: Sequence[Difference], files: Mapping[str, YamlFile]) -> Iterator[Told]:
    for one in said:
        file = files.get(one.file)
        name = (file and file.at(("name",))) or one.file
        yield Told(
            f"{name}: {_quoted(one.before, 'ingenting')} → {_quoted(one.after, 'ingenting')}",
            f"{name}: {_quoted(one.before, 'nothing')} → {_quoted(one.after, 'nothing')}",
        )


def _quoted(text: str | None, nothing: str) -> str:
    """Return a sentence in quotes, which runs in the direction of its own script."""
    return nothing if text is None else f"\u2068«{text}»\u2069"
