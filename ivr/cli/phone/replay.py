"""A call kept in a file, as `ivr proof` writes its counter-examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.cli.project import Refused, printable


@dataclass(frozen=True, slots=True)
class Replay:
    """What is needed to make a call again: number, moment, keys and outcomes.

    Random calls also keep who called, and how many seconds into a prompt each key was pressed.
    A call of the studio's phone keeps itself, by its seconds: ``call`` is its text.
    """

    to: str
    at: str
    keys: str
    outcomes: str
    from_: str | None = None
    barge_in: float | None = None
    call: str | None = None

    @property
    def decided(self) -> tuple[str, str, float | None]:
        """What is done in it, as the options of `ivr call` say it."""
        return self.keys, self.outcomes, self.barge_in


def read_replay(path: Path) -> Replay:
    """Read a replay; raises Refused with the place and the cause."""
    kept, wanted = _read(path), ("to", "at", "keys", "outcomes")
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name), str) for name in wanted):
        fix = "Write one with: ivr proof --replays FOLDER"
        raise Refused(f"--replay: {_shown(path)} lacks one of {', '.join(wanted)}. {fix}")
    from_, barge_in = kept.get("from"), kept.get("barge_in")
    if not isinstance(from_, str | None) or not isinstance(barge_in, int | float | None):
        what = "[from] is a text and [barge_in] a number of seconds."
        raise Refused(f"--replay: {_shown(path)}: {what}")
    call = kept.get("call")
    if not isinstance(call, str | None):
        raise Refused(f"--replay: {_shown(path)}: [call] is a text.")
    return Replay(kept["to"], kept["at"], kept["keys"], kept["outcomes"], from_, barge_in, call)


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"--replay: {_shown(path)} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        what = f"--replay: {_shown(path)} is not JSON: {printable(str(error))}."
        raise Refused(what) from None


def make_folder(folder: Path) -> None:
    """Make the folder for replays, before the work whose outcome they keep; raises Refused."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"--replays: {_shown(folder)} cannot be made: {error.strerror}.") from None


def keep(folder: Path, replays: Mapping[str, str]) -> None:
    """Write replays by the names of their files; raises Refused when the disk refuses."""
    make_folder(folder)
    try:
        for name, text in replays.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"--replays: {_shown(folder)} cannot be written: {error.strerror}.") from None


def _shown(path: Path) -> str:
    return printable(str(path))
