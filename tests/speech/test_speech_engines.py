"""Adding a speech engine is adding one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.errors import SpeechError
from ivr.speech.tts import engines as package
from ivr.speech.tts.engines import engine, engine_names
from ivr.speech.tts.voice import Voice

HUM = """
import numpy as np
from ivr.speech.dsp.sound import Speech

class Hum:
    name = "hum"
    at_once = None
    stretches = False

    def fingerprint(self, voice):
        return f"hum {voice.name}"

    def synthesise(self, text, voice):
        return Speech(np.sin(np.arange(16000) / 4).astype(np.float32), 16000)

ENGINE = Hum()
"""


def test_a_new_file_is_a_new_engine(
    tmp_path: Path, out_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hum.py").write_text(HUM)
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    assert "hum" in engine_names()
    report = build([ClipRequest("nb", "Hm.", Voice("hum", "low"))], out_dir, jobs=1)
    assert report.complete
    clip = Manifest.load(out_dir / "manifest.json").clip("nb", "Hm.")
    assert clip is not None
    assert (clip.engine, clip.voice) == ("hum", "low")
    assert clip.level_dbov == pytest.approx(-22.0, abs=0.3)


def test_an_engine_that_is_none_names_the_nearest() -> None:
    with pytest.raises(SpeechError, match=r"no speech engine 'pipr'\. Did you mean \[piper\]"):
        engine("pipr")


@pytest.mark.parametrize("name", engine_names())
def test_every_engine_has_the_name_of_its_file(name: str) -> None:
    assert engine(name).name == name
