"""The production server, `python -m ivr.web.server`: gunicorn, set up so that no call is lost."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask

from ivr.definition import load
from ivr.environment import trimmed
from ivr.problems import BrokenHotline, Problem
from ivr.serving.faults.settings import DEFAULT_PORT, WHOLE_NUMBERS, number_faults
from ivr.serving.faults.values import SHOWN, bad
from ivr.serving.journal import project_journal
from ivr.serving.listening import EVERY_IPV4, CannotListenError, addresses_of, with_port
from ivr.serving.settings import BadSettings, Settings
from ivr.web.journal import keep
from ivr.web.logs import set_up_logs
from ivr.web.takeover import assembly_of
from ivr.web.upgrade.program import stay_with_this_version
from ivr.web.wsgi import started

WORKERS: Final = 2
"""Processes unless WEB_CONCURRENCY says otherwise: one answers while the other starts again."""

THREADS: Final = 16
"""Requests one worker answers at a time; none is in a thread before it is there as a whole."""

CONNECTIONS: Final = 512
"""Clients of one worker at a time: so many turns are answered while the carrier waits for one, and
a process that may open 1,024 files, as most may, has room for them."""

GRACE_SECONDS: Final = 20
"""How long a stopping worker finishes what it began; Twilio waits 15 s at most."""

KEEP_ALIVE_SECONDS: Final = 75
"""How long an idle connection stays: over the 60 s that proxies use, so that they close first."""

LISTEN_ADDRESS: Final = "LISTEN_ADDRESS"

MEMORY_DISK: Final = Path("/dev/shm")  # noqa: S108 - gunicorn makes an unnamed file in it
"""Where heartbeats cannot wait for a busy disk; Linux has it, though not for every user."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens, and with how many worker processes.

    ``hosts`` are addresses of this machine that can be had. On ``metrics_port`` this machine alone
    can ask how the server is.

    >>> Listening.from_environ({"PORT": "8080", "LISTEN_ADDRESS": "127.0.0.1"})
    Listening(port=8080, workers=2, metrics_port=None, hosts=('127.0.0.1',))
    >>> Listening.from_environ({"PORT": "http", "WEB_CONCURRENCY": "0"})
    Traceback (most recent call last):
        ...
    ivr.serving.settings.BadSettings: PORT: [http] is no whole number from 1 to 65535.
    WEB_CONCURRENCY: [0] is no whole number from 1 to 64.
    """

    port: int
    workers: int
    metrics_port: int | None = None
    hosts: tuple[str, ...] = (EVERY_IPV4,)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Listening:
        """Read the variables; raises BadSettings naming every one at fault."""
        environ = trimmed(environ)
        port = environ.get("PORT") or str(DEFAULT_PORT)
        workers = environ.get("WEB_CONCURRENCY") or str(WORKERS)
        metrics_port = environ.get("METRICS_PORT")
        given = {"PORT": port, "WEB_CONCURRENCY": workers}
        if metrics_port:
            given["METRICS_PORT"] = metrics_port
        problems = [one for name, text in given.items() for one in number_faults(name, text)]
        host = environ.get(LISTEN_ADDRESS) or EVERY_IPV4
        hosts: tuple[str, ...] = ()
        try:
            hosts = addresses_of(host)
        except CannotListenError as error:
            cause = f"Nobody can listen on [{host[:SHOWN]}]: {error}."
            problems.append(bad(LISTEN_ADDRESS, cause, f"Leave it out, or write {EVERY_IPV4}."))
        if problems:
            raise BadSettings(*problems)
        return cls(int(port), int(workers), int(metrics_port) if metrics_port else None, hosts)


def gunicorn_settings(listening: Listening) -> dict[str, object]:
    """Return gunicorn's settings, by the names in its documentation.

    >>> gunicorn_settings(Listening(8000, 2, 9100, ("::1",)))["bind"]
    ['[::1]:8000', '127.0.0.1:9100', '[::1]:9100']
    """
    addresses = [with_port(host, listening.port) for host in listening.hosts]
    if listening.metrics_port is not None:
        here = ("127.0.0.1", "::1") if ":" in "".join(listening.hosts) else ("127.0.0.1",)
        addresses += [with_port(host, listening.metrics_port) for host in here]
    return {
        "bind": addresses,
        "workers": listening.workers,
        "worker_class": "ivr.web.worker.Worker",
        "threads": THREADS,
        "worker_connections": CONNECTIONS,
        # A thread that sent a file would wait for the client.
        "sendfile": False,
        # Read once, before the fork: a fault ends the start instead of restarting workers without
        # end, and the workers share the memory.
        "preload_app": True,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": KEEP_ALIVE_SECONDS,
        "worker_tmp_dir": str(MEMORY_DISK) if os.access(MEMORY_DISK, os.W_OK | os.X_OK) else None,
        # No access log: it would tell who is called about what, and when.
        "logger_class": "ivr.web.logs.gunicorn.Lines",
        # The signed address is PUBLIC_BASE_URL: no proxy's word about the path or scheme is needed.
        "forwarded_allow_ips": "",
        "forwarder_headers": "",
        # Nobody steers a running hotline through a socket.
        "control_socket_disable": True,
    }


def main() -> None:
    """Serve until SIGTERM, or end the process with every fault on standard error."""
    # Whoever tells of a change before anything is served must not end the start.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # A copy of the memory on the disk would hold who calls at that moment, and the day's key.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stay_with_this_version()
    listening = _checked(os.environ)
    set_up_logs(trimmed(os.environ))
    settings, app = started()
    # gunicorn reads WEB_CONCURRENCY as it is imported, and a fault there would be a traceback.
    from ivr.web.front.unreadable import take_away_the_name  # noqa: PLC0415
    from ivr.web.publishing import Server  # noqa: PLC0415

    take_away_the_name()
    server = Server(settings, app, gunicorn_settings(listening))
    zone = assembly_of(app).hotline.timezone
    keep(app, project_journal(settings, zone, lambda: assembly_of(server.hotline)))
    server.run()


def ready(environ: Mapping[str, str]) -> Flask:
    """Return what a start would serve, or end the process with every fault, as `main` does."""
    listening = _checked(environ)
    settings, app = started()
    from ivr.web.publishing import Server  # noqa: PLC0415 - as above

    Server(settings, app, gunicorn_settings(listening))
    return app


def _checked(environ: Mapping[str, str]) -> Listening:
    """Return where to listen, or end the process with every fault: settings and project alike."""
    listening = None
    settings, problems = Settings.read(environ)
    faults = [problem for problem in problems if not problem.is_warning]
    try:
        listening = Listening.from_environ(environ)
    except BadSettings as bad_ones:
        named = {problem.file for problem in faults}
        faults += [problem for problem in bad_ones.problems if problem.file not in named]
    faults.sort(key=lambda problem: problem.file not in (*WHOLE_NUMBERS, LISTEN_ADDRESS))
    if listening is None or faults:
        faults += _project_faults(settings)
        sys.exit("\n".join(["The hotline does not start.", *map(str, faults)]))
    return listening


def _project_faults(settings: Settings) -> tuple[Problem, ...]:
    """Return what is wrong with the project, where there is one to be read."""
    if not (settings.root / "config").is_dir():
        return ()
    try:
        load(settings.root, settings.variables)
    except BrokenHotline as broken:
        return tuple(problem for problem in broken.problems if not problem.is_warning)
    return ()


if __name__ == "__main__":
    main()
