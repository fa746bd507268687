"""Sounds on the pages: a clip as callers hear it, or words that no file says yet."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, abort, request, send_file

from ivr.call import Spoken
from ivr.model.prompts import NO_ENGINE, Language
from ivr.serving.clip_store import ClipStore
from ivr.speech.build.alone import spoken
from ivr.speech.clips.clip import Clip, ClipRequest
from ivr.speech.clips.preview import for_any_player
from ivr.speech.clips.requests import requests_of
from ivr.speech.errors import SpeechError
from ivr.studio.context import Studio
from ivr.studio.people.roles import Role, person

LONGEST: Final = 3500
"""Signs of a text in the address of its sound: servers read lines of some 4,000."""

_FOREVER: Final = "private, max-age=31536000, immutable"


def sounds_blueprint(studio: Studio) -> Blueprint:
    """Return what the players of all pages ask for."""
    page = Blueprint("sounds", __name__, url_prefix="/sounds")

    @page.get("/clip/<path:file>")
    def clip(file: str) -> Response:
        store = studio.line.assembly.clips
        found = store.clip(file)
        return as_wav(_file_of(store, found), _FOREVER) if found else abort(404)

    @page.get("/said")
    def said() -> Response:
        """Say a text: as its clip has it, else in the quick voice; ``way`` asks for one alone."""
        language, text, way = (request.args.get(name, "") for name in ("language", "text", "way"))
        assembly = studio.line.assembly
        chosen = assembly.loaded.hotline.languages.get(language)
        if chosen is None or not 0 < len(text) <= LONGEST:
            abort(404)
        # What is said already anybody may hear; new words are spoken for whoever may write them.
        is_said = (language, text) in assembly.loaded.texts
        if not is_said and not person().role.may(Role.TRANSLATE):
            abort(403)
        if way in {"", "now"}:
            assembly.clips.follow_builds()
            there = assembly.clips.playable(Spoken("", language, text))
            if there is not None:
                return as_wav(_file_of(assembly.clips, there))
        if way == "now":
            abort(404)
        try:
            return as_wav(for_any_player(said_aloud(chosen, text, way)[0]), _FOREVER)
        except SpeechError:
            abort(404)

    return page


def as_wav(sound: bytes, kept: str = "") -> Response:
    """Answer with a WAV file, whole or in parts; ``kept`` says for how long it is the same."""
    answer = send_file(io.BytesIO(sound), mimetype="audio/wav", conditional=True)
    if kept:
        answer.headers["Cache-Control"] = kept
    else:
        del answer.headers["Cache-Control"]
    return answer


def said_aloud(language: Language, words: str, way: str = "") -> tuple[bytes, Clip]:
    """Return words as a clip's file, in the quick voice; ``slow``, or in the ``best`` voice.

    Raises:
        SpeechError: No engine speaks the language, or it cannot say this.
    """
    if language.voice.engine == NO_ENGINE:
        cause = f"no engine speaks {language.code}"
        raise SpeechError("unknown-voice", cause, "record the text")
    normal, slow = requests_of(language, words)
    wanted = slow if way == "slow" else normal
    return _spoken(replace(wanted, meanwhile=None) if way == "best" else wanted.quick)


@lru_cache(maxsize=64)
def _spoken(wanted: ClipRequest) -> tuple[bytes, Clip]:
    """Speak a request once; a player asks for its sound several times."""
    return spoken(wanted)


def _file_of(store: ClipStore, clip: Clip) -> bytes:
    return for_any_player((store.folder / clip.file).read_bytes())
