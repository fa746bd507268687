"""What keeps the studio from being opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

STUDIO: Final[Mapping[str, Meaning]] = {
    "damaged-people": Meaning(
        "The list of those who may sign in to the studio cannot be read, so that nobody comes in.",
        "Bring it back from a backup, or take it away and add everybody: `ivr studio user add`.",
    ),
    "nobody-signs-in": Meaning(
        "Nobody could sign in to the studio, and it is not for one machine alone.",
        "Run `ivr studio user add`, or set `STUDIO_OIDC_ISSUER` and what belongs to it.",
    ),
    "studio-folder": Meaning(
        "What the studio keeps for itself can be neither read nor written.",
        "Do as the line says.",
    ),
}
