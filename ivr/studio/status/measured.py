"""What others have looked at: the last test call, the alarms, the doctor's last report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ivr.account.doctor.report import Noted
from ivr.journal.alarms.probed import probed
from ivr.model.alarms import Watched
from ivr.problems.verdicts import Verdict
from ivr.studio.pages.alarms import Alarms
from ivr.studio.pages.words import word
from ivr.studio.status.finding import Finding, State
from ivr.studio.status.look import Look

_PROBE_HOLDS: Final = dt.timedelta(hours=24)
"""So long a test call tells how it is now, unless the alarms say otherwise."""

_DOCTOR_HOLDS: Final = dt.timedelta(days=30)


def measured(look: Look, alarms: Alarms, noted_by: Noted | None) -> Iterator[Finding]:
    """Yield what was measured, or that it was not."""
    yield _alarms(look, alarms)
    yield _probe(look)
    yield _doctor(look, noted_by)


def _alarms(look: Look, alarms: Alarms) -> Finding:
    raised = [
        word(f"alarms.rule_{one.rule}", look.ui) + (f": {one.about}" if one.about else "")
        for one in alarms.raised
    ]
    if raised:
        since = look.local(alarms.raised[0].since)
        told, fix = look.say("alarms_on", names="; ".join(raised)), look.say("alarms_fix")
        return Finding("alarms", State.WRONG, told, fix, since, page="figures.show")
    if alarms.looked is None:
        return Finding("alarms", State.UNMEASURED, look.say("alarms_never"))
    if not alarms.is_fresh:
        told, fix = look.say("alarms_stale"), look.say("alarms_stale_fix")
        return Finding("alarms", State.UNMEASURED, told, fix, alarms.looked)
    told = look.say("alarms_none", at=alarms.looked)
    return Finding("alarms", State.GOOD, told, page="figures.show")


def _probe(look: Look) -> Finding:
    probe, fix = probed(look.journal.folder), look.say("probe_fix")
    if probe is None:
        return Finding("probe", State.UNMEASURED, look.say("probe_never"), fix)
    at = look.local(probe.at)
    if not probe.ok:
        told = look.say("probe_wrong")
        return Finding("probe", State.WRONG, told, fix, at, english=probe.failures)
    if look.now - at > _probe_holds(look):
        return Finding("probe", State.UNMEASURED, look.say("probe_late"), fix, at)
    return Finding("probe", State.GOOD, look.say("probe_good", at=at))


def _probe_holds(look: Look) -> dt.timedelta:
    rule = (
        None if look.assembly is None else look.assembly.hotline.alarms.rule(Watched.PROBE_FAILED)
    )
    return _PROBE_HOLDS if rule is None else dt.timedelta(hours=rule.limits["after_hours"])


def _doctor(look: Look, report: Noted | None) -> Finding:
    fix = look.say("doctor_fix")
    if report is None:
        return Finding("doctor", State.UNMEASURED, look.say("doctor_never"), fix)
    at = look.local(report.at)
    number = {verdict: sum(one.verdict is verdict for one in report.checks) for verdict in Verdict}
    counts = {verdict.value: n for verdict, n in number.items()}
    if number[Verdict.WRONG]:
        return Finding("doctor", State.WRONG, look.say("doctor_wrong", **counts), fix, at)
    if look.now - at > _DOCTOR_HOLDS:
        return Finding("doctor", State.UNMEASURED, look.say("doctor_late"), fix, at)
    told = look.say("doctor_good", at=at, **counts)
    state = State.UNMEASURED if number[Verdict.UNKNOWN] else State.GOOD
    return Finding("doctor", state, told, fix if state is State.UNMEASURED else "")
