"""A call as `ivr call --replay` makes it again: by its seconds, or by prompts with other keys."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ivr.phone import CallRecord, DialEnded, KeyPressed, LegRung, Listening, Transferred
from ivr.studio.phone.exchange import Rung


def as_replay(rung: Rung) -> str:
    """Return a call as JSON that `ivr call --replay` reads, with the text that has its seconds."""
    record, script = rung.record, rung.script
    moment = record.started.astimezone(rung.assembly.hotline.timezone)
    return json.dumps(
        {
            "to": record.to,
            "from": record.from_,
            "at": moment.isoformat(),
            "keys": ",".join(_entries(record)),
            "outcomes": ",".join(_outcomes(rung)),
            "call": script.write(),
        },
        indent=2,
    )


def _entries(record: CallRecord) -> Iterator[str]:
    """Yield what was pressed at each prompt that listened for keys."""
    entry: str | None = None
    for event in record.events:
        match event:
            case Listening():
                if entry is not None:
                    yield entry or "-"
                entry = ""
            case KeyPressed(key=key):
                entry = f"{entry or ''}{key}"
            case LegRung() if entry is not None:
                yield entry or "-"
                entry = None
            case _:
                continue
    if entry is not None:
        gone = record.reason == "caller hung up"
        yield f"{entry}x" if gone else entry or "-"


def _outcomes(rung: Rung) -> Iterator[str]:
    """Yield what became of each callee, in a word that a script knows."""
    callee, talked = -1, False
    for event in rung.record.events:
        match event:
            case LegRung():
                callee, talked = callee + 1, False
            case Transferred():
                talked = True
            case DialEnded(status=status):
                decided = rung.script.callees.get(callee)
                word = rung.script.otherwise if decided is None else decided.outcome
                declined = "voicemail" if word == "answered" else word
                yield word if talked else declined if status == "completed" else status
            case _:
                continue
