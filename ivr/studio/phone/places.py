"""Where a call stands, second by second: what the page tells the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import parse_qsl, urlsplit

from ivr.call import State, fields, read_state
from ivr.map.places import place_of
from ivr.model import Hotline
from ivr.phone import CallRecord, TwimlError, parse
from ivr.phone.twiml.verbs import Dial, Gather


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call stands from a second of it on; None when it is over."""

    at: float
    state: State | None


def places(record: CallRecord, trace: list[bytes], hotline: Hotline) -> Iterator[Place]:
    """Yield where the call stands after each document, which says where it goes on."""
    for request, answer in zip(record.requests, trace, strict=False):
        if request.purpose in {"document", "fallback"}:
            yield Place(request.at, _state(answer, hotline))


def _state(answer: bytes, hotline: Hotline) -> State | None:
    """Return the state in the address at which a document goes on."""
    try:
        verbs = parse(answer).verbs
    except TwimlError:
        return None
    onward = (verb.action for verb in verbs if isinstance(verb, (Gather, Dial)))
    action = next((address for address in onward if address), None)
    return read_state(dict(parse_qsl(urlsplit(action).query)), hotline) if action else None


def told(place: Place) -> dict[str, object]:
    """Return where the call stands, as it is told to the page and by it to the map.

    ``{at: NAME, language: CODE, municipality: KEY, second: SECOND}``: the name is the map's, which
    has it as the menu's files write a destination. The language is empty until it is chosen, and
    so is the municipality when the call goes on nowhere.

    >>> from ivr.call import Dialling
    >>> told(Place(9.5, Dialling("asker", "pl", "guidance")))["at"]
    'transfer guidance'
    """
    state = place.state
    return {
        "at": str(place_of(state)),
        "language": "" if state is None else fields(state).get("l", ""),
        "municipality": "" if state is None else state.municipality,
        "second": place.at,
    }


def passed(places: Sequence[Place]) -> tuple[str, list[str]]:
    """Return the language a call came to, empty for none, and the map's names of what it passed.

    >>> from ivr.call import AtStep, InLanguageMenu
    >>> passed([Place(0, InLanguageMenu("asker")), Place(3, AtStep("asker", "pl", "fees"))])
    ('pl', ['languages', 'fees'])
    """
    shown = [told(place) for place in places]
    languages = [str(one["language"]) for one in shown if one["language"]]
    names = [name for name, _ in groupby(str(one["at"]) for one in shown)]
    return (languages[-1] if languages else ""), names
