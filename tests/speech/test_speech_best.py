"""The best voice, clip by clip: callers are served meanwhile, and nothing is spoken twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from ivr.speech.build.best import Standing, build_best
from ivr.speech.build.run import build
from ivr.speech.clips.clean import clean
from ivr.speech.clips.clip import Clip, ClipRequest, _fingerprint, clip_file
from ivr.speech.clips.manifest import Manifest
from ivr.speech.dsp.targets import RENDITIONS
from ivr.speech.tts import engines
from ivr.speech.tts.voice import Voice
from tests.support.engines import PROGRAM, careful, spoken_by
from tests.support.processes import is_running, started, wait_until

pytestmark = pytest.mark.usefixtures("engine")
BEST, QUICK = Voice("careful", "nb"), Voice("silent", "nb")


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A voice that takes long, and the folder that steers it."""
    folder = careful(tmp_path / "engine")
    monkeypatch.setattr(engines, "__path__", [*engines.__path__, str(folder)])
    _fingerprint.cache_clear()
    yield folder
    _fingerprint.cache_clear()
    engines.engine.cache_clear()
    sys.modules.pop("ivr.speech.tts.engines.careful", None)


def both(text: str, language: str = "nb", quick: Voice | None = QUICK) -> list[ClipRequest]:
    return [ClipRequest(language, text, BEST, one, None, quick) for one in RENDITIONS]


def listed(out_dir: Path) -> Manifest:
    return Manifest.load(out_dir / "manifest.json")


def speakers(out_dir: Path) -> list[str]:
    return sorted(clip.engine for clip in listed(out_dir))


def test_the_quick_voice_speaks_until_the_best_one_has(out_dir: Path, engine: Path) -> None:
    wanted = [*both("Trykk 1."), *both("Trykk 2.")]
    report = build(wanted, out_dir)
    assert (report.built, report.complete) == (4, True)
    assert speakers(out_dir) == ["silent"] * 4
    assert spoken_by(engine) == []
    first = build_best(wanted[:2], out_dir)
    assert (first.built, first.done, first.of) == (2, {"nb": 2}, {"nb": 2})
    assert speakers(out_dir) == ["careful", "careful", "silent", "silent"]
    again = build(wanted, out_dir)
    assert (again.built, again.reused, again.superseded) == (0, 4, 0)
    assert build_best(wanted, out_dir).built == 2
    assert speakers(out_dir) == ["careful"] * 4


def test_both_renditions_are_made_of_one_speech(out_dir: Path, engine: Path) -> None:
    wanted = both("Trykk 1.")
    build(wanted, out_dir)
    build_best(wanted, out_dir)
    assert spoken_by(engine) == ["Trykk 1."]
    normal, slow = (listed(out_dir).clip("nb", "Trykk 1.", one) for one in RENDITIONS)
    assert isinstance(normal, Clip)
    assert isinstance(slow, Clip)
    assert 1.2 < slow.seconds / normal.seconds < 1.6


def test_a_language_with_the_slow_voice_alone_is_built_by_it(out_dir: Path, engine: Path) -> None:
    assert build(both("Trykk 1.", quick=None), out_dir).built == 2
    assert speakers(out_dir) == ["careful", "careful"]
    assert spoken_by(engine)


def test_clips_are_made_in_the_order_asked_for(out_dir: Path, engine: Path) -> None:
    texts = [f"Trykk {key}." for key in (3, 1, 2)]
    wanted = [request for text in texts for request in both(text)]
    build(wanted, out_dir)
    build_best(wanted, out_dir, jobs=1)
    assert spoken_by(engine) == texts


@pytest.mark.parametrize("fault", ["not-here", "down"])
def test_where_the_best_voice_cannot_speak_the_build_is_complete_and_says_why(
    out_dir: Path, engine: Path, fault: str
) -> None:
    (engine / fault).touch()
    wanted = [*both("Trykk 1."), *both("Press 1.", "en")]
    assert build(wanted, out_dir).complete
    report = build_best(wanted, out_dir)
    assert (report.built, sum(report.done.values())) == (0, 0)
    if fault == "not-here":
        assert {code: error.fix for code, error in report.not_here.items()} == {
            "nb": "run: make careful",
            "en": "run: make careful",
        }
    else:
        assert {one.cause for one in report.failures} == {"careful has no breath"}
    assert speakers(out_dir) == ["silent"] * 4


def test_a_text_that_the_best_voice_cannot_read_stays_with_the_quick_one(out_dir: Path) -> None:
    wanted = [*both("unspeakable"), *both("Trykk 1.")]
    build(wanted, out_dir)
    report = build_best(wanted, out_dir)
    assert {one.text for one in report.failures} == {"unspeakable"}
    assert report.done == {"nb": 2}
    clip = listed(out_dir).clip("nb", "unspeakable")
    assert clip is not None
    assert clip.engine == "silent"


def test_clips_brought_here_are_kept_where_their_voice_is_not_installed(
    out_dir: Path, engine: Path
) -> None:
    wanted = both("Trykk 1.")
    build(wanted, out_dir)
    build_best(wanted, out_dir)
    _fingerprint.cache_clear()
    (engine / "not-here").touch()
    report = build(wanted, out_dir)
    assert (report.built, report.reused) == (0, 2)
    best = build_best(wanted, out_dir)
    assert (best.done, best.not_here) == ({"nb": 2}, {})
    assert speakers(out_dir) == ["careful", "careful"]


def test_an_older_version_of_the_best_voice_is_better_than_the_quick_one(
    out_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = both("Trykk 1.")
    build(wanted, out_dir)
    build_best(wanted, out_dir)
    monkeypatch.setattr("ivr.speech.clips.clip.MASTERING_VERSION", 999)
    assert build(wanted, out_dir).built == 0
    assert speakers(out_dir) == ["careful", "careful"]
    assert build_best(wanted, out_dir).built == 2


@pytest.mark.parametrize("damage", [b"", b"\x55"])
def test_a_damaged_clip_of_the_best_voice_is_the_quick_ones_until_it_is_spoken_again(
    out_dir: Path, engine: Path, damage: bytes
) -> None:
    wanted = both("Trykk 1.")
    build(wanted, out_dir)
    build_best(wanted, out_dir)
    clip = listed(out_dir).clip("nb", "Trykk 1.")
    assert clip is not None
    path = out_dir / clip.file
    whole = path.read_bytes()
    path.write_bytes(whole[:-400] + damage * 400)
    build(wanted, out_dir)
    assert speakers(out_dir) == ["careful", "silent"]
    build_best(wanted, out_dir)
    assert path.read_bytes() == whole
    assert len(spoken_by(engine)) == 2


def test_the_quick_voices_clips_go_when_the_best_one_speaks_the_language(out_dir: Path) -> None:
    wanted = [*both("Trykk 1."), *both("Trykk 2.")]
    build(wanted, out_dir)
    build_best(wanted[:2], out_dir)
    assert clean(out_dir, wanted).removed == 0
    assert build(wanted, out_dir).superseded == 0
    build_best(wanted, out_dir)
    assert build(wanted, out_dir).superseded == 4
    assert clean(out_dir, wanted).removed == 4
    assert {path.name for path in (out_dir / "nb").iterdir()} == {
        clip_file(request).removeprefix("nb/") for request in wanted
    }


def test_it_is_told_how_far_each_language_is(out_dir: Path) -> None:
    wanted = [*both("Trykk 1."), *both("Trykk 2."), *both("Press 1.", "en")]
    build(wanted, out_dir)
    build_best(wanted[:2], out_dir)
    told: list[Standing] = []
    build_best(wanted, out_dir, jobs=1, tell=told.append)
    assert [(one.language, one.done, one.of) for one in told] == [
        ("nb", 3, 4),
        ("nb", 4, 4),
        ("en", 1, 2),
        ("en", 2, 2),
    ]
    assert [(one.all_done, one.all_of) for one in told] == [(3, 6), (4, 6), (5, 6), (6, 6)]
    assert told[0].seconds_left is not None
    assert told[-1].seconds_left == 0


def test_a_build_beside_it_loses_nothing_of_the_list(out_dir: Path) -> None:
    """A text is changed and built while the best voice speaks on in the background."""
    wanted = [*both("Trykk 1."), *both("Trykk 2.")]
    build(wanted, out_dir)
    new = ClipRequest("nb", "Ny tekst.", QUICK)
    build_best(wanted, out_dir, jobs=1, tell=lambda _: build([new], out_dir), saved_every_s=0)
    assert listed(out_dir).clip("nb", "Ny tekst.") is not None
    assert speakers(out_dir) == ["careful"] * 4 + ["silent"]


KILLED = """
from pathlib import Path
from ivr.speech.build.best import build_best
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.tts.voice import Voice

if __name__ == "__main__":
    best, quick = Voice("careful", "nb"), Voice("silent", "nb")
    wanted = [
        ClipRequest("nb", f"Trykk {key}.", best, one, None, quick)
        for key in range(40)
        for one in ("normal", "slow")
    ]
    print("begun", flush=True)
    build_best(wanted, Path(sys.argv[1]), jobs=int(sys.argv[2]), saved_every_s=0.2)
"""


def has_spoken(engine: Path, texts: int) -> bool:
    return len(spoken_by(engine)) >= texts


def all_gone(crew: list[int]) -> bool:
    return not any(map(is_running, crew))


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_at_any_moment_it_goes_on_with_the_rest(
    tmp_path: Path, out_dir: Path, engine: Path, jobs: int
) -> None:
    wanted = [request for key in range(40) for request in both(f"Trykk {key}.")]
    build(wanted, out_dir)
    program = tmp_path / "build_best.py"
    program.write_text(PROGRAM.format(folder=str(engine)) + KILLED)
    env = {**os.environ, "CAREFUL_SECONDS": "0.02"}
    done = 0
    for _ in range(3):
        target = len(spoken_by(engine)) + random.randint(1, 9)
        command = (sys.executable, str(program), str(out_dir), str(jobs))
        with started(*command, stdin=subprocess.PIPE, env=env) as running:
            running.until(partial(has_spoken, engine, target))
            crew = running.children()
            running.send(signal.SIGKILL)
            running.finished()
            wait_until(partial(all_gone, crew))
        everything = listed(out_dir)
        assert len(everything) == 80
        assert all((out_dir / clip.file).stat().st_size == clip.size for clip in everything)
        now = sum(clip.engine == "careful" for clip in everything)
        assert now >= done
        done = now
    report = build_best(wanted, out_dir, jobs=1)
    assert report.done == {"nb": 80}
    assert speakers(out_dir) == ["careful"] * 80
    # At most what each process was in the middle of was spoken a second time.
    assert len(spoken_by(engine)) <= 40 + 3 * jobs


def test_ctrl_c_lists_what_is_made_and_leaves_nobody_behind(
    tmp_path: Path, out_dir: Path, engine: Path
) -> None:
    wanted = [request for key in range(40) for request in both(f"Trykk {key}.")]
    build(wanted, out_dir)
    program = tmp_path / "build_best.py"
    program.write_text(PROGRAM.format(folder=str(engine)) + KILLED.replace("=0.2", "=3600"))
    env = {**os.environ, "CAREFUL_SECONDS": "0.05"}
    with started(sys.executable, str(program), str(out_dir), "2", env=env) as running:
        running.until(lambda: len(spoken_by(engine)) >= 12)
        running.send_all(signal.SIGINT)
        done = running.finished()
    assert done.stderr.count("Traceback") == 1
    assert not list(out_dir.rglob("*.unfinished"))
    assert sum(clip.engine == "careful" for clip in listed(out_dir)) >= 12
    assert len(spoken_by(engine)) < 40


def test_one_build_after_another_asks_for_no_clip_twice(
    out_dir: Path, engine: Path, ask: Callable[..., ClipRequest]
) -> None:
    wanted = [*both("Trykk 1."), ask("Press 1.", "en")]
    build(wanted, out_dir)
    for _ in range(2):
        build(wanted, out_dir)
        build_best(wanted, out_dir)
    assert spoken_by(engine) == ["Trykk 1."]
