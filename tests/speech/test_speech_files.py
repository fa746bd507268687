"""The clip as a file: what the carrier's player finds in it."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.dsp.mulaw import decode, encode
from ivr.speech.dsp.wav import unwrap, wrap
from ivr.speech.errors import SpeechError


def chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Walk the chunks of a RIFF file."""
    place = 12
    while place < len(file):
        name, size = struct.unpack_from("<4sI", file, place)
        yield name, file[place + 8 : place + 8 + size]
        place += 8 + size + size % 2


@given(st.binary(max_size=300))
def test_samples_survive_the_file(coded: bytes) -> None:
    assert unwrap(wrap(coded)) == coded


@pytest.mark.parametrize("length", [8000, 8001])
def test_the_file_holds_format_fact_and_samples_only(length: int) -> None:
    file = wrap(b"\xff" * length)
    assert struct.unpack_from("<4sI4s", file) == (b"RIFF", len(file) - 8, b"WAVE")
    found = dict(chunks(file))
    assert list(found) == [b"fmt ", b"fact", b"data"]
    # Tag 7 is µ-law: one channel, 8000 samples and bytes a second, 1 byte a block, 8 bits.
    assert struct.unpack("<HHIIHHH", found[b"fmt "]) == (7, 1, 8000, 8000, 1, 8, 0)
    assert struct.unpack("<I", found[b"fact"]) == (length,)
    assert len(found[b"data"]) == length
    assert len(file) % 2 == 0


def test_another_program_reads_it_as_8_khz_mono_mulaw() -> None:
    file = soundfile.info(io.BytesIO(wrap(b"\xff" * 4000)))
    assert (file.samplerate, file.channels, file.subtype, file.frames) == (8000, 1, "ULAW", 4000)


def test_every_code_sounds_as_another_decoder_plays_it() -> None:
    codes = bytes(range(256))
    theirs, _ = soundfile.read(io.BytesIO(wrap(codes)), dtype="float64")
    np.testing.assert_allclose(decode(codes), theirs, atol=1e-9)


def test_every_sample_is_coded_as_another_encoder_codes_it() -> None:
    samples = np.arange(-32768, 32768, dtype=np.int16)
    theirs = io.BytesIO()
    soundfile.write(theirs, samples, 8000, format="WAV", subtype="ULAW")
    assert encode(samples / 32768) == theirs.getvalue()[-len(samples) :]


def test_what_is_too_loud_is_cut_off_not_folded() -> None:
    assert decode(encode(np.array([5.0, -5.0]))).tolist() == [32124 / 32768, -32124 / 32768]


@pytest.mark.parametrize(
    "file", [b"", b"RIFF", wrap(b"\xff" * 80)[:-1], wrap(b"\xff" * 80) + b"LIST", b"\0" * 200]
)
def test_half_a_clip_is_no_clip(file: bytes) -> None:
    with pytest.raises(SpeechError, match="not a whole 8 kHz µ-law clip"):
        unwrap(file)
