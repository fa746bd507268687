"""A call read from its text, or everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from math import inf
from operator import itemgetter
from typing import Final

from ivr.phone import Decided
from ivr.studio.pages.moments import FIRST_YEAR, LAST_YEAR, is_reckoned
from ivr.studio.phone.script import (
    CLOCK,
    KEYS,
    LONGEST_S,
    MOST_ACTS,
    OUTCOMES,
    BrokenCallError,
    CallScript,
    Fault,
)

_ITEM: Final = re.compile(
    r"(?P<kind>[nfmco])(?P<value>[0-9A-Za-z]*)"
    r"|k(?P<key>[0-9sh])-(?P<pressed>[0-9]{1,6}(\.[0-9]{1,2})?)"
    r"|r(?P<callee>[0-9]{1,2})(?P<outcome>[abnxv])-(?P<decided>[0-9]{1,6}(\.[0-9]{1,2})?)"
    r"|(?P<who>[he])-(?P<gone>[0-9]{1,6}(\.[0-9]{1,2})?)"
)


def read_call(text: str) -> CallScript:
    """Read what `CallScript.write` has written, in any order.

    Raises:
        BrokenCallError: With every fault.

    Example:
        >>> read_call("f380_r0b-42.25_h-50").callees
        {0: Decided(outcome='busy', at=42.25)}
    """
    return _Reader().read(text)


class _Reader:
    """Reads one text, and collects what is wrong with it."""

    def __init__(self) -> None:
        self._script = CallScript()
        self._faults: list[Fault] = []
        self._given: set[str] = set()

    def read(self, text: str) -> CallScript:
        items = [item for item in text.split("_") if item]
        if len(items) > MOST_ACTS:
            raise BrokenCallError(Fault("link_long", {"most": str(MOST_ACTS)}))
        for item in items:
            self._item(item)
        if self._faults:
            raise BrokenCallError(*self._faults)
        # Two keys of the same second stay in their order: the second was pressed after the first.
        keys = tuple(sorted(self._script.keys, key=itemgetter(0)))
        gone = tuple(sorted(self._script.callee_hang_ups))
        return replace(self._script, keys=keys, callee_hang_ups=gone)

    def _item(self, item: str) -> None:
        found = _ITEM.fullmatch(item)
        if found is None:
            self._faults.append(Fault("link_part", {"part": item[:40]}))
            return
        told, script = found.groupdict(), self._script
        if told["kind"]:
            self._head(told["kind"], told["value"] or "", item)
        elif told["key"]:
            key = self._second(told["pressed"], item), KEYS[told["key"]]
            self._script = replace(script, keys=(*script.keys, key))
        elif told["callee"]:
            self._once(f"r{told['callee']}", item)
            at = self._second(told["decided"], item)
            decided = Decided(OUTCOMES[told["outcome"]], at)
            self._script = replace(script, callees={**script.callees, int(told["callee"]): decided})
        elif told["who"] == "e":
            gone = (*script.callee_hang_ups, self._second(told["gone"], item))
            self._script = replace(script, callee_hang_ups=gone)
        else:
            self._once("h", item)
            self._script = replace(script, hang_up=self._second(told["gone"], item))

    def _head(self, kind: str, value: str, item: str) -> None:
        self._once(kind, item)
        read: dict[str, Callable[[CallScript, str], CallScript]] = {
            "n": lambda script, number: replace(script, called=number_of(number)),
            "f": lambda script, code: replace(script, country=country_of(code)),
            "m": lambda script, moment: replace(script, moment=_moment_of(moment)),
            "c": lambda script, version: replace(script, version=version),
            "o": lambda script, letter: replace(script, otherwise=_outcome_of(letter)),
        }
        try:
            self._script = read[kind](self._script, value)
        except BrokenCallError as broken:
            self._faults += broken.faults

    def _once(self, what: str, item: str) -> None:
        if what in self._given:
            self._faults.append(Fault("link_twice", {"part": item}))
        self._given.add(what)

    def _second(self, written: str, item: str) -> float:
        second = float(written)
        if second > LONGEST_S:
            self._faults.append(Fault("link_late", {"part": item}))
        return min(second, LONGEST_S)


def number_of(typed: str) -> str:
    """Return a number as it is called, with its plus; raises BrokenCallError where it is none.

    >>> number_of("+47 00 00 00 01"), number_of("4700000001"), number_of("")
    ('+4700000001', '+4700000001', '')
    """
    digits = re.sub(r"[\s-]", "", typed).removeprefix("+")
    if digits and not re.fullmatch(r"[1-9][0-9]{6,14}", digits):
        raise BrokenCallError(Fault("no_number", {"typed": typed[:40]}))
    return f"+{digits}" if digits else ""


def country_of(code: str) -> str:
    """Return the digits of a country code; raises BrokenCallError for what is none."""
    if not re.fullmatch(r"([1-9][0-9]{0,3})?", code):
        raise BrokenCallError(Fault("no_country", {"typed": code[:40]}))
    return code


def check_year(moment: dt.datetime, typed: str) -> dt.datetime:
    """Return a moment; raises BrokenCallError where no opening hours are known then."""
    if not is_reckoned(moment):
        years = {"typed": typed[:40], "first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        raise BrokenCallError(Fault("no_year", years))
    return moment


def _moment_of(written: str) -> dt.datetime:
    try:
        moment = dt.datetime.strptime(written, CLOCK).replace(tzinfo=dt.UTC)
    except ValueError:
        raise BrokenCallError(Fault("no_moment", {"typed": written[:40]})) from None
    return check_year(moment, written)


def _outcome_of(letter: str) -> str:
    if letter not in OUTCOMES:
        raise BrokenCallError(Fault("link_part", {"part": f"o{letter}"[:40]}))
    return OUTCOMES[letter]


def later(text: str, until: float = inf, then: str = "") -> CallScript:
    """Return a call up to a second of it, and what is done then, as an item of its text.

    What has been decided stays: nobody hangs up twice, and after that nothing is done.

    >>> later("k1-3_k2-9", 5.0, "h-5").write(), later("h-5", 5.2, "h-5.2").write()
    ('f47_k1-3_h-5', 'f47_h-5')
    """
    before, more = read_call(text).until(until), read_call(then)
    if before.hang_up is not None:
        return before
    return replace(
        before,
        keys=(*before.keys, *more.keys),
        callees={**more.callees, **before.callees},
        hang_up=more.hang_up,
        callee_hang_ups=(*before.callee_hang_ups, *more.callee_hang_ups),
    )
