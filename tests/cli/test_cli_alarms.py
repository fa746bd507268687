"""`ivr alarms`: what an operator reads of them, and whether they reach anybody."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from ivr.definition import load
from ivr.journal.alarms.facts import Content
from ivr.journal.alarms.watch import Watch
from ivr.journal.port import Status
from ivr.journal.settings import JournalSettings
from ivr.model.alarms import Watched
from tests.support import debian
from tests.support.commands import Ivr
from tests.support.debian import needs
from tests.support.hotline import SMALL, VARIABLES, copied
from tests.support.receivers import WebAddress, program, web_address

RULES = """\
rules:
  no_calls: {hours: "Mo-Fr 08:00-15:30; PH off"}
  journal_behind: {urgent: yes}
  clip_lost:
  fallback_played: {watched: no}
channels:
  webhook: {url: "${ALARM_WEBHOOK}"}
"""


@pytest.fixture
def ivr(tmp_path: Path) -> Ivr:
    root = copied(tmp_path / "project", SMALL)
    (root / "config/alarms.yaml").write_text(RULES, encoding="utf-8")
    return Ivr(root)


def look(ivr: Ivr, status: Status, hook: str, now: dt.datetime | None = None) -> None:
    """Look once as the server does."""
    hotline = load(ivr.project, VARIABLES | {"ALARM_WEBHOOK": hook}).hotline
    settings = JournalSettings.read(ivr.project, {})
    watch = Watch(settings, lambda: Content.of(hotline, hotline), lambda: status)
    watch.look(now or dt.datetime.now(dt.UTC))
    watch.wait()


def test_before_anybody_has_looked_nothing_is_said_to_be_well(ivr: Ivr) -> None:
    told = ivr("alarms").stdout.splitlines()
    assert told[2].split() == ["unanswered_in_a_row", "off"]
    assert ["no_calls", "unknown"] in [line.split() for line in told]
    assert told[-2:] == [
        "Nobody has looked yet. Is the server running, without ALARMS=no?",
        "Told by, as the variables are set here: the log.",
    ]


def test_what_is_raised_is_told_with_what_to_do_and_whom_it_did_not_reach(ivr: Ivr) -> None:
    nobody = "http://127.0.0.1:9/hook"
    look(ivr, Status("spooling", spooled=200_000, reason="it is locked"), nobody)
    done = ivr("alarms", ALARM_WEBHOOK=nobody)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    [raised] = [line for line in lines if "RAISED" in line]
    assert (raised[0], raised[-2:]) == ("journal_behind", ["waiting", "yes"])
    assert ["no_calls", "well"] in lines
    assert "200 kB of events wait for the journal's database: it is locked.\n  To do: Look" in (
        done.stdout
    )
    assert "webhook: 1 to be sent.\nwebhook: it takes none: the address cannot" in done.stdout
    told = json.loads(ivr("alarms", "--json", ALARM_WEBHOOK=nobody).stdout)
    assert [one["rule"] for one in told["alarms"]] == [watched.value for watched in Watched]
    [alarm] = [one for one in told["alarms"] if one["raised"]]
    assert (alarm["rule"], alarm["urgent"], alarm["raised"][0]["about"]) == (
        "journal_behind",
        True,
        "waiting",
    )
    assert told["channels"]["webhook"]["waiting"] == 1


def test_a_watch_that_has_stopped_is_told(ivr: Ivr) -> None:
    look(ivr, Status(), "", dt.datetime.now(dt.UTC) - dt.timedelta(hours=3))
    told = ivr("alarms").stdout
    assert "Nobody has looked since " in told
    assert ["no_calls", "unknown"] in [line.split() for line in told.splitlines()]


def test_every_channel_is_tried(ivr: Ivr, tmp_path: Path) -> None:
    command, written = program(tmp_path)
    with (ivr.project / "config/alarms.yaml").open("a", encoding="utf-8") as file:
        file.write(f"  command: {{run: {json.dumps(command)}}}\n")
    with web_address() as hook:
        done = ivr("alarms", "test", ALARM_WEBHOOK=hook.url)
        assert (done.returncode, done.stdout) == (0, "webhook: sent\ncommand: sent\n")
        assert (
            _kinds(hook) == [json.loads(written.read_text(encoding="utf-8"))["kind"]] == ["trial"]
        )
        hook.status = 500
        done = ivr("alarms", "test", ALARM_WEBHOOK=hook.url)
    assert (done.returncode, done.stdout) == (
        1,
        "webhook: the answer was 500\ncommand: sent\n",
    )
    assert not (ivr.project / "journal").exists()


def _kinds(hook: WebAddress) -> list[str]:
    return [one["kind"] for one in hook.posted]


def test_without_a_channel_a_trial_says_which_variable_is_not_set(ivr: Ivr) -> None:
    done = ivr("alarms", "test")
    assert (done.returncode, "ALARM_WEBHOOK" in done.stderr) == (1, True)


@pytest.mark.parametrize("arguments", [("--json", "--prometheus"), ("--json", "test")])
def test_options_that_do_not_go_together_are_refused(ivr: Ivr, arguments: tuple[str, ...]) -> None:
    done = ivr("alarms", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)


# --- the rules of Prometheus -------------------------------------------------------------------


def test_prometheus_gets_each_rule_it_can_judge(tmp_path: Path) -> None:
    shipped = Ivr(copied(tmp_path / "shipped"))
    [group] = yaml.safe_load(shipped("alarms", "--prometheus").stdout)["groups"]
    rules = {rule["alert"]: rule for rule in group["rules"]}
    watched = {"Hotline" + one.value.title().replace("_", "") for one in Watched}
    assert set(rules) == watched
    assert rules["HotlineFigureExpires"]["expr"].endswith("< 14")
    assert rules["HotlineClipLost"]["labels"] == {"urgent": "yes"}
    assert "in a row" in rules["HotlineUnansweredInARow"]["annotations"]["differs"]
    for rule in rules.values():
        assert rule.keys() == {"alert", "expr", "labels", "annotations"}
        assert rule["expr"].count("(") == rule["expr"].count(")")


def test_prometheus_looks_far_enough_back_for_the_hours_in_which_calls_are_expected(
    ivr: Ivr,
) -> None:
    """On a Tuesday it asks for a whole day, on a Monday for the weekend too."""
    [group] = yaml.safe_load(ivr("alarms", "--prometheus").stdout)["groups"]
    [expr] = [rule["expr"] for rule in group["rules"] if rule["alert"] == "HotlineNoCalls"]
    assert "offset 24h) >= 0 and on() (day_of_week() == 2 or" in expr
    assert "offset 72h) >= 0 and on() (day_of_week() == 1))" in expr


def test_a_hotline_that_watches_nothing_has_no_rules(ivr: Ivr) -> None:
    (ivr.project / "config/alarms.yaml").unlink()
    assert yaml.safe_load(ivr("alarms", "--prometheus").stdout) == {"groups": []}


FIRED: Final[dict[str, dict[str, str]]] = {
    "HotlineUnansweredInARow": {'ivr_transfers_total{service="gp",outcome="busy"}': "0x60 4x60"},
    "HotlineUnansweredShare": {
        'ivr_transfers_total{service="gp",outcome="busy"}': "0x60 5x60",
        'ivr_transfers_total{service="gp",outcome="answered"}': "0x60 4x60",
    },
    "HotlineRefusedSignatures": {'ivr_refusals_total{kind="signature"}': "0x60 25x60"},
    "HotlineFallbackPlayed": {"ivr_fallbacks_total": "0x60 1x60"},
    "HotlineClipLost": {"ivr_clips_lost_total": "0x60 1x60"},
    "HotlineJournalBehind": {"ivr_journal_spool_bytes": "0x60 200000x60"},
    "HotlineFigureExpires": {'ivr_figure_expires_days{figure="fee"}': "14x60 13x60"},
    "HotlineProbeFailed": {
        "ivr_probe_ok": "1x60 0x60",
        "ivr_probe_timestamp_seconds": "0x60 3600x60",
    },
    "HotlineLanguageLost": {'ivr_language_offered{language="pl"}': "1x60 0x60"},
    "HotlineNoCalls": {'ivr_calls_answered_total{municipality="asker"}': "7x900"},
}
"""What a metric does, by minutes (the last by ten), until its alarm is raised."""


@needs("promtool")
def test_prometheus_raises_each_alarm_for_its_fault_and_for_no_other(tmp_path: Path) -> None:
    rules, cases = tmp_path / "rules.yaml", tmp_path / "cases.yaml"
    shipped = Ivr(copied(tmp_path / "shipped"))
    rules.write_text(shipped("alarms", "--prometheus").stdout, encoding="utf-8")
    [group] = yaml.safe_load(rules.read_text(encoding="utf-8"))["groups"]
    asked = {rule["alert"]: f"count({rule['expr']})" for rule in group["rules"]}
    assert asked.keys() == FIRED.keys()
    tests = []
    for alert, series in FIRED.items():
        # Prometheus's time begins on a Thursday; five days later is a Tuesday.
        late, pace = ("125h", "10m") if alert == "HotlineNoCalls" else ("90m", "1m")
        samples: dict[tuple[str, str], list[Any]] = {
            (one, time): [] for one in asked for time in ("50m", late)
        }
        samples[alert, late] = [{"labels": "{}", "value": 1}]
        counted = [{"series": name, "values": values} for name, values in series.items()]
        told = [
            {"expr": asked[one], "eval_time": time, "exp_samples": found}
            for (one, time), found in samples.items()
        ]
        tests.append({"interval": pace, "input_series": counted, "promql_expr_test": told})
    cases.write_text(json.dumps({"rule_files": [rules.name], "tests": tests}), encoding="utf-8")
    done = subprocess.run(
        [debian.program("promtool") or "", "test", "rules", str(cases)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
