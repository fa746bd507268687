"""What is raised and whom it was told, as a table and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from ivr.cli.table import show
from ivr.environment import trimmed
from ivr.journal.alarms.state import Alarm, State, read_state
from ivr.journal.settings import JournalSettings
from ivr.model.alarms import Alarms, Rule, Watched
from ivr.model.hotline import Hotline


@dataclass(frozen=True, slots=True)
class Shown:
    """What is watched, and what is remembered of it; no state where nobody has looked yet."""

    alarms: Alarms
    state: State | None
    zone: ZoneInfo
    now: dt.datetime

    @classmethod
    def read(cls, project: Path, hotline: Hotline, environ: Mapping[str, str]) -> Shown:
        """Read what the server has left in the journal's folder."""
        folder = JournalSettings.read(project, trimmed(environ)).folder
        now = dt.datetime.now(hotline.timezone)
        return cls(hotline.alarms, read_state(folder), hotline.timezone, now)

    def print(self) -> None:
        """Print a table of the alarms, what to do about those that are raised, and the rest."""
        show(("alarm", "state", "since", "about", "urgent"), [*self._rows()])
        for alarm in self._raised():
            click.echo(f"\n{alarm.what}\n  To do: {alarm.fix}")
        click.echo()
        for line in (self._looked(), *self._channels()):
            click.echo(line)

    def record(self) -> dict[str, Any]:
        """Return all of it as programs read it."""
        down = self.state.down if self.state else {}
        return {
            "looked": self.state and self._local(self.state.looked).isoformat(timespec="seconds"),
            "alarms": [self._record(watched) for watched in Watched],
            "channels": {
                name: {"waiting": self._waiting(name), "down": name in down and down[name].reason}
                for name in self.alarms.channels
            },
        }

    def _record(self, watched: Watched) -> dict[str, Any]:
        rule = self.alarms.rule(watched)
        return {
            "rule": watched.value,
            "watched": rule is not None,
            "urgent": rule is not None and rule.urgent,
            "raised": [
                {
                    "about": alarm.about,
                    "what": alarm.what,
                    "to_do": alarm.fix,
                    "since": self._local(alarm.since).isoformat(timespec="seconds"),
                }
                for alarm in self._raised(watched)
            ],
        }

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for watched in Watched:
            rule, raised = self.alarms.rule(watched), [*self._raised(watched)]
            urgent = "yes" if rule is not None and rule.urgent else ""
            for alarm in raised:
                since = f"{self._local(alarm.since):%Y-%m-%d %H:%M}"
                yield watched.value, "RAISED", since, alarm.about, urgent
            if not raised:
                yield watched.value, self._state_of(rule), "", "", urgent

    def _state_of(self, rule: Rule | None) -> str:
        if rule is None:
            return "off"
        known = self.state is not None and self.state.is_fresh(self.now)
        return "well" if known else "unknown"

    def _raised(self, watched: Watched | None = None) -> Iterator[Alarm]:
        for alarm in self.state.alarms if self.state else ():
            if alarm.is_raised and watched in (None, alarm.rule):
                yield alarm

    def _looked(self) -> str:
        fix = "Is the server running, without ALARMS=no?"
        if self.state is None:
            return f"Nobody has looked yet. {fix}"
        looked = f"{self._local(self.state.looked):%Y-%m-%d %H:%M}"
        fresh = self.state.is_fresh(self.now)
        return f"Last looked: {looked}." if fresh else f"Nobody has looked since {looked}. {fix}"

    def _channels(self) -> Iterator[str]:
        names = ", ".join(("the log", *self.alarms.channels))
        yield f"Told by, as the variables are set here: {names}."
        for name in self.alarms.channels:
            if waiting := self._waiting(name):
                yield f"{name}: {waiting} to be sent."
            if self.state and name in self.state.down:
                yield f"{name}: it takes none: {self.state.down[name].reason}."

    def _waiting(self, name: str) -> int:
        return sum(name in one.to for one in (self.state.waiting if self.state else ()))

    def _local(self, moment: dt.datetime) -> dt.datetime:
        return moment.astimezone(self.zone)
