"""The sound of a call at this machine's loudspeaker, by whichever player is installed."""

import shutil
import signal
import subprocess
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from ivr.phone.audio.wav import write_wav

PLAYERS: Final = (
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
    ("play", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
)
"""What can play a WAV file, with what keeps it quiet otherwise; the first one found does."""

_NO_DEVICE: Final = "audio open failed"
"""What ffplay says where nothing can sound; it ends with 0 all the same."""

_TAIL_SECONDS: Final = 1.0
"""How much longer than its sound a player may take: it starts late, and so ends late."""


def find_player() -> tuple[str, ...]:
    """Return the command of the first player on the path; empty where there is none."""
    return next((player for player in PLAYERS if shutil.which(player[0])), ())


class Speaker:
    """Plays one sound at a time while it is entered as a context.

    A player that fails is not asked again: ``trouble`` says why.

    Args:
        player: a command that plays the WAV file named after it; empty plays nothing.
    """

    def __init__(self, player: Sequence[str] = ()) -> None:
        self._player = tuple(player)
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = Path()
        self._clean_up = ExitStack()
        self.trouble = ""

    def __enter__(self) -> Self:
        """Make room for the sound."""
        folder = tempfile.TemporaryDirectory(prefix="call-", ignore_cleanup_errors=True)
        self._folder = Path(self._clean_up.enter_context(folder))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Be silent, and leave nothing behind."""
        self.stop()
        self._clean_up.close()

    @property
    def is_on(self) -> bool:
        """Whether there is anything to be heard."""
        return bool(self._player) and not self.trouble

    def play(self, samples: "array[int]") -> None:
        """Begin a sound, when the one before is over."""
        self.finish(_TAIL_SECONDS)
        if not self.is_on or not samples:
            return
        wav, said = self._folder / "sound.wav", self._folder / "said.txt"
        try:
            wav.write_bytes(write_wav(samples, as_mulaw=False))
            with said.open("wb") as errors:
                self._process = subprocess.Popen(  # noqa: S603 - a command of PLAYERS
                    [*self._player, str(wav)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    # The terminal's Ctrl-C and Ctrl-Z are the telephone's to understand.
                    start_new_session=True,
                )
        except OSError as error:
            self.trouble = f"{self._player[0]}: {error.strerror}"

    def finish(self, seconds: float | None = None) -> None:
        """Hear the sound out, but wait no longer than so many seconds; None waits for its end."""
        if self._process is None:
            return
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.stop()
            return
        self._process = None
        said = (self._folder / "said.txt").read_text(encoding="utf-8", errors="replace")
        if code != 0 or _NO_DEVICE in said:
            lines = [line.strip() for line in said.splitlines() if line.strip()] or ["it failed"]
            # Libraries below the player have their say too.
            reason = next((line for line in lines if "audio" in line), lines[-1])
            name = self._player[0]
            self.trouble = f"{name}: {reason.removeprefix(f'{name}: ')}"

    def stop(self) -> None:
        """Cut the sound."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
            self._process = None
        self.finish()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Stand still in the midst of the sound, and go on from there."""
        if self._process is None:
            yield
            return
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)
