"""`ivr run` and `ivr call`: a real server, rung over a real socket."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ivr.phone import read_wav
from tests.support.commands import Ivr, one_line
from tests.support.processes import free_port

HOLIDAY = "2027-05-17 22:10"


def call(ivr: Ivr, *arguments: str) -> dict[str, Any]:
    done = ivr("call", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    record: dict[str, Any] = json.loads(done.stdout)
    return record


def events(record: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [event for event in record["events"] if event["event"] == kind]


def test_a_call_is_told_line_by_line(running: Ivr) -> None:
    done = running.process("call", "--keys", "2,0", "--at", "2026-11-25 10:00")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("0:00  nb ")
    assert any("key 2" in line for line in lines)
    assert any("ringing +4723327000" in line for line in lines)
    assert any("only the callee hears (nb): " in line for line in lines)
    assert lines[-1].endswith("the call is over: application hung up")


def test_the_moment_the_number_and_the_outcomes_are_the_callers_to_choose(running: Ivr) -> None:
    record = call(
        running, "--keys", "0", "--at", HOLIDAY, "--to", "+4700000002", "--outcome", "busy"
    )
    assert record["started"] == "2027-05-17T22:10:00+02:00"
    assert record["to"] == "+4700000002"
    said = [heard for heard in events(record, "Heard") if heard["language"] != "zxx"]
    assert {heard["language"] for heard in said} == {"pl"}
    [leg] = events(record, "LegRung")
    assert leg["to"].startswith("sip:116117@")
    [ended] = events(record, "DialEnded")
    assert (ended["status"], ended["bridged"]) == ("busy", False)


def test_a_caller_who_withholds_the_number(running: Ivr) -> None:
    record = call(running, "--keys", "0", "--from", "anonymous", "--to", "+4700000002")
    assert [leg["caller_id"] for leg in events(record, "LegRung")] == ["+4700000002"]


def test_a_call_is_saved_as_the_caller_heard_it(running: Ivr, tmp_path: Path) -> None:
    wav = tmp_path / "call.wav"
    record = call(running, "--keys", "1,#,x", "--save", str(wav))
    assert record["reason"] == "caller hung up"
    assert read_wav(wav.read_bytes()).seconds == pytest.approx(record["seconds"], abs=0.1)


def test_barging_in_cuts_the_prompt(running: Ivr) -> None:
    record = call(running, "--keys", "1,x", "--barge-in", "0.5")
    assert events(record, "KeyPressed")[0] == {
        "event": "KeyPressed",
        "at": 0.5,
        "key": "1",
        "barge_in": True,
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--keys", "1,q"], 'entry 2, "q"'),
        (["--keys", "1", "--outcome", "bsuy"], '"bsuy" is none of answered'),
        (["--keys", "1", "--at", "2027-02-30"], "--at: [2027-02-30]"),
        (["--keys", "1", "--to", "12 34"], '"12 34" is no caller'),
        (["--keys", "1", "--from", "+47x"], '"+47x" is no caller'),
        (["--keys", "1", "--barge-in", "-1"], "-1 s"),
        (["--keys", "x", "--save", "/no/such/folder/call.wav"], "--save: /no/such/folder"),
        (["--keys", "1", "--url", "http://127.0.0.1:1"], "--url needs TWILIO_AUTH_TOKEN"),
    ],
)
def test_a_mistake_in_a_call_is_one_line(running: Ivr, arguments: list[str], told: str) -> None:
    assert told in one_line(running("call", *arguments))


def test_a_call_with_no_terminal_and_no_keys_is_one_line(running: Ivr) -> None:
    assert one_line(running.process("call")).endswith("such as --keys 1,1,2")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "hotline", "http://[broken", "ftp://a"])
def test_an_address_where_no_hotline_answers_is_one_line(running: Ivr, url: str) -> None:
    line = one_line(running("call", "--keys", "1", "--url", url, TWILIO_AUTH_TOKEN="secret"))
    assert line.startswith(f"No hotline answers on {url} (")
    assert "secret" not in line


def test_another_token_hears_the_carriers_error(running: Ivr) -> None:
    note = json.loads((running.project / ".run" / "carrier.json").read_text(encoding="utf-8"))
    done = running("call", "--keys", "1", "--url", note["url"], TWILIO_AUTH_TOKEN="another")
    assert done.returncode == 1
    assert "answered with HTTP status 403" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_note_for_calls_can_be_read_by_its_owner_alone(running: Ivr) -> None:
    mode = (running.project / ".run" / "carrier.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_call_without_a_running_hotline_says_how_to_start_one(own: Ivr) -> None:
    line = one_line(own("call", "--keys", "1"))
    assert line.startswith("No hotline is running in ")
    assert line.endswith("make run")


def test_a_note_that_was_left_behind_is_not_believed(own: Ivr) -> None:
    (own.project / ".run").mkdir()
    note = {
        "url": f"http://127.0.0.1:{free_port()}",
        "token": "t",
        "timezone": "UTC",
        "numbers": [],
    }
    (own.project / ".run" / "carrier.json").write_text(json.dumps(note), encoding="utf-8")
    assert "No hotline answers on" in one_line(own("call", "--keys", "1"))
    (own.project / ".run" / "carrier.json").write_text("{", encoding="utf-8")
    assert "No hotline is running" in one_line(own("call", "--keys", "1"))


def test_a_taken_port_is_one_line_with_another_to_try(
    own: Ivr,
) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        line = one_line(own.process("run", "--port", str(port)))
    assert line.startswith(f"Cannot listen on 127.0.0.1:{port}: ")
    assert f"PORT={port + 1}" in line


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_hotline_stops_when_told_and_takes_its_note_away(
    own: Ivr, stop: signal.Signals
) -> None:
    with own.running() as server:
        assert (own.project / ".run" / "carrier.json").exists()
        assert own("call", "--keys", "x").returncode == 0
        server.send(stop)
        done = server.finished()
    assert done.returncode == 0
    assert [line.split()[1:3] for line in done.stderr.splitlines()] == [
        ["info", "answered"],
        ["info", "ended"],
    ]
    assert done.stdout.endswith("The hotline has stopped.\n")
    assert not (own.project / ".run" / "carrier.json").exists()
    with closing(sqlite3.connect(own.project / "journal" / "journal.sqlite")) as journal:
        kept = journal.execute("SELECT kind FROM event ORDER BY id").fetchall()
    assert kept == [("answered",), ("ended",)]


def test_a_call_of_the_phone_is_made_again_with_each_key_at_its_second(
    running: Ivr, tmp_path: Path
) -> None:
    kept = {"to": "+4700000001", "from": "+4700000099", "at": HOLIDAY, "outcomes": ""}
    kept |= {"keys": "1,1", "call": "n4700000001_f47_k1-2.5_h-6"}
    file = tmp_path / "call.json"
    file.write_text(json.dumps(kept), encoding="utf-8")
    record = call(running, "--replay", str(file))
    assert [(one["at"], one["key"]) for one in events(record, "KeyPressed")] == [(2.5, "1")]
    assert record["seconds"] == 6
    assert "key 1, cutting" in running.process("call", "--replay", str(file)).stdout


def test_a_call_at_another_moment_is_counted_in_no_figure(own: Ivr) -> None:
    with own.running() as server:
        assert own("call", "--keys", "x", "--at", HOLIDAY).returncode == 0
        server.send(signal.SIGTERM)
        server.finished()
    with closing(sqlite3.connect(own.project / "journal" / "journal.sqlite")) as journal:
        assert journal.execute("SELECT probe FROM call").fetchall() == [(1,)]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_of_two_hotlines_of_a_project_the_one_that_is_left_is_rung(
    own: Ivr, end: signal.Signals
) -> None:
    first, second = free_port(), free_port()

    def is_rung(port: int) -> bool:
        note = own.project / ".run" / "carrier.json"
        named = note.exists() and f":{port}" in note.read_text(encoding="utf-8")
        return named and own("call", "--keys", "x").returncode == 0

    with own.running(port=first) as staying:
        with own.running(port=second) as going:
            going.until(lambda: is_rung(second))
            going.send(end)
            going.finished()
        staying.until(lambda: is_rung(first))


def test_a_note_that_cannot_be_left_is_one_line(own: Ivr) -> None:
    (own.project / ".run").touch()
    assert "carrier.json cannot be written" in one_line(
        own.process("run", "--port", str(free_port()))
    )


def test_nothing_is_served_without_clips(own: Ivr) -> None:
    manifest = own.project / "audio" / "built" / "manifest.json"
    manifest.unlink()
    assert one_line(own.process("run", "--port", str(free_port()))).endswith("run ivr audio build")


def test_nothing_is_served_from_a_broken_configuration(own: Ivr) -> None:
    (own.project / "config" / "menu.yaml").write_text("main: {sya: hello}\n", encoding="utf-8")
    done = own.process("run", "--port", str(free_port()))
    assert done.returncode == 1
    assert (
        "config/menu.yaml:1: main: [sya] is not an option here. Did you mean [say]?" in done.stderr
    )
    assert "Traceback" not in done.stderr
