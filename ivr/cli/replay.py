"""A call kept in a file, as `ivr proof` writes its counter-examples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ivr.cli.project import Refused


@dataclass(frozen=True, slots=True)
class Replay:
    """What is needed to make a call again: number, moment, keys and outcomes.

    Random calls also keep who called, and how many seconds into a prompt each key was pressed.
    """

    to: str
    at: str
    keys: str
    outcomes: str
    from_: str | None = None
    barge_in: float | None = None


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
    from_, barge_in = kept.get("from"), kept.get("barge_in")
    if not isinstance(from_, str | None) or not isinstance(barge_in, int | float | None):
        raise Refused(f"--replay: {path}: [from] is a text and [barge_in] a number of seconds.")
    return Replay(kept["to"], kept["at"], kept["keys"], kept["outcomes"], from_, barge_in)
