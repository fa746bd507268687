"""Where a project is kept in git, each change is one commit of its own files, by its author."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ivr.problems import Problem, Severity
from ivr.studio.changes.draft import Told

_PATIENCE_S: Final = 60.0
_NO_REPOSITORY: Final = "not a git repository"
_ADDRESS: Final = re.compile(r"[^\s<>@]+@[^\s<>@]+")


def commit(root: Path, names: Sequence[str], who: str, told: Told) -> Problem | None:
    """Commit files, whatever else is changed or staged; return what git says against it.

    Where there is no git, or no repository, or it leaves these files out, nothing happens.
    """
    try:
        within = _git(root, "rev-parse", "--is-inside-work-tree")
    except (OSError, subprocess.TimeoutExpired):
        return None
    if within.returncode and _NO_REPOSITORY not in within.stderr:
        return _refused(within.stderr)
    if within.stdout.strip() != "true":
        return None
    try:
        said = _commit(root, names, who, told)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        said = str(error)
    return _refused(said) if said else None


def _commit(root: Path, names: Sequence[str], who: str, told: Told) -> str:
    """Commit files; return what git says against it, or nothing."""
    tracked = _git(root, "ls-files", "--", *names).stdout.splitlines()
    ignored = _git(root, "check-ignore", "--", *names).stdout.splitlines()
    there = [name for name in names if name not in tracked and (root / name).exists()]
    new = [name for name in there if name not in ignored]
    known = [name for name in names if name in tracked or name in new]
    if not known:
        return ""
    if new:
        _git(root, "add", "--intent-to-add", "--", *new)
    name, address = author(who)
    said = f"--message={told.nb}\n\n{told.en}"
    done = _git(root, "commit", "--quiet", "--only", said, "--", *known, name=name, address=address)
    if done.returncode and new:
        _git(root, "reset", "--quiet", "--", *new)
    return (done.stderr.strip() or done.stdout.strip() or "no") if done.returncode else ""


def author(who: str) -> tuple[str, str]:
    """Return a person's name and address for git; their name may be their address.

    >>> author("Kari Nordmann"), author("kari@example.no")
    (('Kari Nordmann', 'kari.nordmann@studio.invalid'), ('kari', 'kari@example.no'))
    """
    name = " ".join(re.sub(r"[<>\n]", " ", who).split())
    if not any(sign.isalnum() for sign in name):
        name = "nobody"  # git takes no name of points alone
    if _ADDRESS.fullmatch(name):
        return name.partition("@")[0], name
    return name, f"{'.'.join(name.lower().split())}@studio.invalid"


def _git(
    root: Path, *arguments: str, name: str = "", address: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run git in a folder, whichever repository the variables around it name."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environ |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    if arguments[0] != "check-ignore":  # which takes names for names, and says so
        environ["GIT_LITERAL_PATHSPECS"] = "1"
    if name:
        for role in ("AUTHOR", "COMMITTER"):
            environ |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": address}
    command = ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments]
    return subprocess.run(  # noqa: S603 - nothing of it but names of files, and a message
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_PATIENCE_S,
        check=False,
    )


def _refused(said: str) -> Problem:
    cause = f"git has not taken the change into its history: {' '.join(said.split())}"
    fix = "Mend that, and commit the files by hand. Callers hear the change."
    return Problem("change-not-in-git", ".git", None, cause, fix, Severity.WARNING)
