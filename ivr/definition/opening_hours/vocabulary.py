"""The words that people write opening hours in, and what the notation has for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from ivr.definition.opening_hours.rules import DAYS, MONTHS

Kind = Literal["day", "month", "date", "week", "always", "state", "join", "noise", "except"]

_DAYS: Final = """
mo mon mond monday mondays man mand mandag mandager mandagar ma mån måndag montag montags
/ tu tue tues tuesday tuesdays ti tir tirs tirsd tirsdag tirsdager tys tysdag tysdagar tis tisdag
di die dienstag dienstags
/ we wed weds wednesday wednesdays on ons onsd onsdag onsdager onsdagar mi mit mittwoch mittwochs
/ th thu thur thurs thursday thursdays to tor tors torsd torsdag torsdager torsdagar do don
donnerstag donnerstags
/ fr fri friday fridays fre fred fredag fredager fredagar frei freitag freitags
/ sa sat saturday saturdays lø lør lørd lørdag lørdager lau laurdag laurdagar lör lördag sam
samstag samstags sonnabend
/ su sun sunday sundays sø søn sønd søndag søndager sundag sundagar sön söndag so son sonntag
sonntags
"""
_MONTHS: Final = """
jan january januar januari / feb february februar februari / mar march mars mär märz marz mrz
/ apr april / may mai maj / jun june juni / jul july juli / aug august augusti
/ sep sept september / oct october okt oktober / nov november / dec december des desember dez
dezember
"""
_WORDS: Final[Mapping[tuple[Kind, str], str]] = {
    ("day", "Mo-Fr"): "hverdag hverdager hverdagar kvardag kvardagar kvardager virkedag virkedager "
    "arbeidsdager yrkedager ukedag ukedager vekedagar weekday weekdays workday workdays werktag "
    "werktags werktage",
    ("day", "Sa-Su"): "helg helga helgen helger helgene weekend weekends wochenende helgedager",
    ("day", "Mo-Su"): "daglig dagleg daily täglich",
    ("day", "PH"): "ph helligdag helligdager helligdagene heilagdag heilagdagar høytidsdag "
    "høytidsdager høytider rødedager fridager feiertag feiertage feiertags feiertagen holidays",
    ("day", "SH"): "sh skoleferie skoleferien skoleferier skuleferie schulferien",
    ("date", "Dec 23"): "lillejulaften litlejulaftan",
    ("date", "Dec 24"): "julaften julaftan julekveld heiligabend",
    ("date", "Dec 25"): "juledag",
    ("date", "Dec 31"): "nyttårsaften nyttårsaftan silvester",
    ("date", "Jan 1"): "nyttårsdag neujahr",
    ("date", "easter -1 day"): "påskeaften påskeaftan",
    ("week", "week"): "week weeks uke uker veke veker kw woche wochen vecka",
    ("always", "24/7"): "døgnåpent døgnåpen døgnope alltid always 24h døgnbemannet",
    ("state", "off"): "off closed stengt steng lukket lukka stengd stängt geschlossen zu",
    ("state", "open"): "open åpent åpen åpne ope åpningstid åpningstider opningstid öppet geöffnet "
    "hours",
    ("state", "unknown"): "unknown ukjent unbekannt",
    ("join", "-"): "til tom through until bis till",
    ("join", ","): "og and und samt och",
    ("noise", ""): "kl klokken klokka fra frå from von ab uhr h t time timer på i den dagene "
    "hver the at of alle",
    ("except", ""): "unntatt unnateke except excluding außer ausser utenom",
}

PHRASES: Final = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), word)
    for pattern, word in (
        (r"(?:hele|heile) døgnet|døgnet(?: rundt)?|24 ?timer(?: i døgnet)?", "alltid"),
        (r"(?<![-\d])24 ?[th]", "alltid"),
        (r"around the clock|24 hours(?: a day)?|rund um die uhr", "alltid"),
        (r"always open|alltid åpent", "alltid"),
        (r"24 ?[-x] ?7|7 ?/ ?24|24 ?/ ?24|24 ?/ ?7 ?/ ?365", "alltid"),
        (r"(?:hver|kvar) dag|alle dager|alle dagar|every ?day|jeden tag", "daglig"),
        (r"helge?-? ?og helligdag(?:er)?", "helg og helligdag"),
        (r"(?:public|bank) holidays?", "helligdag"),
        (r"(?:røde?|offentlige?) (?:fri|høytids)?dag(?:er)?", "helligdag"),
        (r"school holidays?", "skoleferie"),
        (r"lille julaften", "lillejulaften"),
        (r"christmas eve", "julaften"),
        # In Norwegian "jul" is Christmas, and "juli" July: this closes no month.
        (r"jul(?= (?:steng|lukk))", "julen"),
        (r"new year'?s eve", "nyttårsaften"),
        (r"new year'?s day|(?:1\.|første) nyttårsdag", "nyttårsdag"),
        (r"(?:1\.|første) juledag|christmas day", "juledag"),
        (r"(?:2\.|andre|annen) juledag|boxing day", "26. desember"),
        (r"bortsett fra|med unntak av|ikke|not on|not", "unntatt"),
        (r"t\.? ?o\.? ?m\.?|til og med", "til"),
        (r"o'clock", "kl"),
    )
)
"""What several words say together, and one word for it."""

_BETWEEN: Final = frozenset({"to", "on"})
"""Thursday and Wednesday in Norwegian; between two times, or before a day, English."""


def _known() -> Iterator[tuple[str, tuple[Kind, str]]]:
    for kind, names, written in (("day", DAYS, _DAYS), ("month", MONTHS, _MONTHS)):
        for name, words in zip(names, written.split("/"), strict=True):
            for word in words.split():
                yield word, ("day" if kind == "day" else "month", name)
    for meaning, words in _WORDS.items():
        for word in words.split():
            yield word, meaning


WORDS: Final[Mapping[str, tuple[Kind, str]]] = dict(_known())
"""What every known word says, in small letters."""


def is_english(word: str) -> bool:
    """Tell whether a word is another one in English than in Norwegian.

    >>> is_english("to"), is_english("tor")
    (True, False)
    """
    return word in _BETWEEN
