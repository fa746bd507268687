"""A person's recording of one text, as a build needs to know it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

RECORDING: Final = "recording"
"""Stands in the manifest where a clip spoken by an engine has the engine's name."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording kept with the project.

    Attributes:
        id: The id on the script sheet, ``main.fees.4``; also the file's name.
        path: The audio, FLAC or WAV.
        digest: SHA-256 of the file, hexadecimal.

    Example:
        >>> Recording("goodbye", Path("audio/recordings/so/goodbye.flac"), "0f").id
        'goodbye'
    """

    id: str
    path: Path
    digest: str
