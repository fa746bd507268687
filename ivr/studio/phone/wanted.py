"""What somebody has typed before a call, read into the call, or what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from ivr.phone import CallerError, read_keys
from ivr.studio.pages.moments import moment_of
from ivr.studio.phone.reading import check_year, country_of, number_of
from ivr.studio.phone.script import (
    OUTCOMES,
    BrokenCallError,
    CallScript,
    Fault,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the form, as they were typed."""

    to: str = ""
    at: str = ""
    country: str = "47"
    otherwise: str = "no-answer"
    keys: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Typed:
        """Take the fields that were sent; the others stay as they are at first."""
        fields = ("to", "at", "country", "otherwise", "keys")
        return cls(**{name: given[name].strip() for name in fields if name in given})

    def read(self, timezone: ZoneInfo) -> tuple[CallScript, dict[str, Fault]]:
        """Return the call as far as it can be read, and what is wrong, by the field's name.

        >>> script, faults = Typed(to="12", at="noon").read(ZoneInfo("Europe/Oslo"))
        >>> sorted(faults)
        ['at', 'to']
        """
        faults = dict[str, Fault]()

        def read(field: str, reading: Callable[[], T], usual: T) -> T:
            try:
                return reading()
            except BrokenCallError as broken:
                faults[field] = broken.faults[0]
            return usual

        script = CallScript(
            called=read("to", lambda: number_of(self.to), ""),
            moment=read("at", lambda: self._moment(timezone), None),
            country=read("country", lambda: country_of(self.country), ""),
            otherwise=read("otherwise", self._outcome, "no-answer"),
        )
        read("keys", self._check_keys, None)
        return script, faults

    def _moment(self, timezone: ZoneInfo) -> dt.datetime | None:
        if not self.at:
            return None
        try:
            moment = moment_of(self.at, timezone)
        except ValueError:
            raise BrokenCallError(Fault("no_moment", {"typed": self.at[:40]})) from None
        return check_year(moment, self.at)

    def _outcome(self) -> str:
        if self.otherwise not in OUTCOMES.values():
            raise BrokenCallError(Fault("link_part", {"part": self.otherwise[:40]}))
        return self.otherwise

    def _check_keys(self) -> None:
        try:
            read_keys(self.keys)
        except CallerError:
            raise BrokenCallError(Fault("no_keys", {"typed": self.keys[:40]})) from None
