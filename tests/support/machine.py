"""A folder in the place of a machine, on which docs/operate.md is followed line by line.

Its paths lie below the folder, its ports are free ones of this machine, and what a machine's own
programs would do to it (packages, users, the clock, the firewall) is left out.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import httpx

from tests.support.furnished import HOST, Rerouted, below, find_names, furnish
from tests.support.outside import outside
from tests.support.page import File, blocks
from tests.support.processes import free_port, ran
from tests.support.systemd import Systemd, listens

_INSTALLED: Final = re.compile(r"(/opt/hotline/versions/[^/]+)/bin/pip install .*--no-deps")


@dataclass
class Machine:
    """``root`` stands for `/`; ``settings`` are filled in where the page leaves a value empty."""

    root: Path
    settings: dict[str, str]
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    studio_port: int = field(default_factory=free_port)
    ports: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    systemd: Systemd = field(init=False)

    def __post_init__(self) -> None:
        self.systemd = Systemd(self.root, self.more, self.told)

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
            self.systemctl(*[word for word in words[1:] if not word.startswith("-")])
            return ""
        done = ran("sh", "-ec", self._here(line), env=self._shell(), cwd=self.root)
        self.told.append(done.stdout + done.stderr)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        if made := _INSTALLED.match(line):
            find_names(self.path(made[1]), self.root)
        return done.stdout

    def systemctl(self, verb: str, *units: str) -> None:
        """Do what systemd would."""
        for unit in units:
            name = unit.removesuffix(".service")
            if verb in {"stop", "restart"}:
                self.systemd.stop(name)
            if verb == "reload":
                self.systemd.reload(name)
            is_begun = name in self.systemd.running or unit.endswith(".timer")
            if verb in {"start", "restart", "enable"} and not is_begun:
                start = self._start_proxy if name in {"nginx", "caddy"} else self.systemd.start
                start(name)

    def client(self) -> httpx.Client:
        """Whoever rings over the internet: the name leads to this machine's proxy."""
        return httpx.Client(transport=Rerouted(self.root), timeout=60)

    def logs(self) -> str:
        """Everything that the machine's logs and processes have told."""
        files = [path for path in (self.root / "var/log").rglob("*") if path.is_file()]
        kept = [path.read_text(encoding="utf-8", errors="replace") for path in files]
        running = [one.told() for one in self.systemd.running.values()]
        return "\n".join([*kept, *self.told, *running])

    def _start_proxy(self, name: str) -> None:
        """Start a proxy as its package does, and have the name of the page lead to it."""
        given = {
            "nginx": "-c /etc/nginx/nginx.conf -e stderr -g 'daemon off;'",
            "caddy": "run --config /etc/caddy/Caddyfile",
        }[name]
        command = (str(self.root / "stand-ins" / name), *shlex.split(self._here(given)))
        port = self.ports[name]
        self.systemd.begin(name, command, self._shell()).until(lambda: listens(port))
        (self.root / "https").write_text(str(port), encoding="ascii")

    def _here(self, text: str) -> str:
        text = below(self.root, text).replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")
        return text.replace("127.0.0.1:8100", f"127.0.0.1:{self.studio_port}")

    def _changed(self, file: File) -> str:
        text = file.text
        if file.path == "/etc/hotline/settings":
            empty = re.compile(r"^(\w+)=$", re.MULTILINE)
            text = empty.sub(lambda found: f"{found[1]}={self.settings.get(found[1], '')}", text)
            text = text.replace("METRICS_PORT=9100", f"METRICS_PORT={free_port()}")
            rest = {name: value for name, value in self.settings.items() if name not in text}
            text += "".join(f"{name}={value}\n" for name, value in rest.items())
            text += f"PORT={self.port}\nSTUDIO_PORT={self.studio_port}\n"
        elif file.path == "/etc/caddy/Caddyfile":
            self.ports["caddy"] = free_port()
            ports = f"\thttp_port {free_port()}\n\thttps_port {self.ports['caddy']}\n\tadmin off\n"
            certificate = f"\ttls {self.root}/chain.pem {self.root}/key.pem\n"
            text = text.replace("{\n", "{\n" + ports, 1)
            text = text.replace(f"{HOST} {{\n", f"{HOST} {{\n{certificate}", 1)
        elif file.path == "/etc/nginx/conf.d/hotline.conf":
            self.ports["nginx"] = free_port()
            text = text.replace("443 ssl", f"{self.ports['nginx']} ssl")
        return text

    def _shell(self) -> dict[str, str]:
        first = [self.root / "stand-ins", self.root / "usr/local/bin"]
        path = os.pathsep.join([*map(str, first), os.environ["PATH"], "/usr/sbin", "/sbin"])
        return outside(PATH=path, HOME=str(self.root), **self.more)


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
        furnish(root)
        yield made
    finally:
        made.systemd.close()
        shutil.rmtree(root)
