"""One language's sentences as its file holds them, wording by wording."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ivr.definition.yaml.file import YamlFile
from ivr.definition.yaml.tree import Plain

Part = Literal["text", "without"]

PARTS: Final[tuple[Part, ...]] = ("text", "without")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A prompt in one language: what is said, and what is said without a figure.

    >>> Sentence("Goodbye.", "").parts()
    {'text': 'Goodbye.'}
    """

    text: str
    without: str

    def parts(self) -> dict[Part, str]:
        """Return the wordings there are."""
        wordings: dict[Part, str] = {"text": self.text}
        return wordings | {"without": self.without} if self.without else wordings

    @property
    def hash(self) -> str:
        """What an approval is bound to: 16 hexadecimal digits over both wordings."""
        spelt = f"{len(self.text)}:{self.text}{len(self.without)}:{self.without}"
        return hashlib.sha256(spelt.encode()).hexdigest()[:16]


def sentences(file: YamlFile) -> dict[str, Sentence]:
    """Return every prompt of a catalogue's file, white space folded as it is when spoken."""
    content = file.content if isinstance(file.content, dict) else {}
    prompts = content.get("prompts")
    return dict(_read(prompts)) if isinstance(prompts, dict) else {}


def _read(prompts: Mapping[str, Plain]) -> Iterator[tuple[str, Sentence]]:
    for key, value in prompts.items():
        if isinstance(value, str):
            yield key, Sentence(folded(value), "")
        elif isinstance(value, dict):
            text, without = value.get("text"), value.get("without")
            spoken = folded(text) if isinstance(text, str) else ""
            yield key, Sentence(spoken, folded(without) if isinstance(without, str) else "")


def folded(text: str) -> str:
    r"""Return a text with every run of white space as one space.

    >>> folded("One\n  two.")
    'One two.'
    """
    return " ".join(text.split())
