"""The program that a server runs, and the one that is found where it was started from."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

UPGRADE: Final = signal.SIGUSR2
"""What tells a server to have the next version take its place."""

SEARCHED: Final = "PYTHONPATH"

_STARTED_BY: Final = "HOTLINE_STARTED_BY"
"""The path of Python before links were followed, then what was searched, parted by a line end."""

ASKED: Final = Path(".run", "server", "settings-of")
"""Where a process leaves its number that has new settings for a server."""

_OF_A_SERVICE: Final = ("INVOCATION_ID", "JOURNAL_STREAM", "NOTIFY_SOCKET")
"""What systemd tells a service, which goes on as the same."""

_OF_A_PROCESS: Final = (
    *("GUNICORN_", "LISTEN_FD", "LISTEN_PID", "MAINPID", "SERVER_SOFTWARE", _STARTED_BY),
)
"""How the names begin of what is said of one process alone."""


def stay_with_this_version() -> None:
    """Start again by the path that links lead to, if there are any.

    Else what is read later would come from another version as soon as a link leads there.
    """
    if _STARTED_BY in os.environ:
        return
    folder, name = os.path.split(sys.executable)
    python = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118 - the last part may be a link
    searched = os.environ.get(SEARCHED, "")
    real = os.pathsep.join(map(os.path.realpath, filter(None, searched.split(os.pathsep))))
    if (python, real) == (sys.executable, searched):
        return
    os.environ[_STARTED_BY] = f"{sys.executable}\n{searched}"
    if searched:
        os.environ[SEARCHED] = real
    os.execv(python, [python, *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def started_by() -> tuple[tuple[str, ...], str]:
    """Return the command that this process was started by, and what Python searched for modules.

    Run again, it starts whatever version its links lead to then.
    """
    python, _, searched = os.environ.get(_STARTED_BY, "").partition("\n")
    if not python:
        python, searched = sys.executable, os.environ.get(SEARCHED, "")
    return (python, *sys.orig_argv[1:]), searched


def successor_environ(
    settings: Mapping[str, str], service: Mapping[str, str], searched: str
) -> dict[str, str]:
    """Return the environment of the next version: its settings, in the same service.

    >>> has = {"LISTEN_ADDRESS": "::1", "LISTEN_FDS": "1", "MAINPID": "7"}
    >>> successor_environ(has, {"NOTIFY_SOCKET": "/run/n"}, "")
    {'LISTEN_ADDRESS': '::1', 'NOTIFY_SOCKET': '/run/n'}
    """
    kept = {name: text for name, text in settings.items() if not name.startswith(_OF_A_PROCESS)}
    kept.pop(SEARCHED, None)
    kept |= {name: service[name] for name in _OF_A_SERVICE if name in service}
    return kept | ({SEARCHED: searched} if searched else {})


def environ_of(pid: int) -> dict[str, str]:
    """Return the environment that a process of this user was started with.

    Raises:
        OSError: There is none, it is another user's, or the system does not tell.
    """
    told = Path(f"/proc/{pid}/environ").read_bytes()
    if Path(f"/proc/{pid}").stat().st_uid != os.geteuid():
        raise PermissionError
    pairs = (os.fsdecode(pair).partition("=") for pair in told.split(b"\0") if pair)
    return {name: text for name, _, text in pairs}


def asked_settings(root: Path) -> dict[str, str] | None:
    """Return the settings that a process has asked a server to go on with; None without one."""
    asked = root / ASKED
    with suppress(OSError, ValueError):
        pid = int(asked.read_text(encoding="ascii"))
        asked.unlink()
        return environ_of(pid)
    return None
