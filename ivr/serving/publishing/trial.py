"""A changed folder on trial, in a process of the lowest priority: no call waits for it.

`python -m ivr.serving.publishing.trial` reads and checks the folder of HOTLINE_ROOT, builds the
clips that are missing, and writes its verdict; whoever takes calls has started it, and goes on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from ivr.definition import load
from ivr.problems import Refusal
from ivr.serving.publishing.clips import build_missing
from ivr.serving.publishing.content import content_version, read_whole
from ivr.speech.errors import SpeechError

LOWEST: Final = 19
"""Whatever else the machine does goes first, the calls above all."""

_NO_WORD: Final = "The check of the changed folder ended without a word. Look above, and try again."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a trial found of a ``version``: every reason against it, or none.

    ``notes`` are what could not be built, and why.
    """

    version: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Trial:
    """A running trial; its verdict is written to a file, so that it never waits for a reader."""

    def __init__(self, process: subprocess.Popen[bytes], told: IO[bytes]) -> None:
        self._process = process
        self._told = told

    @classmethod
    def begin(cls, root: Path, environ: Mapping[str, str]) -> Trial:
        """Put a folder on trial in a process of its own, with these variables for its routes.

        Raises:
            OSError: No process can be started.
        """
        told = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process has ended
        command = [sys.executable, "-m", __name__]
        env = {**os.environ, **environ, "HOTLINE_ROOT": str(root)}
        # Its progress goes where this process tells its own. A terminal's Ctrl-C does not reach it.
        process = subprocess.Popen(command, env=env, stdout=told, process_group=0)  # noqa: S603 - ours
        return cls(process, told)

    @property
    def is_over(self) -> bool:
        """Whether the verdict is there."""
        return self._process.poll() is not None

    def wait(self) -> None:
        """Wait until it is over, or broken off."""
        self._process.wait()

    def verdict(self) -> Verdict:
        """Return the verdict of a trial that is over; one that was killed counts against it."""
        with self._told as told:
            told.seek(0)
            try:
                said = json.loads(told.read())
                return Verdict(said["version"], tuple(said["reasons"]), tuple(said["notes"]))
            except (ValueError, KeyError, TypeError):
                return Verdict(reasons=(_NO_WORD,))

    def break_off(self) -> None:
        """End it without a verdict; the clips it has made stay."""
        self._process.kill()  # for it may hang where the folder lies
        self._process.wait()


def tried(root: Path, environ: Mapping[str, str]) -> Verdict:
    """Read and check a folder and build what is missing; return what came of it."""
    try:
        version, loaded = read_whole(root, lambda: load(root, environ))
    except Refusal as refused:
        mistakes = (problem for problem in refused.problems if problem.is_mistake)
        return Verdict(content_version(root), tuple(map(str, mistakes)))
    try:
        report = build_missing(loaded, root, _Lines())
    except SpeechError as error:
        return Verdict(version, notes=(str(error),))
    failures = () if report is None else report.failures
    return Verdict(version, notes=tuple(map(str, failures)))


class _Lines:
    """How far a build is, in a few lines."""

    def __init__(self) -> None:
        self._done = self._all = 0

    def total(self, clips: int) -> None:
        """Learn how many clips will be made."""
        self._all = clips
        _tell(f"Building {clips} clips")

    def advance(self, clips: int) -> None:
        """Learn that so many more clips are made."""
        before, self._done = self._done, self._done + clips
        if before * 4 // self._all != self._done * 4 // self._all:
            _tell(f"  {self._done} of {self._all}")


def _tell(line: str) -> None:
    with suppress(OSError):  # whoever listened may have gone; the verdict goes elsewhere
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - a process of its own


def main() -> None:
    """Try the folder of HOTLINE_ROOT, and write the verdict as JSON."""
    os.nice(LOWEST)
    json.dump(asdict(tried(Path(os.environ["HOTLINE_ROOT"]), os.environ)), sys.stdout)


if __name__ == "__main__":
    main()
