"""How far each language is: complete, approved, recorded, built, stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ivr.definition import Loaded
from ivr.translation.approvals import is_approved, read_approvals
from ivr.translation.catalogue import sentences
from ivr.translation.sources import to_look_at


@dataclass(frozen=True, slots=True)
class Status:
    """One language's prompts, counted.

    ``complete`` are written, ``approved`` as they are written now, ``stale`` were approved
    and have changed since; ``recorded`` and ``built`` are clips by a person and by an engine,
    of ``clips`` that are needed. A language that is not ``listed`` in config/hotline.yaml needs
    no clips yet. ``outdated`` were made from a Norwegian that has changed since.

    >>> Status("pl", 200, 200, 199, 1, 240, 0, 240).is_approved
    False
    """

    language: str
    prompts: int
    complete: int
    approved: int
    stale: int
    clips: int
    recorded: int
    built: int
    listed: bool = True
    outdated: int = 0

    @property
    def is_approved(self) -> bool:
        """Whether every prompt is approved as it is written."""
        return self.approved == self.prompts


EngineOf = Callable[[str, str], str | None]
"""The name of the engine whose clip says a text in a language, or None without a clip."""

RECORDING = "recording"
"""The engine's name under which a person's recording stands in the manifest."""


def statuses(loaded: Loaded, root: Path, engine_of: EngineOf) -> list[Status]:
    """Return the status of every language with a catalogue, those that are listed first.

    Raises BadApprovals for a damaged file.
    """
    books = sorted(file.removeprefix("prompts/") for file in loaded.files if "prompts/" in file)
    codes = dict.fromkeys((*loaded.hotline.languages, *books))
    return [_status(loaded, root, code, engine_of) for code in codes]


def approved_languages(loaded: Loaded, root: Path, *, outdated: bool = True) -> list[str]:
    """Return the languages in which every prompt but optional ones is approved as it is written.

    An announcement is written in a hurry and for a while: one that nobody has approved is not
    heard, and does not silence the rest of its language. ``outdated`` is that of `drafts`. Raises
    BadApprovals for a damaged file.
    """
    return [
        code
        for code in loaded.hotline.languages
        if drafts(loaded, root, code, outdated=outdated) <= loaded.optional
    ]


def drafts(loaded: Loaded, root: Path, code: str, *, outdated: bool = True) -> frozenset[str]:
    """Return the prompts of a language that nobody has approved as they are written now.

    Those of choices that wait for more than them are none: nobody hears them yet.
    ``outdated`` lets an approval stand whose Norwegian has changed since; without it, the text is
    a draft until somebody has looked at it. Raises BadApprovals for a damaged file.
    """
    written = sentences(loaded.files[f"prompts/{code}"])
    approvals = read_approvals(root, code)
    doubted = {} if outdated else to_look_at(loaded, root, code)
    return frozenset(
        key
        for key in loaded.prompts(code)
        if (code, key) not in loaded.waiting
        and (key not in written or key in doubted or not is_approved(key, written[key], approvals))
    )


def _status(loaded: Loaded, root: Path, code: str, engine_of: EngineOf) -> Status:
    written = sentences(loaded.files[f"prompts/{code}"])
    optional = loaded.optional - written.keys()
    wanted = [key for key in loaded.prompts(code) if key not in optional]
    needed = [key for key in wanted if key in written]
    approvals = read_approvals(root, code)
    approved = [key for key in needed if is_approved(key, written[key], approvals)]
    engines = [engine_of(code, text) for language, text in loaded.texts if language == code]
    return Status(
        language=code,
        prompts=len(wanted),
        complete=len(needed),
        approved=len(approved),
        stale=sum(key in approvals for key in needed) - len(approved),
        clips=len(engines),
        recorded=sum(engine == RECORDING for engine in engines),
        built=sum(engine not in (None, RECORDING) for engine in engines),
        listed=code in loaded.hotline.languages,
        outdated=len(to_look_at(loaded, root, code)),
    )
