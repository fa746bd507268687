"""`ivr upgrade`: a new version of the program takes the place of the one that serves."""

from __future__ import annotations

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.project import Refused, check_folder

if TYPE_CHECKING:
    from ivr.serving.publishing.status import Master

PATIENCE_S: Final = 180.0
"""A new program has 90 s to serve, and the former one answers for 20 s what it has begun."""

_FIRST_PROCESS: Final = 1
_OF_THE_SOCKETS: Final = ("HOTLINE_ROOT", "LISTEN_ADDRESS", "METRICS_PORT", "PORT")
"""Settings that a program cannot take over with the sockets of another one."""

_CHECK: Final = "from ivr.cli import main; main(prog_name='ivr')"


@click.command()
@click.option("--dry-run", is_flag=True, help="Check the new program, and change nothing.")
@click.option(
    "--new-settings",
    is_flag=True,
    help="Take this command's settings, not those that the server was started with.",
)
@click.pass_obj
def upgrade(project: Path, *, dry_run: bool, new_settings: bool) -> None:
    """Have the program that is installed now take the place of the one that serves.

    Install a new version in a folder of its own, and lead the link there that the server was
    started by. The new program then checks this folder as `ivr check --production` does, builds
    the clips that are missing, and is put together once for trial. What is wrong is told, and
    nothing happens. Then it comes up beside the one that serves; when each of its workers answers
    calls, the former one finishes what it has begun, and ends. When it does not come up, the former
    one goes on. It serves what is in the folder, published or not.

    Settings stay those of the server, or are this command's with --new-settings: under systemd,
    which reads EnvironmentFile anew for it, that is ExecReload. The port stays as it is.

    Exits with 1 when the former program serves on.
    """
    from ivr.serving.publishing.awaiting import NotPublished

    check_folder(project)
    try:
        with _after_others(project):
            _upgrade(project, dry_run=dry_run, new_settings=new_settings)
    except NotPublished as refusal:
        raise Refused(refusal) from None


def _upgrade(project: Path, *, dry_run: bool, new_settings: bool) -> None:
    from ivr.serving.publishing.awaiting import send, settled_server_in

    server = settled_server_in(project)
    if server is None:
        where = project.resolve()
        raise Refused(f"No server is running in {where}. Start it: it is of the new program.")
    _refuse_impossible(server)
    send(server, 0)
    environ = _environ(server, new_settings=new_settings)
    click.echo("Trying the new program …")
    _try(server, environ)
    if dry_run:
        click.echo("The new program can serve. Nothing was changed.")
        return
    if new_settings:
        _leave_settings(project)
    _hand_over(project, server)
    click.echo("The new program serves.")


@contextmanager
def _after_others(project: Path) -> Iterator[None]:
    """Wait until no other upgrade of a server is under way: each is of what it finds installed."""
    from ivr.serving.publishing.status import FOLDER

    try:
        folder = os.open(project / FOLDER, os.O_RDONLY)
    except OSError:  # there is no server, or it cannot be told anything
        yield
        return
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _refuse_impossible(server: Master) -> None:
    """Raise Refused where a server cannot be followed by another one in its place."""
    if server.pid == _FIRST_PROCESS:
        fix = "Start a container of the new version beside it, and then end this one."
        raise Refused(f"The server is its container's first process, which ends with it. {fix}")
    if not server.command:
        raise Refused("The server is of a version that cannot be followed so. Restart it once.")


def _environ(server: Master, *, new_settings: bool) -> dict[str, str]:
    """Return the environment that the new program will have; raises Refused."""
    from ivr.web.upgrade.program import environ_of, successor_environ

    try:
        has = environ_of(server.pid)
    except OSError as error:
        why = error.strerror or "it is another user's"
        raise Refused(f"The settings of process {server.pid} cannot be read: {why}.") from None
    wanted = dict(os.environ) if new_settings else has
    for name in _OF_THE_SOCKETS:
        if wanted.get(name, "").strip() != has.get(name, "").strip():
            fix = "Restart the server, or leave it as it is."
            raise Refused(f"{name} is another one than the server was started with. {fix}")
    return successor_environ(wanted, has, server.searched)


def _try(server: Master, environ: Mapping[str, str]) -> None:
    """Have the new program check the folder and rehearse its start; raises Refused."""
    from ivr.web.upgrade.rehearsal import rehearse

    python, folder = server.command[0], Path(server.directory)
    found = rehearse(python, environ, folder)
    for note in found.notes:
        click.echo(note, err=True)
    reasons = [*found.reasons]
    if not reasons:
        command = [python, "-c", _CHECK, "check", "--production"]
        checked = subprocess.run(  # noqa: S603 - the server's own Python
            command, env=dict(environ), cwd=folder, capture_output=True, text=True, check=False
        )
        if checked.returncode:
            reasons = (checked.stdout + checked.stderr).splitlines()
    lost = [language for language in server.languages if language not in found.languages]
    if not reasons and lost:
        fix = "Build or approve what they lack, or restart to leave them out."
        reasons = [f"Callers would lose {', '.join(lost)}. {fix}"]
    if reasons:
        told = "\n".join(reasons)
        raise Refused(f"Not upgraded; calls are taken as before.\n{told}")


def _leave_settings(project: Path) -> None:
    from ivr.cli.project import writing
    from ivr.files import write_whole
    from ivr.web.upgrade.program import ASKED

    with writing(project / ASKED):
        write_whole(project / ASKED, str(os.getpid()).encode())


def _hand_over(project: Path, server: Master) -> None:
    """Tell the server, and wait until the new program is alone; raises Refused."""
    from ivr.serving.publishing.awaiting import looks, send, server_in
    from ivr.serving.publishing.status import BESIDE, workers
    from ivr.web.upgrade.program import UPGRADE

    server = server_in(project) or server  # which may have been told something meanwhile
    send(server, UPGRADE)
    had = 0
    for now in looks(lambda: server_in(project), time.monotonic() + PATIENCE_S):
        there = len(workers(project, BESIDE))
        for number in range(had + 1, there + 1):
            click.echo(f"worker {number} of the new program serves")
        had = max(had, there)
        if now is None:
            continue
        if now.pid != server.pid:
            return
        if now.stayed > server.stayed:
            told = "\n".join(now.reasons)
            raise Refused(f"Not upgraded; calls are taken as before.\n{told}")
    raise Refused(f"Not over after {PATIENCE_S:.0f} s. Look into the log of the server.")
