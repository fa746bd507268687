"""The person at the telephone, as the carrier sees one: asked what they do, told what happens."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import Literal, Protocol, TypeAlias

from ivr.phone.audio.tones import KEYS
from ivr.phone.audio.wav import Wav
from ivr.phone.errors import PhoneError
from ivr.phone.events import WORDLESS, Event


class CallerError(PhoneError):
    """A caller who does what no telephone can do, such as pressing a key that is not there."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Something about to be heard.

    Args:
        kind: a clip, text the carrier says, or silence.
        seconds: how long it is.
        url: the clip's, or empty.
        text: what is said, or the clip's transcript where known.
        language: of the text, where known.
        wav: the clip itself.

    >>> Sound("pause", 1.0).text
    ''
    """

    kind: Literal["clip", "say", "pause"]
    seconds: float
    url: str = ""
    text: str = ""
    language: str = ""
    wav: Wav | None = None

    @property
    def is_wordless(self) -> bool:
        """Whether it is a sound in which nothing is said."""
        return self.language == WORDLESS


@dataclass(frozen=True, slots=True)
class Listen:
    """A stretch of the call in which the caller can act.

    Args:
        at: seconds from the answer at which it begins.
        sounds: what plays, in order.
        wait: seconds waited after the last sound; 0 when nothing is awaited.
        gathering: whether keys are listened for; otherwise only a hang-up counts.
        digits: the keys already pressed in this gathering.

    >>> Listen(0.0, (Sound("say", 2.0, text="Hello"),), wait=5, gathering=True).seconds
    7.0
    """

    at: float
    sounds: tuple[Sound, ...] = ()
    wait: float = 0.0
    gathering: bool = False
    digits: str = ""

    @property
    def ends(self) -> tuple[float, ...]:
        """When each sound is over, in seconds from the beginning.

        Added one after the other: ``sum`` rounds otherwise since Python 3.12, and the last sound
        would seem to be cut.

        >>> tenths = Listen(0.0, tuple(Sound("say", 0.1) for _ in range(10)))
        >>> tenths.ends[-1] == tenths.prompt_seconds
        True
        """
        return tuple(accumulate(sound.seconds for sound in self.sounds))

    @property
    def prompt_seconds(self) -> float:
        """How long the sounds last together."""
        return self.ends[-1] if self.sounds else 0.0

    @property
    def words_seconds(self) -> float:
        """When a caller has heard what there is to hear: a sound without words begins the wait.

        >>> tone = Sound("clip", 7.0, language="zxx")
        >>> Listen(0.0, (Sound("say", 2.0, text="Press one."), tone), wait=1).words_seconds
        2.0
        """
        begins = zip((0.0, *self.ends), self.sounds, strict=False)
        return next((begin for begin, one in begins if one.is_wordless), self.prompt_seconds)

    @property
    def seconds(self) -> float:
        """How long it lasts if the caller does nothing."""
        return self.prompt_seconds + self.wait


@dataclass(frozen=True, slots=True)
class Press:
    """The caller presses a key.

    Args:
        key: one of 0-9, * and #.
        after: seconds from the beginning of the :class:`Listen`.

    Raises:
        CallerError: no such key, or a moment before the beginning.

    >>> Press("1", after=2.5).key
    '1'
    """

    key: str
    after: float

    def __post_init__(self) -> None:
        """Refuse what no telephone can do."""
        if len(self.key) != 1 or self.key not in KEYS:
            raise CallerError(f'"{self.key}" is no key of a telephone; {KEYS} are')
        if not 0 <= self.after < inf:
            raise CallerError(
                f"key {self.key} is pressed {self.after:g} s after the prompt began; "
                "0 or more seconds are possible"
            )


@dataclass(frozen=True, slots=True)
class HangUp:
    """The caller puts the telephone down, some seconds after the beginning."""

    after: float = 0.0


Reaction: TypeAlias = Press | HangUp | None

RING_SECONDS = 5.0
"""How long a callee rings who is answered or busy, where nothing else is said."""

OutcomeStatus: TypeAlias = Literal["answered", "busy", "no-answer", "failed", "canceled"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of ringing one callee.

    Args:
        status: ``canceled`` means the caller hangs up while it rings.
        ring_seconds: until it is answered, busy or given up; None is 5 seconds for an answer, a
            busy tone and a caller who gives up, nothing for a failure, and the dial's whole
            time-out for no answer.
        talk_seconds: how long the two talk.
        ended_by: who hangs up then.
        whisper_keys: what the callee presses while hearing the whisper, one entry per gathering
            as for a scripted caller; a person presses what they are asked for.
        whispered: says what the callee does while hearing the whisper, in place of those keys.

    >>> Outcome("busy").ring_seconds is None
    True
    """

    status: OutcomeStatus = "answered"
    ring_seconds: float | None = None
    talk_seconds: float = 60.0
    ended_by: Literal["caller", "callee"] = "callee"
    whisper_keys: str = "1"
    whispered: Callable[[Listen], Reaction] | None = None


@dataclass(frozen=True, slots=True)
class Ringing:
    """A callee whose telephone rings.

    Args:
        to: the number or SIP address.
        call_sid: the leg's own.
        timeout: seconds it rings at most.
        caller_id: what the callee's telephone shows.
    """

    to: str
    call_sid: str
    timeout: float
    caller_id: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """How a conversation between caller and callee goes.

    Args:
        seconds: how long it lasts.
        ended_by: who hangs up.
    """

    seconds: float
    ended_by: Literal["caller", "callee"] = "callee"


class Caller(Protocol):
    """What the carrier asks of a caller; :class:`SilentCaller` is the simplest."""

    def listen(self, listen: Listen) -> Reaction:
        """Say what the caller does in this stretch: a key, a hang-up, or None for nothing."""

    def ring(self, ringing: Ringing) -> Outcome:
        """Say what comes of ringing this callee."""

    def talk(self, ringing: Ringing, outcome: Outcome, limit: float) -> Talk:
        """Say how the conversation goes, which the carrier cuts at ``limit`` seconds."""

    def tell(self, event: Event) -> None:
        """Be told what has just happened."""


class SilentCaller:
    """A caller who holds the line and presses nothing, and whose callees all answer.

    Made to be extended: a caller of your own overrides what it does differently.

    >>> SilentCaller().listen(Listen(0.0)) is None
    True
    """

    def listen(self, listen: Listen) -> Reaction:  # noqa: ARG002 - the protocol's
        """Do nothing."""
        return None

    def ring(self, ringing: Ringing) -> Outcome:  # noqa: ARG002 - the protocol's
        """Be answered."""
        return Outcome()

    def talk(self, ringing: Ringing, outcome: Outcome, limit: float) -> Talk:  # noqa: ARG002
        """Talk for as long as the outcome says."""
        return Talk(outcome.talk_seconds, outcome.ended_by)

    def tell(self, event: Event) -> None:
        """Take no notice."""
