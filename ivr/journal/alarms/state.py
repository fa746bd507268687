"""What has been told and what waits to be, kept over a restart."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from ivr.files import make_private, write_whole

FILE: Final = "alarms.json"

LATE: Final = dt.timedelta(minutes=5)
"""Somebody looks each minute; after so long nobody does."""

log = logging.getLogger("ivr")


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm that is raised, or was until lately.

    Attributes:
        rule: The name of its rule.
        about: What it is about: a service, a figure, a language; empty where there is one only.
        what: What is wrong.
        fix: What to do about it.
        since: When it was raised.
        told: When it was last told.
        calm_minutes: How long nothing may be found before it counts as over.
        gone: Since when nothing has been found; None while something is.
        cleared: When it was over; None while it is raised.
    """

    rule: str
    about: str
    what: str
    fix: str
    since: dt.datetime
    told: dt.datetime
    calm_minutes: int
    gone: dt.datetime | None = None
    cleared: dt.datetime | None = None

    @property
    def is_raised(self) -> bool:
        """Whether it is not over."""
        return self.cleared is None


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told of an alarm: that it is ``raised``, ``still`` so, or ``cleared``."""

    kind: str
    rule: str
    about: str
    urgent: bool
    what: str
    fix: str
    since: dt.datetime
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice, and the channels over which it is still to be sent."""

    notice: Notice
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Down:
    """A channel that takes no notices: how often it was tried, and when it is tried again."""

    failures: int
    until: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is remembered from one look to the next.

    Attributes:
        began: The first look ever.
        looked: The last one.
        alarms: Those that are raised, or were within a day.
        languages: Every language that has been offered.
        lost: Events that could not be kept, as the database counts them; None before it was asked.
        process_lost: The same, as this process counts them; not kept over a restart.
        lost_at: When that was last more than before.
        waiting: Notices that are still to be sent, the oldest first.
        down: The channels that take none, by name.
    """

    began: dt.datetime
    looked: dt.datetime
    alarms: tuple[Alarm, ...] = ()
    languages: frozenset[str] = frozenset()
    lost: int | None = None
    process_lost: int = 0
    lost_at: dt.datetime | None = None
    waiting: tuple[Waiting, ...] = ()
    down: Mapping[str, Down] = field(default_factory=dict)

    def is_fresh(self, now: dt.datetime) -> bool:
        """Tell whether somebody still looks."""
        return now - self.looked <= LATE

    def to_json(self) -> str:
        """Return it as its file holds it.

        >>> now = dt.datetime(2027, 5, 17, 12, tzinfo=dt.UTC)
        >>> State.from_json(State(now, now, languages=frozenset({"nb"})).to_json()).languages
        frozenset({'nb'})
        """
        told = asdict(self) | {"languages": sorted(self.languages)}
        del told["process_lost"]
        return json.dumps(told, default=dt.datetime.isoformat, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> State:
        """Read it; raises ValueError, KeyError, TypeError or AttributeError of a damaged one."""
        told = json.loads(text)
        return cls(
            began=_moment(told["began"]),
            looked=_moment(told["looked"]),
            alarms=tuple(Alarm(**_with_moments(one)) for one in told["alarms"]),
            languages=frozenset(map(str, told["languages"])),
            lost=None if told["lost"] is None else int(told["lost"]),
            lost_at=None if told["lost_at"] is None else _moment(told["lost_at"]),
            waiting=tuple(
                Waiting(Notice(**_with_moments(one["notice"])), tuple(map(str, one["to"])))
                for one in told["waiting"]
            ),
            down={name: Down(**_with_moments(one)) for name, one in told["down"].items()},
        )


def read_state(folder: Path) -> State | None:
    """Return what is remembered; None where nothing is, or what there is cannot be read."""
    try:
        return State.from_json((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        log.warning(
            "%s cannot be read. The alarms begin anew: what is wrong now is told once more.",
            folder / FILE,
        )
        return None


def keep_state(folder: Path, state: State) -> None:
    """Write what is to be remembered, whole; raises OSError when the disk refuses."""
    make_private(folder)
    write_whole(folder / FILE, state.to_json().encode(), lasting=True, private=True)


def without(state: State, notice: Notice, channel: str) -> State:
    """Return a state in which a notice has been sent over a channel."""
    waiting = (
        replace(one, to=tuple(name for name in one.to if name != channel))
        if one.notice == notice
        else one
        for one in state.waiting
    )
    return replace(state, waiting=tuple(one for one in waiting if one.to))


def _with_moments(told: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: _moment(told[name]) for name in _MOMENTS if told.get(name) is not None}
    return {**told, **moments}


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


_MOMENTS: Final = ("since", "told", "gone", "cleared", "at", "until")
