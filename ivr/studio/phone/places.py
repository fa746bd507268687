"""Where a call stands, second by second: what the page tells the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from ivr.call import State, fields, read_state
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

    ``{at: NAME, kind: KIND, language: CODE, municipality: KEY, second: SECOND}``: the kind is
    ``languages`` for the language menu, ``step`` for a step, ``announce``, ``dial`` and
    ``instruction`` for a service, and ``end`` when the call goes on nowhere; the name is that of
    the step or service, and empty for the others. The language is empty until it is chosen.

    >>> from ivr.call import InLanguageMenu
    >>> told(Place(9.5, InLanguageMenu("asker")))["kind"]
    'languages'
    """
    if place.state is None:
        return {"at": "", "kind": "end", "language": "", "municipality": "", "second": place.at}
    written = fields(place.state)
    return {
        "at": written.get("n", ""),
        "kind": written["at"],
        "language": written.get("l", ""),
        "municipality": place.state.municipality,
        "second": place.at,
    }
