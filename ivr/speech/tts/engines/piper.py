"""Piper's neural voices, spoken on this machine: for operators who have downloaded a voice.

The package (``piper-tts``) is under the GPL and comes with onnxruntime, so it is no dependency: an
operator installs it, and fetches the voices, by choice.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from ivr.did_you_mean import SHORT_LIKENESS, nearest
from ivr.environment import trimmed_text
from ivr.speech.dsp.sound import Speech, joined
from ivr.speech.dsp.targets import SLOW_RATE
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.engines import installed_version
from ivr.speech.tts.voice import Voice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FOLDER_VARIABLE: Final = "PIPER_VOICES"
_ENDING: Final = ".onnx"
_SAMPLED_BYTES: Final = 1 << 20
"""A model is told by its size and its ends: reading all of it would take a second a build."""


class _Chunk(Protocol):
    """A sentence as the package gives it."""

    sample_rate: int
    audio_float_array: npt.NDArray[np.float32]


class Piper:
    """Speaks with a voice the operator has downloaded: ``NAME.onnx`` beside ``NAME.onnx.json``.

    The catalogue's ``voice`` is a path, or a name in the folder that ``PIPER_VOICES`` names. A
    voice speaks at the rate it was trained at, whatever ``words_per_minute`` says, and at three
    quarters of it for the slow rendition.

    Example:
        >>> Piper().synthesise("Hei.", Voice("piper", "no.onnx"))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ivr.speech.errors.SpeechError: piper has no voice 'no.onnx'; ...
    """

    name = "piper"
    # Each process would hold the whole model, and the model uses every core by itself.
    at_once = 1

    def fingerprint(self, voice: Voice) -> str:
        """Name the package, the model and its configuration, and the rate.

        Raises:
            EngineDownError: The package is not installed.
            SpeechError: There is no such voice.
        """
        model = _model(voice.name)
        rate = "slow" if voice.slow else "normal"
        return f"piper {_version()} {_model_digest(model)} {rate}"

    def synthesise(self, text: str, voice: Voice) -> Speech:
        """Speak a text.

        Raises:
            SpeechError: There is no such voice, it cannot be loaded, or says nothing.
            EngineDownError: The package is not installed.
        """
        model = _model(voice.name)
        _version()
        speaker = _load(model)
        scale = speaker.config.length_scale / SLOW_RATE if voice.slow else None
        settings = _package().SynthesisConfig(length_scale=scale)
        return _joined(speaker.synthesize(text, settings), voice)


def _version() -> str:
    try:
        return installed_version("piper-tts")
    except EngineDownError as error:
        raise EngineDownError(
            "engine-down", error.cause, "run .venv/bin/pip install piper-tts"
        ) from None


def _package() -> Any:  # noqa: ANN401 - the package need not be there to be checked
    return importlib.import_module("piper")


def _model(name: str) -> Path:
    """Find the model of a voice: a path, or a name in the operator's folder."""
    folder = Path(trimmed_text(os.environ.get(FOLDER_VARIABLE, "")))
    for path in (Path(name), folder / name, folder / f"{name}{_ENDING}"):
        if path.suffix == _ENDING and path.is_file():
            if not _configuration(path).is_file():
                raise SpeechError(
                    "unknown-voice",
                    f"piper voice {path} has no {path.name}.json",
                    "download it too",
                )
            return path
    known = [path.stem for path in folder.glob(f"*{_ENDING}")] if folder != Path() else []
    raise SpeechError(
        "unknown-voice",
        f"piper has no voice {name!r}",
        nearest(Path(name).stem, known, likeness=SHORT_LIKENESS)
        if known
        else f"download one, and set {FOLDER_VARIABLE} to its folder",
    )


def _configuration(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


@functools.lru_cache(maxsize=64)
def _model_digest(model: Path) -> str:
    digest = hashlib.sha256(_configuration(model).read_bytes())
    size = model.stat().st_size
    digest.update(str(size).encode())
    with model.open("rb") as file:
        digest.update(file.read(_SAMPLED_BYTES))
        file.seek(max(0, size - _SAMPLED_BYTES))
        digest.update(file.read())
    return digest.hexdigest()[:20]


@functools.lru_cache(maxsize=4)
def _load(model: Path) -> Any:  # noqa: ANN401 - the package need not be there to be checked
    try:
        return _package().PiperVoice.load(model)
    except Exception as error:  # noqa: BLE001 - onnxruntime has many ways to refuse a file
        first = str(error).partition("\n")[0]
        raise SpeechError(
            "unknown-voice", f"piper cannot load {model}: {first}", "download it again"
        ) from None


def _joined(chunks: Iterable[_Chunk], voice: Voice) -> Speech:
    spoken = [chunk for chunk in chunks if len(chunk.audio_float_array)]
    if not spoken:
        raise SpeechError(
            "nothing-to-say",
            f"piper voice {voice.name!r} can read nothing in the text",
            "check that the text is in the language and script of the voice",
        )
    return joined([chunk.audio_float_array for chunk in spoken], spoken[0].sample_rate)


ENGINE: Final = Piper()
