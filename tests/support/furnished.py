"""What a machine has before docs/operate.md is followed, and what takes the world's place.

The name of the page is found at this machine, the tests' own authority is trusted, and programs
that would change a machine do nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import ssl
import sys
from pathlib import Path
from typing import Final

import httpx
import trustme

from tests.support.debian import UNPACKED, libraries, program

HOST: Final = "hotline.example"
"""The name that the page has in the place of the reader's own."""

TRUNK: Final = "trunk.kommune.no"
"""The name of the trunk, which is found here as well."""

NOBODY: Final = 65534
"""Whom the server runs as where a test is root."""

_AS_NOBODY: Final = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    # The Python of these tests may lie in a folder of root's; so all may be read, nothing written.
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
)
AS_NOBODY: Final = _AS_NOBODY if os.geteuid() == 0 else ()
"""How a command begins that is run without rights: as any other where the tests have none."""

IDLE: Final = ("apt-get", "useradd", "ufw", "timedatectl", "certbot")
"""Programs that change a machine, and here do nothing."""

_OURS: Final = re.compile(r"(?<![\w.:/-])(?=/(?:etc|opt|srv|usr/local|var|run)\b)")

_NAMES: Final = """\
import socket

found = socket.getaddrinfo

def getaddrinfo(host, port, *more, **named):
    if host == "{trunk}" or host == "{host}" and port in (443, None):
        port = int(open("{root}/https").read()) if port == 443 else port
        host = "127.0.0.1"
    return found(host, port, *more, **named)

socket.getaddrinfo = getaddrinfo
"""


def below(root: Path, text: str) -> str:
    """Let every path of a machine lie below a folder.

    >>> below(Path("/tmp/m"), "cp /etc/hotline/settings https://h.example/etc")
    'cp /tmp/m/etc/hotline/settings https://h.example/etc'
    """
    return _OURS.sub(str(root), text)


class Rerouted(httpx.BaseTransport):
    """Finds the page's name at a machine's proxy, and holds it to its certificate."""

    def __init__(self, root: Path) -> None:
        self._root = root
        context = ssl.create_default_context(cafile=str(root / "authority.pem"))
        self._inner = httpx.HTTPTransport(verify=context)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == HOST
        port = int((self._root / "https").read_text(encoding="ascii"))
        # A request of its own: whoever asked keeps the cookies of the name that was asked for.
        here = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1", port=port),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions | {"sni_hostname": HOST},
        )
        return self._inner.handle_request(here)

    def close(self) -> None:
        self._inner.close()


def find_names(environment: Path, root: Path) -> None:
    """Let an installed Python find the page's name at this machine, and trust its certificate."""
    [packages] = environment.glob("lib/python*/site-packages")
    (packages / "_names.py").write_text(
        _NAMES.format(host=HOST, trunk=TRUNK, root=root), encoding="utf-8"
    )
    (packages / "_names.pth").write_text("import _names\n", encoding="utf-8")
    with (packages / "certifi" / "cacert.pem").open("a", encoding="utf-8") as trusted:
        trusted.write((root / "authority.pem").read_text(encoding="utf-8"))


def furnish(root: Path) -> None:
    """Lay what a machine has before the page begins, and what its name and packages bring."""
    for folder in ("etc", "opt", "srv", "run", "usr/local/bin", "var/tmp", "var/www/html"):
        (root / folder).mkdir(parents=True)
    for folder in ("var/log/nginx", "var/log/caddy", "var/lib/nginx", "var/backups"):
        (root / folder).mkdir(parents=True)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(root / "authority.pem"))
    certificate = authority.issue_cert(HOST)
    live = root / "etc/letsencrypt/live" / HOST
    live.mkdir(parents=True)
    for place, chain, key in ((root, "chain", "key"), (live, "fullchain", "privkey")):
        certificate.private_key_pem.write_to_path(str(place / f"{key}.pem"))
        with (place / f"{chain}.pem").open("wb") as file:
            file.writelines(blob.bytes() for blob in certificate.cert_chain_pems)
    _furnish_nginx(root)
    _lay_stand_ins(root)


def nginx_folders(place: str) -> str:
    """Return the lines that have nginx lay what it holds for a while below a folder."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return "".join(f"\t{kind}_temp_path {place}/{kind};\n" for kind in kinds)


def _furnish_nginx(root: Path) -> None:
    """Lay the configuration of Debian's package, with temporary folders of this machine's own."""
    packaged = UNPACKED / "etc/nginx"
    if not packaged.is_dir():
        return
    shutil.copytree(packaged, root / "etc/nginx", symlinks=True)
    config = root / "etc/nginx/nginx.conf"
    text = config.read_text(encoding="utf-8")
    text = text.replace("http {\n", "http {\n" + nginx_folders("/var/lib/nginx"))
    config.write_text(below(root, text), encoding="utf-8")


def _lay_stand_ins(root: Path) -> None:
    """Lay the programs that act otherwise here, or are found elsewhere."""
    numbers = f"{NOBODY}:{NOBODY}"
    scripts = dict.fromkeys(IDLE, "exit 0")
    scripts["python3"] = f'exec {Path(sys._base_executable)} "$@"'  # type: ignore[attr-defined] # of the venv's own Python
    scripts["runuser"] = f'shift 3; exec {" ".join(AS_NOBODY)} "$@"'
    scripts["curl"] = (
        f"exec {shutil.which('curl')} --cacert {root}/authority.pem"
        f' --connect-to {HOST}:443:127.0.0.1:$(cat {root}/https) "$@"'
    )
    owned, bare = "-o hotline -g hotline", f"-o {NOBODY} -g {NOBODY}" if AS_NOBODY else ""
    scripts["install"] = (
        f'set -- $(echo "$@" | sed \'s/{owned}/{bare}/\'); exec {shutil.which("install")} "$@"'
    )
    scripts["chown"] = (
        f"set -- $(echo \"$@\" | sed 's/hotline:hotline/{numbers}/');"
        f' exec {shutil.which("chown")} "$@"'
        if AS_NOBODY
        else "exit 0"
    )
    for name in ("nginx", "caddy"):
        variables = " ".join(f"{one}={text}" for one, text in libraries().items())
        config = f" -c {root}/etc/nginx/nginx.conf -e stderr" if name == "nginx" else ""
        scripts[name] = (
            f'case "$*" in -t) set -- -t{config};; esac; {variables} exec {program(name)} "$@"'
        )
    folder = root / "stand-ins"
    folder.mkdir()
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
