"""What callers can hear at this moment: the clips and the folder, looked at anew."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.problems import Problem
from ivr.serving.assembly import Assembly
from ivr.serving.publishing.content import content_version, stamps
from ivr.serving.publishing.status import OutOfReachError, running_server
from ivr.serving.readiness import needed_texts

LOOK_S: Final = 5.0
"""Seconds that an answer holds: whoever asks more often costs callers nothing."""

_BUILD: Final = "Run: ivr audio build --verify"


@dataclass(frozen=True, slots=True)
class Condition:
    """How a served hotline is.

    Attributes:
        content: The version that callers hear.
        folder: The version that its folder holds.
        refused: Whether the server was told of that one, and does not take it over.
        has_clips: Whether the folder of the clips is there.
        listed: How many clips there should be.
        missing: How many of them are not there.
        in_danger: For each language that is offered, the prompts that callers in danger need and
            that have lost their clip.
        left_out: Why each of the other languages is not offered.
    """

    content: str
    folder: str
    refused: bool
    has_clips: bool
    listed: int
    missing: int
    in_danger: Mapping[str, tuple[str, ...]]
    left_out: Mapping[str, str]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why callers would hear less than they should in danger; empty when they do not."""
        return tuple(problem.sentence for problem in self._problems())

    def _problems(self) -> Iterator[Problem]:
        if not self.has_clips:
            cause = "The folder of the clips is gone: callers hear other voices, or nothing."
            yield Problem("clips-gone", "audio/built", None, cause, _BUILD)
        for code, prompts in self.in_danger.items():
            if prompts and self.has_clips:
                cause = f"{code}: {len(prompts)} prompts that callers in danger need have lost "
                cause += f"their clip, such as [{prompts[0]}]."
                yield Problem("clips-lost", f"prompts/{code}.yaml", None, cause, _BUILD)


class Lookout:
    """Looks at what is served, at most once in `LOOK_S` seconds."""

    def __init__(self, root: Path, assembly: Assembly, content: str) -> None:
        self._root = root
        self._assembly = assembly
        self._content = content
        self._needed = {
            code: needed_texts(assembly.loaded, code) for code in assembly.hotline.languages
        }
        self._left_out = _left_out(assembly)
        self._looking = threading.Lock()
        self._seen: Condition | None = None
        self._until = 0.0
        self._stamps = frozenset[tuple[str, int, int, int]]()
        self._folder = content

    def look(self) -> Condition:
        """Return how the hotline is, or was a few seconds ago."""
        with self._looking:
            if self._seen is None or time.monotonic() >= self._until:
                self._seen = self._look()
                self._until = time.monotonic() + LOOK_S
            return self._seen

    def _look(self) -> Condition:
        clips = self._assembly.clips
        folder = self._version()
        missing = clips.missing()
        in_danger = {
            code: tuple(
                prompt
                for prompt, texts in needed.items()
                if not all(clips.has(code, text) for text in texts)
            )
            for code, needed in self._needed.items()
        }
        return Condition(
            self._content,
            folder,
            refused=folder != self._content and self._is_refused(folder),
            has_clips=clips.folder.is_dir(),
            listed=len(clips.manifest),
            missing=missing,
            in_danger=in_danger,
            left_out=self._left_out,
        )

    def _version(self) -> str:
        """Return the version of the folder, read again only when a file has changed."""
        found = stamps(self._root)
        if found != self._stamps:
            self._folder, self._stamps = content_version(self._root), found
        return self._folder

    def _is_refused(self, version: str) -> bool:
        try:
            server = running_server(self._root)
        except OutOfReachError:
            return False
        return server is not None and server.tried == version and bool(server.reasons)


def _left_out(assembly: Assembly) -> dict[str, str]:
    lacking = assembly.lacking()
    return {
        code: lacking[code].sentence if code in assembly.allowed else "It is not approved."
        for code in assembly.loaded.hotline.languages
        if code not in assembly.hotline.languages
    }
