"""What the last test call has left in the journal's folder, for the alarms and the metrics."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NOTE: Final = "probe.json"


@dataclass(frozen=True, slots=True)
class Probed:
    """How the last test call went, and when (aware)."""

    at: dt.datetime
    ok: bool
    failures: tuple[str, ...] = ()


def probed(folder: Path) -> Probed | None:
    """Return how the last test call went; None where none has left word that can be read."""
    try:
        told = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        # A moment without a zone is that of this machine.
        at = dt.datetime.fromisoformat(told["at"]).astimezone(dt.UTC)
        return Probed(at, told["ok"] is True, tuple(map(str, told["failures"])))
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None
