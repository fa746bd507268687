"""A text sentence by sentence, spelt the way espeak-ng reads it right.

What a voice makes of a word is told by the library's phonemes (``espeak_TextToPhonemes``): a word
is read right, read by another language's rules, or spelt out letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ivr.speech.tts.espeak_ng.norwegian import NORWEGIAN, in_phonemes

SPELLING_VERSION: Final = 5
"""Part of the engine's fingerprint; raise it whenever a text would be read differently."""

_STOP: Final = re.compile(r"(?<=[.!?؟۔።])\s+")
_APOSTROPHE_IN_WORD: Final = re.compile(r"(?<=\w)['’](?=\w)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_VOWEL_BEFORE_SHADDA: Final = re.compile("([\u064b-\u0650])\u0651")
"""The order in which Unicode, and so many an editing program, puts the two marks."""
_ARTICLE_BEFORE_SUN_LETTER: Final = re.compile(
    "(?<=\u0671)\u0644(?=[\u062a\u062b\u062f-\u0632\u0633-\u0638\u0644\u0646]\u0651)"
)
"""The l of the Arabic article after a joined word, before a letter that takes its place."""
_LATIN_WORD: Final = re.compile(r"[A-Za-zÀ-ɏ]+")
_BRACKETS: Final = re.compile(r"\[{2,}")

_BY_ENGLISH_RULES: Final[Mapping[str, str]] = MappingProxyType({
    "brukerombudet": "brooker-omboodeh",
    "egenandel": "eggen-undel",
    "engelsk": "eng-elsk",
    "fastlege": "fast-layguh",
    "folketrygden": "folkeh-trigden",
    "frikort": "freekort",
    "fødeavdelingen": "furdeh-avdayling-en",
    "giftinformasjonen": "yeeft-informashoonen",
    "helse": "helsuh",
    "helsenorge": "helsenorguh",
    "helsestasjon": "helseh-stashoon",
    "helsestasjonen": "helseh-stashoonen",
    "jordmor": "yoormoor",
    "kirkens": "chirkens",
    "kommune": "kommoonuh",
    "kommunen": "kommoonen",
    "legevakt": "layguh-vakt",
    "legevakten": "layguh-vakten",
    "omsorgsstønad": "omsorgs-sturnahd",
    "pasientskadeerstatning": "pashent-skahdeh-airstatning",
    "skysstasjonen": "shiss-stashoonen",
    "svangerskapsomsorg": "svanga-skaps-omsorg",
    "taushetsplikt": "towss-hets-plickt",
})  # fmt: skip
"""Norwegian words that English spelling rules turn into others (*fastlege*: "fasseldge"); the
Vietnamese voice reads by them too whatever it cannot take for its own, or spells it out."""

_READ_AS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({
    "en": _BY_ENGLISH_RULES,
    "ku": {
        "folketrygden": "folketrugden",
        "giftinformasjonen": "yiftinformaşonen",
        "helsestasjon": "helsestaşon",
        "helsestasjonen": "helsestaşonen",
        "jordmor": "yûrmûr",
        "kirkens": "çirkens",
        "skysstasjonen": "şisstaşonen",
    },
    "tr": {
        "folketrygden": "folketrügden",
        "giftinformasjonen": "yiftinformaşonen",
        "helsestasjon": "helsestaşon",
        "helsestasjonen": "helsestaşonen",
        "jordmor": "yurmur",
        "kirkens": "çirkens",
        "skysstasjonen": "şüsstaşonen",
        "tyrkisk": "türkisk",
    },
    # By letters that look English to it: the English spelling of these three it would spell out.
    "vi": {
        **_BY_ENGLISH_RULES,
        "brukerombudet": "brukerombudet",
        "kommune": "kommooner",
        "og": "ô",
        "pasientskadeerstatning": "pashentskaderstatning",
    },
})  # fmt: skip
"""By language, then Norwegian word in small letters: the spelling that sounds most like it."""

_SOUNDS: Final = (
    ("skj", "š"), ("sj", "š"), ("kj", "š"), ("tj", "š"), ("ski", "ši"), ("sky", "šy"),
    ("gj", "j"), ("hj", "j"), ("hv", "v"), ("gi", "ji"), ("gy", "jy"), ("ch", "k"), ("ck", "k"),
    ("ei", "aj"), ("x", "ks"), ("q", "k"), ("c", "k"), ("w", "v"), ("z", "s"),
)  # fmt: skip
"""Norwegian letters by their sound, the longer ones first; *š* stands for sh, *j* for y."""

_ETHIOPIC: Final[Mapping[str, int]] = MappingProxyType({
    "h": 0x1200, "l": 0x1208, "m": 0x1218, "r": 0x1228, "s": 0x1230, "š": 0x1238, "b": 0x1260,
    "v": 0x1268, "t": 0x1270, "n": 0x1290, "k": 0x12A8, "j": 0x12E8, "d": 0x12F0, "g": 0x1308,
    "f": 0x1348, "p": 0x1350,
})  # fmt: skip
"""The first syllable of each consonant's row in Unicode; the others follow by their vowel."""

_GLOTTAL: Final = 0x12A0
"""The row of syllables that begin with their vowel."""

_ORDER: Final[Mapping[str, int]] = MappingProxyType(
    {"u": 1, "i": 2, "y": 2, "a": 3, "e": 4, "æ": 4, "ø": 4, "o": 6, "å": 6}
)
_NO_VOWEL: Final = 5


def sentences(text: str) -> list[str]:
    """Split a text where a pause belongs between two sentences.

    A stop counts when what follows does not go on in small letters or with a figure, as after an
    abbreviation. The stops are those of the Latin, Cyrillic, Arabic, Urdu and Ethiopic scripts.

    Example:
        >>> sentences("Ring 1 1 3. Er du i tvil? Ring likevel.")
        ['Ring 1 1 3.', 'Er du i tvil?', 'Ring likevel.']
        >>> sentences("Åpent til kl. 16, f.eks. på mandager.")
        ['Åpent til kl. 16, f.eks. på mandager.']
    """
    found: list[str] = []
    for part in _STOP.split(text.strip()):
        if found and (part[:1].islower() or part[:1].isdigit()):
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found


def respell(text: str, voice: str) -> str:
    """Put a text the way a voice reads it right.

    Ukrainian words are usually typed with ``'`` or ``’``, which espeak-ng 1.52 reads out as the
    name of a letter; it knows the modifier letter apostrophe (U+02BC) of the alphabet only.
    In Arabic it wants the shadda before its vowel, and knows that the l of the article falls
    silent before some letters, but not after a word that is joined to it. Norwegian words that
    the Norwegian voice reads wrong are put in phonemes; in
    other languages they are read by the rules of those, or spelt out; the
    Tigrinya voice spells out whatever is in Latin letters, such as an address.

    Args:
        text: The words as an editor wrote them.
        voice: Name of the voice, ``uk`` or ``uk+f3``.

    Example:
        >>> respell("зв'язатися", "uk") == "зв\u02bcязатися"
        True
        >>> respell("113'ü", "tr"), respell("Legevakt.", "en-gb+f3"), respell("Halden", "ti")
        ("113'ü", 'layguh-vakt.', 'ሃልዴን')
    """
    language = re.split("[+-]", voice, maxsplit=1)[0]
    # Two brackets would begin phonemes.
    text = _BRACKETS.sub("[", text)
    if language in NORWEGIAN:
        return in_phonemes(text)
    if language == "uk":
        return _APOSTROPHE_IN_WORD.sub("\u02bc", text)
    if language == "ar":
        return _ARTICLE_BEFORE_SUN_LETTER.sub("", _VOWEL_BEFORE_SHADDA.sub("\u0651\\1", text))
    if language == "ti":
        return _LATIN_WORD.sub(lambda word: in_ethiopic(word[0]), text)
    if spellings := _READ_AS.get(language):
        return _WORD.sub(lambda word: spellings.get(word[0].lower(), word[0]), text)
    return text


def in_ethiopic(word: str) -> str:
    """Write a Norwegian word in Ethiopic syllables, near enough to be recognised.

    Example:
        >>> in_ethiopic("Asker"), in_ethiopic("Skysstasjonen")
        ('ኣስኬር', 'ሺስታሾኔን')
    """
    sounds = word.lower()
    for letters, sound in _SOUNDS:
        sounds = sounds.replace(letters, sound)
    found, row = "", 0
    for sound in re.sub(r"(.)\1+", r"\1", sounds):
        if sound in _ETHIOPIC:
            found += chr(row + _NO_VOWEL) if row else ""
            row = _ETHIOPIC[sound]
        elif sound in _ORDER:
            found += chr((row or _GLOTTAL) + _ORDER[sound])
            row = 0
    return found + (chr(row + _NO_VOWEL) if row else "")
