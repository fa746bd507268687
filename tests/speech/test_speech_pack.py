"""Clips carried to another machine: the same bytes there, or nothing at all."""

from __future__ import annotations

import random
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.definition import load
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.pack import pack, unpack
from ivr.speech.errors import SpeechError
from ivr.speech.tts.voice import Voice
from tests.support.commands import COMMAND, Ivr, one_line
from tests.support.hotline import SMALL, copied, served
from tests.support.processes import environment, ran
from tests.support.ringing import Line

QUICK = Voice("silent", "nb", 200)
BEST = Voice("espeak", "nb", 160)


def wanted(best: Voice = BEST, quick: Voice | None = None) -> list[ClipRequest]:
    return [ClipRequest("nb", f"Trykk {key}.", best, meanwhile=quick) for key in range(6)]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}


@pytest.fixture
def packed(tmp_path: Path, out_dir: Path) -> Path:
    """Six clips in a pack."""
    build([*wanted(), ClipRequest("en", "Press 1.", Voice("espeak", "en"))], out_dir)
    file = tmp_path / "clips.pack"
    pack(file, out_dir, [*wanted(), ClipRequest("en", "Press 1.", Voice("espeak", "en"))])
    return file


def test_clips_come_out_byte_for_byte_and_a_build_has_nothing_to_do(
    packed: Path, out_dir: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    taken = unpack(packed, there, wanted())
    assert (taken.clips, taken.kept, taken.languages) == (7, 0, ("en", "nb"))
    assert files(there) == files(out_dir)
    report = build(wanted(), there)
    assert (report.built, report.reused) == (0, 6)
    again = unpack(packed, there, wanted())
    assert (again.clips, again.kept) == (0, 7)


def test_the_same_clips_make_the_same_pack(packed: Path, out_dir: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pack"
    pack(other, out_dir, [ClipRequest("en", "Press 1.", Voice("espeak", "en")), *wanted()])
    assert other.read_bytes() == packed.read_bytes()


def test_a_damaged_clip_is_not_packed(packed: Path, out_dir: Path) -> None:
    before = packed.read_bytes()
    clip = Manifest.load(out_dir / "manifest.json").clip("nb", "Trykk 1.")
    assert clip is not None
    (out_dir / clip.file).write_bytes(b"RIFF")
    with pytest.raises(SpeechError, match="run ivr audio build --verify"):
        pack(packed, out_dir, wanted())
    assert packed.read_bytes() == before
    assert not list(packed.parent.glob("*.unfinished"))


def altered(packed: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Write a pack anew with other members."""
    with zipfile.ZipFile(packed) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    path = packed.with_name("altered.pack")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def escaping(members: dict[str, bytes]) -> None:
    members["../../escaped.wav"] = b"RIFF"


def listed_elsewhere(members: dict[str, bytes]) -> None:
    members["clips.json"] = members["clips.json"].replace(b'"file": "nb/', b'"file": "../nb/')


def other_sound(members: dict[str, bytes]) -> None:
    members["nb.clips"] = members["nb.clips"][:-100] + b"\x55" * 100


def cut_short(members: dict[str, bytes]) -> None:
    members["nb.clips"] = members["nb.clips"][:-100]


def too_much(members: dict[str, bytes]) -> None:
    members["nb.clips"] += b"\xff"


def without_a_list(members: dict[str, bytes]) -> None:
    del members["clips.json"]


def without_a_language(members: dict[str, bytes]) -> None:
    del members["en.clips"]


def no_list(members: dict[str, bytes]) -> None:
    members["clips.json"] = b"[1, 2"


def other_format(members: dict[str, bytes]) -> None:
    members["clips.json"] = b'{"format": 99, "clips": []}'


@pytest.mark.parametrize(
    "change",
    [
        *(escaping, listed_elsewhere, other_sound, cut_short, too_much, without_a_list),
        *(without_a_language, no_list, other_format),
    ],
)
def test_what_is_no_pack_of_ours_is_refused_whole(
    packed: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object]
) -> None:
    there = tmp_path / "there"
    with pytest.raises(SpeechError, match=r"altered\.pack: .*Nothing was taken from it"):
        unpack(altered(packed, change), there, wanted())
    assert not there.exists()
    assert not list(tmp_path.rglob("escaped*"))


def test_a_pack_damaged_anywhere_is_refused_or_gives_the_same_clips(
    packed: Path, out_dir: Path, tmp_path: Path
) -> None:
    whole, same = packed.read_bytes(), files(out_dir)
    for number in range(60):
        content = bytearray(whole)
        place = random.randrange(len(content))
        content[place] ^= 1 << random.randrange(8)
        damaged = tmp_path / "damaged.pack"
        damaged.write_bytes(content if number % 3 else whole[:place])
        there = tmp_path / f"there{number}"
        refused = False
        try:
            unpack(damaged, there, wanted())
        except SpeechError:
            refused = True
        assert there.exists() != refused
        assert refused or files(there) == same


@pytest.mark.parametrize("content", [None, b"", b"hello", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "clips.pack"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SpeechError, match=r"clips\.pack: it "):
        unpack(path, tmp_path / "there", wanted())


def test_a_full_disk_takes_back_what_was_written(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    written: list[Path] = []

    def refuses_the_fourth(path: Path, content: bytes) -> None:
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        written.append(path)
        path.write_bytes(content)

    monkeypatch.setattr("ivr.speech.clips.pack.write_whole", refuses_the_fourth)
    with pytest.raises(SpeechError, match="No space left on device; make room"):
        unpack(packed, there, wanted())
    assert not list(there.rglob("*.*"))


def test_the_best_voice_comes_in_and_the_quick_one_does_not_put_it_out(
    packed: Path, tmp_path: Path
) -> None:
    requests = wanted(quick=QUICK)
    there = tmp_path / "there"
    build(requests, there)
    assert {clip.engine for clip in Manifest.load(there / "manifest.json")} == {"silent"}
    quick = tmp_path / "quick.pack"
    pack(quick, there, requests)
    unpack(packed, there, requests)
    listed = Manifest.load(there / "manifest.json")
    assert {clip.engine for clip in listed} == {"espeak"}
    unpack(quick, there, requests)
    assert Manifest.load(there / "manifest.json") == listed


def test_a_machine_with_no_engine_and_no_audio_library_unpacks_and_serves(tmp_path: Path) -> None:
    """What only serves calls takes clips in as well: neither engines nor numpy are there."""
    here, there = (Ivr(copied(tmp_path / name, SMALL)) for name in ("here", "there"))
    for ivr in (here, there):
        path = ivr.project / "prompts" / "nb.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("engine: silent", "engine: espeak"), encoding="utf-8")
    assert here("audio", "build").returncode == 0
    file = tmp_path / "clips.pack"
    assert here("audio", "pack", str(file), "nb", "en", "pl").returncode == 0
    lacking = "import sys; sys.modules.update(dict.fromkeys(['numpy', 'soundfile', 'av']))\n"
    program = lacking + COMMAND[-1]
    command = (sys.executable, "-c", program, "--project", str(there.project))
    done = ran(*command, "audio", "unpack", str(file), env=environment())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" taken (en, nb, pl), 0 there already.\n")
    line = Line(served(there.project), load(there.project, {"SIP_TRUNK": "trunk.example"}).hotline)
    assert {one.kind for one in line.call().heard} == {"clip"}


def test_one_language_can_be_packed_and_a_wrong_one_is_one_line(tmp_path: Path) -> None:
    ivr = Ivr(copied(tmp_path / "here", SMALL))
    assert one_line(ivr("audio", "pack", str(tmp_path / "x.pack"))).endswith("run ivr audio build")
    assert ivr("audio", "build").returncode == 0
    done = ivr("audio", "pack", str(tmp_path / "x.pack"), "pl")
    assert "clips of 1 language, " in done.stdout
    assert "[pk] is not among the languages" in one_line(
        ivr("audio", "pack", str(tmp_path / "y.pack"), "pk")
    )
    shutil.rmtree(ivr.project / "audio")
    assert "taken (pl), 0 there already" in ivr("audio", "unpack", str(tmp_path / "x.pack")).stdout
    assert "cannot be read" in one_line(ivr("audio", "unpack", str(tmp_path / "none.pack")))
