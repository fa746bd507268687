"""The speech recogniser: Whisper base (MIT), whose model comes whole in two packages."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import soxr

from ivr.speech.dsp import mulaw
from ivr.speech.dsp.targets import RATE_HZ
from ivr.speech.ear.installed import MODEL_PARTS, is_installed
from ivr.speech.ear.words import as_people_write
from ivr.speech.errors import EngineDownError, SpeechError

_MODEL_PARTS: Final = ("model.bin.part1", "model.bin.part2")
_TABLES: Final = ("config.json", "vocabulary.json", "tokenizer.json")
_BEAM: Final = 5
_LISTENS_HZ: Final = 16000
LONGEST_S: Final = 30.0
"""Seconds that it can listen to at once."""

LISTENED_AS: Final = {"nb": "no"}
"""Our language codes that the recogniser knows by another; Norwegian is one language to it."""


class Recogniser:
    """Hears one clip at a time, in a language it is told.

    Raises:
        EngineDownError: The packages are not installed.
    """

    def __init__(self, threads: int = 1) -> None:
        from faster_whisper import WhisperModel

        self._whisper: Any = WhisperModel(
            "base", device="cpu", compute_type="int8", cpu_threads=threads, files=_files()
        )

    def listen(self, coded: bytes, language: str) -> Heard:
        """Take in a clip as the carrier would play it.

        Args:
            coded: 8 kHz mono µ-law, at most 30 seconds.
            language: Our language code.

        Raises:
            SpeechError: It does not know the language, or the clip is too long.
        """
        if len(coded) > LONGEST_S * RATE_HZ:
            raise SpeechError(
                "clip-too-long", f"a clip longer than {LONGEST_S:.0f} seconds", "shorten the text"
            )
        samples = soxr.resample(mulaw.decode(coded).astype(np.float32), RATE_HZ, _LISTENS_HZ)
        return Heard(self._whisper, samples, LISTENED_AS.get(language, language))


class Heard:
    """A clip in the recogniser's ear: what it takes it for, and how likely other words are."""

    def __init__(self, whisper: Any, samples: Any, language: str) -> None:  # noqa: ANN401 - untyped
        from faster_whisper.audio import pad_or_trim
        from faster_whisper.tokenizer import Tokenizer

        self._whisper = whisper
        self._tokens = Tokenizer(
            whisper.hf_tokenizer, multilingual=True, task="transcribe", language=language
        )
        features = whisper.feature_extractor(samples)
        self._frames = features.shape[-1]
        self._ear = whisper.encode(pad_or_trim(features))
        self._said: str | None = None

    def text(self) -> str:
        """Write down what is heard, with the widest beam the figures were measured with."""
        if self._said is None:
            self._said = self._written_down()
        return self._said

    def _written_down(self) -> str:
        start = [*self._tokens.sot_sequence, self._tokens.no_timestamps]
        found = self._whisper.model.generate(
            self._ear, [start], beam_size=_BEAM, max_length=224, suppress_blank=True
        )
        said: str = self._tokens.decode(found[0].sequences_ids[0])
        return said.strip()

    def likelihoods(self, texts: Sequence[str]) -> list[float]:
        """Return the logarithm of each text's likelihood, given the sound."""
        coded = [self._tokens.encode(f" {as_people_write(text)}") for text in texts]
        found = []
        for tokens in coded:
            aligned = self._whisper.model.align(
                self._ear, self._tokens.sot_sequence, [tokens], self._frames
            )
            found.append(sum(math.log(max(p, 1e-12)) for p in aligned[0].text_token_probs))
        return found

    def languages(self) -> dict[str, float]:
        """Return how likely each language is, by its code here; together they are 1."""
        ours = {theirs: code for code, theirs in LISTENED_AS.items()}
        found = self._whisper.model.detect_language(self._ear)[0]
        named = ((token.strip("<|>"), share) for token, share in found)
        return {ours.get(code, code): share for code, share in named}


@functools.cache
def recogniser() -> Recogniser:
    """Give this process's recogniser, loading it the first time (about a second, 360 MB)."""
    return Recogniser()


def _files() -> dict[str, bytes]:
    if not is_installed():
        raise EngineDownError(
            "engine-down", "the recogniser is not installed", "run: pip install 'ivr[ear]'"
        )
    first, second = (_data(name) for name in MODEL_PARTS)
    parts = zip((first, second), _MODEL_PARTS, strict=True)
    model = b"".join((folder / part).read_bytes() for folder, part in parts)
    return {"model.bin": model} | {name: (second / name).read_bytes() for name in _TABLES}


def _data(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EngineDownError(
            "engine-down", f"{package} is not installed", "run: pip install 'ivr[ear]'"
        )
    return Path(spec.origin).parent / "data"
