"""People's voices: what becomes of a folder that a speaker hands in."""

from __future__ import annotations

import errno
import re
import shutil
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
import soxr

from ivr.definition import Loaded, load
from ivr.files import write_whole
from ivr.model.length import allowed_seconds
from ivr.problems import Problem
from ivr.speech.build.run import build
from ivr.speech.clips.clean import clean
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.requests import clip_requests
from ivr.speech.dsp.mastering import measure
from ivr.speech.dsp.mulaw import decode
from ivr.speech.dsp.sound import Speech
from ivr.speech.dsp.wav import unwrap
from ivr.speech.errors import SpeechError, kind_of
from ivr.speech.recordings.bindings import (
    bindings_file,
    forget,
    read_bindings,
    recorded,
    write_bindings,
)
from ivr.speech.recordings.importer import Imported, import_recordings
from ivr.speech.recordings.script import ScriptLine, script
from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice
from tests.support.hotline import copied

Sound = npt.NDArray[np.float64]
RATE: Final = 44100
WPM: Final = 150
TEXTS: Final = {
    "goodbye": "Thank you for calling. Goodbye.",
    "main.fees.4": "To hear what it costs, press four.",
    "main.doctor.3": "About your family doctor, press three.",
    "emergency.dial_113": "Hang up now, and dial one one three. I repeat: one one three.",
    "keys.all": "A person: press zero. Again: hash. Main menu: star.",
    "fees.here": "What it costs to see a doctor.",
    "apology": "We are sorry, something of ours is broken. Please call again later.",
    "retry.options": "There is no hurry, take all the time you need.",
}
LINES: Final = tuple(
    ScriptLine(id_, id_, text, allowed_seconds(text, WPM)) for id_, text in TEXTS.items()
)


def spoken(id_: str, rate: int = RATE) -> Sound:
    """The text of an id, said by a voice with its highest sample at half of full scale."""
    speech = engine("espeak").synthesise(TEXTS[id_], Voice("espeak", "en", WPM))
    samples = soxr.resample(speech.samples.astype(np.float64), speech.rate, rate)
    return np.asarray(0.5 * samples / np.abs(samples).max())


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """The speaker's folder."""
    folder = tmp_path / "from the speaker"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The project's recordings."""
    return tmp_path / "audio" / "recordings"


def taken(handed_in: Path, kept: Path, *, accept: bool = False) -> Imported:
    return import_recordings(handed_in, kept, "en", LINES, WPM, accept=accept)


def kinds(report: Imported) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for trouble in report.troubles:
        found.setdefault(trouble.file, []).append(kind_of(trouble.problem))
    return found


def test_every_fault_of_a_bad_set_is_named_and_the_good_ones_are_kept(
    handed_in: Path, kept: Path
) -> None:
    quiet = np.zeros(3 * RATE)
    late = np.concatenate([quiet, spoken("goodbye")])
    noise = np.random.default_rng(5).normal(0, 0.05, 10 * RATE)
    soundfile.write(handed_in / "goodbye.mp3", np.stack([late, late], axis=1), RATE)
    overloaded = np.clip(4 * spoken("main.doctor.3"), -1, 1)
    soundfile.write(handed_in / "main.doctor.3.wav", overloaded, RATE)
    soundfile.write(handed_in / "emergency.dial_113.wav", quiet, RATE)
    soundfile.write(handed_in / "main.fee.4.wav", spoken("main.fees.4"), RATE)
    soundfile.write(handed_in / "keys.all.wav", spoken("keys.all"), RATE)
    soundfile.write(handed_in / "keys.all (2).flac", spoken("keys.all"), RATE)
    hall = spoken("fees.here")
    soundfile.write(handed_in / "fees.here.flac", hall + noise[: len(hall)], RATE)
    soundfile.write(handed_in / "apology.wav", np.tile(spoken("apology"), 3), RATE)
    soundfile.write(handed_in / "retry.options.wav", spoken("retry.options")[: RATE // 2], RATE)
    (handed_in / "main.fees.4.m4a").write_bytes(b"\0\0\0\x20ftypM4A and nothing more")
    (handed_in / "notes.txt").write_text("no sound")
    report = taken(handed_in, kept)
    assert kinds(report) == {
        "main.doctor.3.wav": ["clipped"],
        "emergency.dial_113.wav": ["silent"],
        "main.fee.4.wav": ["unknown id"],
        "keys.all.wav": ["doubled"],
        "keys.all (2).flac": ["doubled"],
        "fees.here.flac": ["noisy"],
        "apology.wav": ["too long"],
        "retry.options.wav": ["too short"],
        "main.fees.4.m4a": ["unreadable"],
    }
    assert report.ids == ("goodbye",)
    assert [line.id for line in report.missing] == [id_ for id_ in TEXTS if id_ != "goodbye"]
    assert report.refused == 9
    lines = [str(trouble) for trouble in report.troubles]
    assert any("Did you mean [main.fees.4]?" in line for line in lines)
    assert any("keys.all is recorded 2 times: keys.all (2).flac, keys.all.wav" in x for x in lines)
    assert all(re.search(r"; [a-z]|[.] [A-Z]", line) for line in lines)


def test_what_was_listened_to_can_be_let_pass_but_silence_cannot(
    handed_in: Path, kept: Path
) -> None:
    overloaded = np.clip(4 * spoken("main.doctor.3"), -1, 1)
    soundfile.write(handed_in / "main.doctor.3.wav", overloaded, RATE)
    soundfile.write(handed_in / "goodbye.wav", np.zeros(RATE), RATE)
    report = taken(handed_in, kept, accept=True)
    assert report.ids == ("main.doctor.3",)
    assert report.refused == 1
    assert read_bindings(kept, "en")["main.doctor.3"].accepted == ("clipped",)
    [passed] = [trouble for trouble in report.troubles if trouble.let_pass]
    assert "clipped (let pass)" in str(passed)


def test_checks_are_asked_one_after_the_other_but_not_about_silence(
    handed_in: Path, kept: Path
) -> None:
    """A listener doubts one recording, and is not asked about one in which nobody speaks."""
    asked = []

    def doubt(_speech: Speech, line: ScriptLine) -> list[Problem]:
        asked.append(line.id)
        swapped = Problem("recording-doubtful", "", None, "other words", "check its name")
        return [swapped] if line.id == "main.fees.4" else []

    soundfile.write(handed_in / "goodbye.wav", np.zeros(RATE), RATE)
    for id_ in ("main.fees.4", "main.doctor.3"):
        soundfile.write(handed_in / f"{id_}.wav", spoken(id_), RATE)
    report = import_recordings(handed_in, kept, "en", LINES, WPM, checks=[doubt])
    assert sorted(asked) == ["main.doctor.3", "main.fees.4"]
    assert kinds(report) == {"goodbye.wav": ["silent"], "main.fees.4.wav": ["doubtful"]}
    assert report.ids == ("main.doctor.3",)
    again = import_recordings(handed_in, kept, "en", LINES, WPM, accept=True, checks=[doubt])
    assert set(again.ids) == {"main.fees.4", "main.doctor.3"}
    assert read_bindings(kept, "en")["main.fees.4"].accepted == ("doubtful",)


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000, 96000])
@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_any_rate_becomes_a_clip_like_all_others(
    handed_in: Path, kept: Path, out_dir: Path, rate: int, ending: str
) -> None:
    soundfile.write(handed_in / f"goodbye.{ending}", 0.02 * spoken("goodbye", rate), rate)
    assert taken(handed_in, kept).ids == ("goodbye",)
    text = TEXTS["goodbye"]
    file = soundfile.info(kept / "en" / "goodbye.flac")
    assert (file.channels, file.subtype, file.samplerate) == (1, "PCM_16", min(rate, 24000))
    found = recorded(kept, "en", [text])
    request = requested(text, kept)
    assert request.recording == found.by_text[text]
    build([request], out_dir)
    [clip] = Manifest.load(out_dir / "manifest.json")
    assert (clip.engine, clip.voice) == ("recording", "goodbye")
    finished = measure(unwrap((out_dir / clip.file).read_bytes()))
    assert finished.level_dbov == pytest.approx(-22, abs=0.5)


def requested(text: str, kept: Path) -> ClipRequest:
    person = recorded(kept, "en", [text]).by_text.get(text)
    return ClipRequest("en", text, Voice("silent", "en"), recording=person)


@pytest.mark.parametrize("deaf", ["one silent", "one turned round"])
def test_two_channels_become_one_without_losing_the_voice(
    handed_in: Path, kept: Path, deaf: str
) -> None:
    voice = spoken("goodbye")
    other = np.zeros_like(voice) if deaf == "one silent" else -voice
    soundfile.write(handed_in / "goodbye.wav", np.stack([other, voice], axis=1), RATE)
    report = taken(handed_in, kept)
    assert (report.ids, report.troubles) == (("goodbye",), ())


def test_names_as_people_write_them_are_understood(handed_in: Path, kept: Path) -> None:
    (handed_in / "Monday").mkdir()
    soundfile.write(handed_in / "Monday" / "Goodbye (1).WAV", spoken("goodbye"), RATE)
    soundfile.write(handed_in / "FEES.here take 2.flac", spoken("fees.here"), RATE)
    (handed_in / ".hidden.wav").write_bytes(b"")
    report = taken(handed_in, kept)
    assert (set(report.ids), report.troubles) == ({"goodbye", "fees.here"}, ())


def test_a_second_take_replaces_the_first_and_an_empty_folder_changes_nothing(
    handed_in: Path, kept: Path, tmp_path: Path
) -> None:
    soundfile.write(handed_in / "goodbye.wav", spoken("goodbye"), RATE)
    taken(handed_in, kept)
    first = read_bindings(kept, "en")["goodbye"]
    again = tmp_path / "again"
    again.mkdir()
    assert taken(again, kept).ids == ()
    assert read_bindings(kept, "en") == {"goodbye": first}
    soundfile.write(again / "goodbye.wav", spoken("goodbye")[::-1], RATE)
    report = taken(again, kept)
    assert report.ids == ("goodbye",)
    assert [line.id for line in report.missing] == [id_ for id_ in TEXTS if id_ != "goodbye"]
    assert read_bindings(kept, "en")["goodbye"].digest != first.digest


def test_a_new_take_is_heard_whatever_the_earlier_one_was_called(
    handed_in: Path, kept: Path
) -> None:
    """January's figure was recorded ahead, and has the plain id by the time it is said again."""
    soundfile.write(handed_in / "fees.here.wav", spoken("fees.here"), RATE)
    taken(handed_in, kept)
    earlier = read_bindings(kept, "en")["fees.here"]
    write_bindings(kept, "en", {"fees.here.2027-01-01": earlier})
    soundfile.write(handed_in / "fees.here.wav", spoken("fees.here")[::-1], RATE)
    taken(handed_in, kept)
    heard = recorded(kept, "en", TEXTS.values()).by_text[TEXTS["fees.here"]]
    assert (heard.id, heard.digest != earlier.digest) == ("fees.here", True)


def test_a_changed_text_makes_its_recording_stale_and_the_engine_speaks(
    handed_in: Path, kept: Path
) -> None:
    soundfile.write(handed_in / "goodbye.wav", spoken("goodbye"), RATE)
    taken(handed_in, kept)
    found = recorded(kept, "en", ["Thank you for calling. See you."])
    assert (dict(found.by_text), found.stale) == ({}, ("goodbye",))
    assert requested("Thank you for calling. See you.", kept).engine == "silent"


def test_a_lost_sound_file_is_told_and_the_engine_speaks(
    handed_in: Path, kept: Path, out_dir: Path
) -> None:
    soundfile.write(handed_in / "goodbye.wav", spoken("goodbye"), RATE)
    taken(handed_in, kept)
    text = TEXTS["goodbye"]
    request = requested(text, kept)
    assert build([request], out_dir, jobs=1).unheard == ()
    (kept / "en" / "goodbye.flac").write_bytes(b"fLaC")
    found = recorded(kept, "en", [text])
    assert (found.lost, found.says(text)) == (("goodbye",), False)
    # The clip that was made of it while it was there stays in use.
    request = requested(text, kept)
    assert build([request], out_dir, jobs=1).reused == 1
    shutil.rmtree(out_dir)
    report = build([request], out_dir, jobs=1)
    assert (report.built, report.failures) == (1, ())
    [unheard] = report.unheard
    assert unheard.cause == "goodbye.flac is not the recording that was taken in"
    assert [line.id for line in taken(handed_in, kept).missing if line.id == "goodbye"] == []


def test_a_recording_that_is_forgotten_is_off_the_air_after_the_next_build(
    handed_in: Path, kept: Path, out_dir: Path
) -> None:
    """Also in a language that no engine speaks, where nothing takes its place."""
    text = TEXTS["goodbye"]
    soundfile.write(handed_in / "goodbye.wav", spoken("goodbye"), RATE)
    taken(handed_in, kept)
    voice = Voice("none", "none")
    by_person = ClipRequest("en", text, voice, recording=recorded(kept, "en", [text]).by_text[text])
    assert build([by_person], out_dir, jobs=1).built == 1
    forget(kept, "en", ["goodbye"])
    assert not (kept / "en" / "goodbye.flac").exists()
    assert recorded(kept, "en", [text]).by_text == {}
    report = build([ClipRequest("en", text, voice)], out_dir, jobs=1)
    assert (report.unrecorded, report.superseded) == (1, 1)
    assert Manifest.load(out_dir / "manifest.json").clip("en", text) is None
    assert clean(out_dir, [ClipRequest("en", text, voice)]).removed == 1


def test_forgetting_what_nobody_recorded_names_the_nearest_and_removes_nothing(
    handed_in: Path, kept: Path
) -> None:
    soundfile.write(handed_in / "goodbye.wav", spoken("goodbye"), RATE)
    taken(handed_in, kept)
    with pytest.raises(
        SpeechError, match=r"nobody has recorded 'godbye'\. Did you mean \[goodbye\]"
    ):
        forget(kept, "en", ["goodbye", "godbye"])
    assert recorded(kept, "en", [TEXTS["goodbye"]]).says(TEXTS["goodbye"])


def test_no_file_of_the_folder_is_passed_over_in_silence(handed_in: Path, kept: Path) -> None:
    soundfile.write(handed_in / "goodbye.wav", spoken("goodbye"), RATE)
    shutil.copy(handed_in / "goodbye.wav", handed_in / "apology")
    (handed_in / "all of them.zip").write_bytes(b"PK")
    (handed_in / "keys.all.wav").symlink_to(handed_in / "nowhere.wav")
    (handed_in / "script-en.csv").write_text("id,text")
    (handed_in / ".DS_Store").write_bytes(b"")
    assert kinds(taken(handed_in, kept)) == {
        "apology": ["no sound file"],
        "all of them.zip": ["no sound file"],
        "keys.all.wav": ["unreadable"],
    }


def test_a_disk_that_fills_up_loses_nothing_that_was_taken_in(
    handed_in: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soundfile.write(handed_in / "goodbye.wav", spoken("goodbye"), RATE)
    taken(handed_in, kept)
    soundfile.write(handed_in / "apology.wav", spoken("apology"), RATE)

    def full(path: Path, content: bytes, *, lasting: bool = False) -> None:
        if path.name == "goodbye.flac":
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, content, lasting=lasting)

    monkeypatch.setattr("ivr.speech.recordings.importer.write_whole", full)
    report = taken(handed_in, kept)
    assert kinds(report) == {"goodbye.wav": ["not kept"]}
    assert report.ids == ("apology",)
    found = recorded(kept, "en", TEXTS.values())
    assert (found.lost, found.says(TEXTS["goodbye"]), found.says(TEXTS["apology"])) == (
        (),
        True,
        True,
    )


@pytest.mark.parametrize(("rate", "value"), [(1, 0.1), (400_000, 0.1), (8000, np.inf)])
def test_a_file_whose_numbers_are_no_sound_is_unreadable(
    handed_in: Path, kept: Path, rate: int, value: float
) -> None:
    soundfile.write(handed_in / "goodbye.wav", np.full(8000, value), rate, subtype="FLOAT")
    assert kinds(taken(handed_in, kept)) == {"goodbye.wav": ["unreadable"]}


@pytest.mark.parametrize(
    "content",
    ["{", "[]", '{"goodbye": {}}', '{"goodbye": {"file": "../../x.flac", "text": "", "bytes": 1}}'],
)
def test_a_damaged_list_of_recordings_is_one_line(kept: Path, content: str) -> None:
    kept.mkdir(parents=True)
    bindings_file(kept, "en").write_text(content)
    with pytest.raises(
        SpeechError, match=r"en\.json: the list of recordings .*restore it from git"
    ):
        recorded(kept, "en", ["Hei."])


def test_the_script_holds_every_text_once_under_an_id_of_its_own(loaded: Loaded) -> None:
    for code in loaded.hotline.languages:
        lines = script(loaded, code)
        assert {(code, line.text) for line in lines} == {
            (language, text) for language, text in loaded.texts if language == code
        }
        assert len({line.id for line in lines}) == len({line.text for line in lines}) == len(lines)
        assert all(line.id.startswith(line.prompt) for line in lines)
        assert all(line.seconds >= 3 for line in lines)


def test_a_municipality_with_words_of_its_own_has_an_id_of_its_own(
    shipped: Path, tmp_path: Path
) -> None:
    project = shutil.copytree(shipped, tmp_path / "project")
    (project / "config" / "municipalities" / "elsewhere.yaml").write_text(
        'name: Elsewhere\nnumbers: ["+47 00 00 00 77"]\n'
        'services:\n  guidance:\n    number: "+47 22 33 44 55"\n    routes: []\n',
        encoding="utf-8",
    )
    ids = {line.id for line in script(load(project, {"SIP_TRUNK": "trunk.example"}), "nb")}
    assert {"service.guidance.announce", "service.guidance.announce.elsewhere"} <= ids
    assert "service.ambulance.announce.elsewhere" not in ids


def test_each_value_of_a_figure_has_an_id_of_its_own_and_the_first_keeps_its_own(
    small: Path, tmp_path: Path
) -> None:
    """What was recorded in November is not asked for again when January's fee is written."""
    root = copied(tmp_path, small)
    before = {line.id: line.text for line in script(load(root, {}), "en")}
    facts = root / "config/facts.yaml"
    later = "  later: [{value: 3400, year: 2027, expires: 2027-12-31, checked: 2026-12-05}]\n"
    facts.write_text(facts.read_text("utf-8") + later, "utf-8")
    after = {line.id: line.text for line in script(load(root, {}), "en")}
    [new] = after.keys() - before.keys()
    assert new == "fees.card.2027-01-01"
    assert "3400" in after.pop(new)
    assert after == before


def test_a_hotline_asks_a_person_first_unless_an_engine_is_asked_for(
    loaded: Loaded, handed_in: Path, kept: Path
) -> None:
    line = next(line for line in script(loaded, "en") if line.id == "goodbye")
    soundfile.write(handed_in / "goodbye.wav", np.tile(spoken("apology"), 2), RATE)
    assert import_recordings(handed_in, kept, "en", [line], WPM, accept=True).ids == ("goodbye",)
    by_person = [one for one in clip_requests(loaded, recordings=kept) if one.recording]
    assert {(one.text, one.rendition) for one in by_person} == {
        (line.text, "normal"),
        (line.text, "slow"),
    }
    assert not [one for one in clip_requests(loaded, "silent", recordings=kept) if one.recording]


def test_a_soft_consonant_before_the_words_and_a_breath_after_them_are_heard(
    handed_in: Path, kept: Path, out_dir: Path
) -> None:
    """80 ms of each: 35 dB below the voice before it begins, 43 dB below it after its end."""
    voice = spoken("goodbye")
    loud = np.flatnonzero(np.abs(voice) > 0.05)
    words = voice[loud[0] : loud[-1] + 1]
    rms = float(np.sqrt(np.mean(np.square(words))))
    soft = np.sin(2 * np.pi * 1500 * np.arange(round(0.08 * RATE)) / RATE) * np.sqrt(2) * rms
    quiet = np.zeros(RATE)
    parts = [quiet, 10 ** (-35 / 20) * soft, words, 10 ** (-43 / 20) * soft, quiet]
    soundfile.write(handed_in / "goodbye.wav", np.concatenate(parts), RATE)
    assert taken(handed_in, kept).ids == ("goodbye",)
    build([requested(TEXTS["goodbye"], kept)], out_dir, jobs=1)
    [clip] = Manifest.load(out_dir / "manifest.json")
    level, ms = 10 ** (-22 / 20), 8
    heard = np.pad(decode(unwrap((out_dir / clip.file).read_bytes())), 100 * ms)
    of_words = np.flatnonzero(np.abs(heard) > level * 10 ** (-20 / 20))
    for part, below_db in (
        (heard[of_words[0] - 78 * ms : of_words[0] - 6 * ms], 35),
        (heard[of_words[-1] + 6 * ms : of_words[-1] + 78 * ms], 43),
    ):
        pieces = np.sqrt(np.mean(np.square(part.reshape(-1, 9 * ms)), axis=1))
        assert 20 * np.log10(pieces / level + 1e-9) == pytest.approx(-below_db, abs=4)
