"""As people speak, and slowly: what a caller who asks for it gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from ivr.definition import Loaded
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest, clip_file
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.requests import clip_requests
from ivr.speech.tts.engines import engine
from ivr.speech.tts.engines.gtts import Gtts
from ivr.speech.tts.voice import Voice

Ask = Callable[..., ClipRequest]
TEXT = "Er det fare for liv, legg på og ring 1 1 3. Vil du høre mer, vent."


def both(text: str = TEXT, **voice: object) -> list[ClipRequest]:
    settings: dict[str, object] = {"engine": "espeak", "name": "nb", **voice}
    normal = ClipRequest("nb", text, Voice(**settings))  # type: ignore[arg-type]
    return [normal, replace(normal, rendition="slow")]


def test_the_slow_clip_says_the_same_at_three_quarters_of_the_rate(out_dir: Path) -> None:
    assert build(both(), out_dir).built == 2
    manifest = Manifest.load(out_dir / "manifest.json")
    normal, slow = manifest.clip("nb", TEXT), manifest.clip("nb", TEXT, "slow")
    assert normal is not None
    assert slow is not None
    assert 1.2 < slow.seconds / normal.seconds < 1.6
    assert (slow.engine, slow.voice) == (normal.engine, normal.voice)
    for clip in (normal, slow):
        assert clip.level_dbov == pytest.approx(-22, abs=0.3)
        assert soundfile.info(out_dir / clip.file).frames / 8000 == pytest.approx(clip.seconds)


def test_building_again_makes_neither_anew(out_dir: Path) -> None:
    build(both(engine="silent"), out_dir)
    report = build(both(engine="silent"), out_dir)
    assert (report.built, report.reused) == (0, 2)


def test_what_was_built_before_there_was_a_slow_rendition_is_completed(
    out_dir: Path, ask: Ask
) -> None:
    build([ask()], out_dir)
    report = build([ask(), replace(ask(), rendition="slow")], out_dir)
    assert (report.built, report.reused) == (1, 1)


def test_a_slow_clip_that_fails_is_told_apart(out_dir: Path) -> None:
    report = build(both("Riix 1.", name="so"), out_dir)
    lines = [str(failure) for failure in report.failures]
    assert lines[0].startswith('nb "Riix 1.": espeak has no voice')
    assert lines[1].startswith('nb slow "Riix 1.": espeak has no voice')


def test_the_slowest_catalogue_has_a_slow_rendition_too() -> None:
    assert Voice("espeak", "tr", 80).slowed().words_per_minute == 80
    assert Voice("espeak", "tr", 140).slowed().words_per_minute == 105
    # Even at one and the same rate the two are two clips: their pauses differ.
    names = {clip_file(request) for request in both(words_per_minute=80)}
    assert len(names) == 2


def test_the_internet_engine_speaks_slowly_at_any_natural_rate() -> None:
    normal = Voice("gtts", "vi", 250)
    assert Gtts().fingerprint(normal).endswith(" vi normal")
    assert Gtts().fingerprint(normal.slowed()).endswith(" vi slow")
    assert engine("gtts").at_once == 1


def test_a_hotline_wants_every_text_in_both(loaded: Loaded) -> None:
    requests = clip_requests(loaded, "silent")
    for rendition in ("normal", "slow"):
        said = {(one.language, one.text) for one in requests if one.rendition == rendition}
        assert said == loaded.texts
    assert len(requests) == 2 * len(loaded.texts)


def test_a_language_without_an_engine_waits_for_recordings(out_dir: Path, ask: Ask) -> None:
    """No failure: the build makes everything else and says how many clips nobody can make."""
    unspoken = [ask("Riix 1.", "so", engine="none"), ask("Riix 2.", "so", engine="none")]
    report = build([ask(), *unspoken], out_dir)
    assert (report.built, report.unrecorded, report.failures) == (1, 2, ())
    assert report.complete
    assert {one.language for one in Manifest.load(out_dir / "manifest.json")} == {"nb"}
