"""What was exported last for when the server is away, so that a change of it can be told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from ivr.files import write_whole
from ivr.problems import Problem, Severity
from ivr.serving.assembly import Assembly
from ivr.serving.away.document import digest_of, fallback_document

FILE: Final = Path(".run", "fallback.json")
"""Below a project's folder: by command, what it wrote last."""

EXPORT: Final = "export fallback"
PUBLISH: Final = "audio publish"


def keep(
    root: Path, command: str, document: str, audio_base_url: str, folder: Path | None = None
) -> None:
    """Keep what a command has handed out, if the disk lets it; ``folder`` is where it wrote it."""
    told = {
        "digest": digest_of(document),
        "audio_base_url": audio_base_url,
        "folder": "" if folder is None else str(folder),
    }
    with suppress(OSError):
        # One made by another user would keep the server from leaving word of itself there.
        if root.stat().st_uid == os.geteuid():
            (root / FILE).parent.mkdir(exist_ok=True)
        write_whole(root / FILE, json.dumps({**_kept(root), command: told}, indent=1).encode())


def outdated(root: Path, assembly: Assembly) -> Iterator[Problem]:
    """Yield a warning for each document handed out that says other things than one made now."""
    for command, told in _kept(root).items():
        if told["digest"] == digest_of(fallback_document(assembly, told["audio_base_url"])):
            continue
        if command == PUBLISH:
            fix = f"Run: ivr audio publish {told['folder']}, and bring it to AUDIO_BASE_URL."
        else:
            fix = "Run: ivr export fallback, and put it where FALLBACK_URL leads."
        cause = f"What `ivr {command}` wrote for when this server is away no longer fits."
        yield Problem("fallback-outdated", str(FILE), None, cause, fix, Severity.WARNING)


def _kept(root: Path) -> dict[str, dict[str, str]]:
    """Return what is kept; nothing of a file that is not there, or is another's."""
    fields = ("digest", "audio_base_url", "folder")
    try:
        told = json.loads((root / FILE).read_text(encoding="utf-8"))
        return {
            command: {field: str(told[command][field]) for field in fields}
            for command in (EXPORT, PUBLISH)
            if command in told
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
