"""WAV files, µ-law, tones, and a whole call as the caller heard it."""

from __future__ import annotations

import io
import json
import math
import struct
from array import array
from typing import TYPE_CHECKING

import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from ivr.phone import (
    Event,
    Heard,
    KeyPressed,
    Outcome,
    ToneHeard,
    Transferred,
    Wav,
    WavError,
    WhisperHeard,
    read_wav,
    write_wav,
)
from ivr.phone.audio.mulaw import decode, decode_byte, encode, encode_sample
from ivr.phone.audio.tones import KEYS, busy, key_tone, marker, ring_back
from ivr.phone.callers.mix import render

if TYPE_CHECKING:
    from pathlib import Path

    from tests.phone.conftest import Site, Telephone

# ITU-T G.711, table 2a: the decoder's output at both ends of each segment, on its scale of 8,031
# steps, which is a quarter of the 16-bit scale.
G711 = {
    0xFF: 0, 0xFE: 2, 0xF0: 30, 0xEF: 33, 0xE0: 93, 0xDF: 99, 0xD0: 219, 0xCF: 231, 0xC0: 471,
    0xBF: 495, 0xB0: 975, 0xAF: 1023, 0xA0: 1983, 0x9F: 2079, 0x90: 3999, 0x8F: 4191, 0x80: 8031,
}  # fmt: skip


@pytest.mark.parametrize(("code", "value"), G711.items())
def test_mulaw_decodes_as_the_standard_says(code: int, value: int) -> None:
    """And the other sign is the other half of the codes."""
    assert decode_byte(code) == 4 * value
    assert decode_byte(code & 0x7F) == -4 * value


def test_every_code_survives_decoding_and_encoding() -> None:
    """All but negative zero, which is zero."""
    for code in range(256):
        again = encode_sample(decode_byte(code))
        assert again == (0xFF if code == 0x7F else code)


@given(st.integers(-32_768, 32_767))
def test_encoding_is_off_by_half_a_step_at_most(sample: int) -> None:
    """The steps double from segment to segment; beyond the last there is none."""
    limited = max(-32_635, min(32_635, sample))
    code = encode_sample(sample)
    step = 8 << ((~code & 0x70) >> 4)
    assert abs(decode_byte(code) - limited) <= step // 2


@pytest.mark.parametrize("value", [31, 95, 223, 479, 991, 2015, 4063])
def test_the_segments_meet_at_the_standards_decision_values(value: int) -> None:
    """A decision value itself belongs to the segment above it."""
    assert encode_sample(4 * value) == encode_sample(4 * value - 1) - 1


@given(st.binary(max_size=400))
def test_runs_of_codes_keep_their_sound(codes: bytes) -> None:
    """Whole buffers as well as single bytes."""
    samples = decode(codes)
    assert decode(encode(samples)) == samples


def _wav_file(samples: list[int], rate: int, subtype: str) -> bytes:
    file = io.BytesIO()
    floats = [sample / 32_768 for sample in samples]
    soundfile.write(file, floats, rate, subtype=subtype, format="WAV")
    return file.getvalue()


@pytest.mark.parametrize("subtype", ["ULAW", "PCM_16"])
@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 44_100, 48_000])
def test_files_of_another_program_are_measured(subtype: str, rate: int) -> None:
    """Any usual rate; the length is what counts."""
    wav = read_wav(_wav_file([0] * rate, rate, subtype))
    assert (wav.rate, wav.channels, wav.seconds) == (rate, 1, 1.0)
    assert len(wav.telephone()) == 8000


@pytest.mark.parametrize("as_mulaw", [True, False])
def test_another_program_reads_what_is_written(*, as_mulaw: bool) -> None:
    """So the recording of a call opens in any player."""
    samples = array("h", [0, 4000, -4000, 32_000, -32_000] * 101)
    rate_and_code = soundfile.info(io.BytesIO(write_wav(samples, as_mulaw=as_mulaw)))
    assert rate_and_code.samplerate == 8000
    assert rate_and_code.subtype == ("ULAW" if as_mulaw else "PCM_16")
    heard, _ = soundfile.read(io.BytesIO(write_wav(samples, as_mulaw=as_mulaw)), dtype="int16")
    limit = 1024 if as_mulaw else 0
    assert max(abs(int(a) - b) for a, b in zip(heard, samples, strict=True)) <= limit


def test_stereo_is_heard_as_one() -> None:
    """A telephone has one ear."""
    raw = struct.pack("<4h", 1000, 3000, -100, -300)
    assert Wav(8000, 2, is_mulaw=False, raw=raw).telephone().tolist() == [2000, -200]


def test_a_resampled_tone_keeps_its_pitch() -> None:
    """425 Hz at 16,000 samples a second is 425 Hz at 8,000."""
    tone = [round(8000 * math.sin(2 * math.pi * 425 * i / 16_000)) for i in range(16_000)]
    heard = Wav(16_000, 1, is_mulaw=False, raw=array("h", tone).tobytes()).telephone()
    assert energy_at(heard, 425) > 100 * energy_at(heard, 850)


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body


def riff(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


PCM = struct.pack("<HHIIHH", 1, 1, 8000, 16_000, 2, 16)
FAST = PCM[:4] + struct.pack("<I", 96_000) + PCM[8:]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "is not a WAV file"),
        (b"ID3" + bytes(50), "is not a WAV file"),
        (riff(), "holds no audio data"),
        (riff(chunk(b"data", bytes(4))), "has its data before its format"),
        (riff(chunk(b"fmt ", bytes(4)), chunk(b"data", b"")), "format chunk that is too short"),
        (riff(chunk(b"fmt ", PCM)) + b"data\xff\xff\xff\xff" + bytes(9), "is cut short: only 9"),
        (riff(chunk(b"fmt ", PCM[:14] + b"\x18\0"), chunk(b"data", b"")), "code 1 with 24 bits"),
        (riff(chunk(b"fmt ", b"\x55\0" + PCM[2:]), chunk(b"data", b"")), "code 85"),
        (riff(chunk(b"fmt ", PCM[:2] + b"\x06\0" + PCM[4:]), chunk(b"data", b"")), "6 channels"),
        (
            riff(
                chunk(b"fmt ", PCM[:4] + struct.pack("<I", 96_000) + PCM[8:]), chunk(b"data", b"")
            ),
            "96000 frames a second",
        ),
    ],
)
def test_what_cannot_be_measured_is_said_in_one_line(body: bytes, problem: str) -> None:
    """So that the person who made the clip knows what to change."""
    with pytest.raises(WavError, match=problem):
        read_wav(body)


def test_other_chunks_are_passed_over() -> None:
    """Recorders leave notes in their files; odd ones are padded."""
    notes = chunk(b"LIST", b"odd") + b"\0"
    assert (
        read_wav(riff(notes, chunk(b"fmt ", PCM), notes, chunk(b"data", bytes(16_000)))).seconds
        == 1
    )


def test_the_extensible_layout_is_read() -> None:
    """Some programs write 16-bit PCM this way."""
    layout = b"\xfe\xff" + PCM[2:] + struct.pack("<HHI", 22, 16, 4) + b"\x01\0" + bytes(14)
    assert not read_wav(riff(chunk(b"fmt ", layout), chunk(b"data", bytes(4)))).is_mulaw


@given(st.binary(max_size=200))
def test_any_bytes_are_a_clip_or_one_clear_line(body: bytes) -> None:
    """A broken upload never breaks the emulator."""
    for file in (body, riff(chunk(b"fmt ", body[:40]), chunk(b"data", body[40:]))):
        try:
            wav = read_wav(file)
        except WavError:
            continue
        assert len(wav.telephone()) <= 8000 * (wav.seconds + 1)


def energy_at(samples: array[int], frequency: float) -> float:
    turn = 2 * math.pi * frequency / 8000
    real = sum(sample * math.cos(turn * i) for i, sample in enumerate(samples))
    other = sum(sample * math.sin(turn * i) for i, sample in enumerate(samples))
    return (real * real + other * other) / max(1, len(samples))


def test_every_key_is_its_two_frequencies() -> None:
    """ITU-T Q.23: a row and a column."""
    rows, columns = (697, 770, 852, 941), (1209, 1336, 1477)
    for place, key in enumerate("123456789*0#"):
        tone = key_tone(key)
        loud = sorted(rows + columns, key=lambda hertz: -energy_at(tone, hertz))[:2]
        assert sorted(loud) == [rows[place // 3], columns[place % 3]]


def test_there_are_no_other_keys() -> None:
    """Not even those of military telephones."""
    assert len(KEYS) == 12
    with pytest.raises(ValueError, match="no key"):
        key_tone("A")


def is_loud(samples: array[int], second: float) -> bool:
    return any(abs(sample) > 1500 for sample in samples[round(second * 8000) :][:400])


def test_ringing_is_one_second_in_five_and_busy_is_half() -> None:
    """As on a Norwegian line, at 425 Hz."""
    tone = ring_back(11)
    assert [is_loud(tone, at) for at in (0.5, 1.5, 4.5, 5.5, 6.5, 10.5)] == [
        True, False, False, True, False, True,
    ]  # fmt: skip
    assert [is_loud(busy(2), at) for at in (0.2, 0.7, 1.2, 1.7)] == [True, False, True, False]
    assert max(tone) == pytest.approx(32768 * 2**0.5 * 10 ** ((-20 - 6.18) / 20), rel=0.01)
    assert energy_at(tone[:8000], 425) > 100 * energy_at(tone[:8000], 440)


def recording(site: Site, phone: Telephone, path: Path) -> array[int]:
    site.twiml(
        "/voice",
        '<Gather action="/key" numDigits="1"><Play>/a.wav</Play></Gather>',
    )
    site.clip("/a.wav", 4.0).clip("/whisper.wav", 2.0)
    site.twiml("/key", '<Dial><Number url="/w">+4723327000</Number></Dial><Pause length="1"/>')
    site.twiml("/w", "<Play>/whisper.wav</Play>")
    record = phone.call("1", [Outcome(talk_seconds=100)], barge_in=2.0)
    assert record.seconds == 2 + 5 + 2 + 100 + 1
    record.save_wav(path)
    return read_wav(path.read_bytes()).telephone()


def test_a_call_is_recorded_as_the_caller_heard_it(
    site: Site, phone: Telephone, tmp_path: Path
) -> None:
    """Clip until the key, its tone, ringing, silence during the whisper, talk in three seconds."""
    heard = recording(site, phone, tmp_path / "call.wav")
    assert len(heard) == 8000 * (2 + 5 + 2 + 3 + 1)
    assert any(abs(sample) > 900 for sample in heard[15_000:16_000])
    key = heard[16_000:16_960]
    assert energy_at(key, 697) > 100 * energy_at(key, 770)
    ringing = heard[17_600:24_000]
    assert energy_at(ringing, 425) > 100 * energy_at(ringing, 697)
    whisper = heard[8000 * 7 + 100 : 8000 * 9 - 100]
    assert not any(whisper)
    talk = heard[8000 * 9 + 100 : 8000 * 12 - 100]
    assert 100 < max(talk) < 800
    assert not any(heard[8000 * 12 + 100 :])


def test_the_recording_can_be_pcm(site: Site, phone: Telephone, tmp_path: Path) -> None:
    """For programs that know no µ-law."""
    site.twiml("/voice", "<Play>/a.wav</Play>").clip("/a.wav", 0.5)
    phone.call().save_wav(tmp_path / "call.wav", as_mulaw=False)
    wav = read_wav((tmp_path / "call.wav").read_bytes())
    assert (wav.is_mulaw, wav.seconds) == (False, 0.5)
    assert wav.telephone()[:2].tolist() == [988, -988]


def test_a_record_is_json_in_its_own_alphabets(site: Site, phone: Telephone) -> None:
    """Readable by people and by programs, without the audio."""
    site.twiml("/voice", '<Say language="ar">مرحبا</Say><Play>/a.wav</Play>').clip("/a.wav", 1.0)
    text = phone.call(call_sid="CA9").as_json()
    assert "مرحبا" in text
    whole = json.loads(text)
    assert (whole["call_sid"], whole["reason"], whole["seconds"]) == ("CA9", "end of TwiML", 1.4)
    kinds = [event["event"] for event in whole["events"]]
    assert kinds == ["RequestSent", "Heard", "RequestSent", "Heard", "CallEnded"]
    assert "wav" not in whole["events"][1]


def _sound(samples: list[int]) -> Wav:
    return Wav(8000, 1, is_mulaw=False, raw=array("h", samples).tobytes())


SAMPLES = st.lists(st.sampled_from([0, 900, -900, 32_767, -32_767, -32_768]), max_size=40)
SOUNDS = st.lists(st.tuples(st.integers(0, 90), SAMPLES), max_size=8)


@given(SOUNDS, st.integers(0, 120))
def test_sounds_that_meet_are_added_and_never_too_loud(
    sounds: list[tuple[int, list[int]]], length: int
) -> None:
    """Each sample is what all the sounds at that place come to, in their order."""
    line = [0] * length
    events: list[Event] = []
    for start, samples in sounds:
        at, end = start / 8000, (start + len(samples)) / 8000
        events.append(Heard(at, end, "clip", wav=_sound(samples)))
        for place, sample in enumerate(samples, start=start):
            if place < length:
                line[place] = max(-32_767, min(32_767, line[place] + sample))
    assert render(events, length / 8000).tolist() == line


def test_the_tone_of_a_talk_goes_on_without_a_seam() -> None:
    """However long it is, it is one sine."""
    turn = 2 * math.pi * 200 / 8000
    assert marker(7.3).tolist() == [round(600 * math.sin(turn * i)) for i in range(58_400)]


def test_a_talk_can_be_as_long_in_the_sound_as_it_was() -> None:
    """For whoever looks up a moment of the call in it."""
    events: list[Event] = [
        Transferred(1.0, 11.0, "+4723327000", "CA1", "callee"),
        KeyPressed(12.0, "1"),
    ]
    whole, usual = render(events, 13.0, talk_seconds=math.inf), render(events, 13.0)
    assert (len(whole), len(usual)) == (13 * 8000, 6 * 8000)
    assert whole[12 * 8000 :] == usual[5 * 8000 :] != array("h", bytes(2 * 8000))


def test_a_whisper_is_heard_on_the_callees_side_alone() -> None:
    """Where the caller hears that it still rings."""
    whisper = WhisperHeard(1.0, 1.5, "+4723327000", wav=_sound([500] * 4000))
    ringing = ToneHeard(0.0, 1.0, "ring-back"), ToneHeard(1.0, 1.5, "ring-back")
    events: list[Event] = [ringing[0], whisper, ringing[1]]
    assert render(events, 1.5)[8000:] == ring_back(0.5)
    assert render(events, 1.5, whispers=True)[8000:].tolist() == [500] * 4000
