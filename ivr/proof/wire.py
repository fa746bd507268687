"""Every turn as the carrier gets it: small, strict, and in the portable subset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivr import carrier, phone
from ivr.call import Spoken, Transfer, Turn, whisper
from ivr.phone import twiml
from ivr.proof.finding import Finding
from ivr.proof.properties import Case

BASE_URL: Final = "https://hotline.example"

PORTABLE: Final = (twiml.Gather, twiml.Play, twiml.Dial, twiml.Redirect, twiml.Hangup)
"""What Twilio, Telnyx, SignalWire and Somleng all run; no Pause, and Say only where no clip is."""


def speaks_strict_twiml(case: Case) -> Iterator[Finding]:
    """Every turn, and every whisper, is TwiML that the strict interpreter takes."""
    checked: set[Turn] = set()
    addresses = carrier.Addresses(BASE_URL)
    for state, heard, turn in case.graph.turns():
        if turn in checked:
            continue
        checked.add(turn)
        documents = [(carrier.turn_twiml(turn, addresses, _clip_url), False)]
        if isinstance(turn.then, Transfer):
            scene = case.graph.scene
            words = whisper(scene.hotline, turn.then.state, scene.moment.at)
            documents.append((carrier.spoken_twiml(words, _clip_url, hang_up=False), True))
        for document, is_whisper in documents:
            fault = _fault(document.encode(), is_whisper=is_whisper)
            if fault:
                yield case.finding("speaks strict TwiML", fault, state, heard)


def _fault(document: bytes, *, is_whisper: bool) -> str:
    try:
        verbs = phone.parse(document, phone.LineRules(whisper=is_whisper)).verbs
    except phone.TwimlError as error:
        return str(error)
    foreign = [type(verb).__name__ for verb in verbs if not isinstance(verb, PORTABLE)]
    return f"{', '.join(foreign)} is not portable" if foreign else ""


def _clip_url(spoken: Spoken) -> str:
    return f"{BASE_URL}/audio/{spoken.language}/{'0' * 20}.wav"
