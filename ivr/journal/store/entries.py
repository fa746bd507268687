"""What happened, written down: each event with its call, whatever order they come in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, String, bindparam, func, insert, or_, select, update

from ivr.journal.events import Entry, Kind
from ivr.journal.store.calls import Sums, calls_where, chunks, local
from ivr.journal.store.engine import insert_into
from ivr.journal.store.sums import add
from ivr.journal.store.tables import CALL, EVENT, WRITER


@dataclass(slots=True)
class _Call:
    """A call that entries belong to: as it is kept, and as it will be."""

    row: dict[str, Any]
    ends: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)

    @property
    def was_summed(self) -> bool:
        return bool(self.row["summed"])

    def take(self, entry: Entry) -> None:
        """Add an entry, unless it tells the same end again, as a carrier may."""
        event = entry.event
        if event.kind is Kind.ENDED:
            if event.outcome in self.ends:
                return
            self.ends.add(event.outcome)
        self.entries.append(entry)

    def become(self, touched: int) -> dict[str, Any]:
        """Return the row as it is with its new entries."""
        row = {**self.row, "touched": touched, "summed": False}
        for entry in self.entries:
            event, answered = entry.event, entry.event.kind is Kind.ANSWERED
            if answered:
                row["begun"] = entry.quarter
            for name, said in (("municipality", event.municipality), ("label", event.label)):
                if said and (answered or not row[name]):
                    row[name] = said
            row["probe"] |= entry.probe
            row["ended"] |= event.kind is Kind.ENDED
            if event.kind in (Kind.REACHED, Kind.TRANSFER):
                row["dialling"] = event.at == "dial" and event.kind is Kind.REACHED
        return row


def write_entries(
    connection: Connection, entries: Sequence[Entry], touched: int, zone: ZoneInfo
) -> None:
    """Write entries in their order; a call that was summed up already is opened again.

    ``touched`` is the quarter of the machine's clock.
    """
    fitting = [_fitted(entry) for entry in entries]
    loose = [entry for entry in fitting if not entry.tag]
    calls = [*_calls(connection, [entry for entry in fitting if entry.tag])]
    again = [call.row["id"] for call in calls if call.was_summed]
    sums: Sums = Sums()
    for numbers in chunks(again):
        for call in calls_where(connection, CALL.c.id.in_(numbers)):
            sums.subtract(call.sums(zone))
    for entry in loose:
        event = entry.event
        sums[local(entry.quarter, zone).date(), event.municipality, event.kind.value, ""] += event.n
    add(connection, sums)
    rows: list[tuple[int | None, Entry]] = [
        (None, entry) for entry in loose if not _is_counted(connection, entry)
    ]
    for number, one in zip(_kept(connection, calls, touched), calls, strict=True):
        rows += [(number, entry) for entry in one.entries]
    if rows:
        connection.execute(insert(EVENT), [_row(number, entry) for number, entry in rows])


def _is_counted(connection: Connection, entry: Entry) -> bool:
    """Add what belongs to no call to its like of that quarter of an hour; false where none is.

    Anybody can have requests refused, all day long: they must not fill the disk.
    """
    row = _row(None, entry)
    n = row.pop("n")
    alike = (EVENT.c[name].is_not_distinct_from(told) for name, told in row.items())
    first = select(func.min(EVENT.c.id)).where(*alike, EVENT.c.n <= _NUMBERS["n"] - n)
    more = update(EVENT).where(EVENT.c.id == first.scalar_subquery()).values(n=EVENT.c.n + n)
    return connection.execute(more).rowcount > 0


def is_new(connection: Connection, writer: str, batch: int, touched: int) -> bool:
    """Note a batch of a writer; false if it was written before, and its writer not told so."""
    row = insert_into(WRITER, connection).values(name=writer, batch=batch, touched=touched)
    noted = row.on_conflict_do_update(
        index_elements=["name"],
        set_={"batch": batch, "touched": touched},
        where=WRITER.c.batch < batch,
    )
    return connection.scalar(noted.returning(WRITER.c.batch)) is not None


def _calls(connection: Connection, entries: Sequence[Entry]) -> Iterator[_Call]:
    """Yield the calls that entries add something to, each with its own."""
    tags = {tag for entry in entries for tag in (entry.tag, entry.former) if tag}
    known = _known(connection, sorted(tags))
    met: dict[int, _Call] = {}
    for entry in entries:
        call = known.get(entry.former) or known.get(entry.tag) or _Call(_new(entry))
        for tag in filter(None, (entry.tag, entry.former)):
            known.setdefault(tag, call)
        call.take(entry)
        met[id(call)] = call
    yield from (call for call in met.values() if call.entries)


def _known(connection: Connection, tags: Sequence[bytes]) -> dict[bytes, _Call]:
    """Return the calls that are kept already, by their tags."""
    found: dict[bytes, _Call] = {}
    numbers: dict[int, _Call] = {}
    for begin in range(0, len(tags), _TAGS):
        some = tags[begin : begin + _TAGS]
        query = select(CALL).where(or_(CALL.c.tag.in_(some), CALL.c.former.in_(some)))
        for row in connection.execute(query).mappings():
            call = numbers.setdefault(row["id"], _Call(dict(row)))
            found |= {tag: call for tag in (row["tag"], row["former"]) if tag}
    ended = [number for number, call in numbers.items() if call.row["ended"]]
    for some_ended in chunks(ended):
        told = select(EVENT.c.call, EVENT.c.outcome).where(
            EVENT.c.call.in_(some_ended), EVENT.c.kind == Kind.ENDED.value
        )
        for number, outcome in connection.execute(told):
            numbers[number].ends.add(outcome)
    return found


def _new(entry: Entry) -> dict[str, Any]:
    """Return the row of a call that nothing was known of."""
    flags = dict.fromkeys(("probe", "dialling", "ended", "summed"), False)
    row = {"tag": entry.tag, "former": entry.former or None, "begun": entry.quarter}
    return {"id": None, **row, "municipality": "", "label": "", **flags}


def _kept(connection: Connection, calls: Sequence[_Call], touched: int) -> list[int]:
    """Write the rows of calls, and return their numbers in the same order."""
    rows = [call.become(touched) for call in calls]
    new = [row for row in rows if row["id"] is None]
    old = [row for row in rows if row["id"] is not None]
    if old:
        values: dict[str, Any] = {name: bindparam(name) for name in _CHANGING}
        change = update(CALL).where(CALL.c.id == bindparam("number")).values(values)
        changed = [{"number": row["id"], **{name: row[name] for name in _CHANGING}} for row in old]
        connection.execute(change, changed)
    if new:
        made = insert(CALL).returning(CALL.c.id, sort_by_parameter_order=True)
        values_of_new = [{name: row[name] for name in row if name != "id"} for row in new]
        for row, number in zip(new, connection.scalars(made, values_of_new), strict=True):
            row["id"] = number
    return [row["id"] for row in rows]


def _row(call: int | None, entry: Entry) -> dict[str, Any]:
    event = entry.event
    fields = {name: getattr(event, name) for name in (*_TEXTS, *_NUMBERS)}
    return {"call": call, "quarter": entry.quarter, "kind": event.kind.value, **fields}


def _fitted(entry: Entry) -> Entry:
    """Return an entry that every database takes: one it refused would stop all behind it."""
    event = entry.event
    fields: dict[str, Any] = {
        name: _text(getattr(event, name), most) for name, most in _TEXTS.items()
    }
    for name, most in _NUMBERS.items():
        if (number := getattr(event, name)) is not None:
            fields[name] = min(max(number, 0), most)
    fitted = replace(event, label=_text(event.label, _LABEL), **fields)
    return replace(entry, event=fitted, quarter=min(max(entry.quarter, 0), _LAST_QUARTER))


def _text(text: str, most: int) -> str:
    r"""Return a text of at most so many signs, without what only looks like one.

    >>> _text("gp\x00\ud800", 12)
    'gp?'
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:most]


_TAGS: Final = 2000
"""Tags that are asked for at a time."""

_CHANGING: Final = (
    *("begun", "touched", "municipality", "label"),
    *("probe", "dialling", "ended", "summed"),
)
"""What of a call's row may become otherwise."""

_TEXTS: Final = {
    column.name: column.type.length or 0
    for column in EVENT.c
    if isinstance(column.type, String) and column.name != "kind"
}
"""The most signs of each text of an event."""

_LABEL: Final = 16
_NUMBERS: Final = {"route": 2**15 - 1, "seconds": 2**31 - 1, "n": 2**31 - 1}
"""The most that each number of an event can be."""

_LAST_QUARTER: Final = 2**22
"""In the year 2089."""
