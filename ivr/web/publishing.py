"""gunicorn's master process, which takes over a changed folder, and gives way to a new program."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication

from ivr.problems import Refusal
from ivr.serving.publishing.content import content_version
from ivr.serving.publishing.status import BESIDE, FOLDER, Board, Master, now
from ivr.serving.publishing.taken import keep
from ivr.serving.publishing.trial import Trial
from ivr.serving.settings import Settings
from ivr.web.metrics import Metrics
from ivr.web.metrics.shared import PROCESSES
from ivr.web.takeover import KEPT, languages_of, successor_of_version, told, version_of
from ivr.web.upgrade.master import Upgradable

FOLLOWED: Final = "A new program is taking this one's place. Publish after that."


class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """The hotline as gunicorn serves it; ``board`` is where it leaves word of itself."""

    def __init__(self, settings: Settings, hotline: Flask, gunicorn: dict[str, object]) -> None:
        self.settings = settings
        self.hotline = hotline
        self.board = Board(settings.root, BESIDE if "GUNICORN_PID" in os.environ else FOLDER)
        self._gunicorn = gunicorn | {
            "when_ready": _share_memory,
            "on_reload": _share_memory,
            "pre_fork": _give_column,
            "post_fork": self._worker_begins,
            "post_worker_init": self._worker_serves,
            "worker_exit": self._worker_ends,
            "child_exit": self._worker_has_ended,
            "on_exit": lambda _: self.board.leave(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn up, as it wants it at every reload."""
        for name, value in self._gunicorn.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return what is served, as gunicorn asks for it once."""
        return self.hotline

    def serve(self, hotline: Flask) -> None:
        """Have every worker that is forked from now on serve this one."""
        self.hotline = self.callable = hotline

    def run(self) -> None:
        """Serve until SIGTERM."""
        Publisher(self).run()

    @property
    def metrics(self) -> Metrics:
        """What this process and its workers have counted."""
        found: Metrics = self.hotline.extensions["metrics"]
        return found

    def _worker_begins(self, _arbiter: object, worker: Any) -> None:  # noqa: ANN401 - gunicorn's
        self.metrics.shared.use(worker.column)

    def _worker_serves(self, worker: Any) -> None:  # noqa: ANN401 - gunicorn's
        self.board.tell_worker(worker.pid, version_of(self.hotline))
        # What is old is taken away on days without a call, too.
        self.hotline.extensions["journal"].begin()

    def _worker_ends(self, _arbiter: object, worker: Any) -> None:  # noqa: ANN401 - as above
        # gunicorn asks for it in the master, too, of a worker that is gone already.
        if worker.pid == os.getpid():
            self.hotline.extensions["journal"].close()

    def _worker_has_ended(self, _arbiter: object, worker: Any) -> None:  # noqa: ANN401 - as above
        self.board.forget_worker(worker.pid)
        self.metrics.forget(worker.column)


class Publisher(Upgradable):
    """The master process; the methods keep gunicorn's names.

    On SIGHUP a process of its own reads the folder, checks it and builds what is missing. Only
    what has stood that trial is read here, which takes no longer than a second, and workers that
    serve it take the place of those that are there: these answer what they have begun. Nothing
    else happens in this process: one with threads must not fork.
    """

    app: Server

    def start(self) -> None:
        """Begin to listen, and say so on the disk."""
        super().start()
        settings = self.app.settings
        self._trial: Trial | None = None
        self._again = False
        self._said = Master(
            self.pid,
            self.num_workers,
            version_of(self.app.hotline),
            now(),
            languages=languages_of(self.app.hotline),
            drafts=settings.drafts,
            outdated=settings.outdated,
            command=self.command,
            searched=self.searched,
            directory=self.START_CTX["cwd"],
        )
        if not self.app.board.take():
            self.log.warning("`ivr publish` cannot find this server: %s", _why(self.app.board))
        self.app.board.tell(self._said)
        keep(settings.root, self._said.version)
        if content_version(settings.root) != self._said.version:
            # Written during the start, and perhaps told of when nobody listened.
            self.signal(signal.SIGHUP, None)

    def murder_workers(self) -> None:
        """Once a second: end the workers that hang, and see that `ivr publish` finds this server.

        It does not where the folder was emptied, is another one behind the same link, or belonged
        to the server before this one.
        """
        super().murder_workers()
        self._be_found()

    def _be_found(self) -> None:
        if not self.app.board.is_found and self.app.board.take():
            self.app.board.tell(self._said)
            for pid in self.WORKERS:
                self.app.board.tell_worker(pid, self._said.version)

    def handle_hup(self) -> None:
        """Put the folder on trial; when one is running, put it on trial again after that."""
        if self._trial is not None:
            self._again = True
            return
        if self.is_followed:
            self._refuse("", [FOLLOWED])
            return
        self.log.info("Reading %s", self.app.settings.root.resolve())
        try:
            self._trial = Trial.begin(self.app.settings.root, self.app.settings.variables)
        except OSError as error:
            self._refuse("", [f"No process can be started to check it: {error.strerror}."])

    def handle_chld(self) -> None:
        """Take leave of the processes that have ended; a trial's verdict is acted on."""
        super().handle_chld()
        if self._trial is not None and self._trial.is_over:
            trial, self._trial = self._trial, None
            self._decide(trial)
            if self._again:
                self._again = False
                self.handle_hup()

    handle_cld = handle_chld

    def handle_usr2(self) -> None:
        """Start the next version of the program; it reads the folder, so a trial is broken off."""
        if self._trial is not None and not self.master_pid:
            self._trial.break_off()
            self._trial, self._again = None, False
            self._refuse("", [FOLLOWED])
        super().handle_usr2()

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - as gunicorn has it
        """End the workers, and a trial with them."""
        if self._trial is not None:
            self._trial.break_off()
        super().stop(graceful)

    def _decide(self, trial: Trial) -> None:
        verdict = trial.verdict()
        for note in verdict.notes:
            self.log.warning("%s", note)
        if verdict.reasons:
            self._refuse(verdict.version, verdict.reasons)
            return
        former = self.app.hotline
        try:
            hotline = successor_of_version(former, self.app.settings, verdict.version)
        except Refusal as refused:
            self._refuse(verdict.version, str(refused).splitlines())
        except Exception as error:
            self.log.exception("A sound folder could not be taken over.")
            self._refuse(verdict.version, [f"{type(error).__name__}: see the log."])
        else:
            if hotline is None:
                self._again = True
            else:
                self._take_over(former, hotline)

    def keep_this_version(self, reason: str) -> None:
        """Go on where no new program has taken this one's place; says why."""
        super().keep_this_version(reason)
        self._answer("", (reason,), stayed=self._said.stayed + 1)

    def succeed(self) -> None:
        """Leave word where the former master has, before none is found."""
        beside, self.app.board = self.app.board, Board(self.app.settings.root)
        self._be_found()
        beside.leave()

    def _take_over(self, former: Flask, hotline: Flask) -> None:
        version = version_of(hotline)
        if version == version_of(former):
            self._answer(version)
            self.log.info("Nothing has changed: %s", version)
            return
        self.log.info("Taken over: %s", version)
        for line in told(former, hotline):
            self.log.info("  %s", line)
        self.app.serve(hotline)
        keep(self.app.settings.root, version)
        self._answer(version, version=version, since=now(), languages=languages_of(hotline))
        super().handle_hup()

    def _refuse(self, tried: str, reasons: Iterable[str]) -> None:
        kept = tuple(reasons)
        self.log.error(KEPT)
        for reason in kept:
            self.log.error("  %s", reason)
        self._answer(tried, kept)

    def _answer(self, tried: str, reasons: tuple[str, ...] = (), **changes: Any) -> None:  # noqa: ANN401 - of a status
        answered = self._said.answered + 1
        self._said = replace(self._said, answered=answered, tried=tried, reasons=reasons, **changes)
        self.app.board.tell(self._said)


def _give_column(arbiter: Any, worker: Any) -> None:  # noqa: ANN401 - gunicorn's
    """Choose where a worker counts: where no living one does, and an ended one may have done."""
    taken = {other.column for other in arbiter.WORKERS.values()}
    worker.column = next(place for place in range(1, PROCESSES) if place not in taken)


def _why(board: Board) -> str:
    if os.access(board.folder, os.W_OK):
        return f"another one is running in the same folder, as {board.folder} says."
    return f"{board.folder} cannot be written. Publish by SIGHUP."


def _share_memory(_arbiter: object) -> None:
    """Keep what is loaded out of the workers' garbage collections, which would copy its pages."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
