"""The key that signs sessions, kept so that a restart signs nobody out."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from ivr.files import make_private
from ivr.problems import Problem, Refusal

FILE: Final = "key"
_BYTES: Final = 32


def key_of(folder: Path) -> bytes:
    """Return the key of a studio, which is made at its first start.

    Raises:
        Refusal: It is damaged, or the disk refuses.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     key_of(Path(name)) == key_of(Path(name))
        True
    """
    path = folder / FILE
    try:
        make_private(folder)
        with suppress(FileExistsError):
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(made, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(_BYTES))
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except OSError as error:
        cause = f"It cannot be read or written: {error.strerror}."
        fix = "Let the user that the studio runs as write there."
        raise Refusal(Problem("studio-folder", str(path), None, cause, fix)) from None
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        fix = "Take it away: another is made, and everybody signs in again."
        raise Refusal(Problem("studio-folder", str(path), None, "It is damaged.", fix))
    return key
