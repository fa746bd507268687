"""How well each voice was understood, as ``measured.toml`` tells it."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """What a recogniser made of a voice's clips, at telephone band.

    Attributes:
        wer: Word errors, percent.
        cer: Character errors, percent.
        speed: Seconds of speech for each second of one core.
        texts: How many prompts were measured.
        when: Month and year.
        keys: Key digits told apart, of ``keys_of``; None where that was not measured.
        keys_of: Key digits tried.
        danger: Times 113 was told from numbers like it, of ``danger_of``; None as above.
        danger_of: Times it was tried.

    Example:
        >>> Measured(64, 24, 2.6, 22, "November 2026", 14, 15).told_keys
        '14/15'
    """

    wer: float
    cer: float
    speed: float
    texts: int
    when: str
    keys: int | None = None
    keys_of: int | None = None
    danger: int | None = None
    danger_of: int | None = None

    @property
    def told_keys(self) -> str:
        """Key digits told apart, of those tried; empty where nobody measured it."""
        return "" if self.keys is None else f"{self.keys}/{self.keys_of}"

    @property
    def told_danger(self) -> str:
        """Times 113 was told apart, of those tried; empty where nobody measured it."""
        return "" if self.danger is None else f"{self.danger}/{self.danger_of}"


def measured(language: str, engine: str, voice: str) -> Measured | None:
    """Return the figures of a voice; None where there are none.

    Example:
        >>> measured("nb", "espeak", "nb+f3") is None
        True
    """
    figures = _table().get(language, {}).get(engine, {}).get(voice)
    return None if figures is None else Measured(**figures)


@functools.cache
def _table() -> dict[str, dict[str, dict[str, dict[str, Any]]]]:
    with resources.files(__package__ or "").joinpath("measured.toml").open("rb") as file:
        return tomllib.load(file)
