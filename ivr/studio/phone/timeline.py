"""What happens in a call as rows in the order of their seconds, as a page shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

from ivr.carrier.voices import LIVE_VOICES
from ivr.phone import (
    ApplicationError,
    CallEnded,
    DialEnded,
    Event,
    Fault,
    Heard,
    KeyPressed,
    LegRung,
    Silence,
    ToneHeard,
    Transferred,
    WhisperHeard,
)
from ivr.serving.clip_store import AUDIO, OPENING
from ivr.speech.dsp.targets import SLOW
from ivr.studio.pages.words import UiLanguage
from ivr.studio.phone.exchange import Rung
from ivr.studio.phone.places import told
from ivr.studio.phone.stretches import Stretch, stretches_of

Kind: TypeAlias = Literal[
    "said", "whisper", "key", "silence", "rings", "busy", "talk", "outcome", "fault", "error", "end"
]

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_LANGUAGES: Final = {voice.language: code for code, voice in LIVE_VOICES.items()}
"""Our codes, by what the carrier calls the languages that it reads aloud."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happens.

    Attributes:
        kind: What; ``said`` is heard by the caller, ``whisper`` by the callee.
        at: The second of the call at which it begins.
        end: The second at which it is over.
        text: The words, or a number, or why.
        language: Of the words, where they are in one.
        meaning: What the words say in the language of the page; empty where it is not needed.
        names: The language that a line of the language menu names, by its code.
        key: The key that was pressed, or that the words name.
        is_cut: Whether a key or a hang-up cut it.
        is_slow: Whether it is spoken slowly.
        is_aloud: Whether the carrier's own voice reads it, for want of a clip; here it is a tone.
    """

    kind: Kind
    at: float
    end: float
    text: str = ""
    language: str = ""
    meaning: str = ""
    names: str = ""
    key: str = ""
    is_cut: bool = False
    is_slow: bool = False
    is_aloud: bool = False

    @property
    def direction(self) -> str:
        """Which way its words run, as HTML has it.

        >>> Row("said", 0, 1, "سلام").direction, Row("said", 0, 1, "113: hei").direction
        ('rtl', 'ltr')
        """
        strong = (unicodedata.bidirectional(letter) for letter in self.text)
        first = next((kind for kind in strong if kind in {"L", *_RIGHT_TO_LEFT}), "L")
        return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole call: what happens, who is there beside the caller, and where it stands."""

    rows: tuple[Row, ...]
    stretches: tuple[Stretch, ...]
    places: tuple[dict[str, object], ...]


def timeline(rung: Rung, ui: UiLanguage) -> Timeline:
    """Return what a page shows of a call, with what is said in its language too."""
    stretches = tuple(stretches_of(rung, ui))
    rows = [row for event in rung.record.events for row in _rows(event, rung, ui)]
    rows += _callee_keys(rung, stretches)
    rows.sort(key=lambda row: row.at)
    return Timeline(tuple(rows), stretches, tuple(map(told, rung.places)))


def _rows(event: Event, rung: Rung, ui: UiLanguage) -> Iterator[Row]:
    match event:
        case Heard() if not event.is_wordless:
            yield _said("said", event, rung, ui)
        case WhisperHeard():
            yield _said("whisper", event, rung, ui)
        case KeyPressed(at=at, key=key):
            yield Row("key", at, at, key=key)
        case Silence(at=at, end=end) if end > at:
            yield Row("silence", end, end)
        case Fault(at=at):
            yield Row("fault", at, at, f"{event.code} {event.problem}")
        case ApplicationError(at=at, end=end, text=text):
            yield Row("error", at, end, text, "en")
        case CallEnded(at=at, reason=reason):
            yield Row("end", at, at, reason)
        case _:
            yield from _rows_of_transfer(event)


def _rows_of_transfer(event: Event) -> Iterator[Row]:
    match event:
        case LegRung(at=at, to=to):
            yield Row("rings", at, at, to)
        case ToneHeard(at=at, end=end, tone="busy"):
            yield Row("busy", at, end)
        case Transferred(at=at, end=end, to=to):
            yield Row("talk", at, end, to)
        case DialEnded(at=at, status=status, bridged=False):
            yield Row("outcome", at, at, "declined" if status == "completed" else status)
        case _:
            return


def _said(
    kind: Literal["said", "whisper"], event: Heard | WhisperHeard, rung: Rung, ui: UiLanguage
) -> Row:
    text, language, is_slow = event.text, _LANGUAGES.get(event.language, event.language), False
    file = urlsplit(event.url).path.removeprefix(f"{AUDIO}/").removeprefix(f"{OPENING}/")
    clip = rung.assembly.clips.clip(file) if event.url else None
    if clip is not None:
        # The header has only the beginning of a long text.
        text, language, is_slow = clip.text, clip.language, clip.rendition == SLOW
    worded = rung.meanings.worded(language, text)
    return Row(
        kind,
        event.at,
        event.end,
        text,
        language,
        meaning=rung.meanings.told(language, text, ui),
        names=language if worded is not None and worded.names_a_language else "",
        key="" if worded is None else worded.key,
        is_cut=isinstance(event, Heard) and event.interrupted,
        is_slow=is_slow,
        is_aloud=not event.url,
    )


def _callee_keys(rung: Rung, stretches: tuple[Stretch, ...]) -> Iterator[Row]:
    """Yield the keys that were pressed while a callee was listened to."""
    for second, key in rung.script.keys:
        if any(one.kind == "whisper" and one.at <= second <= one.end for one in stretches):
            yield Row("key", second, second, key=key)
