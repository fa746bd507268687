"""A voice that takes long, for tests: one new file, as every engine is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SOURCE: Final = """
import os
import time
from pathlib import Path
import numpy as np
from ivr.speech.dsp.sound import Speech
from ivr.speech.errors import EngineDownError, SpeechError

HERE = Path(__file__).parent

class Careful:
    name = "careful"
    at_once = None
    stretches = True

    def fingerprint(self, voice):
        if (HERE / "not-here").exists():
            raise EngineDownError("engine-down", "careful is not installed", "run: make careful")
        return f"careful 1 {voice.name}"

    def synthesise(self, text, voice):
        if (HERE / "down").exists():
            raise EngineDownError("engine-down", "careful has no breath", "let it rest")
        if "unspeakable" in text:
            raise SpeechError("nothing-to-say", "careful cannot read it", "write it otherwise")
        with (HERE / "spoken").open("a") as spoken:
            spoken.write(f"{text}\\n")
        time.sleep(float(os.environ.get("CAREFUL_SECONDS", "0")))
        wave = np.sin(np.arange(16000) / 4) * (np.arange(16000) % 4000 < 3000)
        return Speech(wave.astype(np.float32), 16000)

ENGINE = Careful()
"""
PROGRAM: Final = """
import sys
from ivr.speech.tts import engines
engines.__path__.append({folder!r})
"""
"""What a process of its own begins with, to have the engine too."""


def careful(folder: Path) -> Path:
    """Write the engine into a folder; files there steer it, and ``spoken`` tells what it said."""
    folder.mkdir(exist_ok=True)
    (folder / "careful.py").write_text(SOURCE, encoding="utf-8")
    return folder


def spoken_by(folder: Path) -> list[str]:
    """Every text that the engine was asked to speak, as often as it was."""
    path = folder / "spoken"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
