"""What a start of this program would come to, found out in a process of its own.

`python -m ivr.web.upgrade.rehearsal` reads the environment as the server does, builds the clips
that are missing, puts the hotline together, and tells in JSON what keeps it from being served.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from ivr.environment import trimmed
from ivr.serving.publishing.trial import LOWEST, tried
from ivr.web.takeover import languages_of

_LINES: Final = 12
"""Of what a program says that ends without a verdict, the last ones tell why."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a start would come to: every reason against it, or the languages it would offer.

    ``notes`` are what could not be built, and why.
    """

    reasons: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def rehearse(python: str, environ: Mapping[str, str], folder: Path) -> Rehearsed:
    """Find out what a start of the program of this ``python`` would come to, in a ``folder``."""
    command = [python, "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603 - the server's own command
            command, env=dict(environ), cwd=folder, capture_output=True, text=True, check=False
        )
    except OSError as error:
        return Rehearsed((f"{python} cannot be started: {error.strerror}.",))
    try:
        said = json.loads(done.stdout)
        return Rehearsed(**{name: tuple(said[name]) for name in ("reasons", "languages", "notes")})
    except (ValueError, KeyError, TypeError):
        return Rehearsed(tuple(_last(done.stderr)) or (f"It ended with {done.returncode}.",))


def _last(said: str) -> Sequence[str]:
    return [line for line in said.splitlines() if line.strip()][-_LINES:]


def rehearsed() -> Rehearsed:
    """Return what a start with this environment would come to."""
    verdict = tried(Path(os.environ.get("HOTLINE_ROOT") or "."), trimmed(os.environ))
    if verdict.reasons:
        return Rehearsed(verdict.reasons, notes=verdict.notes)
    from ivr.web.server import ready  # noqa: PLC0415 - a fault of its own is told as another

    try:
        app = ready(os.environ)
    except SystemExit as ended:
        return Rehearsed(tuple(str(ended).splitlines()), notes=verdict.notes)
    return Rehearsed(languages=languages_of(app), notes=verdict.notes)


def main() -> None:
    """Rehearse a start, and write what it would come to."""
    os.nice(LOWEST)
    with redirect_stdout(sys.stderr):
        found = rehearsed()
    json.dump(asdict(found), sys.stdout)


if __name__ == "__main__":
    main()
