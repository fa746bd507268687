"""What can go wrong on the carrier's side, each as one line a person can act on."""

from dataclasses import dataclass


class PhoneError(Exception):
    """The base of everything the emulated carrier raises on purpose."""


@dataclass(frozen=True, slots=True)
class TwimlFault:
    """One mistake in a TwiML document.

    Args:
        line: where it stands, counted from 1; 0 when it is about the document as a whole.
        verb: the element's name, such as ``Gather``.
        problem: the cause, what is allowed, and the nearest right name.
        code: the number Twilio's debugger would show.

    >>> print(TwimlFault(3, "Gather", 'unknown attribute "timout"', 12200))
    line 3: <Gather>: unknown attribute "timout" (12200)
    """

    line: int
    verb: str
    problem: str
    code: int

    def __str__(self) -> str:
        """One line: place, cause, code."""
        place = f"line {self.line}: " if self.line else ""
        verb = f"<{self.verb}>: " if self.verb else ""
        return f"{place}{verb}{self.problem} ({self.code})"


class TwimlError(PhoneError):
    """A TwiML document that may not be run, with every mistake found in it.

    Args:
        faults: the mistakes in document order; never empty.

    >>> error = TwimlError([TwimlFault(1, "Say", "nothing to say", 13520)])
    >>> error.code, str(error)
    (13520, 'line 1: <Say>: nothing to say (13520)')
    """

    def __init__(self, faults: list[TwimlFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, faults)))

    @property
    def code(self) -> int:
        """The first fault's number, which is the one sent to the fallback URL as ErrorCode."""
        return self.faults[0].code


class FetchError(PhoneError):
    """A document or clip that could not be had from the application.

    Args:
        code: the number Twilio's debugger would show.
        url: what was asked for.
        problem: the cause.

    >>> str(FetchError(11205, "http://localhost:1/voice", "nobody answers"))
    'http://localhost:1/voice: nobody answers (11205)'
    """

    def __init__(self, code: int, url: str, problem: str) -> None:
        self.code = code
        self.url = url
        self.problem = problem
        super().__init__(f"{url}: {problem} ({code})")


class ClipError(FetchError):
    """A clip that cannot be fetched or played: the caller hears an application error."""


class WavError(PhoneError):
    """Bytes that are not a WAV file this emulator can measure."""


class OverrideError(PhoneError):
    """A URL fragment that is not a list of Twilio's connection overrides."""
