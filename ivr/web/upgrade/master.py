"""gunicorn's master process, which gives way to a new version of the program on SIGUSR2."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.systemd import sd_notify

from ivr.web.upgrade.program import asked_settings, started_by, successor_environ
from ivr.web.upgrade.succession import ENDED, LATE, Succession


class Upgradable(Arbiter):  # type: ignore[misc] # gunicorn has no types
    """A master of an ``app`` that has settings; the methods keep gunicorn's names.

    On SIGUSR2 the program that is now where this one was started from comes up beside it, as a
    master with workers of its own that accept from the same sockets. When each of them serves, this
    one stops; when they do not, it goes on.

    Attributes:
        command: What this process was started by.
        searched: What Python searched for its modules beside its own.
    """

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - gunicorn's
        super().__init__(app)
        self._succession: Succession | None = None
        self.command, self.searched = started_by()
        self.START_CTX.update({"args": [*self.command], 0: self.command[0]})
        self.cfg.set("pre_exec", _let_itself_be_ended)

    @property
    def is_followed(self) -> bool:
        """Whether a new program is coming up."""
        return self._succession is not None

    def murder_workers(self) -> None:
        """Once a second: end the workers that hang, and look whether a new program serves."""
        super().murder_workers()
        self._look_at_next()

    def handle_usr2(self) -> None:
        """Start the next version of the program, with its settings: new ones, if it was asked."""
        root = self.app.settings.root
        settings = asked_settings(root)
        if self.reexec_pid or self.master_pid:
            super().handle_usr2()  # which says why not
            return
        self.cfg.env_orig = successor_environ(
            os.environ if settings is None else settings, os.environ, self.searched
        )
        sd_notify(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}", self.log)
        self._succession = Succession(root)
        super().handle_usr2()

    def reexec(self) -> None:
        """Start the next version; one that cannot be started ends without touching this one."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            super().reexec()
        except OSError as error:
            if os.getpid() != self.pid:
                self.log.error("%s cannot be started: %s", self.command[0], error.strerror)  # noqa: TRY400 - its words say all
                os._exit(1)
            self.reexec_pid = 0
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def maybe_promote_master(self) -> None:
        """Take the place of the master before this one, once that has ended."""
        was_next = self.master_pid != 0
        super().maybe_promote_master()
        if was_next and self.master_pid == 0:
            self.succeed()

    def succeed(self) -> None:
        """Be told that the master before this one has ended."""

    def keep_this_version(self, reason: str) -> None:
        """Go on where no new program has taken this one's place; says why."""
        self._succession = None
        sd_notify(f"READY=1\nSTATUS={reason}", self.log)
        self.log.error("Not upgraded; calls are taken as before.")
        self.log.error("  %s", reason)

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - as gunicorn has it
        """End the workers, and a new program that does not serve yet."""
        if self._succession is not None:
            self._end_next()
        super().stop(graceful)

    def _look_at_next(self) -> None:
        """Once a second: stop when the next version serves, and go on when it does not."""
        if self._succession is None:
            return
        if not self.reexec_pid:
            self.keep_this_version(ENDED)
        elif self._succession.serves(self.reexec_pid):
            self._succession = None
            self.log.info("The new program serves (%s): this one ends.", self.reexec_pid)
            sd_notify(f"MAINPID={self.reexec_pid}\nREADY=1\nSTATUS=Serving", self.log)
            self.signal(signal.SIGTERM, None)
        elif self._succession.is_late:
            self._end_next()
            self.keep_this_version(LATE)

    def _end_next(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.reexec_pid, signal.SIGTERM)


def _let_itself_be_ended(_: object) -> None:
    """Between the fork and the next version a signal would be noted here, and be lost with it."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
