"""`ivr publish` and `ivr run`: what is edited is heard, or refused with its reasons."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from ivr.cli.dev_server import Emulation
from ivr.serving.publishing.content import content_version
from tests.support.commands import Ivr, one_line
from tests.support.deployment import Deployment, answers, deployed
from tests.support.hotline import SMALL, copied, rented, with_clips
from tests.support.processes import free_port


@pytest.fixture
def own(tmp_path: Path) -> Ivr:
    """A small project with numbers that telephones can have."""
    return Ivr(with_clips(rented(copied(tmp_path, SMALL))))


@contextmanager
def served(own: Ivr) -> Iterator[Deployment]:
    with deployed(own.project, WEB_CONCURRENCY="2") as server:
        yield server


def change(own: Ivr, name: str, old: str, new: str) -> None:
    path = own.project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def content(url: str) -> str:
    version: str = httpx.get(f"{url}/healthz").json()["content"]
    return version


def test_a_change_is_shown_built_and_taken_over_by_each_worker(own: Ivr) -> None:
    with served(own) as server:
        before = content(server.url)
        change(own, "prompts/nb.yaml", "Ha det bra.", "Ha det.")
        change(own, "config/services.yaml", "Mo-Fr 08:00-15:30", "Mo-Fr 08:00-16:00")
        done = own("publish")
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        after = content(server.url)
        assert before != after
        assert lines[0] == "texts: 1 in nb"
        assert lines[1].startswith("hours: ")
        told = [f"worker 1 of 2 has {after}", f"worker 2 of 2 has {after}", f"Calls hear {after}."]
        assert lines[-3:] == told
        again = own("publish")
    assert again.returncode == 0
    assert again.stdout.startswith(f"Nothing to publish: calls hear {after} since ")


def test_a_mistake_is_told_and_nothing_happens(own: Ivr) -> None:
    with served(own) as server:
        before = content(server.url)
        change(own, "prompts/nb.yaml", "Ha det bra.", "Ring 9.")
        done = own("publish")
        assert (done.returncode, content(server.url)) == (1, before)
        assert done.stdout.startswith("prompts/nb.yaml:")
        assert done.stderr.startswith("Not published: 1 mistake.")
        record = json.loads(own("publish", "--json").stdout)
        assert "Handling signal: hup" not in server.process.told()
    assert record["published"] is False
    assert [problem["code"] for problem in record["problems"]] == ["digits-in-text"]


def test_an_example_number_is_not_published(own: Ivr) -> None:
    """The server could read it, and callers would be sent nowhere."""
    with served(own) as server:
        before = content(server.url)
        change(own, "config/municipalities/halden.yaml", "+47 21 00 00 11", "+47 00 00 00 11")
        done = own("publish")
        assert (done.returncode, content(server.url)) == (1, before)
    assert "config/municipalities/halden.yaml:" in done.stdout


def test_a_rehearsal_shows_every_word_and_changes_nothing(own: Ivr) -> None:
    with served(own) as server:
        before = content(server.url)
        change(own, "prompts/nb.yaml", "Ha det bra.", "Ha det.")
        clips = sorted((own.project / "audio/built").rglob("*"))
        done = own("publish", "--dry-run")
        assert (done.returncode, content(server.url)) == (0, before)
        assert sorted((own.project / "audio/built").rglob("*")) == clips
    lines = done.stdout.splitlines()
    assert lines[:2] == ["nb: 1 changed", "  goodbye"]
    assert lines[2].endswith("Ha det bra.")
    assert lines[3].endswith("Ha det.")
    assert lines[-1] == "Nothing was published."


def test_a_damaged_copy_of_what_was_published_is_compared_with_nothing(own: Ivr) -> None:
    """Or every key would be told as new."""
    with served(own):
        (own.project / ".run/served/config/menu.yaml").write_text("main: [\n", encoding="utf-8")
        change(own, "prompts/nb.yaml", "Ha det bra.", "Ha det.")
        done = own("publish")
    assert done.returncode == 0
    assert done.stdout.startswith("What was published before is not kept here:")
    assert "nothing -> " not in done.stdout


def test_a_language_that_would_be_lost_is_told_before_the_server_is(own: Ivr) -> None:
    with served(own) as server:
        change(own, "prompts/pl.yaml", "engine: silent", "engine: none")
        change(own, "prompts/pl.yaml", "  emergency.dial: ", "  emergency.dial: Teraz. ")
        done = own("publish")
        assert "Handling signal: hup" not in server.process.told()
    assert done.returncode == 1
    assert "Record them: ivr audio script pl --safety" in done.stdout


def test_without_a_server_it_says_what_to_start(own: Ivr) -> None:
    line = one_line(own("publish"))
    assert line.startswith(f"No server is running in {own.project.resolve()}")
    assert line.endswith("Start it (see the Procfile): it serves what is here.")


def test_whatever_comes_of_it_is_one_document(own: Ivr, tmp_path: Path) -> None:
    """Without a server, in a folder that is no project, and beside `ivr run`."""
    record = json.loads(own("publish", "--json").stdout)
    assert record["published"] is False
    assert record["refused"][0].startswith("No server is running")
    (tmp_path / "elsewhere").mkdir()
    nowhere = Ivr(tmp_path / "elsewhere")("publish", "--json")
    assert nowhere.returncode == 1
    assert "has no config folder" in json.loads(nowhere.stdout)["refused"][0]
    with own.running(port=free_port()):
        beside = own("publish", "--json")
    assert (beside.returncode, json.loads(beside.stdout)["published"]) == (0, False)


def test_a_running_hotline_follows_its_folder(own: Ivr) -> None:
    """A change is taken over and told, a broken one refused and told, and `ivr call` follows."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with own.running(port=port) as server:
        change(own, "prompts/nb.yaml", "Ha det bra.", "Ha det.")
        change(own, "config/municipalities/halden.yaml", "+47 21 00 00 11", "+47 21 00 00 12")
        server.wait_for("Taken over: ")
        server.wait_for("numbers: halden numbers: +47 21 00 00 11 -> +47 21 00 00 12")
        taken = content(url)
        assert f"Taken over: {taken}\n  texts: 1 in nb\n" in server.out
        server.until(lambda: "+4721000012" in (Emulation.find(own.project) or no_note()).numbers)
        change(own, "config/menu.yaml", "topic: emergency", "topci: emergency")
        server.wait_for("Not taken over; calls hear what was there before.")
        server.wait_for("Did you mean [topic]?")
        assert content(url) == taken
        change(own, "config/menu.yaml", "topci: emergency", "topic: emergency")
        server.wait_for(f"As it was: calls hear {taken}.")
        told = own("publish")
        assert told.returncode == 0
        assert told.stdout.startswith(f"`ivr run` on {url} takes changes over by itself")
        assert server.err.count("Building 2 clips") == 1


def test_a_running_hotline_takes_a_change_over_when_its_clips_are_there(own: Ivr) -> None:
    """No engine speaks the language; the clips come from elsewhere, as from another machine."""
    port = free_port()
    with own.running(port=port) as server:
        change(own, "prompts/pl.yaml", "engine: silent", "engine: none")
        change(own, "prompts/pl.yaml", "  emergency.dial: ", "  emergency.dial: Teraz. ")
        server.wait_for("Record them: ivr audio script pl --safety")
        with_clips(own.project)
        server.wait_for("Taken over: ")
        assert server.out.count("Not taken over") == 1


def test_a_running_hotline_follows_its_folder_when_nobody_reads_what_it_says(own: Ivr) -> None:
    """`ivr run | head -3` has got its three lines."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    reader, writer = os.pipe()
    with own.started("run", "--port", str(port), terminal=writer) as run:
        assert os.read(reader, 100).startswith(b"Open http://127.0.0.1:%d in" % port)
        os.close(reader)
        run.until(lambda: answers(url))
        for old, new in (("Ha det bra.", "Ha det."), ("Ha det.", "Ha det godt.")):
            change(own, "prompts/nb.yaml", old, new)
            run.until(lambda: content(url) == content_version(own.project))
    os.close(writer)


def no_note() -> Emulation:
    return Emulation("", "", "UTC", ())
