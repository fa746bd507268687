"""The clips a running hotline plays, each with the address it is fetched from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ivr.call import Spoken
from ivr.speech import MANIFEST_NAME, Clip, Manifest

AUDIO: Final = "/audio"


class Shelf:
    """Every clip by what it says and how."""

    def __init__(self, folder: Path, base_url: str) -> None:
        """Take stock of a folder.

        Raises:
            SpeechError: The manifest is missing or damaged.
        """
        self.folder = folder.resolve()
        self._base_url = base_url
        self._manifest = Manifest.load(folder / MANIFEST_NAME)
        self._by_file = {clip.file: clip for clip in self._manifest}

    def __len__(self) -> int:
        return len(self._by_file)

    def has(self, language: str, text: str) -> bool:
        """Tell whether a text can be heard in a language."""
        clip = self._manifest.clip(language, text)
        return clip is not None and (self.folder / clip.file).is_file()

    def url(self, spoken: Spoken) -> str:
        """Return the address of the clip that says something; raises KeyError without one.

        Where the slow rendition is missing, the normal one is better than nothing.
        """
        slow = self._manifest.slow.get((spoken.language, spoken.text)) if spoken.slow else None
        clip = slow or self._manifest.clips[spoken.language, spoken.text]
        return f"{self._base_url}{AUDIO}/{clip.file}"

    def clip(self, file: str) -> Clip | None:
        """Return what is known of a clip's file, or None when it is none of ours."""
        return self._by_file.get(file)
