"""Where somebody is: a sentence of a sheet, as the address says."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request, url_for

from ivr.definition import Loaded
from ivr.studio.context import Studio
from ivr.studio.recording.sheet import ONLY, Only, Sentence, Sheet, sheet_of


@dataclass(frozen=True, slots=True)
class Place:
    """The hotline as it is, the sheet, and the sentence of it; None where nothing is left."""

    loaded: Loaded
    sheet: Sheet
    sentence: Sentence | None

    def address(self, view: str = "show", sentence: Sentence | None = None) -> str:
        """Return the address of a view of a sentence, this one if not told."""
        chosen = sentence or self.sentence
        return self._address(view, chosen.line.id if chosen else None)

    def next_address(self) -> str:
        """Return where one goes on: another sentence, or the end of the sheet."""
        following = self.sheet.after(self.sentence) if self.sentence else None
        if following is None:
            return self._address("end", None)
        return self.address(sentence=following)

    def _address(self, view: str, id_: str | None) -> str:
        sheet = self.sheet
        prompt = sheet.prompt or None
        return url_for(
            f"recording.{view}", language=sheet.language, only=sheet.only, prompt=prompt, id=id_
        )


def place_asked_for(studio: Studio, *, at_end: bool = False) -> Place:
    """Return where the address leads; 404 for a language or a sentence that there is not.

    Raises:
        SpeechError: The language's list of recordings is damaged.
    """
    loaded = studio.line.assembly.loaded
    language, prompt = request.args.get("language", ""), request.args.get("prompt", "")
    only: Only = next((one for one in ONLY if one == request.args.get("only")), "missing")
    if language not in loaded.hotline.languages:
        abort(404)
    sheet = sheet_of(loaded, studio.settings.root, language, only, prompt)
    if prompt and not sheet.sentences:
        abort(404)
    if at_end:
        return Place(loaded, sheet, None)
    id_ = request.args.get("id", "")
    sentence = sheet.find(id_) if id_ else sheet.first()
    if id_ and sentence is None:
        abort(404)
    return Place(loaded, sheet, sentence)
