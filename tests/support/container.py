"""The Dockerfile carried out in a folder, for want of an engine: its steps, and what they leave.

All stages share the folder, as what is copied between them keeps its place. The environment that
builds clips is the tests' own, which holds the same locked libraries.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.support.hotline import ROOT
from tests.support.outside import outside
from tests.support.processes import ran

_PLACES: Final = re.compile(
    r"(?<![\w.:/-])(?=/(?:source|building|opt/hotline|srv/hotline|var/lib/hotline|wheel)\b)"
)
_BUILDING: Final = ("python -m venv /building", "/building/bin/pip")


@dataclass
class Image:
    """What the steps have made below ``root``, and how it is to be run."""

    root: Path
    clips: Path
    more: dict[str, str]
    folder: str = "/"
    user: str = "0"
    variables: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def below(self, text: str) -> str:
        return _PLACES.sub(str(self.root), text)

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the container has in its environment."""
        own = {name: self.below(text) for name, text in self.variables.items()}
        path = own.get("PATH", "$PATH").replace("$PATH", f"{self.root}/bin:/usr/bin:/bin")
        return own | {"PATH": path, "LANG": "C.UTF-8"}


def made(root: Path, clips: Path, **more: str) -> Image:
    """Carry out every step of the Dockerfile, with ``more`` in the environment of each.

    The clips are those of a folder, by links.
    """
    image = Image(root, clips, more)
    (root / "bin").mkdir()
    (root / "bin/python").symlink_to(sys._base_executable)  # type: ignore[attr-defined] # of the venv's own Python
    (root / "building").symlink_to(Path(sys.executable).parents[1])
    for name, rest in steps((ROOT / "Dockerfile").read_text(encoding="utf-8")):
        _STEPS[name](image, rest)
    return image


def steps(dockerfile: str) -> Iterator[tuple[str, str]]:
    r"""Yield the instructions of a Dockerfile.

    >>> [*steps("# why\nRUN one \\\n    && two\n")]
    [('RUN', 'one && two')]
    """
    lines = (line for line in dockerfile.splitlines() if line and not line.startswith("#"))
    for line in re.sub(r"\s*\\\n\s*", " ", "\n".join(lines)).splitlines():
        name, _, rest = line.partition(" ")
        yield name, rest


def context_of() -> Iterator[Path]:
    """Yield the files that are handed to an engine: those of git that .dockerignore leaves."""
    listed = ran("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    assert listed.returncode == 0, listed.stderr
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    for name in listed.stdout.splitlines():
        if not is_left_out(name, ignored):
            yield Path(name)


def is_left_out(name: str, ignored: str) -> bool:
    """Tell whether a file is none of an image's.

    >>> is_left_out("our/journal/journal.sqlite", "**/journal/"), is_left_out("ivr/a.py", "docs/")
    (True, False)
    """
    rules = [line.rstrip("/") for line in ignored.splitlines() if line and line[0] != "#"]
    parts = Path(name).parts
    above = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    anywhere = [(rule.removeprefix("**/"), parts) for rule in rules if rule.startswith("**/")]
    # A * never stands for a / there, so that a rule is held to paths of its own depth.
    of_root = [
        (rule, [place for place in above if place.count("/") == rule.count("/")])
        for rule in rules
        if not rule.startswith("**/")
    ]
    pairs = [(place, rule) for rule, places in (*anywhere, *of_root) for place in places]
    return any(fnmatch.fnmatchcase(place, rule) for place, rule in pairs)


def _copy(image: Image, rest: str) -> None:
    flags = [word for word in rest.split() if word.startswith("--")]
    source, target = [word for word in rest.split() if not word.startswith("--")]
    if any(flag.startswith("--from=") for flag in flags):
        assert source == target
        assert Path(image.below(source)).is_dir()
        return
    into = Path(image.below(image.folder)) / target
    for name in context_of():
        if source == "." or name.is_relative_to(source):
            (into / name.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, into / name.relative_to(source))


def _run(image: Image, rest: str) -> None:
    for part in rest.split(" && "):
        if part.startswith(_BUILDING):
            continue
        if part.endswith(" audio build"):
            linked = image.root / "srv/hotline/audio/built"
            shutil.copytree(image.clips, linked, copy_function=os.link, dirs_exist_ok=True)
            continue
        env = outside(**image.environment, **image.more)
        done = ran("sh", "-ec", image.below(part), env=env, cwd=Path(image.below(image.folder)))
        assert done.returncode == 0, f"{part}\n{done.stdout}{done.stderr}"


def _set(image: Image, rest: str) -> None:
    image.variables |= dict(pair.split("=", 1) for pair in rest.split())


def _work(image: Image, rest: str) -> None:
    image.folder = rest
    Path(image.below(rest)).mkdir(parents=True, exist_ok=True)


def _begin(image: Image, _rest: str) -> None:
    image.variables, image.folder, image.user = {}, "/", "0"


def _user(image: Image, rest: str) -> None:
    image.user = rest.partition(":")[0]


def _command(image: Image, rest: str) -> None:
    image.command = json.loads(rest)


def _health(image: Image, rest: str) -> None:
    image.health = json.loads(rest.partition("CMD ")[2])


_STEPS: Final[dict[str, Callable[[Image, str], None]]] = {
    "FROM": _begin,
    "WORKDIR": _work,
    "COPY": _copy,
    "RUN": _run,
    "ARG": _set,
    "ENV": _set,
    "USER": _user,
    "EXPOSE": lambda *_: None,
    "HEALTHCHECK": _health,
    "CMD": _command,
}
