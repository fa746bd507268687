"""A changed folder on a production server: what callers get meanwhile, and the operator after."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from ivr.serving.publishing.status import Master, OutOfReachError, running_server, workers
from tests.support.asking import AGAIN, MAIN_MENU, Callers
from tests.support.deployment import Deployment, deployed, signed_request
from tests.support.hotline import BASE_URL, SMALL, copied, rented, with_clips

WORDS: Final = ("bjørn", "elg", "gaupe", "rev", "ulv")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return with_clips(rented(copied(tmp_path, SMALL)))


@contextmanager
def serving(project: Path) -> Iterator[Deployment]:
    with deployed(project, WEB_CONCURRENCY="2") as server:
        yield server


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def mark(project: Path, word: str) -> None:
    """Begin two sentences that are heard in one turn with a word of their version."""
    path = project / "prompts" / "nb.yaml"
    text = path.read_text(encoding="utf-8")
    for prompt in ("main.fees", "keys"):
        begin = rf"(?m)^  {re.escape(prompt)}: (\w+ dyr\. )?"
        text = re.sub(begin, f"  {prompt}: {word} dyr. ", text)
    path.write_text(text, encoding="utf-8")


def told(server: Deployment, project: Path, sign: signal.Signals = signal.SIGHUP) -> Master:
    """Tell a server of a change; return what it says when it has decided."""
    before = running_server(project)
    assert before is not None
    server.process.send(sign)

    def answer() -> Master | None:
        now = running_server(project)
        return now if now is not None and now.answered > before.answered else None

    now = server.process.until(answer)
    assert now is not None
    return now


def everywhere(server: Deployment, project: Path, version: str) -> None:
    """Wait until every worker has a version, and those of another are gone."""
    server.process.until(lambda: [*workers(project).values()] == [version, version])


def words_heard(project: Path, answer: str) -> list[str]:
    """Return the word of its version that each marked sentence of an answer begins with."""
    manifest: Any = json.loads((project / "audio/built/manifest.json").read_text(encoding="utf-8"))
    texts = {clip["file"]: clip["text"] for clip in manifest["clips"]}
    files = re.findall(rf"{BASE_URL}/audio/(nb/\w+\.wav)", answer)
    spoken = [texts[file] for file in files]
    return [text.partition(" dyr. ")[0] for text in spoken if " dyr. " in text]


def test_no_call_is_refused_and_no_turn_has_two_versions(project: Path) -> None:
    """Five changes, one of them broken, while callers ask without a pause."""
    mark(project, WORDS[0])
    with_clips(project)
    with serving(project) as server:
        callers = Callers(server)
        with callers.calling(4):
            for word in WORDS[1:]:
                mark(project, word)
                taken = told(server, project)
                assert taken.reasons == ()
                everywhere(server, project, taken.version)
            change(project / "config" / "menu.yaml", "main:\n", "main: {sya: hello}\n")
            assert told(server, project).reasons
        last = server.post(MAIN_MENU, **AGAIN).text
    assert callers.failures == []
    heard = [words_heard(project, answer) for answer in callers.answers]
    assert all(len(words) == 2 and len(set(words)) == 1 for words in heard)
    assert {words[0] for words in heard} == set(WORDS)
    assert words_heard(project, last) == [WORDS[-1]] * 2


def test_a_broken_change_is_refused_with_every_reason_and_the_workers_stay(project: Path) -> None:
    with serving(project) as server:
        everywhere(server, project, server.content)
        before = workers(project)
        change(project / "config" / "menu.yaml", "topic: emergency", "topci: emergency")
        change(project / "prompts" / "pl.yaml", "{card_limit}", "{card_limti}")
        refused = told(server, project)
        assert workers(project) == before
        assert {pid for pid in server.process.children() if pid in before} == set(before)
        assert server.post(MAIN_MENU, **AGAIN).status_code == 200
        log = server.process.told()
    assert len(refused.reasons) == 2
    assert "config/menu.yaml:" in refused.reasons[0]
    assert "Did you mean [topic]?" in refused.reasons[0]
    assert "Not taken over; calls hear what was there before." in log
    assert all(reason in log for reason in refused.reasons)
    assert "Traceback" not in log


def test_a_request_that_has_begun_is_answered_by_the_version_it_met(project: Path) -> None:
    """Half of a form is there when the change comes; the rest when the new workers are there."""
    mark(project, "elg")
    with_clips(project)
    request = signed_request(MAIN_MENU, **AGAIN)
    with serving(project) as server, server.connect() as caller:
        everywhere(server, project, server.content)
        old = set(workers(project))
        caller.sendall(request[:-20])
        server.process.until(lambda: server.post(MAIN_MENU, **AGAIN).status_code == 200)
        mark(project, "rev")
        told(server, project)
        server.process.until(lambda: len(set(workers(project)) - old) == 2)
        caller.sendall(request[-20:])
        answer = b""
        while part := caller.recv(65536):
            answer += part
        assert words_heard(project, answer.decode()) == ["elg", "elg"]
        server.process.until(lambda: not set(workers(project)) & old)
        assert words_heard(project, server.post(MAIN_MENU, **AGAIN).text) == ["rev", "rev"]


def test_a_language_is_not_lost_for_want_of_clips(project: Path) -> None:
    """A sentence that matters in danger has changed, and no engine speaks the language any more."""
    with serving(project) as server:
        polish = project / "prompts" / "pl.yaml"
        change(polish, "engine: silent", "engine: none")
        change(polish, "  emergency.dial: ", "  emergency.dial: Teraz. ")
        refused = told(server, project)
        languages = httpx.get(f"{server.url}/healthz").json()["languages"]
    [reason] = refused.reasons
    assert reason.startswith("prompts/pl.yaml: pl is not offered: ")
    assert reason.endswith("Record them: ivr audio script pl --safety")
    assert "pl" in languages


def test_a_disk_that_takes_no_word_of_the_server_keeps_it_from_nothing(project: Path) -> None:
    """Calls are answered, and a change is taken over all the same."""
    (project / ".run").touch()
    with serving(project) as server:
        server.process.send(signal.SIGHUP)
        server.process.wait_for("Nothing has changed")
        mark(project, "rev")
        server.process.send(signal.SIGHUP)
        server.process.wait_for("Taken over: ")
        server.process.until(
            lambda: words_heard(project, server.post(MAIN_MENU, **AGAIN).text) == ["rev", "rev"]
        )
        assert "`ivr publish` cannot find this server" in server.process.told()


def test_a_server_that_is_stopped_leaves_no_word_and_no_process(project: Path) -> None:
    """It may be trying a change; what was tried is broken off."""
    with serving(project) as server:
        assert running_server(project) is not None
        mark(project, "rev")
        server.process.send(signal.SIGHUP)
        server.process.wait_for("Reading ")
        server.process.send(signal.SIGTERM)
        done = server.process.finished()
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert running_server(project) is None
    assert [path.name for path in (project / ".run/server").iterdir()] == ["lock"]


def test_what_a_killed_server_left_behind_is_not_believed(project: Path) -> None:
    with serving(project) as server:
        assert running_server(project) is not None
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.popen.wait()
        assert (project / ".run/server/master.json").exists()
        assert running_server(project) is None


def test_a_server_is_found_again_when_its_folder_was_emptied(project: Path) -> None:
    """Somebody has cleared up with `git clean`, or the link leads to another copy now."""
    with serving(project) as server:
        before = running_server(project)
        everywhere(server, project, before.version if before else "")
        shutil.rmtree(project / ".run")
        server.process.until(lambda: running_server(project) == before)
        everywhere(server, project, before.version if before else "")


def test_a_second_server_in_the_folder_leaves_the_word_of_the_first(project: Path) -> None:
    """It is found itself when the first has ended, as after an upgrade by SIGUSR2."""
    with serving(project) as first:
        word = running_server(project)
        with serving(project) as passing:
            passing.process.send(signal.SIGTERM)
            assert passing.process.finished().returncode == 0
        assert running_server(project) == word
        with serving(project) as second:
            first.process.send(signal.SIGTERM)
            first.process.finished()
            found = second.process.until(lambda: running_server(project))
            assert found is not None
            assert found.pid == second.process.pid
            everywhere(second, project, found.version)


def test_a_hangup_of_every_process_ends_none(project: Path) -> None:
    """As `pkill -HUP` sends it; workers are in the middle of calls."""
    with serving(project) as server:
        before = running_server(project)
        assert before is not None
        everywhere(server, project, before.version)
        serving_now = workers(project)
        server.process.send_all(signal.SIGHUP)
        server.process.wait_for(f"Nothing has changed: {before.version}")
        assert workers(project) == serving_now
        assert server.post(MAIN_MENU, **AGAIN).status_code == 200


def test_a_server_that_says_nothing_of_itself_is_not_taken_for_none(project: Path) -> None:
    """The disk was full; to start another one would not help."""
    board = project / ".run" / "server"
    with serving(project) as server:
        (board / "master.json").write_text("{", encoding="utf-8")
        with pytest.raises(OutOfReachError, match="send its master process SIGHUP"):
            running_server(project)
        assert told_anew(server, project).version


def told_anew(server: Deployment, project: Path) -> Master:
    """Have a server write its word once more."""
    server.process.send(signal.SIGHUP)
    server.process.wait_for("Nothing has changed")
    found = server.process.until(lambda: running_server(project))
    assert found is not None
    return found
