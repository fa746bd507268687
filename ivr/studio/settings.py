"""What differs from one studio to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

PREFIX: Final = "/studio"
"""Where the studio stands at its address, behind a proxy as on one's own machine."""

Clock = Callable[[], dt.datetime]


def _wall_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class StudioSettings:
    """Which project is kept, where, and by whom.

    Attributes:
        root: The project's folder.
        url: Where people open the studio, without a slash at its end.
        variables: Fill in the routes, and are the settings of the hotline that is kept.
        is_own: Whether it is for the one at this machine alone, who need not sign in.
        drafts: Whether callers are offered languages that nobody has approved.
        outdated: Whether callers hear what was approved before its Norwegian changed.
        clock: The machine's; it has its zone.
    """

    root: Path
    url: str
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_own: bool = False
    drafts: bool = False
    outdated: bool = True
    clock: Clock = _wall_clock

    @property
    def is_secure(self) -> bool:
        """Whether it is reached by TLS, so that no cookie travels without."""
        return self.url.startswith("https://")

    @property
    def folder(self) -> Path:
        """Where it keeps what is its own: its people, its key, and what they changed."""
        return self.root / "studio"
