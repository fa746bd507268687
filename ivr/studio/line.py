"""The hotline that the studio rings, reads and draws: the folder as it is, and as it was before."""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import suppress
from typing import Final

from flask import Flask

from ivr.definition import Loaded
from ivr.problems import Refusal
from ivr.serving.assembly import Assembly
from ivr.serving.publishing.content import content_version, stamps
from ivr.serving.settings import Settings
from ivr.studio.settings import StudioSettings
from ivr.web import create_app
from ivr.web.takeover import assembly_of, version_of

ADDRESS: Final = "http://studio.invalid"
"""The address of the hotline as its own emulated carrier signs it; nothing is sent there."""

KEPT: Final = 4
"""So many versions of the content are kept, for calls that have begun with one."""

_LOOK_S: Final = 1.0


class Line:
    """The hotline of a folder, assembled anew when the folder has changed.

    What cannot be served is not: the version before it stays, and ``reasons`` says why.
    """

    def __init__(self, settings: StudioSettings) -> None:
        self.reasons: tuple[str, ...] = ()
        self.token: Final = secrets.token_hex(16)
        self._settings = settings
        self._apps: dict[str, Flask] = {}
        self._refused = ""
        self._expected: tuple[str, Loaded | None] = "", None
        self._seen = 0.0
        self._lock = threading.Lock()

    def app(self, version: str = "") -> Flask:
        """Return the application of a version, or of the newest where that is gone or not told.

        Raises:
            Refusal: Nothing can be served of the folder, and nothing could be before.
        """
        with self._lock:
            if version in self._apps:
                return self._apps[version]
            if not self._apps or time.monotonic() - self._seen > _LOOK_S:
                self._renew()
                self._seen = time.monotonic()
            return [*self._apps.values()][-1]

    def look(self) -> None:
        """See what has changed in the folder now, and not only within a second."""
        with self._lock:
            self._seen = 0.0

    def expect(self, version: str, loaded: Loaded | None) -> None:
        """Take what somebody has read of a version, for when the folder is of it."""
        self._expected = version, loaded

    def keep_warm(self) -> None:
        """Assemble the folder now and whenever it has changed, before anybody asks for a page."""
        threading.Thread(target=self._follow, name="studio-line", daemon=True).start()

    def _follow(self) -> None:
        seen = frozenset[tuple[str, int, int, int]]()
        while True:
            if (found := stamps(self._settings.root)) != seen:
                seen = found
                self.look()
                with suppress(Refusal):  # which every page tells
                    self.app()
            time.sleep(_LOOK_S)

    @property
    def assembly(self) -> Assembly:
        """What is served of the folder; raises Refusal as `app` does."""
        return assembly_of(self.app())

    @property
    def version(self) -> str:
        """The content that is served; raises Refusal as `app` does."""
        return version_of(self.app())

    def _renew(self) -> None:
        now = content_version(self._settings.root)
        if now in self._apps:
            self._apps[now] = self._apps.pop(now)
            self.reasons = ()
            return
        if now == self._refused and self._apps:
            return
        former = [*self._apps.values()][-1] if self._apps else None
        try:
            app = self._assembled(now, former)
        except Refusal as refusal:
            if former is None:
                raise
            self._refused, self.reasons = now, tuple(str(refusal).splitlines())
            return
        self.reasons = ()
        self._apps[version_of(app)] = app
        while len(self._apps) > KEPT:
            del self._apps[next(iter(self._apps))]

    def _assembled(self, now: str, former: Flask | None) -> Flask:
        (version, loaded), self._expected = self._expected, ("", None)
        if version == now:
            app = create_app(self._served(), former=former, loaded=loaded)
            if version_of(app) == version:
                return app  # and nobody has written since
        return create_app(self._served(), former=former)

    def _served(self) -> Settings:
        kept = self._settings
        return Settings(
            ADDRESS,
            (self.token,),
            kept.root,
            kept.variables,
            emulated=True,
            drafts=kept.drafts,
            outdated=kept.outdated,
            quiet=True,
        )
