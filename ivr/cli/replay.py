"""A call kept in a file, as `ivr proof` writes its counter-examples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ivr.cli.project import Refused


@dataclass(frozen=True, slots=True)
class Replay:
    """What is needed to make a call again: number, moment, keys and outcomes."""

    to: str
    at: str
    keys: str
    outcomes: str


def read_replay(path: Path) -> Replay:
    """Read a replay; raises Refused with the place and the cause."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"--replay: {path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise Refused(f"--replay: {path} is not JSON: {error}.") from None
    wanted = ("to", "at", "keys", "outcomes")
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name), str) for name in wanted):
        fix = "Write one with: ivr proof --replays FOLDER"
        raise Refused(f"--replay: {path} lacks one of {', '.join(wanted)}. {fix}")
    return Replay(*(kept[name] for name in wanted))
