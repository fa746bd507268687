"""Each rule held against the facts: what is wrong, in plain words, and what to do about it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.journal.alarms.facts import HOUR, Facts, Kept, Rung
from ivr.journal.alarms.probed import NOTE
from ivr.journal.alarms.state import State
from ivr.journal.events import QUARTER_S, Kind, quarter
from ivr.journal.measures import ANSWERED, FULL
from ivr.model.alarms import Rule, Watched
from ivr.model.services import Hours

NO_FAULT: Final = ("canceled", FULL)
"""Outcomes that are no fault of the service: the caller hung up first, or nobody rang."""

_LONGEST: Final = dt.timedelta(days=35)
"""So far back are hours without a call looked for; events are kept for about as long."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what it is about, what it is, and what to do."""

    about: str
    what: str
    fix: str


def found(rule: Rule, facts: Facts, state: State, now: dt.datetime) -> tuple[Finding, ...] | None:
    """Return what is wrong by a rule; None where nobody knows, for the database is away."""
    look = _OF_THE_DATABASE.get(rule.watched)
    if look is not None:
        return None if facts.kept is None else tuple(look(rule, facts.kept, state, now))
    return tuple(_OF_THE_REST[rule.watched](rule, facts, state, now))


def open_for(hours: Hours, begin: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """Return how long hours were open between two moments.

    Time is that of a clock nobody puts forward or back.
    """
    here, last, total = begin.astimezone(dt.UTC), end.astimezone(dt.UTC), dt.timedelta()
    while here < last:
        change = hours.next_change(here)
        until = last if change is None else min(change.astimezone(dt.UTC), last)
        if until <= here:
            break
        total += until - here if hours.is_open(here) else dt.timedelta()
        here = until
    return total


def _by_service(kept: Kept, since: int) -> Mapping[tuple[str, str], list[Rung]]:
    services = defaultdict(list)
    for rung in kept.transfers:
        if rung.outcome not in NO_FAULT and rung.quarter > since:
            services[rung.municipality, rung.service].append(rung)
    return services


def _in_a_row(rule: Rule, kept: Kept, _: State, now: dt.datetime) -> Iterator[Finding]:
    del now  # the facts are those of the last day
    for (municipality, service), rungs in _by_service(kept, since=0).items():
        failed = []
        for rung in reversed(rungs):
            if rung.outcome == ANSWERED:
                break
            failed.append(rung.outcome)
        if len(failed) >= rule.limits["times"]:
            how = ", ".join(f"{name} {n}" for name, n in sorted(Counter(failed).items()))
            what = f"{municipality}: {service} has not answered {_often(len(failed))} in a row"
            what += f" ({how})."
            yield Finding(f"{municipality} {service}", what, _RING_IT)


def _share(rule: Rule, kept: Kept, _: State, now: dt.datetime) -> Iterator[Finding]:
    for (municipality, service), rungs in _by_service(kept, quarter(now) - HOUR).items():
        failed = sum(rung.outcome != ANSWERED for rung in rungs)
        percent = 100 * failed // len(rungs)
        if len(rungs) >= rule.limits["at_least"] and percent >= rule.limits["percent"]:
            what = f"{municipality}: {service} has not answered {failed} of the {len(rungs)} "
            what += "transfers of the last hour."
            yield Finding(f"{municipality} {service}", what, _RING_IT)


def _counted(rule: Rule, kept: Kept, _: State, now: dt.datetime) -> Iterator[Finding]:
    """Yield that something has happened too often, or at all where the rule has no number."""
    del now
    kind, what, fix = _COUNTED[rule.watched]
    times = kept.counts.get(kind, 0)
    if times >= rule.limits.get("times", 1):
        yield Finding("", f"{what}, {_often(times)} in the last hour.", fix)


def _no_calls(rule: Rule, kept: Kept, state: State, now: dt.datetime) -> Iterator[Finding]:
    if rule.hours is None:
        return
    last = state.began
    if kept.last_call is not None:
        last = dt.datetime.fromtimestamp((kept.last_call + 1) * QUARTER_S, dt.UTC)
    silent = open_for(rule.hours, max(last, now - _LONGEST), now)
    if silent >= dt.timedelta(hours=rule.limits["after_hours"]):
        what = f"Nobody has called for {silent // dt.timedelta(hours=1)} hours in which calls are "
        what += f"expected ({rule.hours.text})."
        fix = "Ring the hotline. If nobody answers, look at the number's settings at the carrier."
        yield Finding("", what, fix)


def _figure(rule: Rule, facts: Facts, _: State, now: dt.datetime) -> Iterator[Finding]:
    today = now.astimezone(facts.content.zone).date()
    for name, last in sorted(facts.content.figures.items()):
        if (last - today).days < rule.limits["days"]:
            when = "was" if last < today else "is"
            what = f"The figure {name} {when} spoken on {last} for the last time."
            fix = "Write the next value under [later] in config/facts.yaml, and run: ivr publish"
            yield Finding(name, what, fix)


def _journal(rule: Rule, facts: Facts, state: State, now: dt.datetime) -> Iterator[Finding]:
    status = facts.status
    if status.spooled >= rule.limits["kilobytes"] * 1000:
        why = f": {status.reason}" if status.reason else ""
        what = f"{status.spooled // 1000} kB of events wait for the journal's database{why}."
        fix = "Look at the database; calls are answered meanwhile. Then run: ivr journal status"
        yield Finding("waiting", what, fix)
    if state.lost_at is not None and now - state.lost_at < dt.timedelta(hours=1):
        what = "Events could not be kept, and are missing from the figures."
        fix = "Make room on the disk, and run: ivr journal status"
        yield Finding("lost", what, fix)


def _probe(rule: Rule, facts: Facts, _: State, now: dt.datetime) -> Iterator[Finding]:
    probe = facts.probed
    if probe is None:
        return
    at = f"{probe.at.astimezone(facts.content.zone):%Y-%m-%d %H:%M}"
    if not probe.ok:
        why = "; ".join(probe.failures[:_FEW]).rstrip(".") or "it says nothing more"
        if more := len(probe.failures[_FEW:]):
            why += f"; and {more} more"
        what = f"The test call of {at} did not come where it should: {why}."
        yield Finding("", what, "Run: ivr probe")
    if now - probe.at >= dt.timedelta(hours=rule.limits["after_hours"]):
        what = f"The last test call was made at {at}: nobody knows whether callers get through."
        fix = "Look why `ivr probe` no longer runs (cron, or the timer). If it is not to, delete "
        yield Finding("late", what, f"{fix}{NOTE} in the journal's folder.")


def _language(rule: Rule, facts: Facts, state: State, now: dt.datetime) -> Iterator[Finding]:
    del rule, now
    content = facts.content
    for code in sorted((state.languages & content.languages) - content.offered):
        what = f"Callers could choose the language {code}, and cannot now."
        fix = (
            "Run: ivr check. If it is meant so, take it out of `languages` in config/hotline.yaml."
        )
        yield Finding(code, what, fix)


def _often(times: int) -> str:
    return "once" if times == 1 else f"{times} times"


_FEW: Final = 3
_RING_IT: Final = (
    "Ring it. If its number or hours have changed, correct them in config/ and run: ivr publish"
)
_COUNTED: Final[Mapping[Watched, tuple[Kind, str, str]]] = {
    Watched.REFUSED_SIGNATURES: (
        Kind.REFUSED,
        "Requests were refused for a wrong signature",
        "Look in the log: is PUBLIC_BASE_URL or TWILIO_AUTH_TOKEN wrong, or does a stranger ask?",
    ),
    Watched.FALLBACK_PLAYED: (
        Kind.FALLBACK,
        "Callers heard the apology instead of an answer",
        "Look in the log for what failed, and ring the hotline.",
    ),
    Watched.CLIP_LOST: (
        Kind.LOST_CLIP,
        "Clips could not be played",
        "Run: ivr audio build --verify",
    ),
}
_OF_THE_DATABASE: Final[
    Mapping[Watched, Callable[[Rule, Kept, State, dt.datetime], Iterator[Finding]]]
] = {
    Watched.UNANSWERED_IN_A_ROW: _in_a_row,
    Watched.UNANSWERED_SHARE: _share,
    Watched.NO_CALLS: _no_calls,
    **dict.fromkeys(_COUNTED, _counted),
}
_OF_THE_REST: Final[
    Mapping[Watched, Callable[[Rule, Facts, State, dt.datetime], Iterator[Finding]]]
] = {
    Watched.FIGURE_EXPIRES: _figure,
    Watched.JOURNAL_BEHIND: _journal,
    Watched.PROBE_FAILED: _probe,
    Watched.LANGUAGE_LOST: _language,
}
