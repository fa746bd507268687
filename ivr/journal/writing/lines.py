"""An entry as a line of a file, and back: what is damaged is told from what can be read."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Final

from ivr.journal.events import Entry, Event, Kind

_FIELDS: Final = {field.name: field for field in dataclasses.fields(Event) if field.name != "kind"}
_NUMBERS: Final = frozenset({"route", "seconds", "n"})

DAMAGED: Final = "damaged"
"""Why something was lost that stood in a line that cannot be read."""


class DamagedLineError(ValueError):
    """A line does not hold an entry."""


def to_line(batch: int, entry: Entry) -> bytes:
    r"""Return an entry, and the number of the batch it is written in, as a line of JSON.

    >>> to_line(7, Entry(Event(Kind.KEY, "asker", key="1"), 1963000, b"\x0a\x0b"))
    b'{"batch":7,"quarter":1963000,"tag":"0a0b","kind":"key","municipality":"asker","key":"1"}\n'
    """
    event = entry.event
    told: dict[str, object] = {"batch": batch, "quarter": entry.quarter}
    tags = {"tag": entry.tag.hex(), "former": entry.former.hex(), "probe": entry.probe}
    told |= {name: value for name, value in tags.items() if value}
    told["kind"] = event.kind.value
    values = ((name, getattr(event, name), field.default) for name, field in _FIELDS.items())
    told |= {name: value for name, value, default in values if value != default}
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> tuple[int, Entry]:
    """Return the batch's number and the entry of a line.

    Raises:
        DamagedLineError: There is no such thing in it.

    >>> entry = Entry(Event(Kind.ENDED, outcome="hung-up", seconds=0), 1963000, b"tag", probe=True)
    >>> from_line(to_line(7, entry)) == (7, entry)
    True
    >>> from_line(b'{"batch":7,"quarter":19630')
    Traceback (most recent call last):
        ...
    ivr.journal.writing.lines.DamagedLineError
    """
    try:
        told: Any = json.loads(line)
        batch, quarter, probe = told.pop("batch"), told.pop("quarter"), told.pop("probe", False)
        tag, former = (bytes.fromhex(told.pop(name, "")) for name in ("tag", "former"))
        kind = Kind(told.pop("kind"))
        sound = type(batch) is type(quarter) is int and type(probe) is bool
        sound &= all(type(told[name]) is (int if name in _NUMBERS else str) for name in told)
        event = Event(kind, **told)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedLineError from error
    if not sound:
        raise DamagedLineError
    return batch, Entry(event, quarter, tag, former, probe)


def lost_to_line(reason: str, n: int) -> bytes:
    r"""Return how much was lost, which the database could not be told, as a line.

    >>> lost_to_line("queue-full", 3)
    b'{"lost":"queue-full","n":3}\n'
    """
    return json.dumps({"lost": reason, "n": n}, separators=(",", ":")).encode() + b"\n"


def lost_of(line: bytes) -> tuple[str, int]:
    """Return what was lost by a line; one that is damaged is a loss of one itself.

    >>> lost_of(lost_to_line("queue-full", 3)), lost_of(b'{"batch":7,"quarter":19630')
    (('queue-full', 3), ('damaged', 1))
    """
    try:
        told: Any = json.loads(line)
        reason, n = told["lost"], told["n"]
    except (ValueError, TypeError, KeyError):
        return DAMAGED, 1
    return (reason, n) if type(reason) is str and type(n) is int else (DAMAGED, 1)
