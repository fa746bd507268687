"""A new version of the program in the place of one that takes calls: what callers get of it."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest

from ivr.serving.publishing.content import content_version
from ivr.serving.publishing.status import FOLDER, Master, running_server
from ivr.web.upgrade.program import environ_of
from tests.support.asking import AGAIN, MAIN_MENU, Callers
from tests.support.deployment import Deployment, deployed, signed_request
from tests.support.hotline import ROOT, SMALL, copied, rented, with_clips
from tests.support.processes import (
    IVR,
    children,
    command_line,
    environment,
    is_running,
    ran,
    started,
    wait_until,
)
from tests.support.systemd import notifications

DAMAGED: Final = "\nraise RuntimeError('this version is damaged')\n"
NOT_CONNECTED: Final = (
    "ConnectError",
    "ReadError",
    "RemoteProtocolError('Server disconnected without sending a response",
)
LATER: Final = "max-age=31536001"
"""How long clips may be kept, as the second version says."""


@dataclass(frozen=True)
class Installed:
    """A project and the versions of the program, with a link to the one that is to run."""

    project: Path
    folder: Path

    def install(self, version: str, path: str = "", old: str = "", new: str = "") -> None:
        """Copy the program as a version, in which something is otherwise, and lead the link there.

        Without an ``old`` text the file ``path`` ends with the ``new`` one.
        """
        there = self.folder / version
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "ivr", there / "ivr", ignore=ignored)
        for shipped in ("config", "prompts"):
            (there / shipped).symlink_to(ROOT / shipped)
        if path:
            text = (there / path).read_text(encoding="utf-8")
            assert old in text
            text = text.replace(old, new) if old else text + new
            (there / path).write_text(text, encoding="utf-8")
        fresh = self.folder / "fresh"
        fresh.symlink_to(version)
        fresh.rename(self.folder / "current")

    @contextmanager
    def serving(self, **changes: str) -> Iterator[Deployment]:
        path = str(self.folder / "current")
        given = {"WEB_CONCURRENCY": "2", "PYTHONPATH": path} | changes
        # Python looks for modules where it is started first, and there must be none.
        with deployed(self.project, cwd=str(self.folder), **given) as server:
            yield server

    def upgrade(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        env = environment(**variables)
        return ran(IVR, "--project", str(self.project), "upgrade", *options, env=env)

    def master(self) -> Master:
        found = wait_until(lambda: running_server(self.project))
        assert found is not None
        return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_clips(rented(copied(tmp_path_factory.mktemp("built"), SMALL)))


@pytest.fixture
def installed(built: Path, tmp_path: Path) -> Installed:
    project = tmp_path / "project"
    shutil.copytree(built, project, symlinks=True)
    (tmp_path / "versions").mkdir()
    found = Installed(project, tmp_path / "versions")
    found.install("1")
    return found


def kept_for(server: Deployment, project: Path) -> str:
    """Tell how long a clip may be kept: what the two versions of the program differ in."""
    clip = next((project / "audio" / "built" / "nb").iterdir())
    return httpx.get(f"{server.url}/audio/nb/{clip.name}").headers["cache-control"]


def second(installed: Installed) -> None:
    installed.install("2", "ivr/web/audio.py", "max-age=31536000", LATER)


def test_no_request_fails_while_one_version_follows_the_other(installed: Installed) -> None:
    """Callers ask without a pause, half of them on connections that stay; back and forth again."""
    with installed.serving() as server:
        first, callers = installed.master(), Callers(server)
        with callers.calling(4):
            second(installed)
            done = installed.upgrade()
            assert done.returncode == 0, done.stderr + server.process.told()
            assert LATER in kept_for(server, installed.project)
            installed.install("3")
            assert installed.upgrade().returncode == 0
            assert LATER not in kept_for(server, installed.project)
        assert callers.failures == []
        assert not is_running(first.pid)
        assert len(callers.answers) > 20
        assert "worker 2 of the new program serves" in done.stdout
        assert "Traceback" not in server.process.told()


def test_a_request_that_is_on_its_way_is_answered_by_the_former_version(
    installed: Installed,
) -> None:
    request = signed_request(MAIN_MENU, **AGAIN)
    with installed.serving() as server, server.connect() as caller:
        first = installed.master()
        second(installed)
        assert installed.upgrade("--dry-run").returncode == 0
        os.kill(first.pid, signal.SIGUSR2)
        server.process.until(lambda: "this one ends" in server.process.told())
        caller.sendall(request)
        assert caller.recv(65536).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("path", ["ivr/web/voice.py", "ivr/__init__.py", "ivr/web/publishing.py"])
def test_a_damaged_version_is_refused_before_anything_happens(
    installed: Installed, path: str
) -> None:
    """With the reason; what runs needs nothing of what the link leads to by now."""
    with installed.serving() as server:
        first = installed.master()
        installed.install("2", path, new=DAMAGED)
        # The command itself is of the tree under test, not of the damaged version.
        done = installed.upgrade()
        assert done.returncode == 1
        assert "Not upgraded; calls are taken as before." in done.stderr
        assert "this version is damaged" in done.stderr
        assert installed.master() == first
        assert server.post(MAIN_MENU, **AGAIN).status_code == 200


def test_a_version_that_does_not_come_up_leaves_the_one_that_serves(installed: Installed) -> None:
    """It was told by the signal alone, without a trial; publishing and a later upgrade work."""
    with installed.serving() as server:
        first = installed.master()
        installed.install("2", "ivr/web/voice.py", new=DAMAGED)
        os.kill(first.pid, signal.SIGUSR2)
        wait_until(lambda: installed.master().reasons)
        assert server.post(MAIN_MENU, **AGAIN).status_code == 200
        os.kill(first.pid, signal.SIGHUP)
        server.process.wait_for("Nothing has changed")
        installed.install("3", "ivr/web/audio.py", "max-age=31536000", LATER)
        assert installed.upgrade().returncode == 0
        assert LATER in kept_for(server, installed.project)
        assert "Not upgraded; calls are taken as before." in server.process.told()


def test_a_trial_changes_nothing(installed: Installed) -> None:
    with installed.serving() as server:
        first = installed.master()
        second(installed)
        done = installed.upgrade("--dry-run")
        assert (done.returncode, installed.master()) == (0, first)
        assert LATER not in kept_for(server, installed.project)


def test_settings_stay_unless_new_ones_are_asked_for(installed: Installed) -> None:
    """What the command's own shell has set is not the server's."""
    with installed.serving() as server:
        assert "#ct=" in server.post(MAIN_MENU, **AGAIN).text
        given = os_settings(server)
        given["CONNECTION_OVERRIDES"] = "none"
        assert installed.upgrade(CONNECTION_OVERRIDES="none").returncode == 0
        assert "#ct=" in server.post(MAIN_MENU, **AGAIN).text
        done = installed.upgrade("--new-settings", **given)
        assert done.returncode == 0, done.stderr
        assert "#ct=" not in server.post(MAIN_MENU, **AGAIN).text
        given["PORT"] = "1"
        refused = installed.upgrade("--new-settings", **given)
        assert refused.returncode == 1
        assert "PORT is another one than the server was started with." in refused.stderr


def os_settings(server: Deployment) -> dict[str, str]:
    """Return what the server was started with, but where programs and modules are found."""
    told = environ_of(server.process.pid)
    return {name: text for name, text in told.items() if name not in ("PATH", "PYTHONPATH")}


def test_a_mistake_in_the_folder_keeps_the_former_version(installed: Installed) -> None:
    with installed.serving():
        first = installed.master()
        second(installed)
        menu = installed.project / "config" / "menu.yaml"
        menu.write_text(menu.read_text(encoding="utf-8") + "broken: [\n", encoding="utf-8")
        done = installed.upgrade()
        assert done.returncode == 1
        assert "config/menu.yaml" in done.stderr
        assert installed.master() == first


def test_a_language_is_not_lost_by_a_new_version(installed: Installed) -> None:
    """New settings no longer offer what nobody has approved."""
    with installed.serving() as server:
        first = installed.master()
        given = os_settings(server)
        done = installed.upgrade("--new-settings", **given | {"OFFER_DRAFTS": "no"})
        assert done.returncode == 1
        assert installed.master() == first


def change(project: Path) -> None:
    with (project / "config" / "hotline.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")


def test_a_change_published_while_the_former_version_ends_is_taken_over(
    installed: Installed,
) -> None:
    """The former one is held by a caller, and no longer listens to anybody."""
    request = signed_request(MAIN_MENU, **AGAIN)
    with installed.serving() as server, server.connect() as caller:
        caller.sendall(request[:-20])
        os.kill(installed.master().pid, signal.SIGUSR2)
        server.process.wait_for("this one ends")
        change(installed.project)
        env = environment(**os_settings(server))
        done = ran(IVR, "--project", str(installed.project), "publish", env=env)
        assert done.returncode == 0, done.stderr
        assert installed.master().version == content_version(installed.project)


def test_an_upgrade_takes_the_place_of_a_trial_that_does_not_end(installed: Installed) -> None:
    """Whoever publishes is told; whoever upgrades is not told what was theirs."""
    with installed.serving() as server:
        first = installed.master()
        second(installed)
        (trial,) = hung_trial(server, installed)
        assert installed.upgrade().returncode == 0, server.process.told()
        assert LATER in kept_for(server, installed.project)
        assert not is_running(trial)
        assert not is_running(first.pid)
        assert "Publish after that." in server.process.told()


def hung_trial(server: Deployment, installed: Installed) -> list[int]:
    """Publish a change, and have its trial hang; return its process."""
    change(installed.project)
    first = installed.master()
    os.kill(first.pid, signal.SIGHUP)

    def there() -> list[int]:
        return [pid for pid in children(first.pid) if "publishing.trial" in command_line(pid)]

    found = server.process.until(there)
    os.kill(found[0], signal.SIGSTOP)
    return found


def test_a_change_that_is_refused_meanwhile_is_not_taken_for_the_upgrade(
    installed: Installed,
) -> None:
    with installed.serving() as server:
        second(installed)
        (installed.project / "config" / "menu.yaml").rename(installed.project / "menu.yaml")
        os.kill(installed.master().pid, signal.SIGHUP)
        wait_until(lambda: installed.master().reasons)
        (installed.project / "menu.yaml").rename(installed.project / "config" / "menu.yaml")
        hold = os.open(installed.project / FOLDER, os.O_RDONLY)
        fcntl.flock(hold, fcntl.LOCK_EX)
        with started(IVR, "--project", str(installed.project), "upgrade") as waiting:
            assert LATER not in kept_for(server, installed.project)
            os.close(hold)
            assert waiting.finished().returncode == 0
        assert LATER in kept_for(server, installed.project)


def test_of_two_upgrades_at_once_each_is_done(installed: Installed) -> None:
    """The settings that one of them brings are not lost beside the other."""
    with installed.serving() as server:
        second(installed)
        given = os_settings(server)
        given["CONNECTION_OVERRIDES"] = "none"
        command = (IVR, "--project", str(installed.project), "upgrade")
        new = environment(**given)
        with started(*command) as one, started(*command, "--new-settings", env=new) as other:
            assert one.finished().returncode == other.finished().returncode == 0
        assert "#ct=" not in server.post(MAIN_MENU, **AGAIN).text


HOLDER: Final = """
import pathlib, sys
from ivr.serving.publishing.status import Board
board = Board(pathlib.Path(sys.argv[1]))
print(board.take(), flush=True)
sys.stdin.read()
"""


def test_a_server_that_is_leaving_is_no_server_that_cannot_be_read(tmp_path: Path) -> None:
    """It takes its word away first, and others look between that and its end."""
    command = (sys.executable, "-c", HOLDER, str(tmp_path))
    with started(*command, stdin=subprocess.PIPE) as leaving, ThreadPoolExecutor() as people:
        leaving.wait_for("True")
        found = people.submit(running_server, tmp_path)
        leaving.close_input()
        assert found.result() is None


def test_a_stop_in_the_middle_ends_both(installed: Installed) -> None:
    with installed.serving() as server:
        first = installed.master()
        os.kill(first.pid, signal.SIGUSR2)
        server.process.wait_for("Handling signal: usr2")
        begun = wait_until(lambda: [*set(server.process.children())])
        os.kill(first.pid, signal.SIGTERM)
        server.process.finished()
        wait_until(lambda: not any(map(is_running, begun)))
        assert running_server(installed.project) is None


def test_without_a_server_there_is_nothing_to_upgrade(installed: Installed) -> None:
    done = installed.upgrade()
    assert done.returncode == 1
    assert "No server is running" in done.stderr


def test_systemd_is_told_which_process_is_the_main_one(installed: Installed) -> None:
    """Of the next master before the former one ends, and never that the service stops."""
    path = installed.folder / "notify"
    with notifications(path) as systemd, installed.serving(NOTIFY_SOCKET=str(path)):
        first = installed.master()
        assert systemd.hear()[0].startswith("READY=1\n")
        assert installed.upgrade().returncode == 0
        new = installed.master()
        told = systemd.hear()
        assert f"MAINPID={new.pid}\nREADY=1\nSTATUS=Serving" in told
        assert any(one.startswith("RELOADING=1\nMONOTONIC_USEC=") for one in told)
        told.clear()
        installed.install("2", "ivr/web/voice.py", new=DAMAGED)
        os.kill(new.pid, signal.SIGUSR2)
        wait_until(lambda: any("ended as it started" in one for one in systemd.hear()))
        assert told[-1].startswith("READY=1\n")
        assert not any("MAINPID" in one or "STOPPING" in one for one in told)
        assert new.pid != first.pid


def test_a_plain_restart_cuts_nobody_off(installed: Installed) -> None:
    """Callers are answered or not connected, as the carrier's further tries and fallback are for.

    Whoever connects in the very moment in which the last worker stops listening is reset, which is
    the same to the carrier. The same port is taken again at once.
    """
    with installed.serving() as server, ExitStack() as after:
        callers = Callers(server)
        with callers.calling(4):
            wait_until(lambda: len(callers.answers) > 10)
            server.process.send(signal.SIGTERM)
            assert server.process.finished().returncode == 0
            after.enter_context(installed.serving(PORT=str(server.port)))
            again = len(callers.answers)
            wait_until(lambda: len(callers.answers) > again + 10)
        assert not [one for one in callers.failures if not one.startswith(NOT_CONNECTED)]
