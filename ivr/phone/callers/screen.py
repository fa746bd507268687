"""What the terminal telephone shows: a line for everything that happens, and one that moves."""

from rich.console import Console
from rich.live import Live
from rich.text import Text

from ivr.phone.call.events import (
    ApplicationError,
    CallEnded,
    DialEnded,
    Dialled,
    Event,
    Fault,
    Heard,
    KeyPressed,
    Silence,
    Transferred,
    WhisperHeard,
)
from ivr.phone.callers.caller import Sound


def clock_time(seconds: float) -> str:
    """Write seconds as minutes and seconds.

    >>> clock_time(75.4)
    '1:15'
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def words(sound: Sound) -> str:
    """Say what a sound is: its text, or the clip's name where no text came with it.

    >>> words(Sound("clip", 2.0, url="http://app.example/audio/9f2c.wav"))
    '[9f2c.wav]'
    """
    if sound.kind == "pause":
        return "..."
    return sound.text or f"[{sound.url.rpartition('/')[2]}]"


def describe(event: Event) -> tuple[str, str] | None:
    """Put an event into words and a style; None for what a caller does not notice.

    >>> describe(KeyPressed(3.0, "1"))
    ('key 1', 'bold cyan')
    """
    match event:
        case KeyPressed(key=key, barge_in=barge_in):
            text, style = f"key {key}{', cutting the prompt' if barge_in else ''}", "bold cyan"
        case Silence(at=at, end=end):
            text, style = f"nothing pressed for {end - at:.0f} s", "yellow"
        case Dialled(to=to):
            text, style = f"ringing {to}", "magenta"
        case WhisperHeard(text=said, url=url, language=language):
            text, style = f"only the callee hears ({language or '?'}): {said or url}", "magenta"
        case Transferred(at=at, end=end, to=to, ended_by=ended_by):
            text, style = f"talked to {to} for {end - at:.0f} s, ended by the {ended_by}", "magenta"
        case DialEnded(status=status, bridged=bridged):
            text, style = f"transfer: {status}{'' if bridged else ', not connected'}", "magenta"
        case Fault(code=code, url=url, problem=problem):
            text, style = f"error {code} at {url}: {problem}", "bold red"
        case ApplicationError(text=said):
            text, style = f"en  {said}", "red"
        case CallEnded(reason=reason):
            text, style = f"the call is over: {reason}", "bold"
        case _:
            return None
    return text, style


class Screen:
    r"""Lines on a terminal; plain lines where the output is no terminal.

    Args:
        console: where to; None is standard output.

    >>> import io
    >>> out = io.StringIO()
    >>> Screen(Console(file=out)).event(CallEnded(9.0, "end of TwiML"))
    >>> out.getvalue()
    '0:09  the call is over: end of TwiML\n'
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._live: Live | None = None

    @property
    def is_live(self) -> bool:
        """Whether a line can move."""
        return self._console.is_terminal

    def line(self, at: float, text: str, style: str = "") -> None:
        """Show one line that stays."""
        line = Text(f"{clock_time(at)}  {text}", style=style if self.is_live else "")
        # A transcript keeps its lines whole; a terminal gets them broken between words.
        self._console.print(line, soft_wrap=not self.is_live)

    def event(self, event: Event) -> None:
        """Show what happened, where a caller would notice it."""
        if isinstance(event, Heard):
            self._heard(event)
            return
        described = describe(event)
        if described is not None:
            self.line(event.at, *described)

    def _heard(self, event: Heard) -> None:
        language = f"{event.language or '?':3}"
        text = event.text or f"[{event.url.rpartition('/')[2]}]"
        cut = " (cut)" if event.interrupted else ""
        if self.is_live:
            self.line(event.at, f"{language} {text}{cut}")
        elif cut:
            self.line(event.end, "(cut)")

    def begin(self, at: float, sound: Sound) -> None:
        """Show a sound as it begins, where no line can move."""
        if not self.is_live and sound.kind != "pause":
            self.line(at, f"{sound.language or '?':3} {words(sound)}")

    def ask(self, at: float, text: str) -> None:
        """Show what is waited for, where no line can move."""
        if not self.is_live:
            self.line(at, text)

    def move(self, at: float, text: str, share: float = 0.0) -> None:
        """Redraw the moving line.

        Args:
            at: seconds from the answer.
            text: what plays or is waited for.
            share: how much of it is over, from 0 to 1.
        """
        if not self.is_live:
            return
        over = round(len(text) * min(1.0, max(0.0, share)))
        line = Text.assemble(
            (f"{clock_time(at)}  ", "bold green"), (text[:over], "bold"), (text[over:], "dim")
        )
        if self._live is None:
            self._live = Live(line, console=self._console, transient=True, auto_refresh=False)
            self._live.start()
        self._live.update(line, refresh=True)

    def rest(self) -> None:
        """Take the moving line away."""
        if self._live is not None:
            self._live.stop()
            self._live = None
