"""Which voices espeak-ng has, read from the library itself."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.did_you_mean import SHORT_LIKENESS, nearest
from ivr.speech.errors import SpeechError


@dataclass(frozen=True, slots=True)
class VoiceList:
    """The voices that can be asked for by name, and the variants that go behind a plus.

    Attributes:
        voices: The library's identifiers, such as ``gmq/nb``, by the names people write: ``nb``,
            and ``no``, which the same voice speaks.
        variants: Names of variants, such as ``f3`` in ``nb+f3``.

    Example:
        >>> known = VoiceList({"nb": "gmq/nb", "no": "gmq/nb"}, frozenset({"f3"}))
        >>> known.identifier("no+f3")
        'gmq/nb+f3'
        >>> known.identifier("nbb")  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        SpeechError: espeak has no voice 'nbb'. Did you mean [nb]? ...
    """

    voices: Mapping[str, str]
    variants: frozenset[str]

    def identifier(self, name: str) -> str:
        """Find the name under which the library knows a voice.

        Raises:
            SpeechError: There is no such voice or variant; the nearest is named.
        """
        voice, plus, variant = name.partition("+")
        if voice not in self.voices:
            near = nearest(voice, self.voices, likeness=SHORT_LIKENESS)
            raise SpeechError(
                "unknown-voice",
                f"espeak has no voice {voice!r}",
                # A near name can be a far language: Somali must not be read by Swahili.
                f"{near} It may be another language; "
                "a language that no engine speaks needs recordings",
            )
        if plus and variant not in self.variants:
            raise SpeechError(
                "unknown-voice",
                f"espeak has no variant {variant!r} of voice {voice!r}",
                nearest(variant, self.variants, likeness=SHORT_LIKENESS),
            )
        return self.voices[voice] + plus + variant


class _EspeakVoice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


def read_voices(library: ctypes.CDLL, folder: Path) -> VoiceList:
    """Ask a started espeak-ng for its voices.

    Args:
        library: The library after ``espeak_Initialize``.
        folder: Its data folder; variants, and what a voice needs, are told there only.
    """
    own: dict[str, str] = {}
    also: dict[str, str] = {}
    for identifier, languages in _listed(library):
        if not _has_dictionary(folder, identifier, languages[0]):
            continue
        own[identifier.rpartition("/")[2].lower()] = identifier
        for code in languages:
            also.setdefault(code, identifier)
    variants = frozenset(path.name for path in (folder / "voices" / "!v").iterdir())
    return VoiceList(also | own, variants)


def _has_dictionary(folder: Path, identifier: str, language: str) -> bool:
    # Some voices are listed though the package lacks their dictionary: they cannot read.
    words = (folder / "lang" / identifier).read_text(encoding="utf-8", errors="replace").split()
    named = words[words.index("dictionary") + 1] if "dictionary" in words else ""
    return (folder / f"{named or language.partition('-')[0]}_dict").exists()


def _listed(library: ctypes.CDLL) -> Iterator[tuple[str, list[str]]]:
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_EspeakVoice))
    listed = library.espeak_ListVoices(None)
    index = 0
    while listed[index]:
        voice = listed[index].contents
        yield voice.identifier.decode(), list(_languages(voice.languages))
        index += 1


def _languages(address: int) -> Iterator[str]:
    # Each entry is a priority byte and a zero-ended code; a zero priority ends the list.
    while ctypes.string_at(address, 1) != b"\0":
        code = ctypes.string_at(address + 1)
        yield code.decode()
        address += len(code) + 2
