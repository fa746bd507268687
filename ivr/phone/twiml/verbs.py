"""The verbs this carrier runs, as values: parsed, checked and complete with Twilio's defaults."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ivr.phone.errors import TwimlFault

Method: TypeAlias = Literal["GET", "POST"]
LegEvent: TypeAlias = Literal["initiated", "ringing", "answered", "completed"]


@dataclass(frozen=True, slots=True)
class Say:
    """Text spoken by the carrier's own voice.

    Args:
        text: what is said, at most 4,096 characters.
        language: a BCP-47 tag, or None for the account's default.
        voice: the voice's name, or None for the account's default.
        loop: how many times it is said.

    >>> Say("Hello").loop
    1
    """

    text: str
    language: str | None = None
    voice: str | None = None
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    """A clip the application serves.

    Args:
        url: absolute, or relative to the document's own URL.
        loop: how many times it is played.

    >>> Play("/audio/welcome.wav")
    Play(url='/audio/welcome.wav', loop=1)
    """

    url: str
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence.

    Args:
        length: seconds.

    >>> Pause().length
    1
    """

    length: int = 1


Prompt: TypeAlias = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    """A prompt that listens for keys while it plays and for a while after.

    Args:
        prompts: what is heard, in order.
        action: who is asked with the digits; None is the document's own URL.
        method: how it is asked.
        timeout: seconds waited after the prompts end, and after each key.
        num_digits: the count that ends the gathering; None is no limit.
        finish_on_key: the key that ends it and is not one of the digits; empty for none.
        action_on_empty_result: whether ``action`` is asked when nothing was pressed.

    >>> Gather().timeout, Gather().finish_on_key
    (5, '#')
    """

    prompts: tuple[Prompt, ...] = ()
    action: str | None = None
    method: Method = "POST"
    timeout: int = 5
    num_digits: int | None = None
    finish_on_key: str = "#"
    action_on_empty_result: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number to ring.

    Args:
        target: E.164, such as ``+4723327000``.
        url: TwiML heard by the callee alone before the two are joined (the whisper).
        method: how the whisper is asked for.
        status_callback: who is told of the leg's progress.
        status_callback_method: how they are told.
        status_callback_event: which steps they are told of.
        byoc: the trunk the call leaves by.
        refusal: why it cannot be rung at all; the leg then fails.

    >>> Number("+4723327000").status_callback_event
    ('completed',)
    """

    target: str
    url: str | None = None
    method: Method = "POST"
    status_callback: str | None = None
    status_callback_method: Method = "POST"
    status_callback_event: tuple[LegEvent, ...] = ("completed",)
    byoc: str | None = None
    refusal: TwimlFault | None = None


@dataclass(frozen=True, slots=True)
class Sip:
    """A SIP address to ring: how short and emergency numbers are reached, over a trunk.

    Args:
        target: such as ``sip:113@trunk.example``.
        url: the whisper, as for :class:`Number`.
        method: how the whisper is asked for.
        status_callback: who is told of the leg's progress.
        status_callback_method: how they are told.
        status_callback_event: which steps they are told of.
        username: for the far end's challenge.
        password: for the far end's challenge; never shown.
        refusal: why it cannot be rung at all; the leg then fails.

    >>> Sip("sip:113@trunk.example", password="secret")  # doctest: +ELLIPSIS
    Sip(target='sip:113@trunk.example', ...password='***')
    """

    target: str
    url: str | None = None
    method: Method = "POST"
    status_callback: str | None = None
    status_callback_method: Method = "POST"
    status_callback_event: tuple[LegEvent, ...] = ("completed",)
    username: str | None = None
    password: str | None = None
    refusal: TwimlFault | None = None

    def __repr__(self) -> str:
        """Show everything but the password."""
        shown = "None" if self.password is None else "'***'"
        return (
            f"Sip(target={self.target!r}, url={self.url!r}, username={self.username!r}, "
            f"password={shown})"
        )


Callee: TypeAlias = Number | Sip


@dataclass(frozen=True, slots=True)
class Dial:
    """A transfer: the callees ring together, and the first to answer is joined to the caller.

    Args:
        callees: one to ten.
        action: who is asked when it is over; None lets the document run on.
        method: how it is asked.
        timeout: seconds the callees ring at most.
        time_limit: seconds the two may talk at most.
        caller_id: the number shown to the callee; None is the caller's own.
        answer_on_bridge: whether the caller's own call is answered only when the callee's is.

    >>> Dial((Number("+4723327000"),)).timeout
    30
    """

    callees: tuple[Callee, ...]
    action: str | None = None
    method: Method = "POST"
    timeout: int = 30
    time_limit: int = 14_400
    caller_id: str | None = None
    answer_on_bridge: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    """The document to run instead of this one.

    Args:
        url: absolute, or relative to the document's own URL.
        method: how it is asked for.

    >>> Redirect("/menu").method
    'POST'
    """

    url: str
    method: Method = "POST"


@dataclass(frozen=True, slots=True)
class Hangup:
    """The end of the call.

    >>> Hangup()
    Hangup()
    """


@dataclass(frozen=True, slots=True)
class Reject:
    """A call that is refused and never answered.

    Args:
        reason: ``rejected`` or ``busy``.

    >>> Reject().reason
    'rejected'
    """

    reason: Literal["rejected", "busy"] = "rejected"


Verb: TypeAlias = Prompt | Gather | Dial | Redirect | Hangup | Reject


@dataclass(frozen=True, slots=True)
class Document:
    """One answer of the application, ready to run.

    Args:
        verbs: in order; none at all ends the call.

    >>> Document().verbs
    ()
    """

    verbs: tuple[Verb, ...] = ()
