"""What an engine tells of itself to whoever chooses a voice: languages, licences, how to get it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

INSTALL_AUDIO: Final = ".venv/bin/pip install -e '.[audio]'"
"""Brings what builds clips; `make setup` has done it already."""


@dataclass(frozen=True, slots=True)
class OfferedVoice:
    """A voice that an engine has for a language.

    Attributes:
        name: What the catalogue calls it: ``voice:`` under ``speech:``.
        licence: Under which terms the voice itself comes.
        may: What a municipality may do with it, and with the clips it speaks.
        megabytes: What the voice adds to an installation.
        install: The command that brings engine and voice.
        note: What else whoever chooses must know, as one sentence.
        better: When it is the better choice although nobody has measured it, as one sentence.

    Example:
        >>> OfferedVoice("nb", "GPL-3.0+", "use it and pass it on", 1).note
        ''
    """

    name: str
    licence: str
    may: str
    megabytes: float
    install: str = INSTALL_AUDIO
    note: str = ""
    better: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An engine as one chooses it.

    Attributes:
        licence: Under which terms the program comes.
        voices: Its voices by language of the hotline, the first choice first.

    Example:
        >>> Offer("GPL-3.0+", {"nb": (OfferedVoice("nb", "GPL-3.0+", "all", 1),)}).voices["nb"][
        ...     0
        ... ].name
        'nb'
    """

    licence: str
    voices: Mapping[str, tuple[OfferedVoice, ...]]
