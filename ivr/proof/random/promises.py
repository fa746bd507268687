"""What must hold in every call, held against the carrier's record of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.model import Hotline
from ivr.phone import CallEnded, CallRecord, Heard, RequestSent

EXPECTED: Final = {"document": 200, "whisper": 200, "clip": 200, "status": 204, "fallback": 200}
"""The HTTP status that answers each kind of request."""

ENDINGS: Final = frozenset({"caller hung up", "application hung up"})
"""How a call may end; every other way leaves the caller in silence or with an error."""

_NUMBER: Final = re.compile(r"\d{7,}")

Words = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that a call did not keep, and what happened instead."""

    promise: str
    what: str


@dataclass(frozen=True, slots=True)
class Promises:
    """What is held against a call; the words of goodbye and apology are (language, text)."""

    goodbyes: Words
    apologies: Words

    @classmethod
    def of(cls, hotline: Hotline) -> Promises:
        """Return the promises of a hotline."""
        # A call without end is ended by its own words.
        goodbyes = _words(hotline, "goodbye") | _words(hotline, "ending")
        return cls(goodbyes, _words(hotline, "apology"))

    def broken(self, record: CallRecord) -> Iterator[Broken]:
        """Yield every promise that a finished call did not keep."""
        for fault in record.faults:
            yield Broken("the carrier finds no fault", f"{fault.code} {fault.url}: {fault.problem}")
        for request in record.requests:
            yield from _of_request(request, record.from_)
        if record.reason not in ENDINGS:
            yield Broken("a call ends by a hang-up", record.reason)
        if any((one.language, one.text) in self.apologies for one in record.heard):
            yield Broken("nobody hears the apology", "the apology is heard")
        if record.reason == "application hung up":
            yield from self._of_goodbye(record)

    def _of_goodbye(self, record: CallRecord) -> Iterator[Broken]:
        """The hotline hangs up right after a goodbye that was heard to its end."""
        heard = (e for e in reversed(record.events) if not isinstance(e, RequestSent | CallEnded))
        match next(heard, None):
            case Heard(interrupted=False) as last if (last.language, last.text) in self.goodbyes:
                return
            case last:
                what = last.text if isinstance(last, Heard) else type(last).__name__
        yield Broken("the hotline hangs up after its goodbye", f"it hangs up after [{what}]")


def _of_request(request: RequestSent, caller: str) -> Iterator[Broken]:
    expected = EXPECTED[request.purpose]
    if request.status != expected:
        what = f"{request.url}: {request.problem or request.status}"
        yield Broken(f"a {request.purpose} is answered with {expected}", what)
    if any(number in request.url for number in _NUMBER.findall(caller)):
        yield Broken("no address tells who calls", request.url)


def _words(hotline: Hotline, key: str) -> Words:
    return frozenset(
        (code, wording.with_key(""))
        for municipality in hotline.municipalities.values()
        for code in hotline.languages_in(municipality.key)
        if key in municipality.prompts[code]
        for wording in municipality.prompts[code][key].wordings()
    )
