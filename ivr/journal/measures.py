"""What one call adds to the figures: the only place where events become numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ivr.journal.events import Event, Kind

CALLS: Final = "calls"
HOUR: Final = "hour"
LANGUAGE: Final = "language"
TOPIC: Final = "topic"
PLACE: Final = "place"
GAVE_UP: Final = "gave-up"
END: Final = "end"
SILENT: Final = "silent"
WRONG_KEY: Final = "wrong-key"
SLOWLY: Final = "slowly"
TRANSFER: Final = "transfer"
SERVICE: Final = "service"
TRIED: Final = "tried"
GOT_THROUGH: Final = "got-through"
FIRST_TRANSFER: Final = "first-transfer"
FALLBACK: Final = "fallback"
UNKNOWN_NUMBER: Final = "unknown-number"

BY: Final = {
    "day": CALLS,
    "week": CALLS,
    "month": CALLS,
    "hour": HOUR,
    "language": LANGUAGE,
    "topic": TOPIC,
    "service": SERVICE,
    "transfer": TRANSFER,
    "end": END,
    "gave-up": GAVE_UP,
    "wrong-key": WRONG_KEY,
    "place": PLACE,
    "municipality": CALLS,
}
"""What figures can be told by, and the table each needs."""

ANSWERED: Final = "answered"
"""The outcome of a transfer that reached a person."""

FULL: Final = "full"
"""The outcome of a transfer that was not tried: every place at the service was taken."""

GOODBYE: Final = "goodbye"
LIMIT: Final = "limit"
"""How a call ended that was one too many of its number, or lasted too long."""
HUNG_UP: Final = "hung-up"
APOLOGY: Final = "apology"
"""How a call ended in which the hotline failed: it hangs up after the apology."""
AFTER_TRANSFER: Final = "after-transfer"
UNTOLD: Final = "untold"
"""How a call ended that reached nobody, and of which the carrier never told the end."""

LONGEST_S: Final = 9999
"""Seconds to the first transfer are told apart up to here."""

Measures = Counter[tuple[str, str]]
"""How often each measure was met, by its name and what it is told apart by."""


def measures(events: Sequence[Event], hour: int) -> Measures:
    """Return what a call adds to the figures, from its events in their order.

    ``hour`` is the one it was answered in, 0 to 23 by the hotline's clock. Every call adds 1 to
    `CALLS`, and 1 to exactly one key of `HOUR`, `LANGUAGE` and `END`.

    >>> heard = [
    ...     Event(Kind.ANSWERED, "asker", "shared", at="languages"),
    ...     Event(Kind.REACHED, "asker", language="pl", at="step", name="main"),
    ...     Event(Kind.ENDED, outcome="hung-up", seconds=31),
    ... ]
    >>> found = measures(heard, 22)
    >>> found[GAVE_UP, "main"], found[SILENT, ""], found[END, HUNG_UP], found[HOUR, "22"]
    (1, 1, 1, 1)
    """
    reached = [event for event in events if event.at]
    transfers = [event for event in events if event.kind is Kind.TRANSFER]
    pressed = [event for event in events if event.kind in (Kind.KEY, Kind.WRONG_KEY)]
    through = any(event.outcome == ANSWERED for event in transfers)
    end = _end(events, through=through)
    once = {
        (CALLS, ""),
        (HOUR, f"{hour:02d}"),
        (LANGUAGE, next((event.language for event in reversed(events) if event.language), "")),
        (END, end),
        *((TOPIC, event.topic) for event in events if event.topic),
        *((PLACE, place(event)) for event in reached),
        *((SERVICE, event.name) for event in transfers),
    }
    if not pressed:
        once.add((SILENT, ""))
    if end == HUNG_UP and reached:
        once.add((GAVE_UP, place(reached[-1])))
    if through:
        once.add((GOT_THROUGH, ""))
    dialled = [event for event in events if event.kind is Kind.REACHED and event.at == "dial"]
    if dialled or transfers:
        once.add((TRIED, ""))
    if dialled and dialled[0].seconds is not None:
        once.add((FIRST_TRANSFER, f"{min(dialled[0].seconds, LONGEST_S):04d}"))
    found: Measures = Counter(once)
    found.update((TRANSFER, f"{event.name}/{event.route}/{event.outcome}") for event in transfers)
    found.update((WRONG_KEY, place(event)) for event in pressed if event.kind is Kind.WRONG_KEY)
    found[SLOWLY, ""] = sum(event.key == "#" for event in pressed)
    found[FALLBACK, ""] = sum(event.kind is Kind.FALLBACK for event in events)
    found[UNKNOWN_NUMBER, ""] = sum(event.kind is Kind.UNKNOWN_NUMBER for event in events)
    return +found


def place(event: Event) -> str:
    """Return where in a call something happened, in a word or two.

    >>> place(Event(Kind.REACHED, at="step", name="fees")), place(Event(Kind.KEY, at="languages"))
    ('fees', 'languages')
    >>> place(Event(Kind.REACHED, at="dial", name="gp"))
    'dial gp'
    """
    return event.name if event.at == "step" else f"{event.at} {event.name}".strip()


def _end(events: Sequence[Event], *, through: bool) -> str:
    told = [event.outcome for event in events if event.kind is Kind.ENDED]
    if through:
        return AFTER_TRANSFER
    for said in (GOODBYE, LIMIT):
        if said in told:
            return said
    if any(event.kind is Kind.FALLBACK for event in events):
        return APOLOGY
    return told[-1] if told else UNTOLD
