"""Kokoro-82M through onnxruntime: from phonemes and a style to sound.

The weights (int8, 92 MB, Apache-2.0, by hexgrad; ONNX export MIT, by thewh1teagle) come whole in
four packages, cut into parts.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.kokoro import MODEL_PACKAGES

RATE_HZ: Final = 24000
LONGEST: Final = 509
"""Phonemes the model takes at a time."""

_SHA256: Final = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_EDGE: Final = 0
"""The token at both ends of a sentence."""


class Kokoro:
    """The model, loaded: one sentence at a time, on one core.

    Raises:
        EngineDownError: The packages are not installed, or hold another model.
    """

    def __init__(self) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # A build runs a process for each core: threads would only wait for each other.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            _weights(), options, providers=["CPUExecutionProvider"]
        )

    def speak(
        self, tokens: Sequence[int], styles: npt.NDArray[np.float32], speed: float
    ) -> npt.NDArray[np.float32]:
        """Speak a sentence.

        Args:
            tokens: Its phonemes by their numbers in the vocabulary, at most ``LONGEST``.
            styles: A style by the number of phonemes, 256 numbers a row; the last row stands for
                every longer sentence.
            speed: 1.0 as the voice was recorded; higher is faster.

        Raises:
            SpeechError: The sentence is empty or too long.

        Returns:
            Samples at ``RATE_HZ``, full scale at -1 and +1.
        """
        if not 0 < len(tokens) <= LONGEST:
            raise SpeechError(
                "engine-failed", f"a sentence of {len(tokens)} phonemes", "split the sentence"
            )
        given = {
            "tokens": np.array([[_EDGE, *tokens, _EDGE]], np.int64),
            "style": styles[min(len(tokens), len(styles) - 1)][np.newaxis],
            "speed": np.array([speed], np.float32),
        }
        samples: npt.NDArray[np.float32] = self._session.run(None, given)[0].ravel()
        return samples


@functools.cache
def kokoro() -> Kokoro:
    """Give this process's model, loading it the first time (about a second, 500 MB)."""
    return Kokoro()


def _weights() -> bytes:
    whole = b"".join(_part(package) for package in MODEL_PACKAGES)
    if hashlib.sha256(whole).hexdigest() != _SHA256:
        raise EngineDownError(
            "engine-down", "the Kokoro packages hold another model", "run: make install"
        )
    return whole


def _part(package: str) -> bytes:
    spec = find_spec(package.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise EngineDownError(
            "engine-down", f"{package} is not installed", "run: pip install 'ivr[natural]'"
        )
    return (Path(spec.origin).parent / "part.bin").read_bytes()
