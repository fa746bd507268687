"""From what was known and what is found to what is told: nothing here reads a clock or a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.journal.alarms.facts import Facts
from ivr.journal.alarms.found import Finding, found
from ivr.journal.alarms.state import Alarm, Notice, State, Waiting
from ivr.model.alarms import Alarms, Rule

CALM_MINUTES: Final = 15
"""How long nothing may be found before an alarm counts as over."""

MOST_CALM_MINUTES: Final = 240
"""The same for one that comes and goes: each time within a day, it takes twice as long."""

LATELY: Final = dt.timedelta(days=1)
"""How long an alarm that is over is remembered."""


def judged(facts: Facts, state: State, now: dt.datetime) -> tuple[State, tuple[Notice, ...]]:
    """Return what is to be remembered after a look, and what is to be told.

    The notices wait in the state too, for each channel that they are to go over.
    """
    alarms = facts.content.alarms
    state = _remembered(facts, state, now)
    findings = {rule.watched.value: found(rule, facts, state, now) for rule in alarms.rules}
    return judged_by(findings, alarms, state, now)


def judged_by(
    findings: Mapping[str, Collection[Finding] | None],
    alarms: Alarms,
    state: State,
    now: dt.datetime,
) -> tuple[State, tuple[Notice, ...]]:
    """Judge by findings, by rule; None where nobody knows, so that nothing changes.

    An alarm whose rule has been turned off is over at once.
    """
    look = _Look(now, {(one.rule, one.about): one for one in state.alarms})
    for rule in alarms.rules:
        found_now = findings[rule.watched.value]
        if found_now is not None:
            look.take(rule, {one.about: one for one in found_now})
    look.forget({rule.watched.value for rule in alarms.rules})
    waiting = state.waiting + tuple(_waiting(alarms, look.notices))
    kept = tuple(look.alarms.values())
    return replace(state, looked=now, alarms=kept, waiting=waiting), tuple(look.notices)


def due(state: State, alarms: Alarms, channel: str, now: dt.datetime) -> tuple[Notice, ...]:
    """Return the notices that are to be sent over a channel now, the oldest first.

    In quiet hours those are the urgent ones; while a channel is down, none.
    """
    down = state.down.get(channel)
    if down is not None and now < down.until:
        return ()
    quiet = alarms.quiet_hours is not None and alarms.quiet_hours.is_open(now)
    there = (one.notice for one in state.waiting if channel in one.to)
    return tuple(notice for notice in there if notice.urgent or not quiet)


def _remembered(facts: Facts, state: State, now: dt.datetime) -> State:
    """Take in what only a comparison with the last look tells."""
    lost, before = state.lost, state.lost
    if facts.kept is not None:
        lost = facts.kept.lost
    more = facts.status.lost > state.process_lost or (
        before is not None and lost is not None and lost > before
    )
    return replace(
        state,
        languages=(state.languages | facts.content.offered) & facts.content.languages,
        lost=lost,
        process_lost=facts.status.lost,
        lost_at=now if more else state.lost_at,
    )


def _waiting(alarms: Alarms, notices: Collection[Notice]) -> Iterator[Waiting]:
    for notice in notices:
        to = tuple(
            name
            for name, channel in alarms.channels.items()
            if notice.urgent or not channel.urgent_only
        )
        if to:
            yield Waiting(notice, to)


@dataclass(slots=True)
class _Look:
    """One look: the alarms as they become, and the notices that come of it."""

    now: dt.datetime
    alarms: dict[tuple[str, str], Alarm]
    notices: list[Notice] = field(default_factory=list)

    def take(self, rule: Rule, findings: Mapping[str, Finding]) -> None:
        """Raise, keep up or clear the alarms of one rule."""
        name = rule.watched.value
        for about, finding in findings.items():
            alarm = self.alarms.get((name, about))
            if alarm is None or not alarm.is_raised:
                self._raise(rule, finding, alarm)
            else:
                self._keep_up(rule, finding, alarm)
        for (of, about), alarm in list(self.alarms.items()):
            if of == name and about not in findings and alarm.is_raised:
                self._calm(alarm, urgent=rule.urgent)

    def forget(self, watched: Collection[str]) -> None:
        """Clear what is watched no longer, and drop what has been over for long."""
        for key, alarm in list(self.alarms.items()):
            if alarm.cleared is not None and self.now - alarm.cleared >= LATELY:
                del self.alarms[key]
            elif alarm.rule not in watched:
                if alarm.is_raised:
                    self._tell("cleared", alarm, urgent=False)
                del self.alarms[key]

    def _raise(self, rule: Rule, finding: Finding, before: Alarm | None) -> None:
        calm = CALM_MINUTES
        if before is not None:  # it was over less than a day ago
            calm = min(2 * before.calm_minutes, MOST_CALM_MINUTES)
        alarm = Alarm(
            rule.watched.value, finding.about, finding.what, finding.fix, self.now, self.now, calm
        )
        self._put(alarm)
        self._tell("raised", alarm, urgent=rule.urgent)

    def _keep_up(self, rule: Rule, finding: Finding, alarm: Alarm) -> None:
        alarm = replace(alarm, what=finding.what, fix=finding.fix, gone=None)
        hours = rule.repeat_after_hours
        if hours is not None and self.now - alarm.told >= dt.timedelta(hours=hours):
            alarm = replace(alarm, told=self.now)
            self._tell("still", alarm, urgent=rule.urgent)
        self._put(alarm)

    def _calm(self, alarm: Alarm, *, urgent: bool) -> None:
        gone = alarm.gone or self.now
        alarm = replace(alarm, gone=gone)
        if self.now - gone >= dt.timedelta(minutes=alarm.calm_minutes):
            alarm = replace(alarm, cleared=self.now)
            self._tell("cleared", alarm, urgent=urgent)
        self._put(alarm)

    def _put(self, alarm: Alarm) -> None:
        self.alarms[alarm.rule, alarm.about] = alarm

    def _tell(self, kind: str, alarm: Alarm, *, urgent: bool) -> None:
        notice = Notice(
            kind,
            alarm.rule,
            alarm.about,
            urgent,
            alarm.what,
            alarm.fix,
            alarm.since,
            self.now,
        )
        self.notices.append(notice)
