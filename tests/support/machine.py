"""A folder in the place of a machine, on which docs/operate.md is followed line by line.

Its paths lie below the folder, its ports are free ones of this machine, and what a machine's own
programs would do to it (packages, users, the clock, the firewall) is left out. `systemctl` starts
what a unit says, with the unit's environment and, where a test is root, as a user without rights.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import httpx

from tests.support.furnished import AS_NOBODY, HOST, Rerouted, below, find_names, furnish
from tests.support.outside import outside
from tests.support.page import File, blocks
from tests.support.processes import Process, free_port, is_running, ran, started, wait_until
from tests.support.units import Notified, environment_of, listens, notifications, unit_of

_INSTALLED: Final = re.compile(r"(/opt/hotline/versions/[^/]+)/bin/pip install .*--no-deps")

_SYSTEMD: Final = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
}
"""All that a service has in its environment unless its unit says more."""


@dataclass
class Machine:
    """``root`` stands for `/`; ``settings`` are filled in where the page leaves a value empty."""

    root: Path
    settings: dict[str, str]
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    ports: dict[str, int] = field(default_factory=dict)
    running: dict[str, Process] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    _notified: dict[str, Notified] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def authority(self) -> Path:
        """The certificate that whoever rings this machine trusts."""
        return self.root / "authority.pem"

    def follow(self, *sections: str, without: str = "") -> None:
        """Do what sections of the page say, line by line, but for lines that begin so."""
        found = [one for one in blocks() if one.section in sections]
        assert {one.section for one in found} == {*sections}
        for block in found:
            if isinstance(block, File):
                self.write(block)
            elif not block.at_home:
                for line in block.lines:
                    if not without or not line.startswith(without):
                        self.run(line)

    def write(self, file: File) -> None:
        """Lay a file of the page in its place."""
        path = self.path(file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._here(self._changed(file)), encoding="utf-8")
        path.chmod(file.mode)

    def path(self, path: str) -> Path:
        return Path(self._here(path))

    def run(self, line: str) -> str:
        """Type a line, and return what is told; it must succeed."""
        words = shlex.split(line, comments=True)
        if words and words[0] == "systemctl":
            return self.systemctl(*[word for word in words[1:] if not word.startswith("-")])
        done = ran("sh", "-ec", self._here(line), env=self._shell(), cwd=self.root)
        self.told.append(done.stdout + done.stderr)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        if made := _INSTALLED.match(line):
            find_names(self.path(made[1]), self.root)
        return done.stdout

    def systemctl(self, verb: str, *units: str) -> str:
        """Do what systemd would."""
        for unit in units:
            name = unit.removesuffix(".service")
            if verb in {"stop", "restart"}:
                self.stop(name)
            if verb == "reload":
                self._run_of(name, self._service(name)["ExecReload"])
            if verb in {"start", "restart", "enable"} and not unit.endswith(".timer"):
                self._start(name)
        return ""

    def stop(self, unit: str) -> None:
        """Tell the main process of a unit to stop, and wait until all of it is gone."""
        process = self.running.pop(unit, None)
        if process is not None:
            self.told.append(process.told())
            os.kill(self.main(unit, process), signal.SIGTERM)
            wait_until(lambda: not is_running(self.main(unit, process)), process.told)
            process.popen.poll()

    def main(self, unit: str, process: Process | None = None) -> int:
        """The main process of a unit: the one that was started, or that took its place."""
        notified = self._notified.get(unit)
        return (notified.main() if notified else None) or (process or self.running[unit]).pid

    def client(self) -> httpx.Client:
        """Whoever rings over the internet: the name leads to this machine's proxy."""
        return httpx.Client(transport=Rerouted(self.root), timeout=60)

    def logs(self) -> str:
        """Everything that the machine's logs and processes have told."""
        files = [path for path in (self.root / "var/log").rglob("*") if path.is_file()]
        kept = [path.read_text(encoding="utf-8", errors="replace") for path in files]
        return "\n".join([*kept, *self.told, *(one.told() for one in self.running.values())])

    def _start(self, unit: str) -> None:
        if unit in self.running:
            return
        if unit in {"nginx", "caddy"}:
            config = self.path(f"/etc/{unit}/{'nginx.conf' if unit == 'nginx' else 'Caddyfile'}")
            given = {
                "nginx": ("-c", str(config), "-e", "stderr", "-g", "daemon off;"),
                "caddy": ("run", "--config", str(config)),
            }[unit]
            self._begin(unit, (self._stub(unit), *given), self._shell())
            self.running[unit].until(lambda: listens(self.ports[unit]))
            (self.root / "https").write_text(str(self.ports[unit]), encoding="ascii")
            return
        service = self._service(unit)
        if service["Type"] == "oneshot":
            self._run_of(unit, service["ExecStart"])
            return
        notified = self._stack.enter_context(notifications(self.root / f"{unit}.socket"))
        self._notified[unit] = notified
        told = {"NOTIFY_SOCKET": str(self.root / f"{unit}.socket")}
        command = (*self.as_user(service["User"]), *shlex.split(service["ExecStart"]))
        folder = Path(service["WorkingDirectory"])
        self._begin(unit, command, self._environment(service) | told, folder)
        self.running[unit].until(lambda: "READY=1" in notified.said())

    def _service(self, unit: str) -> dict[str, str]:
        return unit_of(self.path(f"/etc/systemd/system/{unit}.service"))["Service"]

    def _environment(self, service: Mapping[str, str]) -> dict[str, str]:
        return _SYSTEMD | environment_of(Path(service["EnvironmentFile"])) | self.more

    def _run_of(self, unit: str, line: str) -> None:
        """Run a command of a unit to its end; it must succeed."""
        service = self._service(unit)
        command = (*self.as_user(service["User"]), *shlex.split(line))
        folder = Path(service["WorkingDirectory"])
        done = ran(*command, env=self._environment(service), cwd=folder)
        self.told.append(done.stdout + done.stderr)
        assert done.returncode == 0, done.stdout + done.stderr

    def _begin(
        self,
        unit: str,
        command: tuple[str, ...],
        env: Mapping[str, str],
        folder: Path | None = None,
    ) -> None:
        self.running[unit] = self._stack.enter_context(started(*command, env=env, cwd=folder))

    def as_user(self, user: str) -> tuple[str, ...]:
        """How a command begins that is run as the hotline's user."""
        if os.geteuid() != 0 or user == "root":
            return ()
        return AS_NOBODY

    def _here(self, text: str) -> str:
        return below(self.root, text).replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")

    def _changed(self, file: File) -> str:
        text = file.text
        if file.path == "/etc/hotline/settings":
            empty = re.compile(r"^(\w+)=$", re.MULTILINE)
            text = empty.sub(lambda found: f"{found[1]}={self.settings.get(found[1], '')}", text)
            text = text.replace("METRICS_PORT=9100", f"METRICS_PORT={free_port()}")
            rest = {name: value for name, value in self.settings.items() if name not in text}
            text += "".join(f"{name}={value}\n" for name, value in rest.items())
            text += f"PORT={self.port}\n"
        elif file.path == "/etc/caddy/Caddyfile":
            self.ports["caddy"] = free_port()
            ports = f"\thttp_port {free_port()}\n\thttps_port {self.ports['caddy']}\n\tadmin off\n"
            certificate = f"\ttls {self.root}/chain.pem {self.root}/key.pem\n"
            text = text.replace("{\n", "{\n" + ports, 1)
            text = text.replace(f"{HOST} {{\n", f"{HOST} {{\n{certificate}", 1)
        elif file.path.startswith("/etc/nginx/"):
            self.ports["nginx"] = free_port()
            text = text.replace("443 ssl", f"{self.ports['nginx']} ssl")
        return text

    def _shell(self) -> dict[str, str]:
        first = [self.root / "stand-ins", self.root / "usr/local/bin"]
        path = os.pathsep.join([*map(str, first), os.environ["PATH"], "/usr/sbin", "/sbin"])
        return outside(PATH=path, HOME=str(self.root), **self.more)

    def _stub(self, name: str) -> str:
        return str(self.root / "stand-ins" / name)

    def close(self) -> None:
        for unit in [*self.running]:
            self.stop(unit)
        self._stack.close()


@contextmanager
def machine(settings: dict[str, str], **more: str) -> Iterator[Machine]:
    """Give a machine with nothing on it, which is gone in the end with all that it started.

    ``more`` is in the environment of everything that is started.
    """
    # A short path, for sockets lie there, which others than its owner may enter.
    root = Path(mkdtemp(prefix="machine-"))
    root.chmod(0o755)
    made = Machine(root, settings, more)
    try:
        furnish(root, " ".join(made.as_user("hotline")))
        yield made
    finally:
        made.close()
        shutil.rmtree(root)
