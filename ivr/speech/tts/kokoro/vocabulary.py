"""Which phonemes Kokoro-82M knows, and by which number.

The numbers are those of the model's ``config.json`` (hexgrad/Kokoro-82M, Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_RUNS: Final = (
    (1, ";:,.!?"), (9, '—…"()“” \u0303ʣʥʦʨᵝ\uab67AI'), (31, "O"), (33, "Q"), (35, "ST"),
    (39, "W"), (41, "YᵊabcdefXhijklmnopqrstuvwxyzɑɐɒæXXβɔɕçXɖðʤəXɚɛɜXXɟXɡ"), (99, "ɥXɨɪʝ"),
    (110, "ɯɰŋɳɲɴøXɸθœXXɹXɾɻXʁɽʂʃʈʧXʊʋXʌɣɤXχʎXXXʒʔ"), (156, "ˈˌː"), (162, "ʰXʲ"),
    (169, "↓X→↗↘XXXᵻ"),
)  # fmt: skip
"""First number of a run, and its phonemes one after the other; *X* stands for a number unused."""

VOCABULARY: Final[Mapping[str, int]] = MappingProxyType({
    phoneme: first + place
    for first, run in _RUNS
    for place, phoneme in enumerate(run)
    if phoneme != "X"
})  # fmt: skip


def numbered(phonemes: str) -> list[int]:
    """Return the numbers of phonemes; what the model does not know is left out.

    Example:
        >>> numbered("ˈuː¤")
        [156, 63, 158]
    """
    return [VOCABULARY[phoneme] for phoneme in phonemes if phoneme in VOCABULARY]
