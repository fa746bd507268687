"""The note that `ivr run` leaves for `ivr call`: where to ring, and with which token to sign."""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ivr.cli.project import Refused
from ivr.model import Hotline

ACCOUNT_SID: Final = "AC" + "0" * 32
"""The emulated carrier's account: no account at Twilio can have it."""

NOTE: Final = Path(".run") / "carrier.json"


@dataclass(frozen=True, slots=True)
class Emulation:
    """A hotline served under the emulated carrier; ``numbers`` are those it can be called on.

    ``own_languages`` holds the language of each number that belongs to one, ``chosen`` the
    languages that can be chosen on each, where some municipality does not offer all.
    """

    url: str
    token: str
    timezone: str
    numbers: tuple[str, ...]
    own_languages: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def start(cls, url: str, hotline: Hotline) -> Emulation:
        """Return an emulation of a hotline with a token made for this run alone."""
        token, numbers = secrets.token_hex(16), tuple(hotline.entrances)
        own, chosen = own_languages(hotline), chosen_languages(hotline)
        return cls(url, token, hotline.timezone.key, numbers, own, chosen)

    def after(self, hotline: Hotline) -> Emulation:
        """Return the same emulation of a hotline that has changed."""
        return replace(Emulation.start(self.url, hotline), token=self.token)

    @classmethod
    def find(cls, project: Path) -> Emulation | None:
        """Return the emulation noted in a project, or None when there is no readable note."""
        try:
            note = json.loads((project / NOTE).read_text(encoding="utf-8"))
            numbers, own = tuple(note["numbers"]), dict(note.get("own_languages", {}))
            chosen = dict(note.get("chosen", {}))
            return cls(note["url"], note["token"], note["timezone"], numbers, own, chosen)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def answers(self) -> bool:
        """Tell whether somebody listens where the note says; one may have been left behind."""
        there = urlsplit(self.url)
        try:
            socket.create_connection((there.hostname or "", there.port or 80), timeout=1).close()
        except (OSError, ValueError):
            return False
        return True

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


def own_languages(hotline: Hotline) -> dict[str, str]:
    """Return the language of each number that belongs to one."""
    entrances = hotline.entrances.items()
    return {number: there.language for number, there in entrances if there.language is not None}


def chosen_languages(hotline: Hotline) -> dict[str, list[str]]:
    """Return the languages that can be chosen on each number; nothing where it is all on all.

    A number that nobody lists leads to the default municipality; it stands as an empty one.
    """
    if all(one.languages is None for one in hotline.municipalities.values()):
        return {}
    numbers = ("", *hotline.entrances)
    return {number: [*hotline.languages_in(hotline.entrance(number).municipality)]
            for number in numbers}  # fmt: skip
