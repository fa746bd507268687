"""A line for each event of a call, where an operator asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import fields
from typing import Final

from ivr.journal import Event
from ivr.web.logs.setup import TOLD

log = logging.getLogger("ivr")

_FIELDS: Final = tuple(field.name for field in fields(Event) if field.name not in ("kind", "n"))


class EventLines:
    """Logs the events of calls; ``tag`` gives what the lines of a call have in common.

    Whatever keeps a log writes the time to the microsecond beside each line, so that whoever has
    the carrier's list of calls could tell who asked about what. That is why it must be asked for.
    """

    def __init__(self, tag: Callable[[str], str]) -> None:
        self._tag = tag

    def __call__(self, call: str, event: Event, probe: bool) -> None:  # noqa: FBT001 - as `Hears` has it
        """Log one event."""
        told = {"call": self._tag(call)} | {name: getattr(event, name) for name in _FIELDS}
        kept = {name: one for name, one in told.items() if one not in ("", None)}
        if not event.route:
            del kept["route"]
        log.info(event.kind.value, extra={TOLD: kept | ({"probe": True} if probe else {})})
