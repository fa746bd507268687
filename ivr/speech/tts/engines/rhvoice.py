"""RHVoice, where the system has it: natural voices for English, Russian, Ukrainian and Polish.

Debian has it in its section non-free, because nobody can train the voices again. It is called as a
library, in each process of a build: the program around it wants a sound server and begins anew for
every clip.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from ivr.did_you_mean import SHORT_LIKENESS, nearest
from ivr.speech.dsp.sound import Speech
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.offers import Offer, OfferedVoice
from ivr.speech.tts.voice import Voice

_HOMES: Final = (Path("/usr"), Path(sys.prefix) / "rhvoice" / "usr")
"""Where the system has it, and where `make rhvoice` puts it on a machine without root."""

_FREE: Final = "LGPL-2.1+ (Debian's copyright file)"
_NAMED: Final = "CC BY-ND 4.0"
_UNSOLD: Final = "CC BY-NC-ND 4.0"
_MAY: Final = {
    _FREE: "use it, change it, pass it on, also with the clips",
    _NAMED: "use it unaltered and name its makers",
    _UNSOLD: "only unaltered and where nobody earns by it; name its makers",
}
_ORDINARY_WPM: Final = 150


class _Known(NamedTuple):
    """A voice that has been measured.

    ``wpm`` is the rate at which espeak-ng needs as long for the hotline's own texts as this voice
    does when left alone: with it ``words_per_minute`` means the same whoever speaks.
    """

    language: str
    wpm: int
    licence: str
    megabytes: int


_KNOWN: Final[Mapping[str, _Known]] = MappingProxyType({
    "slt": _Known("english", 150, _FREE, 9),
    "clb": _Known("english", 144, _FREE, 10),
    "bdl": _Known("english", 153, _FREE, 9),
    "alan": _Known("english", 134, _FREE, 9),
    "elena": _Known("russian", 122, _FREE, 10),
    "irina": _Known("russian", 112, _FREE, 21),
    "anna": _Known("russian", 129, _FREE, 11),
    "aleksandr": _Known("russian", 97, _FREE, 12),
    "anatol": _Known("ukrainian", 186, _FREE, 19),
    "natalia": _Known("ukrainian", 217, _FREE, 14),
    "marianna": _Known("ukrainian", 159, _NAMED, 17),
    "volodymyr": _Known("ukrainian", 182, _NAMED, 19),
    "magda": _Known("polish", 165, _UNSOLD, 17),
    "natan": _Known("polish", 151, _UNSOLD, 13),
})  # fmt: skip


def _install(language: str) -> str:
    return f"sudo apt install librhvoice5 rhvoice-{language}"


def _offered(language: str, *names: str) -> tuple[OfferedVoice, ...]:
    return tuple(
        OfferedVoice(
            name,
            (known := _KNOWN[name]).licence,
            _MAY[known.licence],
            known.megabytes,
            _install(language),
            note="The package sources must name Debian's section non-free.",
        )
        for name in names
    )


class RHVoice:
    """Speaks with an installed RHVoice, by the name its voices have there: ``elena``, ``slt``.

    Example:
        >>> RHVoice().name
        'rhvoice'
    """

    name = "rhvoice"
    at_once = None
    stretches = False
    offer = Offer(
        "LGPL-2.1+, with MAGE GPL-3.0+",
        {
            "en": _offered("english", "bdl", "clb", "slt"),
            "uk": _offered("ukrainian", "anatol", "natalia"),
            "ru": _offered("russian", "irina", "elena"),
            "pl": _offered("polish", "magda"),
        },
    )

    def fingerprint(self, voice: Voice) -> str:
        """Name the library, the voice as it is installed, and the rate.

        Raises:
            EngineDownError: RHVoice is not installed.
            SpeechError: The voice is not.
        """
        from ivr.speech.tts.rhvoice.library import rhvoice_library

        home = _home(voice.name)
        told = _information(_folder(home, voice.name))
        revision = f"{told.get('format', '?')}.{told.get('revision', '?')}"
        library = rhvoice_library(home).version
        rate = f"{voice.words_per_minute} of {_natural_wpm(voice.name)}wpm"
        return f"rhvoice {library} {voice.name} {revision} {rate}"

    def synthesise(self, text: str, voice: Voice) -> Speech:
        """Speak a text; about 25 ms for each second of speech.

        Raises:
            EngineDownError: RHVoice is not installed, or does not start.
            SpeechError: The voice is not installed, or can read nothing in the text.
        """
        from ivr.speech.tts.rhvoice.library import rhvoice_library

        library = rhvoice_library(_home(voice.name))
        return library.speak(text, voice.name, voice.words_per_minute / _natural_wpm(voice.name))


def _natural_wpm(name: str) -> int:
    return _KNOWN[name].wpm if name in _KNOWN else _ORDINARY_WPM


def _home(name: str) -> Path:
    """Find the installation that has a voice."""
    homes = [home for home in _HOMES if _voices(home)]
    for home in homes:
        if _folder(home, name).is_dir():
            return home
    language = _KNOWN[name].language if name in _KNOWN else "english"
    fix = f"run: {_install(language)} (Debian's section non-free; docs/voices.md)"
    if not homes:
        raise EngineDownError("engine-down", "RHVoice is not installed", fix)
    known = sorted(voice for home in homes for voice in _voices(home))
    raise SpeechError(
        "unknown-voice",
        f"rhvoice has no voice {name!r} here",
        fix if name in _KNOWN else nearest(name, known, likeness=SHORT_LIKENESS),
    )


def _folder(home: Path, name: str) -> Path:
    return home / "share" / "RHVoice" / "voices" / name


def _voices(home: Path) -> list[str]:
    return [path.parent.name for path in _folder(home, "").glob("*/voice.info")]


def _information(folder: Path) -> dict[str, str]:
    lines = (folder / "voice.info").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


ENGINE: Final = RHVoice()
