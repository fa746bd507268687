"""Building: only what is missing is made, and what goes wrong is told all at once."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

from ivr.speech.build.run import BuildReport, build
from ivr.speech.clips.clean import clean
from ivr.speech.clips.clip import ClipRequest, _fingerprint, clip_file
from ivr.speech.clips.manifest import Manifest
from ivr.speech.errors import SpeechError
from ivr.speech.tts.voice import Voice
from tests.support.processes import ran

Ask = Callable[..., ClipRequest]


class Heard:
    """A progress bar that remembers."""

    def __init__(self) -> None:
        self.expected: list[int] = []
        self.done = 0

    def total(self, clips: int) -> None:
        self.expected.append(clips)

    def advance(self, clips: int) -> None:
        self.done += clips


def counts(report: BuildReport) -> tuple[int, int, int]:
    return report.built, report.reused, len(report.failures)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_spoken_clip_is_what_the_manifest_says(out_dir: Path) -> None:
    text = "Er det fare for liv, legg på og ring 1 1 3."
    report = build([ClipRequest("nb", text, Voice("espeak", "nb"))], out_dir)
    clip = Manifest.load(out_dir / "manifest.json").clip("nb", text)
    assert clip is not None
    path = out_dir / clip.file
    file = soundfile.info(path)
    assert (file.samplerate, file.channels, file.subtype) == (8000, 1, "ULAW")
    assert file.frames / 8000 == pytest.approx(clip.seconds, abs=0.001)
    assert path.stat().st_size == clip.size == report.size
    assert clip.level_dbov == pytest.approx(-22.0, abs=0.3)
    assert clip.peak_dbfs is not None
    assert clip.peak_dbfs <= -3.0
    assert (clip.engine, clip.voice) == ("espeak", "nb")
    assert report.seconds_of_speech == clip.seconds


def test_only_what_changed_is_built_again(out_dir: Path, ask: Ask) -> None:
    first = [ask("Trykk 1."), ask("Trykk 2."), ask("Press 1.", "en")]
    assert counts(build(first, out_dir)) == (3, 0, 0)
    before = files(out_dir)
    assert counts(build(first, out_dir)) == (0, 3, 0)
    assert files(out_dir) == before
    changed = [ask("Trykk 1."), ask("Trykk 3."), ask("Press 1.", "en")]
    assert counts(build(changed, out_dir)) == (1, 2, 0)


def test_clips_no_longer_asked_for_stay_for_callers_in_mid_call(out_dir: Path, ask: Ask) -> None:
    build([ask("Trykk 1."), ask("Trykk 2.")], out_dir)
    report = build([ask("Trykk 2.")], out_dir)
    assert report.superseded == 1
    listed = Manifest.load(out_dir / "manifest.json")
    old = listed.clip("nb", "Trykk 1.")
    assert old is not None
    assert (out_dir / old.file).exists()


def test_building_one_language_leaves_the_others_listed(out_dir: Path, ask: Ask) -> None:
    build([ask("Trykk 1."), ask("Press 1.", "en")], out_dir)
    build([ask("Trykk 2.")], out_dir)
    listed = Manifest.load(out_dir / "manifest.json")
    assert {one.language for one in listed} == {"nb", "en"}
    assert len(listed) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Trykk 2."},
        {"text": "Trykk 1. "},
        {"language": "nn", "name": "nb"},
        {"name": "nb+f3"},
        {"words_per_minute": 130},
        {"engine": "silent"},
    ],
)
def test_whatever_changes_the_sound_changes_the_name(ask: Ask, other: dict[str, str]) -> None:
    assert clip_file(ask(**{"engine": "espeak", **other})) != clip_file(ask(engine="espeak"))


def test_what_cannot_be_heard_does_not_change_the_name(ask: Ask) -> None:
    assert clip_file(ask(slow=True)) == clip_file(ask(slow=False))


def test_a_new_version_of_an_engine_makes_new_names(
    monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    before = clip_file(ask(engine="espeak"))
    monkeypatch.setattr("ivr.speech.tts.engines.espeak.installed_version", lambda _: "9.9")
    # A fingerprint is remembered for as long as the program runs.
    _fingerprint.cache_clear()
    after = clip_file(ask(engine="espeak"))
    _fingerprint.cache_clear()
    assert after != before


def test_a_new_mastering_makes_new_clips(
    monkeypatch: pytest.MonkeyPatch, out_dir: Path, ask: Ask
) -> None:
    build([ask()], out_dir)
    monkeypatch.setattr("ivr.speech.clips.clip.MASTERING_VERSION", 999)
    assert counts(build([ask()], out_dir)) == (1, 0, 0)


def test_a_new_voice_takes_the_place_of_the_old_one(out_dir: Path, ask: Ask) -> None:
    build([ask(words_per_minute=150)], out_dir)
    report = build([ask(words_per_minute=100)], out_dir)
    assert counts(report) == (1, 0, 0)
    assert report.superseded == 1
    [clip] = Manifest.load(out_dir / "manifest.json")
    assert clip.file == clip_file(ask(words_per_minute=100))


def test_asking_twice_for_the_same_clip_makes_it_once(out_dir: Path, ask: Ask) -> None:
    assert counts(build([ask(), ask()], out_dir)) == (1, 0, 0)


def test_all_failures_are_told_together_and_the_rest_is_built(out_dir: Path, ask: Ask) -> None:
    report = build(
        [
            ask("Trykk 1."),
            ask("Trykk 2.", engine="espaek"),
            ask("   "),
            ask("Trykk 3.", "../nb"),
            ask("Riix 1.", "so", engine="espeak"),
            ask("Trykk 4.", name="en"),
            ask("Trykk 4.", name="nb"),
        ],
        out_dir,
    )
    assert not report.complete
    assert [str(failure) for failure in report.failures] == [
        "../nb \"Trykk 3.\": '../nb' is no language code; write one such as 'nb'",
        'nb "": the text is blank; write the words to be spoken',
        "nb \"Trykk 2.\": no speech engine 'espaek'. Did you mean [espeak]?",
        "nb \"Trykk 4.\": asked for in two voices, 'en' and 'nb'; keep one voice per language",
        (
            "so \"Riix 1.\": espeak has no voice 'so'. Did you mean [sw]? It may be another "
            "language; a language that no engine speaks needs recordings"
        ),
    ]
    assert report.built == 2
    assert len(Manifest.load(out_dir / "manifest.json")) == 2


def test_a_failed_clip_leaves_the_former_one_in_use(out_dir: Path, ask: Ask) -> None:
    build([ask()], out_dir)
    report = build([ask(engine="espeak", name="so")], out_dir)
    assert counts(report) == (0, 0, 1)
    clip = Manifest.load(out_dir / "manifest.json").clip("nb", "Trykk 1.")
    assert clip is not None
    assert clip.file == clip_file(ask())
    assert (out_dir / clip.file).exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_or_several_processes_make_the_same_clips(out_dir: Path, ask: Ask, jobs: int) -> None:
    wanted = [ask(f"Trykk {key}.") for key in range(30)]
    wanted += [ask("1 2 3", engine="espeak", language="pl"), ask("4", "so", engine="espeak")]
    heard = Heard()
    report = build(wanted, out_dir, jobs=jobs, progress=heard)
    assert counts(report) == (31, 0, 1)
    assert (heard.expected, heard.done) == ([32], 32)
    listed = Manifest.load(out_dir / "manifest.json")
    assert len(listed) == 31
    for clip in listed:
        assert (out_dir / clip.file).stat().st_size == clip.size


def test_nothing_to_do_is_no_progress(out_dir: Path, ask: Ask) -> None:
    heard = Heard()
    build([ask()], out_dir)
    build([ask()], out_dir, progress=heard)
    build([], out_dir, progress=heard)
    assert (heard.expected, heard.done) == ([], 0)


def test_nothing_to_do_loads_no_audio_library(out_dir: Path) -> None:
    """The command line answers at once when every clip is there."""
    wanted = [ClipRequest("nb", "1 2 3", Voice("espeak", "nb"))]
    build(wanted, out_dir)
    program = (
        "import sys; from pathlib import Path;"
        "from ivr.speech.build.run import build; from ivr.speech.clips.clip import ClipRequest;"
        "from ivr.speech.tts.voice import Voice;"
        "report = build([ClipRequest('nb', '1 2 3', Voice('espeak', 'nb'))], Path(sys.argv[1]));"
        "heavy = {'numpy', 'soxr', 'soundfile', 'espeakng_loader', 'gtts', 'multiprocessing'};"
        "print(report.reused, sorted(heavy & sys.modules.keys()))"
    )
    done = ran(sys.executable, "-c", program, str(out_dir))
    assert (done.stdout, done.stderr) == ("1 []\n", "")


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"\0" * 5000])
def test_a_damaged_clip_is_made_again(out_dir: Path, ask: Ask, damage: bytes) -> None:
    build([ask()], out_dir)
    path = out_dir / clip_file(ask())
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert counts(build([ask()], out_dir)) == (1, 0, 0)
    assert path.read_bytes() == whole


def test_a_clip_overwritten_with_another_of_its_length_is_made_again(
    out_dir: Path, ask: Ask
) -> None:
    request = ask()
    build([request], out_dir)
    before = files(out_dir)
    path = out_dir / clip_file(request)
    path.write_bytes(path.read_bytes()[:-400] + b"\x55" * 400)
    assert counts(build([request], out_dir)) == (1, 0, 0)
    assert files(out_dir)[clip_file(request)] == before[clip_file(request)]


def test_a_clip_damaged_without_a_new_date_is_found_when_everything_is_verified(
    out_dir: Path, ask: Ask
) -> None:
    request = ask()
    build([request], out_dir)
    path = out_dir / clip_file(request)
    written = path.stat().st_mtime_ns
    path.write_bytes(path.read_bytes()[:-400] + b"\x55" * 400)
    os.utime(path, ns=(written, written))
    assert counts(build([request], out_dir)) == (0, 1, 0)
    assert counts(build([request], out_dir, verify=True)) == (1, 0, 0)
    assert counts(build([request], out_dir, verify=True)) == (0, 1, 0)


def test_a_damaged_clip_is_not_trusted_because_others_were_cleaned_away(
    out_dir: Path, ask: Ask
) -> None:
    request = ask("Trykk 1.")
    build([request, ask("Trykk 2.")], out_dir)
    path = out_dir / clip_file(request)
    path.write_bytes(path.read_bytes()[:-400] + b"\x55" * 400)
    assert clean(out_dir, [request]).removed == 1
    assert counts(build([request], out_dir)) == (1, 0, 0)


def test_a_copy_of_the_clips_is_read_once_and_trusted_then(out_dir: Path, ask: Ask) -> None:
    requests = [ask("Trykk 1."), ask("Trykk 2.")]
    build(requests, out_dir)
    manifest = out_dir / "manifest.json"
    listed = manifest.stat().st_mtime_ns
    for path in out_dir.glob("*/*.wav"):
        os.utime(path, ns=(listed + 10**9, listed + 10**9))
    content = manifest.read_bytes()
    assert counts(build(requests, out_dir)) == (0, 2, 0)
    assert manifest.read_bytes() == content
    assert manifest.stat().st_mtime_ns == listed + 10**9


def test_a_damaged_clip_that_cannot_be_made_again_is_not_trusted_next_time(
    out_dir: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, other = ask("Trykk 1."), ask("Trykk 2.")
    build([request, other], out_dir)
    path = out_dir / clip_file(request)
    path.write_bytes(path.read_bytes()[:-400] + b"\x55" * 400)
    with monkeypatch.context() as full:
        full.setattr("ivr.speech.build.render.write_whole", _no_room)
        assert counts(build([request, other], out_dir, jobs=1)) == (0, 1, 1)
    assert counts(build([request, other], out_dir)) == (1, 1, 0)


def _no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_lost_clip_is_made_again(out_dir: Path, ask: Ask) -> None:
    build([ask()], out_dir)
    (out_dir / clip_file(ask())).unlink()
    assert counts(build([ask()], out_dir)) == (1, 0, 0)


@pytest.mark.parametrize("damage", [None, b"", b'{"format": 1, "clips": [{', b"\xff\xfe"])
def test_finished_clips_are_used_again_when_the_list_is_lost(
    out_dir: Path, damage: bytes | None
) -> None:
    wanted = [ClipRequest("nb", "1 2 3", Voice("espeak", "nb"))]
    build(wanted, out_dir)
    manifest = out_dir / "manifest.json"
    before = files(out_dir)
    if damage is None:
        manifest.unlink()
    else:
        manifest.write_bytes(damage)
    report = build(wanted, out_dir)
    assert counts(report) == (0, 1, 0)
    assert report.list_was_damaged == (damage is not None)
    assert files(out_dir) == before


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path, ask: Ask) -> None:
    (tmp_path / "audio").write_text("a file in the way")
    with pytest.raises(SpeechError, match=r"cannot be written: .*; make room and allow writing"):
        build([ask()], tmp_path / "audio")


def test_a_clip_that_cannot_be_written_is_one_of_the_failures(out_dir: Path, ask: Ask) -> None:
    (out_dir / clip_file(ask())).mkdir(parents=True)
    report = build([ask(), ask("Trykk 2.")], out_dir)
    assert counts(report) == (1, 0, 1)
    assert "cannot write the clip: " in str(report.failures[0])
    assert not list(out_dir.rglob("*.unfinished"))


def test_a_mistake_in_an_engine_costs_one_clip_only(
    monkeypatch: pytest.MonkeyPatch, out_dir: Path, ask: Ask
) -> None:
    def confused(text: str, voice: Voice) -> None:
        raise ZeroDivisionError(f"{text} {voice.name}")

    monkeypatch.setattr("ivr.speech.tts.engines.espeak.Espeak.synthesise", staticmethod(confused))
    report = build([ask(), ask("Trykk 2.", engine="espeak")], out_dir)
    assert counts(report) == (1, 0, 1)
    assert report.failures[0].cause == "unexpected ZeroDivisionError: Trykk 2. nb"
