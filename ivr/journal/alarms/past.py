"""The alarms that are over: what was wrong, from when until when."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from ivr.files import make_private, write_whole
from ivr.journal.alarms.state import Notice

FILE: Final = "alarms-past.json"

MOST: Final = 500
"""So many are remembered, the latest."""

log = logging.getLogger("ivr")


@dataclass(frozen=True, slots=True)
class Past:
    """An alarm that is over: the name of its rule, what it was about, and its moments (aware)."""

    rule: str
    about: str
    what: str
    since: dt.datetime
    until: dt.datetime


def past_alarms(folder: Path) -> tuple[Past, ...]:
    """Return those that are remembered in a journal's folder, the latest first."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return tuple(
            Past(
                str(one["rule"]),
                str(one["about"]),
                str(one["what"]),
                dt.datetime.fromisoformat(one["since"]).astimezone(dt.UTC),
                dt.datetime.fromisoformat(one["until"]).astimezone(dt.UTC),
            )
            for one in told
        )
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError):
        log.warning("%s cannot be read. The list of past alarms begins anew.", folder / FILE)
        return ()


def remember(folder: Path, notices: Iterable[Notice]) -> None:
    """Add those that are told to be over; raises OSError when the disk refuses."""
    over = [
        Past(one.rule, one.about, one.what, one.since, one.at)
        for one in notices
        if one.kind == "cleared"
    ]
    if not over:
        return
    whole = [*reversed(over), *past_alarms(folder)][:MOST]
    text = json.dumps([asdict(one) for one in whole], default=str, ensure_ascii=False, indent=1)
    make_private(folder)
    write_whole(folder / FILE, text.encode(), private=True)
