"""The emergency clips and their document in a folder, to be brought to a second place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.files import write_whole
from ivr.problems import Problem, Refusal
from ivr.serving.away.document import written
from ivr.serving.away.words import Away
from ivr.speech.clips.checksum import digest_of
from ivr.speech.clips.manifest import CLIP_FILE

DOCUMENT: Final = "fallback.xml"
"""The name of the document, beside the folders of the languages."""


class ClipLost(Refusal):
    """A clip has gone, or is another one, since the list of clips was read."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a folder lacks, and has too much of.

    ``new`` are the files that are not there yet as they should be, the document last; ``kept``
    counts those that are. ``unneeded`` are clips that the document no longer names.
    """

    new: Mapping[str, bytes]
    kept: int
    unneeded: tuple[str, ...]


def difference(folder: Path, heard: Away, clips: Path) -> Difference:
    """Return what is to be done for a folder to hold what is heard; ``clips`` is where clips lie.

    Raises:
        ClipLost: A clip is not the one that was built.
        OSError: The folder cannot be read.
    """
    wanted = {clip.file: _content(clips, clip.file, clip.digest) for clip in heard.clips}
    wanted[DOCUMENT] = written(heard).encode()
    new = {file: content for file, content in wanted.items() if not _has(folder / file, content)}
    there = {*_clips_in(folder)}
    return Difference(new, len(wanted) - len(new), tuple(sorted(there - wanted.keys())))


def write(folder: Path, found: Difference) -> None:
    """Write what is new, the document last, so that it never names a clip that is not there.

    Raises:
        OSError: The disk refuses; the folder is as it was.
    """
    made: list[Path] = []
    try:
        for file, content in found.new.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                made.append(path)
            write_whole(path, content, lasting=True)
    except BaseException:
        for path in made:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def delete(folder: Path, found: Difference) -> None:
    """Take away the clips that are no longer needed, and nothing else.

    Raises:
        OSError: The disk refuses.
    """
    for file in found.unneeded:
        (folder / file).unlink(missing_ok=True)


def _content(clips: Path, file: str, digest: str) -> bytes:
    try:
        content = (clips / file).read_bytes()
    except OSError:
        content = b""
    if digest_of(content) != digest:
        cause, fix = f"{file} is not the clip that was built.", "Run: ivr audio build --verify"
        raise ClipLost(Problem("clip-missing", str(clips / file), None, cause, fix))
    return content


def _has(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _clips_in(folder: Path) -> Iterator[str]:
    for path in folder.glob("*/*.wav"):
        name = path.relative_to(folder).as_posix()
        if CLIP_FILE.fullmatch(name):
            yield name
