"""What a terminal shows of a call: a line for everything that happens, and one that moves."""

from functools import cached_property

from rich.console import Console
from rich.live import Live
from rich.text import Text

from ivr.phone.callers.caller import Sound
from ivr.phone.callers.scripted import ScriptedCaller
from ivr.phone.callers.timed import TimedCaller
from ivr.phone.events import (
    ApplicationError,
    CallEnded,
    DialEnded,
    Event,
    Fault,
    Heard,
    KeyPressed,
    LegRung,
    Silence,
    Transferred,
    WhisperHeard,
)


def clock_time(seconds: float) -> str:
    """Write seconds as minutes and seconds.

    >>> clock_time(75.4)
    '1:15'
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def sentence(sound: Sound | Heard) -> str:
    """Put a sound into words: its language and its text, or the clip's name where none came.

    >>> sentence(Sound("clip", 2.0, url="http://app.example/audio/9f2c.wav", language="pl"))
    'pl  [9f2c.wav]'
    """
    text = sound.text or f"[{sound.url.rpartition('/')[2]}]"
    return f"{sound.language or '?':3} {text}"


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
        case LegRung(to=to):
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

    One line at a time can move: it is redrawn in place, and what was heard stays when it is over.

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
        self._at, self._text, self._stays = 0.0, "", False

    @property
    def is_live(self) -> bool:
        """Whether a line can move."""
        return self._console.is_terminal

    def note(self, text: str) -> None:
        """Show a line that is no part of the call."""
        self._print(Text(text, style="dim" if self.is_live else ""))

    def event(self, event: Event) -> None:
        """Show what happened, where a caller would notice it."""
        if isinstance(event, Heard):
            if event.is_wordless:
                return
            self._line(event.at, f"{sentence(event)}{' (cut)' if event.interrupted else ''}")
            return
        described = describe(event)
        if described is not None:
            self._line(event.at, *described)

    def _line(self, at: float, text: str, style: str = "") -> None:
        self._print(Text(f"{clock_time(at)}  {text}", style=style if self.is_live else ""))

    def _print(self, line: Text) -> None:
        # A transcript keeps its lines whole; a terminal gets them broken between words.
        self._console.print(line, soft_wrap=not self.is_live)

    def begin(self, at: float, text: str, *, stays: bool) -> None:
        """Begin a line.

        Args:
            at: seconds from the answer.
            text: what plays or is waited for.
            stays: whether a terminal keeps it when it is over, as it keeps what was heard.
        """
        self._at, self._text, self._stays = at, text, stays
        if text and not self.is_live:
            self._line(at, text)

    def move(self, seconds: float, share: float) -> None:
        """Redraw the line so many seconds after it began; ``share`` of it, from 0 to 1, is over."""
        if not self.is_live:
            return
        text, over = self._text or "...", round(len(self._text) * share)
        moment = clock_time(self._at if self._stays else self._at + seconds)
        line = Text.assemble(
            (f"{moment}  ", "bold green"), (text[:over], "bold"), (text[over:], "dim")
        )
        if self._live is None:
            self._live = Live(line, console=self._console, transient=True, auto_refresh=False)
            self._live.start()
        self._live.update(line, refresh=True)

    def rest(self) -> None:
        """Leave the terminal in order: the cursor is there, and the next line begins a line."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def end(self, at: float, *, cut: bool) -> None:
        """End the line, by a key or a hang-up where it was cut."""
        self.rest()
        if self._stays and self.is_live:
            self._line(self._at, f"{self._text}{' (cut)' if cut else ''}")
        elif self._stays and cut:
            self._line(at, "(cut)")


class TranscribedCaller(ScriptedCaller):
    """A scripted caller whose call is written down line by line as it happens."""

    @cached_property
    def _screen(self) -> Screen:
        return Screen()

    def tell(self, event: Event) -> None:
        """Show what was heard in full, and everything else a caller would notice."""
        self._screen.event(event)


class TranscribedTimedCaller(TimedCaller):
    """A caller who acts at given seconds, whose call is written down as it happens."""

    @cached_property
    def _screen(self) -> Screen:
        return Screen()

    def tell(self, event: Event) -> None:
        """Know what time it is, and show what a caller would notice."""
        super().tell(event)
        self._screen.event(event)
