"""The list of finished clips, kept beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

from ivr.files import write_whole
from ivr.speech.clips.clip import Clip
from ivr.speech.dsp.targets import NORMAL, RENDITIONS, SLOW, Rendition
from ivr.speech.errors import SpeechError

MANIFEST_NAME: Final = "manifest.json"
CLIP_FILE: Final = re.compile(r"[A-Za-z0-9-]+/[0-9a-f]{20}\.wav")
"""The name of a clip's file, below the folder of clips."""
_FORMAT: Final = 3
_BUILD_AGAIN: Final = "run ivr audio build: finished clips are used again"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which clip says which text in which language.

    Attributes:
        clips: Every clip of the normal rendition by language and text.
        slow: Every clip of the slow rendition by language and text.

    Example:
        >>> clip = Clip("nb", "Hei.", "nb/0.wav", 0.6, "silent", "nb", None, None, 4858, "a40f")
        >>> Manifest.of([clip]).clip("nb", "Hei.") is clip
        True
    """

    clips: Mapping[tuple[str, str], Clip]
    slow: Mapping[tuple[str, str], Clip] = field(default_factory=dict)

    @classmethod
    def of(cls, clips: Iterable[Clip]) -> Manifest:
        """List clips; a later one replaces an earlier one of the same text and rendition."""
        normal: dict[tuple[str, str], Clip] = {}
        slow: dict[tuple[str, str], Clip] = {}
        for clip in clips:
            (slow if clip.rendition == SLOW else normal)[clip.language, clip.text] = clip
        return cls(normal, slow)

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read a manifest.

        Raises:
            SpeechError: There is none, it cannot be read, or it is damaged; says where.
        """
        try:
            return cls.read(path.read_bytes())
        except FileNotFoundError:
            raise SpeechError(
                "clips-unreadable", f"{path}: there are no clips yet", "run ivr audio build"
            ) from None
        except OSError as error:
            raise SpeechError(
                "clips-unreadable", f"{path}: cannot be read: {error.strerror}", "mend it"
            ) from None
        except json.JSONDecodeError as error:
            place = f"{path}:{error.lineno}:{error.colno}"
            raise SpeechError(
                "clips-unreadable", f"{place}: the manifest is damaged", _BUILD_AGAIN
            ) from None
        except UnicodeDecodeError:
            raise SpeechError(
                "clips-unreadable", f"{path}: the manifest is damaged", _BUILD_AGAIN
            ) from None
        except SpeechError as error:
            raise SpeechError("clips-unreadable", f"{path}: {error.cause}", error.fix) from None

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """Read what `content` has written.

        Raises:
            SpeechError: It is another format, or damaged.
            ValueError: It is no JSON.

        Example:
            >>> len(Manifest.read(Manifest({}).content()))
            0
        """
        return cls.of(_read(json.loads(content)))

    def content(self) -> bytes:
        """Return what the manifest's file holds."""
        listed = [_written(clip) for clip in sorted(self, key=lambda clip: clip.key)]
        document = {"format": _FORMAT, "clips": listed}
        return json.dumps(document, ensure_ascii=False, indent=1).encode()

    def save(self, path: Path) -> None:
        """Write the manifest, whole or not at all.

        Raises:
            OSError: The disk refuses.
        """
        write_whole(path, self.content(), lasting=True)

    def clip(self, language: str, text: str, rendition: Rendition = NORMAL) -> Clip | None:
        """Find the clip that says a text in a language, as people speak or slowly."""
        return (self.slow if rendition == SLOW else self.clips).get((language, text))

    def __iter__(self) -> Iterator[Clip]:
        # The normal rendition last: it stays where a reader knows language and text only.
        return chain(self.slow.values(), self.clips.values())

    def __len__(self) -> int:
        return len(self.clips) + len(self.slow)


def _written(clip: Clip) -> dict[str, str | float | None]:
    return {
        "language": clip.language,
        "text": clip.text,
        "rendition": clip.rendition,
        "file": clip.file,
        "seconds": clip.seconds,
        "engine": clip.engine,
        "voice": clip.voice,
        "level_dbov": clip.level_dbov,
        "peak_dbfs": clip.peak_dbfs,
        "bytes": clip.size,
        "sha256": clip.digest,
    }


def _read(document: Any) -> Iterator[Clip]:  # noqa: ANN401 - JSON can be anything
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise SpeechError("clips-unreadable", f"not a manifest of format {_FORMAT}", _BUILD_AGAIN)
    listed = document.get("clips")
    if not isinstance(listed, list):
        raise SpeechError(
            "clips-unreadable", "the manifest is damaged: no list of clips", _BUILD_AGAIN
        )
    for number, entry in enumerate(listed, start=1):
        try:
            yield _read_clip(entry)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise SpeechError(
                "clips-unreadable", f"the manifest is damaged at clip {number}", _BUILD_AGAIN
            ) from None


def _read_clip(entry: dict[str, Any]) -> Clip:
    clip = Clip(
        language=_text(entry["language"]),
        text=_text(entry["text"]),
        file=_text(entry["file"]),
        seconds=float(entry["seconds"]),
        engine=_text(entry["engine"]),
        voice=_text(entry["voice"]),
        level_dbov=_number(entry["level_dbov"]),
        peak_dbfs=_number(entry["peak_dbfs"]),
        size=int(entry["bytes"]),
        digest=_text(entry["sha256"]),
        rendition=_rendition(entry["rendition"]),
    )
    # The web room serves this path: it may lead nowhere but to a clip.
    if not CLIP_FILE.fullmatch(clip.file) or not clip.file.startswith(f"{clip.language}/"):
        raise ValueError(clip.file)
    return clip


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _rendition(value: object) -> Rendition:
    for rendition in RENDITIONS:
        if value == rendition:
            return rendition
    raise ValueError(value)


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
