from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.speech.clips.clip import ClipRequest
from ivr.speech.tts.voice import Voice


@pytest.fixture
def out_dir(tmp_path: Path) -> Path:
    """The folder clips are built into; it does not exist yet."""
    return tmp_path / "audio" / "built"


@pytest.fixture
def ask() -> Callable[..., ClipRequest]:
    """Ask for a clip, silent unless the test needs to hear something."""

    def request(text: str = "Trykk 1.", language: str = "nb", **voice: object) -> ClipRequest:
        settings: dict[str, object] = {"engine": "silent", "name": language, **voice}
        return ClipRequest(language, text, Voice(**settings))  # type: ignore[arg-type]

    return request
