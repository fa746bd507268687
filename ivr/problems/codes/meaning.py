"""What a code of a problem means."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """What a code tells, and what to do about it, a sentence each."""

    means: str
    mend: str
