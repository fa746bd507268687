"""Clips on their way to another machine: one file, and whole or not at all.

A pack is a ZIP archive: ``clips.json``, which is a manifest, and for each language one member with
the files of its clips, one after the other in the order of their texts, under bzip2. Nothing in it
names a place: every clip is put where the manifest's reader allows clips to be.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.files import UNFINISHED, write_whole
from ivr.speech.clips.checksum import digest_of, is_whole
from ivr.speech.clips.clip import RECORDING, Clip, ClipRequest, Key, clip_files
from ivr.speech.clips.listing import enlist, refused
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.dsp.wav import unwrap
from ivr.speech.errors import SpeechError

_LIST: Final = "clips.json"
_ENDING: Final = ".clips"
_LONGEST_LIST: Final = 1 << 27
"""Bytes; the list of a hotline in sixteen languages has three million."""
_EVER: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that the same clips make the same pack."""

_NO_PACK: Final = "it is damaged, or no pack of clips"
_DAMAGE: Final = (
    *(EOFError, KeyError, ValueError, NotImplementedError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, struct.error),
)
"""What Python's reader of archives raises on one that somebody has cut, altered or made up."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What a pack holds, or what was taken out of one.

    Attributes:
        clips: How many.
        kept: Clips that were there already, or are better where they are.
        size: Bytes of the pack.
        languages: In alphabetical order.
    """

    clips: int
    kept: int
    size: int
    languages: tuple[str, ...]


def pack(file: Path, folder: Path, requests: Iterable[ClipRequest]) -> Packed:
    """Put the clips that speak what is asked for into one file.

    Raises:
        SpeechError: A clip is missing or damaged, or the disk refuses.
    """
    listed = Manifest.load(folder / MANIFEST_NAME)
    found = (listed.clip(*key) for key in dict.fromkeys(one.key for one in requests))
    chosen = Manifest.of(clip for clip in found if clip is not None)
    if not len(chosen):
        raise SpeechError("clip-missing", "there are no clips to pack", "run ivr audio build")
    unfinished = file.with_name(f"{file.name}{UNFINISHED}")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            _put(archive, _LIST, chosen.content())
            for language, clips in _by_language(chosen).items():
                _put(archive, f"{language}{_ENDING}", b"".join(_whole(folder, c) for c in clips))
        unfinished.replace(file)
    except OSError as error:
        raise refused(file, error) from None
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return Packed(len(chosen), 0, file.stat().st_size, tuple(_by_language(chosen)))


def unpack(file: Path, folder: Path, requests: Iterable[ClipRequest]) -> Packed:
    """Take the clips out of a pack and list them; a fault of the pack leaves all as it was.

    A clip that is there stays, and so does one on the list that speaks in the voice asked for, or
    is a person's, where the pack has another.

    Args:
        file: The pack.
        folder: Where the manifest lies, or will lie.
        requests: What the hotline speaks.

    Raises:
        SpeechError: It is no pack, or a damaged one, or the disk refuses.
    """
    brought = _checked(file)
    try:
        path = folder / MANIFEST_NAME
        here = Manifest.load(path) if path.exists() else Manifest({})
        asked = {request.key: request for request in requests}
        wanted = Manifest.of(
            clip for clip in brought if not _stays(here.clip(*clip.key), clip, asked, folder)
        )
        taken = _write(file, folder, brought, {clip.file for clip in wanted})
    except OSError as error:
        raise refused(folder, error) from None
    enlist(folder, wanted)
    kept = len(brought) - taken
    return Packed(taken, kept, file.stat().st_size, tuple(_by_language(brought)))


def _stays(
    here: Clip | None, brought: Clip, asked: Mapping[Key, ClipRequest], folder: Path
) -> bool:
    if here is None or not is_whole(folder / here.file, here):
        return False
    request = asked.get(here.key)
    if here.engine == RECORDING or request is None:
        return True
    if brought.is_of(request):
        return here.file in clip_files([request])
    return here.is_of(request)


def _write(file: Path, folder: Path, brought: Manifest, files: set[str]) -> int:
    """Write the clips that are not there; all that was written goes when the disk refuses one."""
    written: list[Path] = []
    try:
        for clip, content in _contents(file, brought):
            path = folder / clip.file
            if clip.file not in files or is_whole(path, clip):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
            written.append(path)
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise
    return len(written)


def _checked(file: Path) -> Manifest:
    """Return the list of a pack of which every clip has been read; raises SpeechError."""
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.getinfo(_LIST).file_size > _LONGEST_LIST:
                raise _bad(file, "its list of clips is too long")
            brought = Manifest.read(archive.read(_LIST))
            members = {_LIST, *(f"{language}{_ENDING}" for language in _by_language(brought))}
            if sorted(archive.namelist()) != sorted(members):
                raise _bad(file, "it holds something else than clips")
        for clip, content in _contents(file, brought):
            unwrap(content)
            if digest_of(content) != clip.digest:
                raise _bad(file, f"{clip.file} is not the clip that was packed")
    except OSError as error:
        why = f"it cannot be read: {error.strerror}" if error.strerror else _NO_PACK
        raise _bad(file, why) from None
    except SpeechError as error:
        raise error if error.cause.startswith(str(file)) else _bad(file, _NO_PACK) from None
    except _DAMAGE:
        raise _bad(file, _NO_PACK) from None
    return brought


def _contents(file: Path, brought: Manifest) -> Iterator[tuple[Clip, bytes]]:
    """Give each clip with its file's content, reading no more than the list promises."""
    with zipfile.ZipFile(file) as archive:
        for language, clips in _by_language(brought).items():
            with archive.open(f"{language}{_ENDING}") as member:
                for clip in clips:
                    yield clip, member.read(max(0, clip.size))
                if member.read(1):
                    raise ValueError(language)


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EVER), content, zipfile.ZIP_BZIP2)


def _whole(folder: Path, clip: Clip) -> bytes:
    try:
        content = (folder / clip.file).read_bytes()
    except OSError:
        content = b""
    if digest_of(content) != clip.digest:
        cause = f"{clip.file} is missing or not the clip that was built"
        raise SpeechError("clip-corrupt", cause, "run ivr audio build --verify")
    return content


def _by_language(listed: Manifest) -> dict[str, list[Clip]]:
    found: dict[str, list[Clip]] = {}
    for clip in sorted(listed, key=lambda clip: clip.key):
        found.setdefault(clip.language, []).append(clip)
    return found


def _bad(file: Path, cause: str) -> SpeechError:
    fix = "Nothing was taken from it; pack the clips again: ivr audio pack FILE"
    return SpeechError("clips-unreadable", f"{file}: {cause}", fix)
