"""The clips that are there: what the manifest lists, held against the files on the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.speech.clips.checksum import is_whole
from ivr.speech.clips.clip import Clip, ClipRequest, clip_file
from ivr.speech.clips.inventory import OnDisk, on_disk
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.errors import NOT_HERE, SpeechError


@dataclass(frozen=True, slots=True)
class Existing:
    """What a build finds.

    Attributes:
        folder: Where the manifest lies.
        listed: The manifest; an empty one where there is none, or a damaged one.
        files: Every clip's file.
        trusted_ns: Files written by then, in nanoseconds of the epoch, are taken on trust.
        list_was_damaged: True when the manifest could not be read.
    """

    folder: Path
    listed: Manifest
    files: Mapping[str, OnDisk]
    trusted_ns: int
    list_was_damaged: bool

    @classmethod
    def read(cls, folder: Path, *, verify: bool = False) -> Existing:
        """Look at a folder, which need not exist; ``verify`` takes nothing on trust.

        Example:
            >>> Existing.read(Path("/no/such/folder")).files
            {}
        """
        path = folder / MANIFEST_NAME
        if not path.exists():
            return cls(folder, Manifest({}), on_disk(folder), 0, list_was_damaged=False)
        try:
            listed, damaged = Manifest.load(path), False
        except SpeechError:
            # The clips themselves are whole: they are found and measured again.
            listed, damaged = Manifest({}), True
        trusted = 0 if verify else path.stat().st_mtime_ns
        return cls(folder, listed, on_disk(folder), trusted, damaged)

    def listed_for(self, request: ClipRequest) -> Clip | None:
        """Return the clip that is listed for a request, under the name it would get now.

        Where the engine cannot tell that name, for it is not installed here, what it spoke
        elsewhere is taken for it: clips are carried from one machine to another.

        Raises:
            SpeechError: There is no such engine, or the request makes no sense.
        """
        clip = self.listed.clip(*request.key)
        here = clip if clip is not None and clip.file in self.files else None
        try:
            file = clip_file(request)
        except SpeechError as error:
            if error.code not in NOT_HERE:
                raise
            return here if here is not None and here.is_of(request) else None
        return here if here is not None and here.file == file else None

    def holds(self, clip: Clip) -> bool:
        """Tell whether a clip's file is the one listed.

        One of the right size that is older than the manifest is taken for it, unless everything is
        to be verified; a newer one is read.
        """
        found = self.files[clip.file]
        if found.size != clip.size:
            return False
        return found.written_ns <= self.trusted_ns or is_whole(self.folder / clip.file, clip)

    def trust(self) -> None:
        """Date the manifest after the newest file, when all of them are what is listed.

        A copy of the folder has new dates: without this every build would read every clip.

        Raises:
            OSError: The disk refuses.
        """
        newest = max((found.written_ns for found in self.files.values()), default=0)
        path = self.folder / MANIFEST_NAME
        if path.exists() and path.stat().st_mtime_ns < newest:
            os.utime(path, ns=(newest, newest))
