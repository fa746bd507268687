"""What the content of this folder has a call hear: the answer to each request of the carrier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ivr import carrier
from ivr.call import Spoken, answer, read_state, resume, whisper
from ivr.proof.probe.wire import Exchange
from ivr.serving.assembly import Assembly
from ivr.serving.clip_store import AUDIO, OPENING
from ivr.speech.clips.clip import Clip


class Expected:
    """The answers that a hotline of this content gives, with every clip of its list whole.

    ``base_url`` is where it is served; ``hotline`` has the languages that it offers, ``clips`` are
    those of the list, by file.
    """

    def __init__(self, assembly: Assembly, base_url: str) -> None:
        self.hotline = assembly.hotline
        self._assembly = assembly
        self._addresses = carrier.Addresses(base_url)
        self._audio = f"{base_url}{AUDIO}/"
        self._tone = assembly.room_tone()
        self.clips = {clip.file: clip for clip in assembly.clips.manifest}
        self._spoken: dict[str, Spoken] = {}

    def twiml(self, asked: Exchange, now: dt.datetime) -> str | None:
        """Return the answer to a request at a moment; None for one that is answered otherwise."""
        match asked.path:
            case carrier.ANSWER:
                return self._ring(asked, now)
            case carrier.TURN:
                return self._go_on(asked, now)
            case carrier.WHISPER:
                return self._tell_callee(asked, now)
            case carrier.FALLBACK:
                return self._apologise(asked)
            case _:
                return None

    def spoken(self, address: str) -> Spoken | None:
        """Return what a clip's address has been expected to say; None for what never was."""
        return self._spoken.get(address)

    def clip(self, address: str) -> Clip | None:
        """Return the clip of an address; None for what the list does not have."""
        return self.clips.get(self._file(address))

    def words(self, address: str) -> str:
        """Return what is heard at an address, for a reader."""
        if spoken := self._spoken.get(address):
            return f'{spoken.language} [{spoken.prompt}] "{spoken.text}"'
        if clip := self.clip(address):
            return f'{clip.language} "{clip.text}"'
        return f"[{self._file(address)}]"

    def _file(self, address: str) -> str:
        return address.removeprefix(self._audio).removeprefix(f"{OPENING}/")

    def _ring(self, asked: Exchange, now: dt.datetime) -> str:
        called = carrier.called_number(asked.form.get("To", ""), self.hotline.entrances)
        first = self._own_language(asked)
        turn = answer(self.hotline, called or "", now, self._can_be_heard, first=first)
        opening = turn.spoken[:1]
        return carrier.turn_twiml(
            turn, self._addresses, lambda one: self._sound(one, opening), tone=self._tone
        )

    def _go_on(self, asked: Exchange, now: dt.datetime) -> str:
        state = read_state(asked.query, self.hotline)
        input, first = carrier.read_input(asked.form), self._own_language(asked)
        turn = resume(self.hotline, state, input, now, self._can_be_heard, first=first)
        shown = carrier.caller_id(asked.form)
        return carrier.turn_twiml(turn, self._addresses, self._sound, shown, self._tone)

    def _tell_callee(self, asked: Exchange, now: dt.datetime) -> str:
        state = read_state(asked.query, self.hotline)
        accepted = asked.form.get("Digits", "") != ""
        words = () if accepted else whisper(self.hotline, state, now, self._can_be_heard)
        return carrier.whisper_twiml(words, self._sound, self._addresses.whisper(state))

    def _apologise(self, asked: Exchange) -> str:
        called = carrier.called_number(asked.form.get("To", ""), self.hotline.entrances)
        entrance = self.hotline.entrance(called or "")
        language = entrance.language or self.hotline.fallback_language
        prompts = self.hotline.municipalities[entrance.municipality].prompts[language]
        said = Spoken("apology", language, prompts["apology"].text.with_key(""))
        return carrier.spoken_twiml([said], self._sound, hang_up=True)

    def _own_language(self, asked: Exchange) -> str:
        return self.hotline.language_of(carrier.caller(asked.form))

    def _can_be_heard(self, spoken: Spoken) -> bool:
        return self._assembly.can_be_heard(spoken)

    def _sound(self, spoken: Spoken, opening: Iterable[Spoken] = ()) -> carrier.Sound:
        sound = self._assembly.sound(spoken)
        if sound is None:
            raise LookupError(f"{spoken.language} [{spoken.prompt}] has no sound")
        if spoken in opening:
            sound = self._assembly.clips.opening(sound)
        self._spoken[sound if isinstance(sound, str) else sound.text] = spoken
        return sound
