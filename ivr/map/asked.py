"""What depends on the hours: the engine is asked itself, with its doors open and shut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from ivr.model import Hotline
from ivr.model.services import Service

T = TypeVar("T")


@dataclass(slots=True)
class _Asked:
    """Opening hours that note that they are asked, and answer what is supposed of them.

    ``asked`` and ``supposed`` are by the ``text`` of the hours: services that keep the same hours
    open and close together. ``now`` is whether they are open at the chosen moment.
    """

    service: str
    text: str
    now: bool
    asked: dict[str, tuple[str, bool]]
    supposed: dict[str, bool]

    def is_open(self, _now: dt.datetime, /) -> bool:
        is_open = self.supposed.get(self.text, self.now)
        self.asked.setdefault(self.text, (self.service, is_open))
        return is_open

    def next_change(self, _now: dt.datetime, /) -> dt.datetime | None:
        return None


@dataclass(frozen=True, slots=True)
class Branch(Generic[T]):
    """What comes of something while some services are open or shut.

    ``hours`` are those on which it depends, in the order in which they are asked, each by a
    service that keeps them; ``is_now`` tells whether it is so at the chosen moment.
    """

    hours: tuple[tuple[str, bool], ...]
    is_now: bool
    comes: T


@dataclass(frozen=True, slots=True)
class AskedHotline:
    """A hotline of which it is known what hours it asks.

    Hours that never change, such as 24/7, are not asked.
    """

    hotline: Hotline
    _asked: dict[str, tuple[str, bool]] = field(repr=False)
    _supposed: dict[str, bool] = field(repr=False)
    _changing: frozenset[str]

    @classmethod
    def of(cls, hotline: Hotline, municipality: str, at: dt.datetime) -> AskedHotline:
        """Return a hotline in which one municipality's hours are asked ones, at an aware moment."""
        asked: dict[str, tuple[str, bool]] = {}
        supposed: dict[str, bool] = {}
        here = hotline.municipalities[municipality]
        kept = {one.hours.text: one.hours for one in here.services.values()}
        # Three hundred offices keep a dozen hours between them.
        now = {
            text: hours.is_open(at)
            for text, hours in kept.items()
            if hours.next_change(at) is not None
        }

        def asked_of(service: Service) -> Service:
            text = service.hours.text
            if text not in now:
                return service
            rules = _Asked(service.name, text, now[text], asked, supposed)
            return replace(service, hours=replace(service.hours, rules=rules))

        services = {name: asked_of(service) for name, service in here.services.items()}
        whole = {**hotline.municipalities, municipality: replace(here, services=services)}
        return cls(replace(hotline, municipalities=whole), asked, supposed, frozenset(now))

    def branches(self, ask: Callable[[Hotline], T]) -> Iterator[Branch[T]]:
        """Yield all that can come of a question, as hours open and shut; as it is now first."""
        yield from self._branches(ask, {})

    def supposing_open(self, ask: Callable[[Hotline], T]) -> T:
        """Return what comes of a question while everything is open."""
        return self._ask(ask, dict.fromkeys(self._changing, True))[0]

    def _ask(
        self, ask: Callable[[Hotline], T], supposed: Mapping[str, bool]
    ) -> tuple[T, dict[str, tuple[str, bool]]]:
        self._asked.clear()
        self._supposed.clear()
        self._supposed.update(supposed)
        return ask(self.hotline), dict(self._asked)

    def _branches(
        self, ask: Callable[[Hotline], T], supposed: dict[str, bool], *, is_now: bool = True
    ) -> Iterator[Branch[T]]:
        comes, asked = self._ask(ask, supposed)
        yield Branch(tuple(asked.values()), is_now, comes)
        known = dict(supposed)
        for text, (_, is_open) in asked.items():
            if text not in supposed:
                yield from self._branches(ask, {**known, text: not is_open}, is_now=False)
                known[text] = is_open
