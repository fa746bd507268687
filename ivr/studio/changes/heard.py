"""What callers hear otherwise by a change, in Norwegian and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ivr.definition.differences import Difference
from ivr.definition.yaml.file import YamlFile
from ivr.serving.publishing.changes import MOST_NAMED, in_short
from ivr.studio.changes.draft import Told
from ivr.studio.pages.words import UiLanguage, all_words, word

_OF_A_DOOR: Final = 2
"""Names in the place of a service's option: its own, and the option's."""

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
    Veiledning Helsenorge, åpningstid: «24/7» → ingenting
    """
    said = [one for one in found if one.file.startswith("prompts/") and one.place[0] == "prompts"]
    if len(said) > MOST_NAMED:
        said = []
    doors = [one for one in found if _door(one)]
    if len(doors) > MOST_NAMED:
        doors = []
    others = [one for one in found if one not in said and one not in doors]
    in_words = (*_in_full(said, files), *(_of_a_door(one, files) for one in doors))
    return (*in_words, *map(Told, in_short(others, NORWEGIAN), in_short(others)))


def _door(one: Difference) -> str:
    """Return the service whose hours or number a difference is; nothing of any other."""
    within = one.place[1:] if one.place[:1] == ("services",) else one.place
    is_known = one.file == "services" or one.file.startswith("municipalities/")
    is_one = len(within) == _OF_A_DOOR and within[1] in ("hours", "number")
    return within[0] if is_known and is_one else ""


def _of_a_door(one: Difference, files: Mapping[str, YamlFile]) -> Told:
    """Tell the hours or the number of a service, by the names that people know."""
    file = files.get(one.file)
    town = file.at(("name",)) if file and one.file != "services" else None
    key, kind = f"doors.{_door(one)}", one.place[-1]

    def told(ui: UiLanguage) -> str:
        name = word(key, ui) if key in all_words() else _door(one).replace("_", " ")
        nothing = word("history.nothing_there", ui)
        before, after = (_quoted(value, nothing) for value in (one.before, one.after))
        where = f"{town}, {name}" if town else name
        return f"{where}, {word(f'history.door_{kind}', ui)}: {before} → {after}"

    return Told.of(told)


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
