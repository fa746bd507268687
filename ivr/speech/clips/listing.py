"""Changes to the list of clips, while others may change it too."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ivr.speech.clips.clip import Clip, Key
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.errors import SpeechError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep every other process from changing the list of a folder's clips meanwhile.

    Raises:
        OSError: The folder is not there.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, alone(Path(folder)):
        ...     pass
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def enlist(folder: Path, clips: Iterable[Clip], silenced: Collection[Key] = ()) -> None:
    """Put clips on the list as it is now, which is written anew when that changes it.

    Args:
        folder: Where the manifest lies, or will lie.
        clips: Each takes the place of the one of the same text and rendition.
        silenced: What is no longer spoken.

    Raises:
        SpeechError: The disk refuses.

    Example:
        >>> import tempfile
        >>> clip = Clip("nb", "Hei.", f"nb/{'0' * 20}.wav", 0.6, "silent", "nb", None, None, 9, "a")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     enlist(Path(folder), [clip])
        ...     len(Manifest.load(Path(folder, "manifest.json")))
        1
    """
    path = folder / MANIFEST_NAME
    try:
        with alone(folder):
            former = _listed(path)
            kept = [clip for clip in former or () if clip.key not in silenced]
            listed = Manifest.of([*kept, *clips])
            if listed != former:
                listed.save(path)
    except OSError as error:
        raise refused(path, error) from None


def refused(path: Path, error: OSError) -> SpeechError:
    """Return what to say of a file that the disk refuses to have written.

    Example:
        >>> import errno
        >>> full = OSError(errno.ENOSPC, "No space left on device")
        >>> str(refused(Path("built"), full))
        'built: cannot be written: No space left on device; make room and allow writing'
    """
    return SpeechError(
        "unwritable-file",
        f"{path}: cannot be written: {error.strerror}",
        "make room and allow writing",
    )


def _listed(path: Path) -> Manifest | None:
    """Return the list; None for one that is not there, or damaged, for it is made anew then."""
    try:
        return Manifest.load(path)
    except SpeechError:
        return None
