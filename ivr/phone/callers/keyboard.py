"""Where a person's keys come from, and the time they come at: a terminal, with no Enter."""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import IO, Any, Final, Protocol, Self

from ivr.phone.callers.caller import CallerError

try:
    import termios
    import tty
except ImportError:  # pragma: no cover - there is no termios on Windows
    NO_TERMIOS = True
else:
    NO_TERMIOS = False

HANG_UP: Final = "h"
SUSPEND: Final = "\x1a"
"""What Ctrl-Z is read as: whoever reads it clears the screen and calls ``suspend``."""
_ESCAPE: Final = "\x1b"
_LONGEST: Final = 1.0
"""Seconds that count between two looks at the clock. A machine that takes longer, where ten looks a
second are meant, sleeps or is too busy, and is so for the person too."""


class Keys(Protocol):
    """Keys, and the only clock that a person's telephone knows."""

    def __enter__(self) -> Self:
        """Take the keys."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give them back."""

    def now(self) -> float:
        """Return seconds on a clock that stands still while nobody can press a key."""

    def read(self, seconds: float) -> str:
        """Wait for one key, at most so long; empty when none came."""

    def suspend(self) -> None:
        """Let the person do something else, and return when they are back."""


class Keyboard:
    """The keys of a terminal while it is entered as a context.

    Ctrl-C is read as a hang-up; a second one is a KeyboardInterrupt. Ctrl-Z is read as a key too.

    Args:
        stream: the terminal; None is standard input.
        clock: seconds that always pass.

    Raises:
        CallerError: on entering, when the stream is no terminal. Scripted keys are needed then.

    >>> import io
    >>> with Keyboard(io.StringIO("1")) as keyboard:
    ...     keyboard.read(0.1)
    Traceback (most recent call last):
        ...
    ivr.phone.callers.caller.CallerError: standard input is no terminal, so nobody can press a \
key; write the keys down instead, such as --keys 1,1,2
    """

    def __init__(
        self, stream: IO[Any] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = sys.stdin if stream is None else stream
        self._clock = clock
        self._looked = clock()
        self._now = 0.0
        self._before: list[Any] = []
        self._signals = dict[signal.Signals, Any]()
        self._typed: list[str] = []
        self._hung_up = False

    def __enter__(self) -> Self:
        """Switch off line editing and echo, and take Ctrl-C and Ctrl-Z as keys."""
        if NO_TERMIOS or not self._stream.isatty():
            raise CallerError(
                "standard input is no terminal, so nobody can press a key; "
                "write the keys down instead, such as --keys 1,1,2"
            )
        self._before = termios.tcgetattr(self._stream.fileno())
        if threading.current_thread() is threading.main_thread():
            for number, react in (
                (signal.SIGINT, self._interrupted),
                (signal.SIGTSTP, self._set_aside),
                (signal.SIGCONT, self._resumed),
            ):
                self._signals[number] = signal.signal(number, react)
        self._take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the terminal back as it was, whatever happened."""
        while self._signals:
            signal.signal(*self._signals.popitem())
        self._give_back()

    def _take(self) -> None:
        tty.setcbreak(self._stream.fileno(), termios.TCSADRAIN)
        self._looked = self._clock()

    def _give_back(self) -> None:
        # A terminal that was closed has nothing to be put back to.
        with suppress(termios.error):
            termios.tcsetattr(self._stream.fileno(), termios.TCSADRAIN, self._before)

    def now(self) -> float:
        """Return seconds on a clock that stands still while the process does."""
        looked = self._clock()
        self._now += min(looked - self._looked, _LONGEST)
        self._looked = looked
        return self._now

    def read(self, seconds: float) -> str:
        """Wait for one key, at most so long; empty when none came.

        A terminal that was closed hangs up. Arrow keys and their like arrive as several
        characters and are dropped whole.
        """
        if not self._typed:
            self._fill(seconds)
        return self._typed.pop(0) if self._typed else ""

    def _fill(self, seconds: float) -> None:
        descriptor = self._stream.fileno()
        ready, _, _ = select.select([descriptor], [], [], seconds)
        if not ready:
            return
        try:
            raw = os.read(descriptor, 64)
        except OSError:
            raw = b""
        # A terminal that is closed is a caller who is gone.
        typed = raw.decode("utf-8", errors="ignore") if raw else HANG_UP
        if not typed.startswith(_ESCAPE):
            self._typed.extend(typed)

    def suspend(self) -> None:
        """Stop the process, as the shell expects on Ctrl-Z, with the terminal as it was."""
        self._give_back()
        ours = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        # Nothing stops where no shell could bring the process back; the call goes on then.
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, ours)
        self._take()

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        # A second Ctrl-C is meant for a program that does not react to the first.
        if self._hung_up:
            raise KeyboardInterrupt
        self._hung_up = True
        self._typed.insert(0, HANG_UP)

    def _set_aside(self, _number: int, _frame: FrameType | None) -> None:
        self._typed.insert(0, SUSPEND)

    def _resumed(self, _number: int, _frame: FrameType | None) -> None:
        # Whatever stopped the process, the shell has had the terminal meanwhile.
        self._take()
