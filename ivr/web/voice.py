"""The voice webhook: signed requests in, TwiML out, and never silence."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs

from flask import Blueprint, Response, abort, request

from ivr import carrier
from ivr.call import Dialling, LastWords, answer, lasts_too_long, read_state, resume, whisper
from ivr.journal import NoJournal
from ivr.refusals import Refusals
from ivr.serving.assembly import Assembly
from ivr.serving.settings import Settings
from ivr.web import refused
from ivr.web.journal import OWN_FAILURE, CallJournal, Opened, seconds_since
from ivr.web.limits import Limits
from ivr.web.metrics.counted import APOLOGY, FAILED
from ivr.web.metrics.measured import OUTCOME
from ivr.web.sounds import Sounds

CARRIER_CLOCK: Final = "X-Emulated-Time"
"""The header in which the emulated carrier tells the time of its call."""

log = logging.getLogger("ivr")

Clock = Callable[[], dt.datetime]


class VoiceWebhook:
    """What the carrier calls: each method reads Flask's request and returns TwiML.

    ``clock`` gives the time as an aware datetime; ``refusals`` count what comes to nothing, the
    journal that is ``opened`` keeps what happens in calls, and ``limits`` count for all processes.
    """

    def __init__(
        self,
        assembly: Assembly,
        settings: Settings,
        clock: Clock,
        refusals: Refusals | None = None,
        opened: Opened = NoJournal,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._assembly = assembly
        self._refusals = refusals or Refusals()
        self._hotline = hotline = assembly.hotline
        self._settings = settings
        self._clock = clock
        self._journal = CallJournal(hotline, self._now, opened)
        self._addresses = carrier.Addresses(settings.base_url, overrides=settings.overrides)
        self._limits = limits or Limits()
        self._last_words = LastWords.of(hotline)
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
        hotline = self._hotline
        called = carrier.called_number(request.form.get("To", ""), hotline.entrances)
        if called is None:
            refused.note_unlisted(self._refusals, hotline)
        sounds = Sounds(self._assembly)
        first, now = self._own_language(), self._now()
        # Under the emulated carrier everybody calls from the same number, at any moment.
        if not self._settings.emulated and self._limits.is_flood(hotline, request.form, now):
            refused.note_flood(self._refusals, hotline)
            language = hotline.entrance(called or "").language or first
            turn = self._last_words.ending(language, sounds.has)
        else:
            turn = answer(hotline, called or "", now, sounds.has, first=first)
        sounds.begin_with(turn.spoken[:1])
        addresses = replace(self._addresses, begun=int(now.timestamp()))
        twiml = carrier.turn_twiml(turn, addresses, sounds.known, tone=self._tone)
        self._journal.answered(turn, now)
        return twiml

    def _go_on(self) -> str:
        state = read_state(request.args, self._hotline)
        input, now = carrier.read_input(request.form), self._now()
        refused.note_transfer(self._refusals, self._hotline, state, input)
        sounds = Sounds(self._assembly)
        first, begun = self._own_language(), carrier.read_begun(request.args)
        if isinstance(state, Dialling):
            self._limits.leave(request.form)
        turn = resume(self._hotline, state, input, now, sounds.has, first=first)
        if lasts_too_long(self._hotline, state, input, turn, seconds_since(begun, now)):
            refused.note_long_call(self._refusals, self._hotline)
            turn = self._last_words.ending(state.language or first, sounds.has)
        turn, full = self._limits.unless_full(
            self._hotline, turn, request.form, now, sounds.has, first=first
        )
        if full is not None:
            refused.note_full(self._refusals, full)
        caller_id = carrier.caller_id(request.form, self._numbers.get(state.municipality))
        addresses = replace(self._addresses, begun=begun)
        twiml = carrier.turn_twiml(turn, addresses, sounds.known, caller_id, self._tone)
        self._journal.resumed(state, input, turn, now, begun, full=full)
        return twiml

    def _own_language(self) -> str:
        """Return the language whose line a caller hears first; the number goes no further."""
        return self._hotline.language_of(carrier.caller(request.form))

    def _tell_callee(self) -> Response:
        try:
            state, sounds = read_state(request.args, self._hotline), Sounds(self._assembly)
            # A callee who has pressed the key they were asked for is connected.
            accepted = request.form.get("Digits", "") != ""
            words = () if accepted else whisper(self._hotline, state, self._now(), sounds.has)
            twiml = carrier.whisper_twiml(words, sounds.known, self._addresses.whisper(state))
        except Exception:
            log.exception("A whisper failed; the callee is connected without it.")
            request.environ[OUTCOME] = FAILED
            twiml = carrier.spoken_twiml((), Sounds(self._assembly).known, hang_up=False)
        return _xml(twiml)

    def _apologise(self, failure: str = "") -> str:
        refused.note_fallback(self._refusals, self._settings)
        self._journal.fell_back(failure)
        first, sounds = self._failed_language(), Sounds(self._assembly)
        apology = self._last_words.apology(first, sounds.has)
        return carrier.spoken_twiml(apology, sounds.known, hang_up=True)

    def _failed_language(self) -> str:
        """Return the caller's language, as the failed address or the number called tells it."""
        _, _, query = request.form.get("ErrorUrl", "").partition("?")
        failed = parse_qs(query.partition("#")[0])
        called = carrier.called_number(request.form.get("To", ""), self._hotline.entrances)
        entrance = self._hotline.entrance(called or "")
        told = (request.args.get("l"), *failed.get("l", ()), entrance.language)
        known = (language for language in told if language in self._last_words.apologies)
        return next(known, self._hotline.fallback_language)

    def _note(self) -> tuple[str, int]:
        refused.note_status(self._refusals)
        if carrier.read_end(request.form) is not None:
            self._limits.leave(request.form)
        self._journal.over()
        return "", 204

    def _now(self) -> dt.datetime:
        told = _carrier_time() if self._settings.emulated else None
        return told or self._clock()


def _carrier_time() -> dt.datetime | None:
    """Return the emulated carrier's clock, so that a call can be placed at any moment."""
    try:
        moment = dt.datetime.fromisoformat(request.headers.get(CARRIER_CLOCK, ""))
    except ValueError:
        return None
    # In the first and the last year a change of zone may leave the calendar.
    within = dt.MINYEAR < moment.year < dt.MAXYEAR
    return moment if moment.tzinfo and within else None


def _xml(twiml: str) -> Response:
    return Response(twiml, mimetype="text/xml")
