"""What was replaced at the carrier, kept in the project until it is put back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from ivr.account.wanted import Change
from ivr.files import make_private, write_whole
from ivr.problems import Problem, Refusal

FOLDER: Final = Path(".run", "twilio")
"""Where it is kept, below the project's folder; what stood at the carrier may hold a password."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is changed of one number: ``sid`` is the carrier's name for it."""

    sid: str
    number: str
    changes: tuple[Change, ...]

    def reverted(self) -> Step:
        """Return what makes it as it was."""
        back = (Change(one.field, one.will, one.is_) for one in self.changes)
        return replace(self, changes=tuple(back))


@dataclass(frozen=True, slots=True)
class Kept:
    """What was to be changed, written down before anything was.

    Attributes:
        at: When, aware.
        account: The account's SID.
        region: Whose settings were changed: each has its own.
        steps: What was there and what was to be, number by number.
        is_undo: Whether it was what an earlier one had replaced that was put back.
        is_whole: Whether all of it was changed: false of what broke off, or is going on.
    """

    at: dt.datetime
    account: str
    region: str
    steps: tuple[Step, ...]
    is_undo: bool = False
    is_whole: bool = False

    @property
    def file(self) -> Path:
        """Where it is kept, below the project's folder: names of later ones sort behind it."""
        return FOLDER / f"{self.at.astimezone(dt.UTC):%Y-%m-%dT%H-%M-%S.%fZ}.json"

    def write(self, project: Path) -> None:
        """Have it on the disk, for its owner alone; raises OSError when the disk refuses."""
        make_private(project / FOLDER)
        told = {**asdict(self), "at": self.at.isoformat()}
        content = json.dumps(told, ensure_ascii=False, indent=1).encode()
        write_whole(project / self.file, content, lasting=True, private=True)

    def forget(self, project: Path) -> None:
        """Take it away, for nothing has come of it; one that stays is seen to say nothing."""
        with suppress(OSError):
            (project / self.file).unlink()


def kept(project: Path, account: str, region: str) -> Iterator[Kept]:
    """Yield what was replaced in a region of an account, the latest first.

    Raises:
        Refusal: A file of it is damaged, or cannot be read.
    """
    for name in sorted(_names(project), reverse=True):
        path = FOLDER / name
        try:
            record = _read(json.loads((project / path).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            fix = "Set the numbers by hand, and take the file away."
            raise _unreadable(path, type(error).__name__, fix) from None
        if (record.account, record.region) == (account, region):
            yield record


def _names(project: Path) -> list[str]:
    try:
        return [path.name for path in (project / FOLDER).iterdir() if path.suffix == ".json"]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        fix = "Be the user who has set the numbers."
        raise _unreadable(FOLDER, error.strerror or type(error).__name__, fix) from None


def _unreadable(path: Path, why: str, fix: str) -> Refusal:
    cause = f"What was replaced cannot be read there ({why})."
    return Refusal(Problem("kept-unreadable", path.as_posix(), None, cause, fix))


def _read(told: Mapping[str, Any]) -> Kept:
    return Kept(
        dt.datetime.fromisoformat(told["at"]),
        str(told["account"]),
        str(told["region"]),
        tuple(_step(one) for one in told["steps"]),
        bool(told["is_undo"]),
        bool(told["is_whole"]),
    )


def _step(told: Mapping[str, Any]) -> Step:
    changes: Sequence[Mapping[str, str]] = told["changes"]
    made = (Change(one["field"], one["is_"], one["will"]) for one in changes)
    return Step(str(told["sid"]), str(told["number"]), tuple(made))
