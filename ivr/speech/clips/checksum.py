"""Whether a clip's file is still the one that was built."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ivr.speech.clips.clip import Clip

_DIGITS: Final = 16


def digest_of(content: bytes) -> str:
    """Return what tells the bytes of one file from those of any other.

    Returns:
        The first sixteen hexadecimal digits of its SHA-256.

    Example:
        >>> digest_of(b"RIFF")
        'a40ff3d5900fb769'
    """
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def is_whole(path: Path, clip: Clip) -> bool:
    """Tell whether a file is, byte for byte, the clip that was built.

    Example:
        >>> from ivr.speech.clips.clip import Clip
        >>> clip = Clip("nb", "Hei.", "nb/0.wav", 0.6, "silent", "nb", None, None, 4858, "a40f")
        >>> is_whole(Path("/no/such.wav"), clip)
        False
    """
    try:
        return digest_of(path.read_bytes()) == clip.digest
    except OSError:
        return False
