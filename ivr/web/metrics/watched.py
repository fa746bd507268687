"""What the alarms and the last test call say, as Prometheus reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from ivr.journal.alarms.probed import probed
from ivr.journal.alarms.state import read_state
from ivr.model.alarms import Alarms


def watched(folder: Path, alarms: Alarms, now: dt.datetime) -> Iterator[Metric]:
    """Yield what lies in the journal's folder at a moment; what nobody knows is not there.

    Alarms are told while somebody looks, test calls where there has been one.
    """
    state = read_state(folder)
    if state is not None and state.is_fresh(now):
        told = "Whether an alarm is raised; not there while nobody looks."
        family = GaugeMetricFamily("ivr_alarm_raised", told, labels=("alarm",))
        raised = {alarm.rule for alarm in state.alarms if alarm.is_raised}
        for rule in alarms.rules:
            family.add_metric((rule.watched.value,), rule.watched.value in raised)
        yield family
    probe = probed(folder)
    if probe is not None:
        told = "Whether the last test call found nothing wrong."
        yield GaugeMetricFamily("ivr_probe_ok", told, value=probe.ok)
        told = "When the last test call was made, in seconds since 1970."
        yield GaugeMetricFamily("ivr_probe_timestamp_seconds", told, value=probe.at.timestamp())
