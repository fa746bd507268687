"""The page itself: a telephone that rings the folder's hotline, and calls as links and files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from math import inf
from typing import Final

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr.call import LastWords
from ivr.problems import Refusal
from ivr.serving.assembly import Assembly
from ivr.studio.context import Studio
from ivr.studio.pages.dates import moment
from ivr.studio.pages.moments import MINUTES, picks
from ivr.studio.pages.names import language_name
from ivr.studio.pages.numbers import number
from ivr.studio.pages.words import ui_language, word
from ivr.studio.phone.exchange import Exchange, Rung
from ivr.studio.phone.kept import as_replay
from ivr.studio.phone.places import passed
from ivr.studio.phone.reading import later, read_call
from ivr.studio.phone.script import LONGEST_S, BrokenCallError, Fault
from ivr.studio.phone.shown import countries, numbers
from ivr.studio.phone.stretches import Stretch
from ivr.studio.phone.timeline import Timeline, timeline
from ivr.studio.phone.wanted import Typed
from ivr.studio.sounds import as_wav

LETTERS: Final[Mapping[str, str]] = {
    "1": "", "2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO",
    "7": "PQRS", "8": "TUV", "9": "WXYZ", "*": "", "0": "", "#": "",
}  # fmt: skip
"""The twelve keys in their places, with their letters as ITU-T E.161 has them."""

_LASTING: Final = "private, max-age=600"
"""A call with its version and its moment is the same whenever it is made."""


def phone_blueprint(studio: Studio) -> Blueprint:
    """Return the page, and the calls behind it."""
    page = Blueprint("phone", __name__, url_prefix="/phone")
    phone = Phone(studio)
    page.get("")(phone.show)
    page.get("/call")(phone.call)
    page.get("/sound.wav")(phone.sound)
    page.get("/heard.wav")(phone.heard)
    page.get("/call.json")(phone.kept)
    return page


class Phone:
    """What the page and its script ask for; each call is made anew from its text."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._exchange = Exchange(studio.line, studio.settings.clock)

    def show(self) -> str | tuple[str, int] | Answer:
        """Show the telephone, ready for a call, or one that has been made."""
        try:
            assembly = self._studio.line.assembly
        except Refusal as refusal:
            refused = str(refusal).splitlines()
            return render_template("phone_refused.html", refused=refused), 503
        if "call" in request.args:
            return self._show_call(assembly)
        typed = Typed.of(request.args)
        script, faults = typed.read(assembly.hotline.timezone)
        if "show" in request.args and not faults:
            try:
                rung = self._exchange.ring_by(script, typed.keys)
            except BrokenCallError as broken:
                faults = {"keys": broken.faults[0]}
            else:
                return redirect(url_for(".show", call=rung.script.write()), 303)
        return self._page(assembly, typed, faults=faults), 400 if faults else 200

    def _show_call(self, assembly: Assembly) -> tuple[str, int]:
        try:
            rung = self._exchange.ring(read_call(request.args["call"]))
        except BrokenCallError as broken:
            return self._page(assembly, Typed(), wrong=broken.faults), 400
        script = rung.script
        typed = Typed(
            script.called, _began(rung).strftime(MINUTES), script.country, script.otherwise
        )
        asked = read_call(request.args["call"]).version
        is_other = asked not in {"", script.version}
        return self._page(assembly, typed, rung=rung, is_other=is_other), 200

    def _page(
        self,
        assembly: Assembly,
        typed: Typed,
        *,
        faults: Mapping[str, Fault] | None = None,
        wrong: tuple[Fault, ...] = (),
        rung: Rung | None = None,
        is_other: bool = False,
    ) -> str:
        hotline, ui = assembly.hotline, ui_language()
        first = LastWords.of(hotline).apologies[hotline.fallback_language]
        meanings = rung.meanings if rung is not None else self._exchange.meanings(assembly)
        options = numbers(hotline, ui)
        called = typed.to or (options[0].value if options else "")
        return render_template(
            "phone.html",
            letters=LETTERS,
            numbers=options,
            called=called,
            shown_number=number(called),
            whose=next((one.name for one in options if one.value == called), ""),
            countries=countries(hotline, ui),
            picks=picks(self._studio.settings.clock(), hotline.timezone),
            typed=typed,
            faults={field: _told(fault) for field, fault in (faults or {}).items()},
            wrong=[_told(fault) for fault in wrong],
            is_other=is_other,
            last_words=first,
            last_meaning=meanings.told(first.language, first.text, ui),
            call="" if rung is None else rung.script.write(),
            **({} if rung is None else _conversation(rung)),
        )

    def call(self) -> Response | tuple[dict[str, object], int]:
        """Return what happens in a call as far as it is decided.

        ``call`` is one that has begun, ``then`` what is done in it and ``until`` the second from
        which on nothing else is; without it one begins, as the fields of the form have it.
        """
        try:
            rung = self._gone_on() if "call" in request.args else self._begun()
        except BrokenCallError as broken:
            return {"told": " ".join(map(_told, broken.faults))}, 400
        except Refusal as refusal:
            return {"told": str(refusal)}, 503
        line = timeline(rung, ui_language())
        return {
            "call": rung.script.write(),
            "called": number(rung.script.called),
            "began": moment(_began(rung), ui_language(), weekday=True),
            "seconds": rung.record.seconds,
            "html": render_template("phone_rows.html", **_conversation(rung, line)),
            "stretches": [_stretch(one) for one in line.stretches],
            "places": line.places,
            "links": _links(rung),
        }, 200

    def _begun(self) -> Rung:
        typed = Typed.of(request.args)
        script, faults = typed.read(self._studio.line.assembly.hotline.timezone)
        if faults:
            raise BrokenCallError(*faults.values())
        return (
            self._exchange.ring_by(script, typed.keys)
            if typed.keys
            else self._exchange.ring(script)
        )

    def _gone_on(self) -> Rung:
        given = request.args
        script = later(given["call"], _second("until", inf), given.get("then", ""))
        return self._exchange.ring(script)

    def sound(self) -> Response:
        """Return how a call sounds from a second of it on."""
        return as_wav(self._rung().sound(_second("from", 0.0)), _LASTING)

    def heard(self) -> Response:
        """Return a call as its caller heard it, to be kept."""
        answer = as_wav(self._rung().heard())
        answer.headers["Content-Disposition"] = "attachment; filename=call.wav"
        return answer

    def kept(self) -> Response:
        """Return a call that `ivr call --replay` makes again."""
        answer = Response(as_replay(self._rung()), mimetype="application/json")
        answer.headers["Content-Disposition"] = "attachment; filename=call.json"
        return answer

    def _rung(self) -> Rung:
        try:
            return self._exchange.ring(read_call(request.args.get("call", "")))
        except (BrokenCallError, Refusal):
            abort(400)


def _conversation(rung: Rung, line: Timeline | None = None) -> dict[str, object]:
    """Return what the rows of a call are written with."""
    ui, hotline = ui_language(), rung.assembly.loaded.hotline

    def named(code: str) -> str:
        return language_name(code, ui, hotline)

    line = line or timeline(rung, ui)
    return {
        "rows": line.rows,
        "named": named,
        "number": number,
        "began": _began(rung),
        "links": _links(rung),
    }


def _began(rung: Rung) -> dt.datetime:
    return rung.record.started.astimezone(rung.assembly.hotline.timezone)


def _links(rung: Rung) -> dict[str, str]:
    """Return where a call is to be had in other forms."""
    call = rung.script.write()
    language, names = passed(rung.places)
    return {
        "again": url_for("phone.show", call=call),
        "wav": url_for("phone.heard", call=call),
        "kept": url_for("phone.kept", call=call),
        "map": url_for(
            "map.show",
            to=rung.script.called,
            at=f"{_began(rung):{MINUTES}}",
            language=language,
            passed=",".join(names),
        ),
    }


def _stretch(one: Stretch) -> dict[str, object]:
    told = asdict(one)
    return {**told, "to": number(one.to)}


def _second(name: str, usual: float) -> float:
    try:
        second = float(request.args[name])
    except (KeyError, ValueError):
        return usual
    return second if 0 <= second <= LONGEST_S else usual


def _told(fault: Fault) -> str:
    return word(f"phone.{fault.word}", **fault.values)
