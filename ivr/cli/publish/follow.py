"""`ivr run` takes over what changes in its folder by itself, and says so."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.project import Refused
from ivr.files import built_folder
from ivr.problems import Refusal
from ivr.serving.publishing.content import content_version, stamps
from ivr.serving.publishing.trial import Trial
from ivr.speech.clips.manifest import MANIFEST_NAME
from ivr.web.takeover import KEPT, Stage

if TYPE_CHECKING:
    from ivr.cli.dev_server import Emulation
    from ivr.serving.settings import Settings

_LOOK_S: Final = 1.0
_STILL_S: Final = 0.5
"""So long must no file change: an editing program writes several, one after the other."""


class Follower:
    """Looks at the files once a second; what stands its trial takes the place of what is served.

    ``emulation`` is the note for `ivr call`, which follows the hotline's numbers.
    """

    def __init__(self, stage: Stage, settings: Settings, emulation: Emulation) -> None:
        self.emulation = emulation
        self._stage = stage
        self._settings = settings
        self._over = threading.Event()
        self._trial: Trial | None = None
        self._refused = ""
        self._reasons: tuple[str, ...] = ()
        self._clips = built_folder(settings.root) / MANIFEST_NAME
        self._lacking: int | None = None

    @contextmanager
    def following(self) -> Iterator[None]:
        """Follow the folder for as long as the block lasts."""
        thread = threading.Thread(target=self._follow, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            if (trial := self._trial) is not None:
                trial.break_off()
            thread.join()

    def _follow(self) -> None:
        root = self._settings.root
        # What was written between the start and now is seen, too.
        seen = frozenset[tuple[str, int, int, int]]()
        while not self._over.wait(_LOOK_S):
            self._see_to_note()
            while (found := stamps(root)) != seen or self._has_clips():
                seen = found
                if self._over.wait(_STILL_S):
                    return
                if stamps(root) == seen:
                    self._look()

    def _has_clips(self) -> bool:
        """Tell whether clips have been built since a change was refused, perhaps for them."""
        return self._lacking is not None and self._lacking != _date(self._clips)

    def _look(self) -> None:
        """Try what is there now, unless it is served, or was refused for what it says."""
        version = content_version(self._settings.root)
        served = self._stage.version
        if version == served:
            if self._refused:
                self._refused, self._lacking = "", None
                _tell(f"As it was: calls hear {served}.")
            return
        if version == self._refused and not self._has_clips():
            return
        self._lacking = None
        try:
            self._try(version)
        except Refusal as refused:
            self._refuse(version, str(refused).splitlines())
            self._lacking = _date(self._clips)
        except Exception as error:  # noqa: BLE001 - whatever it is, calls are taken on
            self._refuse(version, [f"{type(error).__name__}: {error}"])

    def _try(self, version: str) -> None:
        """Put the folder on trial, and serve it; raises Refusal."""
        self._trial = trial = Trial.begin(self._settings.root, self._settings.variables)
        if self._over.is_set():
            trial.break_off()
        trial.wait()
        self._trial = None
        if self._over.is_set():
            return
        verdict = trial.verdict()
        for note in verdict.notes:
            _tell(note)
        if verdict.reasons:
            self._refuse(version, verdict.reasons)
            return
        lines = self._stage.take_over(self._settings, version)
        if lines is not None:  # or else it has changed again, and will be seen
            self._refused = ""
            _tell(f"Taken over: {version}")
            for line in lines or ("callers hear no difference",):
                _tell(f"  {line}")
            self._leave_note()

    def _leave_note(self) -> None:
        """Let `ivr call` know the numbers that can be called now."""
        fresh = self.emulation.after(self._stage.hotline)
        if fresh != self.emulation:
            self.emulation = fresh
            try:
                fresh.leave(self._settings.root)
            except Refused as error:
                _tell(str(error))

    def _see_to_note(self) -> None:
        """Leave the note again where another run's has taken its place, and that one has ended."""
        root = self._settings.root
        found = self.emulation.find(root)
        if found is None or (found != self.emulation and not found.answers()):
            with suppress(Refused):  # which the start has told, or the next look mends
                self.emulation.leave(root)

    def _refuse(self, version: str, reasons: Iterable[str]) -> None:
        """Say once of a change why it is not taken over."""
        refused = version, tuple(reasons)
        if refused != (self._refused, self._reasons):
            self._refused, self._reasons = refused
            _tell(KEPT)
            for reason in self._reasons:
                _tell(f"  {reason}")


def _date(path: Path) -> int:
    """Return when a file was changed, in nanoseconds of the epoch; 0 for none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _tell(line: str) -> None:
    """Say something where somebody still listens: what is piped away may have ended."""
    with suppress(OSError):
        click.echo(line)
