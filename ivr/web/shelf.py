"""The clips a running hotline plays, each with the address it is fetched from."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from ivr.call import Spoken
from ivr.carrier import Live, Sound
from ivr.speech import MANIFEST_NAME, NORMAL, SLOW, Clip, Manifest
from ivr.speech.live import LIVE_VOICES
from ivr.speech.wholeness import is_whole

AUDIO: Final = "/audio"
OPENING: Final = "opening"
"""Between the audio address and a clip that begins a call: it has a longer silence first."""

log = logging.getLogger("ivr")

_Stamp = tuple[int, int]


class Shelf:
    """Every clip by what it says and how; one that is lost or damaged is never handed out."""

    def __init__(self, folder: Path, base_url: str) -> None:
        """Take stock of a folder.

        Raises:
            SpeechError: The manifest is missing or damaged.
        """
        self.folder = folder.resolve()
        self._base_url = base_url
        self._manifest = Manifest.load(folder / MANIFEST_NAME)
        self._by_file = {clip.file: clip for clip in self._manifest}
        self._found: dict[str, tuple[_Stamp, bool]] = {}
        self._reported: set[tuple[str, str]] = set()

    def __len__(self) -> int:
        return len(self._by_file)

    def has(self, language: str, text: str) -> bool:
        """Tell whether there is a clip of a text, as people speak."""
        clip = self._manifest.clip(language, text)
        return clip is not None and _stamp(self.folder / clip.file)[0] == clip.size

    def sound(self, spoken: Spoken) -> Sound | None:
        """Return a clip's address, the words to read aloud for want of one, or None.

        A clip is read once before it is handed out, and again whenever its file has changed.
        Where the slow rendition cannot be played, the normal one is better than nothing. What
        cannot be played is logged, each text once.
        """
        clip = self._playable(spoken)
        if clip is not None:
            return f"{self._base_url}{AUDIO}/{clip.file}"
        voice = LIVE_VOICES.get(spoken.language)
        return None if voice is None else Live(spoken.text, voice.language, voice.name)

    def opening(self, sound: Sound) -> Sound:
        """Return a sound as it begins a call: a clip has silence first, while the line opens."""
        if isinstance(sound, Live):
            return sound
        file = sound.removeprefix(f"{self._base_url}{AUDIO}/")
        return f"{self._base_url}{AUDIO}/{OPENING}/{file}"

    def clip(self, file: str) -> Clip | None:
        """Return what is known of a clip's file, or None when it is none of ours."""
        return self._by_file.get(file)

    def _playable(self, spoken: Spoken) -> Clip | None:
        for rendition in (SLOW, NORMAL) if spoken.slow else (NORMAL,):
            clip = self._manifest.clip(spoken.language, spoken.text, rendition)
            if clip is None:
                # A hotline without slow clips is as it should be.
                if rendition == NORMAL:
                    self._report(spoken, "has no clip")
            elif self._is_whole(clip):
                return clip
            else:
                self._report(spoken, f"cannot be played: {clip.file} is lost or damaged")
        return None

    def _is_whole(self, clip: Clip) -> bool:
        path = self.folder / clip.file
        stamp = _stamp(path)
        known = self._found.get(clip.file)
        if known is None or known[0] != stamp:
            known = self._found[clip.file] = stamp, stamp[0] == clip.size and is_whole(path, clip)
        return known[1]

    def _report(self, spoken: Spoken, fault: str) -> None:
        if (spoken.language, fault) in self._reported:
            return
        self._reported.add((spoken.language, fault))
        log.error("%s [%s] %s. Run: ivr audio build", spoken.language, spoken.prompt, fault)


def _stamp(path: Path) -> _Stamp:
    """Return a file's size and when it was changed; a size of -1 for one that is not there."""
    try:
        status = path.stat()
    except OSError:
        return -1, 0
    return status.st_size, status.st_mtime_ns
