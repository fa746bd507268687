"""The changes of a project: how each is judged, made and taken back."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from ivr.definition.differences import differences
from ivr.files import make_private
from ivr.problems import Problem, Refusal
from ivr.serving.publishing.awaiting import NotPublished
from ivr.serving.publishing.clips import build_missing
from ivr.serving.publishing.trial import Trial
from ivr.speech.errors import SpeechError
from ivr.studio.changes.commits import commit
from ivr.studio.changes.draft import Change, Conflict, Draft, Replaced, Told, digest, digest_of
from ivr.studio.changes.heard import heard_otherwise
from ivr.studio.changes.kept import Files, Kept, put
from ivr.studio.changes.lines import lines_between
from ivr.studio.changes.log import Log, owners_alone
from ivr.studio.changes.names import path_of
from ivr.studio.changes.overlay import overlaid
from ivr.studio.changes.reading import Readings, worse
from ivr.studio.changes.taking_over import TakingOver
from ivr.studio.line import Line
from ivr.studio.settings import StudioSettings

_LOCK: Final = "lock"
_HERE: Final = 40
"""So many clips are built in the process that serves the pages, within a second or two."""


class Changes:
    """Makes changes one after the other, whoever asks."""

    def __init__(self, settings: StudioSettings, line: Line) -> None:
        self._settings = settings
        self._line = line
        self._log = Log(settings.folder)
        self._kept = Kept(settings.root, settings.folder)
        self._readings = Readings(settings)
        if self._kept.is_under_way:
            with suppress(OSError), self._alone():
                pass  # what a killed process has left is mended before anybody reads it

    def seen(self, *names: str) -> dict[str, str]:
        """Return the digests of files as they are, for a draft that begins now."""
        return {name: digest_of(self._path(name)) for name in names}

    def standing(self) -> tuple[Problem, ...]:
        """Return what is wrong with the project as it is, whoever changes it."""
        return self._readings.of({}).problems

    def judge(self, draft: Draft) -> tuple[Problem, ...]:
        """Return what a draft would make wrong with the project, mistakes and warnings.

        What is wrong already, `standing` tells.

        Raises:
            Conflict: Somebody else has changed one of its files.
            NotToBeChanged: It names a file that is not the content's.
        """
        self._refuse_conflict(draft)
        return tuple(worse(self.standing(), self._readings.of(draft.files).problems))

    def differences(self, draft: Draft) -> tuple[str, ...]:
        """Return in words what callers would hear otherwise, in the language of whoever asks."""
        return tuple(line.here for line in self._heard(draft.files))

    def make(self, draft: Draft, who: str) -> Change:
        """Write a draft, keep what it replaces, and have it taken over; whole, or not at all.

        A draft that changes nothing leaves no trace: the change has no id.

        Raises:
            Refusal: The project would have mistakes that it has not now, callers would lose
                something, or the server that answers calls refuses it.
            Conflict: Somebody else has changed one of its files.
            OSError: The disk refuses.
        """
        return self._make(draft, who)

    def last(self, number: int = 20) -> tuple[Change, ...]:
        """Return the latest changes, the newest first."""
        return self.all()[: -number - 1 : -1]

    def all(self) -> tuple[Change, ...]:
        """Return every change that was ever made, the oldest first."""
        return self._log.changes()

    def find(self, change_id: str) -> Change | None:
        """Return a change by its id."""
        return next((one for one in self._log.changes() if one.id == change_id), None)

    def lines(self, change: Change) -> str:
        """Return the lines that a change changed, as `diff -u` tells them; empty if not kept."""
        return self._kept.lines(change)

    def can_undo(self, change: Change) -> bool:
        """Tell whether its files are still as it left them."""
        left = {name: one.after for name, one in change.replaced.items()}
        return self._kept.has(change) and self.seen(*left) == left

    def undo(self, change_id: str, who: str) -> Change:
        """Put the files back as they were before a change; raises as `make` does.

        Raises:
            KeyError: There is no such change.
        """
        change = self.find(change_id)
        if change is None:
            raise KeyError(change_id)
        if not self.can_undo(change):
            seen = self.seen(*change.files)
            edited = (name for name, one in change.replaced.items() if seen[name] != one.after)
            raise Conflict(tuple(edited))
        seen = {name: one.after for name, one in change.replaced.items()}
        draft = Draft(self._kept.before(change), seen, change.told.taken_back(), change.needs)
        return self._make(draft, who, undoes=change.id)

    def _make(self, draft: Draft, who: str, undoes: str = "") -> Change:
        with self._alone():
            mistakes = [problem for problem in self.judge(draft) if problem.is_mistake]
            if mistakes:
                raise Refusal(*mistakes)
            before = {name: _content(self._path(name)) for name in draft.files}
            after = {name: new for name, new in draft.files.items() if new != before[name]}
            replaced = {name: Replaced(digest(before[name]), digest(after[name])) for name in after}
            at = self._settings.clock().replace(microsecond=0)
            change = Change("", at, who, draft.told, tuple(after), undoes, draft.needs, replaced)
            if not after:
                return change
            id_ = f"{at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
            change = replace(change, id=id_, heard=self._heard(after))
            return self._write(draft, change, {name: before[name] for name in after}, after)

    def _write(self, draft: Draft, change: Change, before: Files, after: Files) -> Change:
        """Write files and have them taken over; or raise, and all is as it was."""
        taking_over, drafted = TakingOver(self._settings, self._line), self._readings.of(after)
        if not taking_over.has_server:
            self._build(after)
        self._refuse_conflict(draft)  # which a hand may have brought about meanwhile
        self._kept.begin(change, before, lines_between(before, after))
        try:
            self._put(after)
            self._line.expect(drafted.version, drafted.loaded)
            change = replace(change, heard_from=taking_over.end())
            self._log.append(change)
        except BaseException:
            left = [name for name in after if _content(self._path(name)) == after[name]]
            self._put({name: before[name] for name in left})
            self._kept.end()
            self._kept.drop(change)
            taking_over.go_back()
            raise
        self._kept.end()
        self._kept.prune()
        said = commit(self._settings.root, change.files, change.who, change.told)
        notes = taking_over.notes()
        return replace(change, notes=notes if said is None else (*notes, said))

    def _put(self, files: Files) -> None:
        for name, content in files.items():
            put(self._path(name), content)

    def _path(self, name: str) -> Path:
        return path_of(self._settings.root, name)

    def _build(self, files: Files) -> None:
        """Build the clips of texts that are new, before anybody can be given the texts."""
        was, now = self._readings.of({}).loaded, self._readings.of(files).loaded
        recorded = any(name.startswith("audio/") for name in files)
        if now is None or not (recorded or was is None or now.texts != was.texts):
            return
        with overlaid(self._settings.root, files) as folder, suppress(SpeechError):
            # Somebody waits for it. What cannot be built, callers would lose: that is asked below.
            if build_missing(now, folder, here=_HERE) is None:
                trial = Trial.begin(folder, self._settings.variables)
                trial.wait()
                trial.verdict()

    def _heard(self, files: Files) -> tuple[Told, ...]:
        before, after = self._readings.of({}), self._readings.of(files)
        return heard_otherwise(
            differences(before.files, after.files), {**before.files, **after.files}
        )

    def _refuse_conflict(self, draft: Draft) -> None:
        names = {**dict.fromkeys(draft.files, ""), **draft.seen}
        now = self.seen(*names)
        if edited := tuple(name for name in names if now[name] != names[name]):
            raise Conflict(edited)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until nobody else changes anything, in this process or another."""
        make_private(self._settings.folder)
        with open(self._settings.folder / _LOCK, "ab", opener=owners_alone) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._kept.recover(self._log.changes()):
                with suppress(NotPublished):
                    TakingOver(self._settings, self._line).go_back()
            yield


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
