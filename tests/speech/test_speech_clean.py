"""Cleaning: what nobody asks for goes, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.speech.build.run import build
from ivr.speech.clips.clean import clean
from ivr.speech.clips.clip import ClipRequest, clip_file
from ivr.speech.clips.manifest import Manifest
from ivr.speech.errors import SpeechError

Ask = Callable[..., ClipRequest]


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_only_clips_no_longer_asked_for_are_removed(out_dir: Path, ask: Ask) -> None:
    old, new, english = ask("Trykk 1."), ask("Trykk 2."), ask("Press 1.", "en")
    build([old, english], out_dir)
    build([new, english], out_dir)
    size = (out_dir / clip_file(old)).stat().st_size
    report = clean(out_dir, keep=[new, english])
    assert (report.removed, report.kept, report.freed) == (1, 2, size)
    assert names(out_dir) == {"manifest.json", clip_file(new), clip_file(english)}
    listed = Manifest.load(out_dir / "manifest.json")
    assert listed.clip("nb", "Trykk 1.") is None
    assert len(listed) == 2
    assert clean(out_dir, keep=[new, english]).removed == 0


def test_the_clip_of_a_former_voice_goes_once_the_new_one_is_there(out_dir: Path, ask: Ask) -> None:
    slow, quick = ask(words_per_minute=100), ask(words_per_minute=160)
    build([slow], out_dir)
    # Asked for but not built yet: the only clip of the text stays.
    assert clean(out_dir, keep=[quick]).removed == 0
    build([quick], out_dir)
    assert clean(out_dir, keep=[quick]).removed == 1
    assert names(out_dir) == {"manifest.json", clip_file(quick)}


def test_files_that_are_no_clips_are_left_alone(out_dir: Path, ask: Ask) -> None:
    build([ask()], out_dir)
    for name in ("notes.txt", "nb/README.md", "nb/hello.wav", "0123456789abcdef0123.wav"):
        (out_dir / name).write_text("mine")
    clean(out_dir, keep=[])
    assert names(out_dir) == {
        "manifest.json",
        "notes.txt",
        "nb/README.md",
        "nb/hello.wav",
        "0123456789abcdef0123.wav",
    }


def test_leftovers_go_unless_a_build_may_still_be_writing_them(out_dir: Path, ask: Ask) -> None:
    build([ask()], out_dir)
    left, writing = out_dir / "nb/a.wav.7.unfinished", out_dir / "nb/b.wav.8.unfinished"
    left.write_bytes(b"RIFF")
    writing.write_bytes(b"RIFF")
    os.utime(left, (0, 0))
    assert clean(out_dir, keep=[ask()]).removed == 1
    assert not left.exists()
    assert writing.exists()


def test_a_request_that_cannot_be_built_is_no_reason_to_remove_anything(
    out_dir: Path, ask: Ask
) -> None:
    build([ask()], out_dir)
    assert clean(out_dir, keep=[ask(), ask("Trykk 2.", engine="espaek")]).removed == 0


def test_nothing_is_removed_while_the_list_is_damaged(out_dir: Path, ask: Ask) -> None:
    build([ask()], out_dir)
    (out_dir / "manifest.json").write_text("{")
    before = names(out_dir)
    with pytest.raises(SpeechError, match="the manifest is damaged"):
        clean(out_dir, keep=[])
    assert names(out_dir) == before


def test_cleaning_before_the_first_build_does_nothing(out_dir: Path) -> None:
    report = clean(out_dir, keep=[])
    assert (report.removed, report.kept, report.freed) == (0, 0, 0)
