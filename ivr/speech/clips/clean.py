"""Removal of clips nobody asks for any more."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.files import UNFINISHED
from ivr.model.prompts import NO_ENGINE
from ivr.speech.clips.clip import ClipRequest, clip_files
from ivr.speech.clips.inventory import folders, on_disk
from ivr.speech.clips.listing import alone
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.errors import SpeechError

_ABANDONED_AFTER_S: Final = 3600
"""A file that has been unfinished this long belongs to no running build."""


@dataclass(frozen=True, slots=True)
class CleanReport:
    """What a cleaning did.

    Attributes:
        removed: Files removed.
        kept: Clips that stay.
        freed: Bytes freed.
    """

    removed: int
    kept: int
    freed: int


def clean(out_dir: Path, keep: Iterable[ClipRequest], *, dry_run: bool = False) -> CleanReport:
    """Remove the clips that are not to be kept, and leftovers of interrupted builds.

    The clip listed for a text to be kept stays even when the text is to be spoken by another
    voice: it is the only one until that clip is built. Files that are no clips are left alone.

    Args:
        out_dir: Folder of the manifest.
        keep: The clips to keep.
        dry_run: Only tell what would be removed.

    Raises:
        SpeechError: The manifest is damaged, or a file cannot be removed.

    Example:
        >>> import tempfile
        >>> from ivr.speech.build.run import build
        >>> from ivr.speech.tts.voice import Voice
        >>> old, new = (ClipRequest("nb", text, Voice("silent", "nb")) for text in ("Ja.", "Nei."))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = build([old, new], Path(folder))
        ...     report = clean(Path(folder), keep=[new])
        >>> report.removed, report.kept
        (1, 1)
    """
    wanted = tuple(keep)
    manifest = out_dir / MANIFEST_NAME
    keys = {request.key for request in wanted if request.engine != NO_ENGINE}
    listed = Manifest.load(manifest) if manifest.exists() else Manifest({})
    kept = Manifest.of(clip for clip in listed if clip.key in keys)
    found = on_disk(out_dir)
    stay = {clip.file for clip in kept} | set(clip_files(still_needed(wanted, listed)))
    leftovers = dict(_leftovers(out_dir))
    orphans = {out_dir / file: one.size for file, one in found.items() if file not in stay}
    gone = orphans | leftovers
    if not dry_run:
        # The list first: it must never name a clip that is gone.
        _remove(gone, manifest, kept if len(kept) != len(listed) else None)
    return CleanReport(len(gone), len(found.keys() & stay), sum(gone.values()))


def still_needed(requests: Iterable[ClipRequest], listed: Manifest) -> Iterator[ClipRequest]:
    """Give what is asked for, and what the quick voice says in languages that still need it.

    Until the best voice speaks a whole language, nothing that the quick one says is removed.

    Example:
        >>> from ivr.speech.tts.voice import Voice
        >>> best, quick = Voice("silent", "nb", 100), Voice("silent", "nb", 200)
        >>> request = ClipRequest("nb", "Ja.", best, meanwhile=quick)
        >>> [one.voice.words_per_minute for one in still_needed([request], Manifest({}))]
        [100, 200]
    """
    asked = tuple(requests)
    two = [request for request in asked if request.has_two_voices]
    waiting = {
        request.language
        for request in two
        if (clip := listed.clip(*request.key)) is None or not clip.is_of(request)
    }
    yield from asked
    yield from (request.quick for request in two if request.language in waiting)


def _remove(gone: Iterable[Path], manifest: Path, listed: Manifest | None) -> None:
    try:
        if listed is not None:
            written_ns = manifest.stat().st_mtime_ns
            with alone(manifest.parent):
                listed.save(manifest)
            # A build reads what is newer than the list: no clip gets trusted by cleaning.
            os.utime(manifest, ns=(written_ns, written_ns))
        for path in gone:
            path.unlink(missing_ok=True)
    except OSError as error:
        folder = manifest.parent
        raise SpeechError(
            "unwritable-file", f"{folder}: {error.strerror}", "allow writing there"
        ) from None


def _leftovers(out_dir: Path) -> Iterator[tuple[Path, int]]:
    abandoned = time.time() - _ABANDONED_AFTER_S
    for folder in (out_dir, *folders(out_dir)):
        for path in folder.glob(f"*{UNFINISHED}"):
            try:
                state = path.stat()
            except OSError:
                # A build beside this one has just finished it.
                continue
            if state.st_mtime < abandoned:
                yield path, state.st_size
