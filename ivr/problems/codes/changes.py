"""What can be in the way of a change that somebody makes in the studio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

CHANGES: Final[Mapping[str, Meaning]] = {
    "file-not-to-be-changed": Meaning(
        "The studio was asked to change a file that is no content, or lies behind a link.",
        "Change it by hand, or put a file in the place of the link.",
    ),
}
