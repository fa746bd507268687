"""The page itself."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, session
from werkzeug.wrappers import Response

from ivr.speech.recordings.bindings import text_hash
from ivr.speech.recordings.sheet import in_language
from ivr.studio.context import Studio
from ivr.studio.pages.frame import POLICY
from ivr.studio.pages.heard import Places
from ivr.studio.people.roles import Role, needs
from ivr.studio.recording.answers import AGREED, Said, said, use
from ivr.studio.recording.place import Place, place_asked_for
from ivr.studio.recording.sheet import ONLY, Sentence, sheet_of
from ivr.studio.recording.takes import LONGEST_S, Judge, word_for
from ivr.studio.recording.wording import reading_of

_POLICY: Final = POLICY.replace("media-src 'self' blob:", "media-src 'self' blob: data:")
"""A take is kept nowhere: what callers would hear of it comes with the page."""


def recording_blueprint(studio: Studio) -> Blueprint:
    """Return the page."""
    page = Blueprint("recording", __name__, url_prefix="/recording")
    _show_sentences(page, studio)
    _take_takes(page, studio)

    @page.after_request
    def with_policy(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer

    return page


def _show_sentences(page: Blueprint, studio: Studio) -> None:
    @page.get("")
    @needs(Role.TRANSLATE)
    def show() -> str:
        if not request.args.get("language"):
            return _languages(studio)
        return _shown(place_asked_for(studio))

    @page.get("/end")
    @needs(Role.TRANSLATE)
    def end() -> str:
        return _shown(place_asked_for(studio, at_end=True))


def _take_takes(page: Blueprint, studio: Studio) -> None:
    judge = Judge()

    @page.post("/agree")
    @needs(Role.TRANSLATE)
    def agree() -> Response:
        session[AGREED] = True
        return redirect(place_asked_for(studio).address(), 303)

    @page.post("/take", endpoint="take")
    @needs(Role.TRANSLATE)
    def hear_take() -> str:
        place = place_asked_for(studio)
        return _shown(place, said(judge, place, _sentence(place), request))

    @page.post("/use", endpoint="use")
    @needs(Role.TRANSLATE)
    def use_take() -> str | Response:
        place = place_asked_for(studio)
        one = said(judge, place, _sentence(place), request)
        if answer := use(studio, place, one, request):
            return _shown(place_asked_for(studio), Said(one.heard, answer))
        return redirect(place.next_address(), 303)


def _sentence(place: Place) -> Sentence:
    if place.sentence is None:
        abort(404)
    return place.sentence


def _languages(studio: Studio) -> str:
    loaded, root = studio.line.assembly.loaded, studio.settings.root
    sheets = [sheet_of(loaded, root, code, "safety") for code in loaded.hotline.languages]
    return render_template(
        "recording.html",
        all_sheets=sheets,
        languages=loaded.hotline.languages,
        in_language=in_language,
        sheet=None,
    )


def _shown(place: Place, one: Said | None = None) -> str:
    loaded, sheet, sentence = place.loaded, place.sheet, place.sentence
    form, taken = request.form, one.heard if one else None
    seen = form.get("seen", sentence.recording if sentence else "")
    if sentence and one and one.answer and one.answer.name == "overtaken":
        seen = sentence.recording  # which has been shown now, and may be replaced
    return render_template(
        "recording.html",
        place=place,
        sheet=sheet,
        sheets=ONLY,
        sentence=sentence,
        language=loaded.hotline.languages[sheet.language],
        source=loaded.hotline.fallback_language,
        in_language=in_language,
        text_hash=text_hash,
        reading=reading_of(loaded, sentence.line) if sentence else (),
        heard_where=Places(loaded).of(sentence.line.prompt, sheet.language) if sentence else "",
        said=one,
        taken=taken,
        seen=seen,
        word_for=word_for,
        agreed=session.get(AGREED, False),
        by_script=bool(form.get("by_script")),
        longest=LONGEST_S,
    )
