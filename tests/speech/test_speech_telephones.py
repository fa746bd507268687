"""What telephones save by themselves is taken in as it is."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt
import pytest
import soundfile
import soxr

from ivr.model.length import allowed_seconds
from ivr.speech.dsp.decode import decode
from ivr.speech.errors import SpeechError, kind_of
from ivr.speech.recordings.importer import Imported, import_recordings
from ivr.speech.recordings.script import ScriptLine
from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice

TEXT: Final = "Thank you for calling. Goodbye."
WPM: Final = 150
LINE: Final = ScriptLine("goodbye", "goodbye", TEXT, allowed_seconds(TEXT, WPM))


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


def taken(handed_in: Path, kept: Path) -> Imported:
    return import_recordings(handed_in, kept, "en", [LINE], WPM)


def goodbye(rate: int) -> npt.NDArray[np.float32]:
    speech = engine("espeak").synthesise(TEXT, Voice("espeak", "en", WPM))
    samples = soxr.resample(speech.samples, speech.rate, rate)
    return np.asarray(0.5 * samples / np.abs(samples).max(), np.float32)


def as_a_telephone_saves(path: Path, codec: str, rate: int, layout: str) -> None:
    """The goodbye in a compressed file of one or two channels."""
    voice = goodbye(rate)
    planes = np.tile(voice, (2 if layout == "stereo" else 1, 1))
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        whole = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
        whole.sample_rate = rate
        size = stream.codec_context.frame_size
        pieces = av.AudioResampler(stream.format, layout, rate, frame_size=size)
        for frame in (*pieces.resample(whole), *pieces.resample(None)):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


@pytest.mark.parametrize(
    ("ending", "codec", "rate", "layout"),
    [
        ("m4a", "aac", 44100, "stereo"),
        ("3gp", "aac", 16000, "mono"),
        ("amr", "libopencore_amrnb", 8000, "mono"),
        ("webm", "libopus", 48000, "mono"),
    ],
)
def test_what_telephones_save_is_read_as_it_is(
    handed_in: Path, kept: Path, ending: str, codec: str, rate: int, layout: str
) -> None:
    as_a_telephone_saves(handed_in / f"goodbye.{ending}", codec, rate, layout)
    report = taken(handed_in, kept)
    assert (report.ids, report.troubles) == (("goodbye",), ())
    assert soundfile.info(kept / "en" / "goodbye.flac").samplerate == min(rate, 24000)


@pytest.mark.parametrize("damage", ["cut short", "overwritten", "nothing in it", "no sound in it"])
def test_a_damaged_file_of_a_telephone_is_one_line(
    handed_in: Path, kept: Path, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = handed_in / "goodbye.m4a"
    as_a_telephone_saves(path, "aac", 44100, "mono")
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(
        {
            "cut short": content[:middle],
            "overwritten": content[:1000] + bytes(middle) + content[1000 + middle :],
            "nothing in it": b"",
            "no sound in it": content[:40],
        }[damage]
    )
    report = taken(handed_in, kept)
    assert report.ids == ()
    [trouble] = report.troubles
    assert kind_of(trouble.problem) in {"unreadable", "silent", "too short", "noisy"}
    assert capfd.readouterr().err == ""


def test_a_list_of_other_files_is_no_recording(handed_in: Path, kept: Path) -> None:
    soundfile.write(handed_in / "private.wav", goodbye(16000), 16000)
    (handed_in / "private.wav").rename(handed_in / "private.txt")
    listed = "ffconcat version 1.0\nfile private.txt\n"
    (handed_in / "goodbye.webm").write_text(listed, encoding="ascii")
    report = taken(handed_in, kept)
    assert report.ids == ()
    assert [kind_of(trouble.problem) for trouble in report.troubles] == ["unreadable"]


def test_a_recording_may_be_bounded_and_need_not_lie_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "goodbye.webm"
    as_a_telephone_saves(path, "libopus", 48000, "mono")
    soundfile.write(tmp_path / "goodbye.flac", goodbye(48000), 48000)
    for one in (path, tmp_path / "goodbye.flac"):
        seconds = decode(one).seconds
        assert decode(io.BytesIO(one.read_bytes()), 10).seconds == seconds
        with pytest.raises(SpeechError, match="longer than a text"):
            decode(io.BytesIO(one.read_bytes()), seconds / 2)
