"""Single keys from a terminal, with no Enter; the terminal is put back as it was."""

import os
import select
import sys
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, Self

from ivr.phone.callers.caller import CallerError

try:
    import termios
    import tty
except ImportError:  # pragma: no cover - there is no termios on Windows
    NO_TERMIOS = True
else:
    NO_TERMIOS = False

HANG_UP = "h"
_ESCAPE = "\x1b"


class Keyboard:
    """The keys of a terminal while it is entered as a context.

    Args:
        stream: the terminal; None is standard input.

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

    def __init__(self, stream: IO[Any] | None = None) -> None:
        self._stream = sys.stdin if stream is None else stream
        self._descriptor = -1
        self._restore: Callable[[], None] = lambda: None
        self._typed: list[str] = []

    def __enter__(self) -> Self:
        """Switch off line editing and echo."""
        if NO_TERMIOS or not self._stream.isatty():
            raise CallerError(
                "standard input is no terminal, so nobody can press a key; "
                "write the keys down instead, such as --keys 1,1,2"
            )
        descriptor = self._stream.fileno()
        before = termios.tcgetattr(descriptor)
        self._descriptor = descriptor
        self._restore = lambda: termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        tty.setcbreak(descriptor)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the terminal back as it was, whatever happened."""
        self._restore()

    def read(self, seconds: float) -> str:
        """Wait for one key, at most so long; empty when none came.

        A terminal that was closed hangs up. Arrow keys and their like arrive as several
        characters and are dropped whole.
        """
        if not self._typed:
            self._fill(seconds)
        return self._typed.pop(0) if self._typed else ""

    def _fill(self, seconds: float) -> None:
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return
        try:
            raw = os.read(self._descriptor, 64)
        except OSError:
            raw = b""
        # A terminal that is closed is a caller who is gone.
        typed = raw.decode("utf-8", errors="ignore") if raw else HANG_UP
        if not typed.startswith(_ESCAPE):
            self._typed.extend(typed)
