"""The rules as Prometheus has them, for whoever collects /metrics already."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.journal.alarms.found import open_for
from ivr.model.alarms import Alarms, Rule, Watched
from ivr.model.services import Hours

_REFERENCE: Final = (
    dt.datetime(2027, 1, 18, tzinfo=dt.UTC),
    dt.datetime(2027, 6, 14, tzinfo=dt.UTC),
)
"""Mondays of a week without public holidays, in winter and in summer time."""

_CALLS: Final = "ivr_calls_answered_total"
_QUARTER: Final = dt.timedelta(minutes=15)
_LONGEST_HOURS: Final = 24 * 14


@dataclass(frozen=True, slots=True)
class _Expression:
    """What is asked of Prometheus, what is said, and what is told in another way than by us."""

    expr: str
    what: str
    differs: str = ""


def rules_text(alarms: Alarms) -> str:
    """Return a file of alerting rules, one for each rule.

    >>> print(rules_text(Alarms((Rule(Watched.CLIP_LOST, urgent=True),))))
    # Written by `ivr alarms --prometheus` from config/alarms.yaml. Quiet hours and repetition
    # are Alertmanager's: route by the label `urgent`.
    groups:
      - name: "hotline"
        rules:
          - alert: "HotlineClipLost"
            expr: "sum(increase(ivr_clips_lost_total[1h])) > 0"
            labels:
              urgent: "yes"
            annotations:
              summary: "Clips could not be played in the last hour."
    <BLANKLINE>
    """
    rules = [line for rule in alarms.rules for line in _rule(rule)]
    groups = ["groups:", '  - name: "hotline"', "    rules:", *rules] if rules else ["groups: []"]
    return "\n".join((_HEAD, *groups)) + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    found = _ASKED[rule.watched](rule)
    name = "".join(word.capitalize() for word in rule.watched.value.split("_"))
    yield f"      - alert: {_text(f'Hotline{name}')}"
    yield f"        expr: {_text(found.expr)}"
    yield "        labels:"
    yield f"          urgent: {_text('yes' if rule.urgent else 'no')}"
    yield "        annotations:"
    yield f"          summary: {_text(found.what)}"
    if found.differs:
        yield f"          differs: {_text(found.differs)}"


def _text(words: str) -> str:
    """Return a text as YAML reads it in double quotes, which is as JSON does."""
    return json.dumps(words, ensure_ascii=False)


def _increase(metric: str, hours: int = 1, by: str = "") -> str:
    return f"sum{f' by ({by}) ' if by else ''}(increase({metric}[{hours}h]))"


def _in_a_row(rule: Rule) -> _Expression:
    failed = _increase('ivr_transfers_total{outcome!~"answered|canceled|full"}', by="service")
    answered = _increase('ivr_transfers_total{outcome="answered"}', by="service")
    return _Expression(
        f"{failed} >= {rule.limits['times']} unless {answered} > 0",
        '{{ $labels.service }} has not answered {{ $value | printf "%.0f" }} times in an hour.',
        "Counters know no order: nobody has answered within an hour, in all municipalities "
        "together, instead of several times in a row within a day.",
    )


def _share(rule: Rule) -> _Expression:
    every = _increase('ivr_transfers_total{outcome!~"canceled|full"}', by="service")
    failed = _increase('ivr_transfers_total{outcome!~"answered|canceled|full"}', by="service")
    limits = rule.limits
    return _Expression(
        f"100 * {failed} / {every} >= {limits['percent']} and {every} >= {limits['at_least']}",
        '{{ $labels.service }} has not answered {{ $value | printf "%.0f" }} % of an hour\'s '
        "transfers.",
        "All municipalities together, instead of each by itself.",
    )


def _refused(rule: Rule) -> _Expression:
    counted = _increase('ivr_refusals_total{kind="signature"}')
    what = "Requests with a wrong signature were refused in the last hour."
    return _Expression(f"{counted} >= {rule.limits['times']}", what)


def _fallback(_: Rule) -> _Expression:
    what = "Callers heard the apology instead of an answer in the last hour."
    return _Expression(f"{_increase('ivr_fallbacks_total')} > 0", what)


def _clip(_: Rule) -> _Expression:
    what = "Clips could not be played in the last hour."
    return _Expression(f"{_increase('ivr_clips_lost_total')} > 0", what)


def _no_calls(rule: Rule) -> _Expression:
    """Look so far back, on each day of the week, that enough expected hours lie in between."""
    hours, wanted = rule.hours, rule.limits["after_hours"]
    days: dict[int, list[int]] = defaultdict(list)
    for day in range(7):
        days[_hours_back(hours, wanted, day) if hours else _LONGEST_HOURS].append(day)
    parts = []
    for back, some in sorted(days.items()):
        # Prometheus counts from Sunday, and knows nothing of the hours before it began.
        on = " or ".join(f"day_of_week() == {(day + 1) % 7}" for day in some)
        silent = f"{_increase(_CALLS, back)} == 0 and sum({_CALLS} offset {back}h) >= 0"
        parts.append(f"({silent} and on() ({on}))")
    text = hours.text if hours else ""
    return _Expression(
        " or ".join(parts),
        f"Nobody has called for at least {wanted} hours in which calls are expected ({text}).",
        "It looks back whole hours, as many as hold enough expected ones on that day of the week "
        "(UTC) at any time of the year; so it comes up to a day later, and public holidays do not "
        "count as closed.",
    )


def _hours_back(hours: Hours, wanted: int, day: int) -> int:
    """Return how far back enough expected hours lie, from whatever moment of a day of the week."""
    most = 1
    for monday in _REFERENCE:
        begin = monday + dt.timedelta(days=day)
        for number in range(96):
            end = begin + number * _QUARTER
            while most < _LONGEST_HOURS and open_for(
                hours, end - dt.timedelta(hours=most), end
            ) < dt.timedelta(hours=wanted):
                most += 1
    return most


def _figure(rule: Rule) -> _Expression:
    days = rule.limits["days"]
    what = "The figure {{ $labels.figure }} is spoken for {{ $value }} more days."
    return _Expression(f"min by (figure) (ivr_figure_expires_days) < {days}", what)


def _journal(rule: Rule) -> _Expression:
    size = rule.limits["kilobytes"] * 1000
    lost = _increase("ivr_journal_lost_total")
    what = "Events wait for the journal's database, or were lost."
    return _Expression(f"max(ivr_journal_spool_bytes) >= {size} or {lost} > 0", what)


def _probe(rule: Rule) -> _Expression:
    seconds = rule.limits["after_hours"] * 3600
    return _Expression(
        f"max(ivr_probe_ok) == 0 or time() - max(ivr_probe_timestamp_seconds) >= {seconds}",
        "The last test call did not come where it should, or was made long ago.",
    )


def _language(_: Rule) -> _Expression:
    offered = "max by (language) (ivr_language_offered)"
    before = "max by (language) (max_over_time(ivr_language_offered[7d]))"
    return _Expression(
        f"{offered} == 0 and {before} == 1",
        "Callers could choose the language {{ $labels.language }}, and cannot now.",
        "It is over after seven days, when Prometheus no longer looks back to the language.",
    )


_HEAD: Final = (
    "# Written by `ivr alarms --prometheus` from config/alarms.yaml. Quiet hours and repetition\n"
    "# are Alertmanager's: route by the label `urgent`."
)
_ASKED: Final[Mapping[Watched, Callable[[Rule], _Expression]]] = {
    Watched.UNANSWERED_IN_A_ROW: _in_a_row,
    Watched.UNANSWERED_SHARE: _share,
    Watched.REFUSED_SIGNATURES: _refused,
    Watched.FALLBACK_PLAYED: _fallback,
    Watched.NO_CALLS: _no_calls,
    Watched.FIGURE_EXPIRES: _figure,
    Watched.CLIP_LOST: _clip,
    Watched.JOURNAL_BEHIND: _journal,
    Watched.PROBE_FAILED: _probe,
    Watched.LANGUAGE_LOST: _language,
}
