"""What is wrong with a project, as it is and as a draft would have it."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ivr.definition import Loaded, load
from ivr.definition.read import read_project
from ivr.definition.yaml.file import YamlFile
from ivr.problems import BrokenHotline, Problem, Severity
from ivr.proof.check import check
from ivr.serving.assembly import Site
from ivr.serving.publishing.content import content_version, is_content
from ivr.serving.publishing.losses import not_approved
from ivr.studio.changes.draft import digest
from ivr.studio.changes.overlay import Files, overlaid
from ivr.studio.settings import StudioSettings
from ivr.translation.approvals import BadApprovals
from ivr.translation.status import approved_languages

KEPT: Final = 4
"""So many readings are kept: of the folder, and of drafts that are judged, shown and made."""

_LATER: Final = frozenset({"clip-missing", "clips-first", "clips-to-build", "clips-unreadable"})
"""What is found of a change whose clips are still to be built."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A project that was read: what is wrong, what its files say, and the hotline that they make.

    There is no hotline in a project that cannot be served. ``version`` is the content's.
    """

    problems: tuple[Problem, ...]
    files: Mapping[str, YamlFile]
    loaded: Loaded | None = None
    version: str = ""


class Readings:
    """Reads a project as it is and as drafts would have it; what was read is kept for a while."""

    def __init__(self, settings: StudioSettings) -> None:
        self._settings = settings
        self._kept: dict[tuple[str, ...], Reading] = {}
        self._lock = threading.Lock()

    def of(self, files: Files) -> Reading:
        """Return the project with files laid over it; with none, as it is."""
        root, now = self._settings.root, self._settings.clock()
        with self._lock, overlaid(root, files) as folder:
            # What is written as it was drafted is not read again.
            version = content_version(folder)
            uncounted = (f"{name} {digest(files[name])}" for name in sorted(files)
                         if not is_content(name))  # fmt: skip
            key = (version, f"{now:%Y-%m-%d}", *uncounted)
            found = self._kept.pop(key, None)
            if found is None:
                kept = self._settings
                site = Site(folder, kept.variables, drafts=kept.drafts, outdated=kept.outdated)
                found = read(site, now, production=not kept.is_own)
                found = replace(found, version=version)
            if content_version(folder) == version:
                self._kept[key] = found  # as the latest, for the one used longest ago goes
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
            return found


def read(site: Site, now: dt.datetime, *, production: bool) -> Reading:
    """Read a project and check it, as `ivr check` does in a second or two.

    ``production`` holds it to what callers may be given.
    """
    today = now.date()
    try:
        loaded = load(site.root, site.variables, today)
    except BrokenHotline as broken:
        return Reading(broken.problems, read_project(site.root, today).files)
    checked = check(site, now, production=production, prove=False, loaded=loaded)
    waiting = _not_approved(loaded, site) if production and not site.drafts else ()
    found = (one for one in (*checked.problems, *waiting) if one.severity is not Severity.WORK)
    told = (_as_in_project(one, site.root) for one in found if one.code not in _LATER)
    warnings = tuple(_as_in_project(one, site.root) for one in loaded.warnings)
    return Reading(tuple(told), loaded.files, replace(loaded, warnings=warnings))


def _not_approved(loaded: Loaded, site: Site) -> Iterator[Problem]:
    """Yield the languages that no server offers, for want of approval: none may become one."""
    try:
        approved = approved_languages(loaded, site.root, outdated=site.outdated)
    except BadApprovals as damaged:
        yield from damaged.problems
        return
    yield from (not_approved(code) for code in loaded.hotline.languages if code not in approved)


def worse(before: Iterable[Problem], after: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems that were not there before, whichever line they stood on.

    >>> one, two = Problem("a", "x.yaml", 1, "Wrong."), Problem("b", "x.yaml", 1, "Odd.")
    >>> [problem.code for problem in worse([replace(one, line=7)], [one, two])]
    ['b']
    """
    had = Counter(map(_kind, before))
    for problem in after:
        had[_kind(problem)] -= 1
        if had[_kind(problem)] < 0:
            yield problem


def _kind(problem: Problem) -> tuple[str, str, str, Severity]:
    # A cause names lines of other places, and these move as well.
    cause = re.sub(r"(?<=:)\d+|(?<=line )\d+", "", problem.cause)
    return problem.code, problem.file, cause, problem.severity


def _as_in_project(problem: Problem, folder: Path) -> Problem:
    """Name files as the project does, and not where a draft was laid over it."""
    within = f"{folder.as_posix()}/"
    return replace(
        problem,
        file=problem.file.replace(within, ""),
        cause=problem.cause.replace(within, ""),
        fix=problem.fix.replace(within, ""),
    )
