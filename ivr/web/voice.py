"""The voice webhook: signed requests in, TwiML out, and never silence."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs

from flask import Blueprint, Response, abort, request

from ivr import carrier
from ivr.call import Spoken, answer, read_state, resume, whisper
from ivr.journal import NoJournal
from ivr.model import Hotline
from ivr.refusals import Refusals
from ivr.serving.assembly import Assembly
from ivr.serving.settings import Settings
from ivr.web import refused
from ivr.web.journal import OWN_FAILURE, CallJournal, Opened
from ivr.web.metrics.counted import APOLOGY, FAILED
from ivr.web.metrics.measured import OUTCOME

CARRIER_CLOCK: Final = "X-Emulated-Time"
"""The header in which the emulated carrier tells the time of its call."""

log = logging.getLogger("ivr")

Clock = Callable[[], dt.datetime]


class VoiceWebhook:
    """What the carrier calls: each method reads Flask's request and returns TwiML.

    ``clock`` gives the time as an aware datetime; ``refusals`` count what comes to nothing, and the
    journal that is ``opened`` keeps what happens in calls.
    """

    def __init__(
        self,
        assembly: Assembly,
        settings: Settings,
        clock: Clock,
        refusals: Refusals | None = None,
        opened: Opened = NoJournal,
    ) -> None:
        self._assembly = assembly
        self._refusals = refusals or Refusals()
        self._hotline = hotline = assembly.hotline
        self._settings = settings
        self._clock = clock
        self._journal = CallJournal(hotline, self._now, opened)
        self._addresses = carrier.Addresses(settings.base_url, overrides=settings.overrides)
        self._apologies = _apologies(hotline)
        self._tone = assembly.room_tone()
        entrances = reversed(tuple(hotline.entrances.items()))
        self._numbers = {entrance.municipality: number for number, entrance in entrances}

    def blueprint(self) -> Blueprint:
        """Return the webhook's routes; none is reached without a valid signature."""
        blueprint = Blueprint("voice", __name__)
        blueprint.before_request(self._only_signed)
        spoken = {carrier.ANSWER: self._ring, carrier.TURN: self._go_on}
        for address, view in {**spoken, carrier.FALLBACK: self._apologise}.items():
            blueprint.post(address, endpoint=view.__name__)(self._heard(view))
        blueprint.post(carrier.WHISPER)(self._tell_callee)
        blueprint.post(carrier.STATUS)(self._note)
        return blueprint

    def _only_signed(self) -> None:
        if not refused.is_signed(self._settings):
            refused.note_unsigned(self._refusals, self._settings)
            abort(403)

    def _heard(self, view: Callable[[], str]) -> Callable[[], Response]:
        """Return a view whose failure, whatever it is, is heard as the apology."""

        def answered() -> Response:
            try:
                return _xml(view())
            except Exception:
                log.exception("A turn failed; the caller hears the apology.")
                request.environ[OUTCOME] = APOLOGY
                return _xml(self._apologise(OWN_FAILURE))

        return answered

    def _ring(self) -> str:
        called = carrier.called_number(request.form.get("To", ""), self._hotline.entrances)
        if called is None:
            refused.note_unlisted(self._refusals, self._hotline)
        sounds = _Sounds(self._assembly)
        first, now = self._own_language(), self._now()
        turn = answer(self._hotline, called or "", now, sounds.has, first=first)
        sounds.begin_with(turn.spoken[:1])
        addresses = replace(self._addresses, begun=int(now.timestamp()))
        twiml = carrier.turn_twiml(turn, addresses, sounds.known, tone=self._tone)
        self._journal.answered(turn, now)
        return twiml

    def _go_on(self) -> str:
        state = read_state(request.args, self._hotline)
        input, now = carrier.read_input(request.form), self._now()
        refused.note_transfer(self._refusals, self._hotline, state, input)
        sounds = _Sounds(self._assembly)
        first = self._own_language()
        turn = resume(self._hotline, state, input, now, sounds.has, first=first)
        caller_id = carrier.caller_id(request.form, self._numbers.get(state.municipality))
        begun = carrier.read_begun(request.args)
        addresses = replace(self._addresses, begun=begun)
        twiml = carrier.turn_twiml(turn, addresses, sounds.known, caller_id, self._tone)
        self._journal.resumed(state, input, turn, now, begun)
        return twiml

    def _own_language(self) -> str:
        """Return the language whose line a caller hears first; the number goes no further."""
        return self._hotline.language_of(carrier.caller(request.form))

    def _tell_callee(self) -> Response:
        try:
            state, sounds = read_state(request.args, self._hotline), _Sounds(self._assembly)
            # A callee who has pressed the key they were asked for is connected.
            accepted = request.form.get("Digits", "") != ""
            words = () if accepted else whisper(self._hotline, state, self._now(), sounds.has)
            twiml = carrier.whisper_twiml(words, sounds.known, self._addresses.whisper(state))
        except Exception:
            log.exception("A whisper failed; the callee is connected without it.")
            request.environ[OUTCOME] = FAILED
            twiml = carrier.spoken_twiml((), _Sounds(self._assembly).known, hang_up=False)
        return _xml(twiml)

    def _apologise(self, failure: str = "") -> str:
        refused.note_fallback(self._refusals, self._settings)
        self._journal.fell_back(failure)
        first, sounds = self._failed_language(), _Sounds(self._assembly)
        # An apology that has no sound is heard in another language: anything but silence.
        in_turn = (first, self._hotline.fallback_language, *self._apologies)
        apologies = [self._apologies[code] for code in in_turn if sounds.has(self._apologies[code])]
        return carrier.spoken_twiml(apologies[:1], sounds.known, hang_up=True)

    def _failed_language(self) -> str:
        """Return the caller's language, as the failed address or the number called tells it."""
        _, _, query = request.form.get("ErrorUrl", "").partition("?")
        failed = parse_qs(query.partition("#")[0])
        called = carrier.called_number(request.form.get("To", ""), self._hotline.entrances)
        entrance = self._hotline.entrance(called or "")
        told = (request.args.get("l"), *failed.get("l", ()), entrance.language)
        known = (language for language in told if language in self._apologies)
        return next(known, self._hotline.fallback_language)

    def _note(self) -> tuple[str, int]:
        refused.note_status(self._refusals)
        self._journal.over()
        return "", 204

    def _now(self) -> dt.datetime:
        told = _carrier_time() if self._settings.emulated else None
        return told or self._clock()


class _Sounds:
    """The sounds of one turn, each looked up once: a clip lost meanwhile cannot break the turn."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._found: dict[Spoken, carrier.Sound | None] = {}

    def has(self, spoken: Spoken) -> bool:
        """Tell whether a prompt can be heard."""
        if spoken not in self._found:
            self._found[spoken] = self._assembly.sound(spoken)
        return self._found[spoken] is not None

    def known(self, spoken: Spoken) -> carrier.Sound:
        """Return the sound of a prompt that has one."""
        sound = self._found[spoken]
        if sound is None:
            raise LookupError(f"{spoken.language} [{spoken.prompt}] has no sound")
        return sound

    def begin_with(self, first: Iterable[Spoken]) -> None:
        """Put silence before what is heard first in a call."""
        for spoken in first:
            self._found[spoken] = self._assembly.clips.opening(self.known(spoken))


def _carrier_time() -> dt.datetime | None:
    """Return the emulated carrier's clock, so that a call can be placed at any moment."""
    try:
        moment = dt.datetime.fromisoformat(request.headers.get(CARRIER_CLOCK, ""))
    except ValueError:
        return None
    # In the first and the last year a change of zone may leave the calendar.
    within = dt.MINYEAR < moment.year < dt.MAXYEAR
    return moment if moment.tzinfo and within else None


def _apologies(hotline: Hotline) -> dict[str, Spoken]:
    """Return the apology in every language, found before anything can fail."""
    default = hotline.municipalities[hotline.default_municipality]
    municipalities = (*hotline.municipalities.values(), default)
    return {
        code: Spoken("apology", code, one.prompts[code]["apology"].text.with_key(""))
        for one in municipalities
        for code in hotline.languages_in(one.key)
    }


def _xml(twiml: str) -> Response:
    return Response(twiml, mimetype="text/xml")
