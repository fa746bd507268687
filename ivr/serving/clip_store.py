"""The clips a running hotline plays, each with the address it is fetched from."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Final

from ivr.call import Spoken
from ivr.carrier import Live, Sound
from ivr.carrier.voices import LIVE_VOICES
from ivr.refusals import Kind, Refusals
from ivr.speech.clips.checksum import is_whole
from ivr.speech.clips.clip import Clip
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.dsp.room_tone import ROOM_TONE_VERSION
from ivr.speech.dsp.targets import NORMAL, SLOW, Rendition
from ivr.speech.errors import SpeechError

AUDIO: Final = "/audio"
TONE: Final = "tone"
"""Between the audio address and the version and milliseconds of room tone."""
OPENING: Final = "opening"
"""Between the audio address and a clip that begins a call: it has a longer silence first."""

log = logging.getLogger("ivr")

_Stamp = tuple[int, int]


class ClipStore:
    """Every clip by what it says and how; one that is lost or damaged is never handed out."""

    def __init__(
        self,
        folder: Path,
        base_url: str,
        refusals: Refusals | None = None,
        *,
        trusting: bool = False,
    ) -> None:
        """Take stock of a folder; ``refusals`` count the clips that could not be played.

        ``trusting`` takes a file of the right size that is older than the list for its clip, as a
        build does. Whoever plays clips reads them.

        Raises:
            SpeechError: The manifest is missing or damaged.
        """
        self.folder = folder.resolve()
        self._base_url = base_url
        self._refusals = refusals or Refusals()
        self._trusting = trusting
        self._list = folder / MANIFEST_NAME
        self._list_stamp = _stamp(self._list)
        self._manifest = Manifest.load(self._list)
        self._by_file = {clip.file: clip for clip in self._manifest}
        self._found: dict[Clip, tuple[_Stamp, bool]] = {}
        self._reported: set[tuple[str, str]] = set()

    def __len__(self) -> int:
        return len(self._by_file)

    @property
    def manifest(self) -> Manifest:
        """The list of clips as it was last read."""
        return self._manifest

    def has(self, language: str, text: str) -> bool:
        """Tell whether a text can be played, as people speak; its clip is read."""
        return self.has_rendition(language, text, NORMAL)

    def has_rendition(self, language: str, text: str, rendition: Rendition) -> bool:
        """Tell whether a text can be played in one rendition; its clip is read."""
        clip = self._manifest.clip(language, text, rendition)
        return clip is not None and self._is_whole(clip)

    def can_be_heard(self, spoken: Spoken) -> bool:
        """Tell whether a prompt has a clip, or a voice of the carrier reads it aloud."""
        return self.playable(spoken) is not None or spoken.language in LIVE_VOICES

    def sound(self, spoken: Spoken) -> Sound | None:
        """Return a clip's address, the words to read aloud for want of one, or None.

        A clip is read once before it is handed out, and again whenever its file has changed; the
        list of clips is read again when a build has written another one. Where the slow rendition
        cannot be played, the normal one is better than nothing. What cannot be played is logged,
        once until it can be.
        """
        self.follow_builds()
        clip = self.playable(spoken)
        if clip is not None:
            self._reported.discard((spoken.language, spoken.text))
            return f"{self._base_url}{AUDIO}/{clip.file}"
        self._report(spoken)
        voice = LIVE_VOICES.get(spoken.language)
        return None if voice is None else Live(spoken.text, voice.language, voice.name)

    def seconds(self, spoken: Spoken) -> float | None:
        """Return how long a prompt's clip lasts, or None where it has none."""
        clip = self.playable(spoken)
        return None if clip is None else clip.seconds

    def tone(self, milliseconds: int) -> str:
        """Return where so many milliseconds of room tone are fetched, which needs no clip."""
        return f"{self._base_url}{AUDIO}/{TONE}/{ROOM_TONE_VERSION}-{milliseconds}.wav"

    def opening(self, sound: Sound) -> Sound:
        """Return a sound as it begins a call: a clip has silence first, while the line opens."""
        if isinstance(sound, Live):
            return sound
        file = sound.removeprefix(f"{self._base_url}{AUDIO}/")
        return f"{self._base_url}{AUDIO}/{OPENING}/{file}"

    def clip(self, file: str) -> Clip | None:
        """Return what is known of a clip's file; None when it is none of ours, or damaged."""
        self.follow_builds()
        clip = self._by_file.get(file)
        return clip if clip is not None and self._is_whole(clip) else None

    def missing(self) -> int:
        """Return how many clips of the list, as it is now, have no file of their size."""
        self.follow_builds()
        # Paths are joined as text: thousands of them are looked at, again and again.
        folder = os.fspath(self.folder)
        return sum(_size(f"{folder}/{clip.file}") != clip.size for clip in self._manifest)

    def keep(self, former: ClipStore) -> None:
        """Serve on what a former store handed out: calls in progress may still fetch it."""
        self._by_file = former._by_file | self._by_file

    def follow_builds(self) -> None:
        """Read the list of clips again if a build has written another one."""
        stamp = _stamp(self._list)
        if stamp == self._list_stamp:
            return
        self._list_stamp = stamp
        try:
            self._manifest = Manifest.load(self._list)
        except SpeechError as error:
            log.error("The list of clips is kept as it was: %s", error)  # noqa: TRY400 - no trace of a user's mistake
            return
        # Clips of the former list may still be fetched by calls in progress.
        self._by_file = self._by_file | {clip.file: clip for clip in self._manifest}

    def playable(self, spoken: Spoken) -> Clip | None:
        """Return the clip that says a prompt, slowly where that was asked for; None without one."""
        for rendition in (SLOW, NORMAL) if spoken.slow else (NORMAL,):
            clip = self._manifest.clip(spoken.language, spoken.text, rendition)
            if clip is not None and self._is_whole(clip):
                return clip
        return None

    def _is_whole(self, clip: Clip) -> bool:
        path = self.folder / clip.file
        stamp = _stamp(path)
        known = self._found.get(clip)
        if known is None or known[0] != stamp:
            whole = stamp[0] == clip.size and (self._trusts(stamp) or is_whole(path, clip))
            known = self._found[clip] = stamp, whole
        return known[1]

    def _trusts(self, stamp: _Stamp) -> bool:
        return self._trusting and stamp[1] <= self._list_stamp[1]

    def _report(self, spoken: Spoken) -> None:
        self._refusals.count(Kind.LOST_CLIP)
        if (spoken.language, spoken.text) in self._reported:
            return
        self._reported.add((spoken.language, spoken.text))
        clip = self._manifest.clip(spoken.language, spoken.text)
        fault = "has no clip" if clip is None else f"has lost its clip, {clip.file}"
        fix = "Run: ivr audio build --verify"
        log.error("%s [%s] %s. %s", spoken.language, spoken.prompt, fault, fix)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - as above
    except OSError:
        return -1


def _stamp(path: Path) -> _Stamp:
    """Return a file's size and when it was changed; a size of -1 for one that is not there."""
    try:
        status = path.stat()
    except OSError:
        return -1, 0
    return status.st_size, status.st_mtime_ns


class ListedClips(ClipStore):
    """Every clip as the list has it, whatever has become of the files: what ought to be heard."""

    def _is_whole(self, clip: Clip) -> bool:  # noqa: ARG002 - as the store has it
        return True

    def _report(self, spoken: Spoken) -> None:
        """Say nothing of what has no clip: whoever serves says it."""
