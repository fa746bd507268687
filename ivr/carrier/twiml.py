"""From a turn to TwiML, in the subset that Twilio and the compatible platforms share.

Prompts play inside the Gather, so that a key interrupts them; there is no Pause and every
URL is absolute. See docs/architecture.md for what is left out and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from ivr.call import ACCEPT, Spoken, Transfer, Turn, Wait
from ivr.carrier.addresses import Addresses
from ivr.carrier.sound import Live, SoundOf
from ivr.carrier.waits import Filled, RoomTone, filled
from ivr.model.services import Route

ACCEPT_SECONDS: Final = 8
"""How long a callee may take to press a key; the caller hears ringing meanwhile."""


def turn_twiml(
    turn: Turn,
    addresses: Addresses,
    sound_of: SoundOf,
    caller_id: str | None = None,
    tone: RoomTone | None = None,
) -> str:
    """Return a turn as TwiML; ``caller_id`` is shown to a callee instead of the caller's own.

    A wait is filled with ``tone``; without one it is silent, and as long.
    """
    response = VoiceResponse()
    match turn.then:
        case Wait():
            action = addresses.turn(turn.then.state)
            wait = filled(turn.then, sound_of, tone)
            _listen(response, (turn.spoken, sound_of), action, wait, on_silence=True)
            # For platforms that fall through an empty Gather, as Twilio does by default.
            response.redirect(action, method="POST")
        case Transfer():
            _play(response, turn.spoken, sound_of)
            response.append(_dial(turn.then, addresses, caller_id))
        case _:
            _play(response, turn.spoken, sound_of)
            response.hangup()
    return str(response)


def spoken_twiml(spoken: Iterable[Spoken], sound_of: SoundOf, *, hang_up: bool) -> str:
    """Return TwiML that only says something: a whisper, or an apology that ends the call."""
    response = VoiceResponse()
    _play(response, spoken, sound_of)
    if hang_up:
        response.hangup()
    return str(response)


def whisper_twiml(spoken: Sequence[Spoken], sound_of: SoundOf, address: str) -> str:
    """Return what a callee hears before being connected; asked for a key, they must press one.

    The key comes to ``address``; without one their telephone is hung up, and they have not
    answered.
    """
    if not spoken or spoken[-1].prompt != ACCEPT:
        return spoken_twiml(spoken, sound_of, hang_up=False)
    response = VoiceResponse()
    wait = Filled((), ACCEPT_SECONDS)
    _listen(response, (spoken, sound_of), address, wait, on_silence=False)
    response.hangup()
    return str(response)


def away_twiml(
    spoken: Sequence[Spoken],
    announced: Iterable[Spoken],
    sound_of: SoundOf,
    callee: tuple[Route, int] | None,
) -> str:
    """Return TwiML that asks nobody anything: for whoever answers when the webhook cannot.

    ``callee`` is a route with the seconds it may ring; what is ``announced`` comes right before.
    Whatever becomes of that, what is ``spoken`` is said once more. One verb is on a line.
    """
    response = VoiceResponse()
    _play(response, spoken, sound_of)
    if callee is not None:
        route, seconds = callee
        _play(response, announced, sound_of)
        dial = Dial(timeout=seconds)
        noun = dial.sip if route.is_sip else dial.number
        noun(route.target)
        response.append(dial)
        _play(response, spoken, sound_of)
    response.hangup()
    # Within a text there is no such pair of signs: they are escaped there.
    return str(response).replace("><", ">\n<") + "\n"


def _play(verb: VoiceResponse | Gather, spoken: Iterable[Spoken], sound_of: SoundOf) -> None:
    for one in spoken:
        match sound_of(one):
            case Live(text, language, voice):
                verb.say(text, language=language, voice=voice)
            case address:
                verb.play(address)


def _listen(
    response: VoiceResponse,
    heard: tuple[Iterable[Spoken], SoundOf],
    action: str,
    wait: Filled,
    *,
    on_silence: bool,
) -> None:
    """Append what is heard while one key, # and * included, is listened for, and after it.

    Silence is told ``on_silence``.
    """
    spoken, sound_of = heard
    gather = Gather(
        input="dtmf",
        action=action,
        method="POST",
        num_digits=1,
        finish_on_key="",
        timeout=wait.timeout,
        action_on_empty_result=on_silence or None,
    )
    _play(gather, spoken, sound_of)
    for clip in wait.clips:
        gather.play(clip)
    response.append(gather)


def _dial(transfer: Transfer, addresses: Addresses, caller_id: str | None) -> Dial:
    given = {"caller_id": caller_id, "time_limit": transfer.talk_seconds}
    told = {name: value for name, value in given.items() if value is not None}
    action = addresses.turn(transfer.state)
    dial = Dial(
        action=action,
        method="POST",
        timeout=transfer.ring_seconds,
        # The caller hears ringing until the two are joined, and not silence while the callee is
        # told who calls.
        answer_on_bridge=True,
        **told,
    )
    whisper = addresses.whisper(transfer.state)
    noun = dial.sip if transfer.route.is_sip else dial.number
    noun(transfer.route.target, url=whisper, method="POST")
    return dial
