"""The clips a running hotline plays, each with the address it is fetched from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ivr.call import Spoken
from ivr.speech import MANIFEST_NAME, Clip, Manifest

AUDIO: Final = "/audio"


class ClipsMissing(LookupError):  # noqa: N818 - read as a sentence
    """Clips that a call may need are not there; says how many, and what to run."""


class Shelf:
    """Every clip by what it says, checked to be there before the first call."""

    def __init__(self, folder: Path, texts: Iterable[tuple[str, str]], base_url: str) -> None:
        """Take stock of a folder; raises ClipsMissing unless every (language, text) has its clip.

        Raises:
            SpeechError: The manifest is missing or damaged.
        """
        self.folder = folder.resolve()
        self._base_url = base_url
        self._manifest = Manifest.load(folder / MANIFEST_NAME)
        self._by_file = {clip.file: clip for clip in self._manifest}
        missing = sorted(key for key in texts if not self._has(*key))
        if missing:
            language, text = missing[0]
            raise ClipsMissing(
                f"{len(missing)} clips are missing, first in {language}: [{text[:60]}]. "
                "Run: ivr audio build"
            )

    def __len__(self) -> int:
        return len(self._by_file)

    def _has(self, language: str, text: str) -> bool:
        clip = self._manifest.clip(language, text)
        return clip is not None and (self.folder / clip.file).is_file()

    def url(self, spoken: Spoken) -> str:
        """Return the address of the clip that says something; raises KeyError without one."""
        clip = self._manifest.clips[spoken.language, spoken.text]
        return f"{self._base_url}{AUDIO}/{clip.file}"

    def clip(self, file: str) -> Clip | None:
        """Return what is known of a clip's file, or None when it is none of ours."""
        return self._by_file.get(file)
