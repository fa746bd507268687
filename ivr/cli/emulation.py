"""The note that `ivr run` leaves for `ivr call`: where to ring, and with which token to sign."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from ivr.cli.project import Refused

ACCOUNT_SID: Final = "AC" + "0" * 32
"""The emulated carrier's account: no account at Twilio can have it."""

NOTE: Final = Path(".run") / "carrier.json"


@dataclass(frozen=True, slots=True)
class Emulation:
    """A hotline served under the emulated carrier; ``numbers`` are those it can be called on."""

    url: str
    token: str
    timezone: str
    numbers: tuple[str, ...]

    @classmethod
    def start(cls, url: str, timezone: str, numbers: tuple[str, ...]) -> Emulation:
        """Return an emulation with a token made for this run alone."""
        return cls(url, secrets.token_hex(16), timezone, numbers)

    @classmethod
    def find(cls, project: Path) -> Emulation | None:
        """Return the emulation noted in a project, or None when there is no readable note."""
        try:
            note = json.loads((project / NOTE).read_text(encoding="utf-8"))
            return cls(note["url"], note["token"], note["timezone"], tuple(note["numbers"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def leave(self, project: Path) -> None:
        """Write the note, readable by this user alone; raises Refused when the disk refuses."""
        path = project / NOTE
        try:
            path.parent.mkdir(exist_ok=True)
            path.unlink(missing_ok=True)
            note = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            fix = "`ivr call` looks for it there."
            raise Refused(f"{path} cannot be written: {error.strerror}. {fix}") from None
        with os.fdopen(note, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)

    def take_away(self, project: Path) -> None:
        """Remove the note, unless another run has written its own since."""
        if Emulation.find(project) == self:
            (project / NOTE).unlink(missing_ok=True)
