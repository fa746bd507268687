"""The whole set of clips and recordings: every problem, and where each language's sound is from."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ivr.model.prompts import NO_ENGINE
from ivr.problems import Problem, Severity
from ivr.speech.clips.clean import still_needed
from ivr.speech.clips.clip import RECORDING, ClipRequest, clip_files, shown
from ivr.speech.clips.inspection import UNUSABLE, clip_problems
from ivr.speech.clips.inventory import on_disk
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.clips.requests import clip_requests
from ivr.speech.dsp.targets import SLOW
from ivr.speech.errors import in_one_line, kind_of
from ivr.speech.recordings.bindings import RECORDED_ENDINGS, read_bindings, recorded
from ivr.speech.recordings.script import ScriptLine, script

if TYPE_CHECKING:
    from ivr.definition import Loaded


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of one clip or recording.

    Attributes:
        language: Language code; empty for a file of no language.
        what: Which clip or recording: its id on the script sheet, or its file.
        problem: What was found, and what to do; a warning when callers are served all the same.
    """

    language: str
    what: str
    problem: Problem

    def __str__(self) -> str:
        mark = "warning: " if self.problem.is_warning else ""
        told = in_one_line(self.problem.cause, self.problem.fix)
        return f"{self.language} {self.what}: {mark}{kind_of(self.problem)}: {told}".strip()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where the sound of one language's texts comes from.

    Attributes:
        language: Language code.
        texts: How many texts callers may hear.
        human: Spoken by a person.
        built: Spoken by an engine, ahead of time.
        live: Read aloud by the carrier while the call is on, for want of a clip.
        missing: Not heard in this language at all.
    """

    language: str
    texts: int
    human: int
    built: int
    live: int
    missing: int


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Attributes:
        findings: Every problem, mistakes first.
        coverage: One entry a language, in the order of the language menu.
    """

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]

    @property
    def mistakes(self) -> int:
        """How many findings are more than warnings."""
        return sum(not finding.problem.is_warning for finding in self.findings)


def audit(
    loaded: Loaded, folder: Path, recordings: Path, *, read_aloud: Collection[str] = ()
) -> Audit:
    """Hold every clip and recording of a hotline against what callers must get.

    Args:
        loaded: The hotline as read from its files.
        folder: Where the manifest lies.
        recordings: ``audio/recordings`` of the project.
        read_aloud: Languages that the carrier can read aloud itself, for want of a clip.

    Raises:
        SpeechError: The manifest or a list of recordings is damaged.
    """
    path = folder / MANIFEST_NAME
    listed = Manifest.load(path) if path.exists() else Manifest({})
    requests = clip_requests(loaded, recordings=recordings)
    scripts = {code: script(loaded, code) for code in loaded.hotline.languages}
    ids = {(code, line.text): line.id for code, lines in scripts.items() for line in lines}
    findings = [
        finding
        for request in requests
        for finding in _clip(request, listed, folder, ids.get(request.key[:2], ""))
    ]
    unusable = {(one.language, one.what) for one in findings if one.problem.code in UNUSABLE}
    findings += _quick(requests, listed)
    findings += _orphans(requests, listed, folder)
    for code, lines in scripts.items():
        findings += _recordings(recordings, code, lines)
    ordered = sorted(findings, key=lambda found: found.problem.is_warning)
    coverage = []
    for code, lines in scripts.items():
        otherwise = "live" if code in read_aloud else "missing"
        coverage.append(_coverage(code, lines, listed, unusable, otherwise))
    return Audit(tuple(ordered), tuple(coverage))


def _clip(request: ClipRequest, listed: Manifest, folder: Path, id_: str) -> Iterator[Finding]:
    clip = listed.clip(*request.key)
    if clip is None and request.engine == NO_ENGINE:
        # Nobody has recorded it yet, which the coverage tells.
        return
    what = (id_ or shown(request.text)) + (" (slow)" if request.rendition == SLOW else "")
    for problem in clip_problems(request, clip, folder):
        yield Finding(request.language, what, problem)


def _quick(requests: Iterable[ClipRequest], listed: Manifest) -> Iterator[Finding]:
    two = [request for request in requests if request.has_two_voices]
    clips = [listed.clip(*request.key) for request in two]
    found = Counter(
        clip.language
        for clip, one in zip(clips, two, strict=True)
        if clip is not None and not clip.is_of(one)
    )
    for language, number in sorted(found.items()):
        what = "1 clip" if number == 1 else f"{number} clips"
        cause = "the best voice has not spoken yet; the quick one does"
        yield _worth_mending("clip-quick", language, what, cause, "run ivr audio build --best")


def _orphans(requests: Iterable[ClipRequest], listed: Manifest, folder: Path) -> Iterator[Finding]:
    asked = {request.key for request in requests}
    needed = clip_files(still_needed(requests, listed))
    stay = {clip.file for clip in listed if clip.key in asked} | set(needed)
    left = Counter(file.partition("/")[0] for file in on_disk(folder).keys() - stay)
    for language, clips in sorted(left.items()):
        what = "1 clip" if clips == 1 else f"{clips} clips"
        cause = "no text asks for it any more" if clips == 1 else "no text asks for them any more"
        yield _worth_mending("clip-orphaned", language, what, cause, "run ivr audio clean")


def _recordings(folder: Path, language: str, lines: Iterable[ScriptLine]) -> Iterator[Finding]:
    found = recorded(folder, language, [line.text for line in lines])
    bindings = read_bindings(folder, language)
    again = f"record it again: ivr audio script {language} --missing"
    for id_ in found.stale:
        cause = "no text is written as it was said; it is not heard"
        yield _worth_mending("stale-recording", language, id_, cause, again)
    altered = {one.id for one in found.by_text.values() if _digest(one.path) != one.digest}
    for id_ in sorted(altered | {*found.lost}):
        cause = f"{bindings[id_].file} is not the file that was taken in"
        fix = f"restore it from git, or take it in again: ivr audio import {language} FOLDER"
        yield Finding(language, id_, Problem("lost-recording", "", None, cause, fix))
    for name in sorted(_names(folder / language) - {one.file for one in bindings.values()}):
        cause = "nobody has said which text it speaks"
        fix = f"take it in: ivr audio import {language} FOLDER"
        yield _worth_mending("loose-recording", language, name, cause, fix)


def _worth_mending(code: str, language: str, what: str, cause: str, fix: str) -> Finding:
    return Finding(language, what, Problem(code, "", None, cause, fix, Severity.WARNING))


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _names(folder: Path) -> set[str]:
    if not folder.is_dir():
        return set()
    return {path.name for path in folder.iterdir() if path.suffix in RECORDED_ENDINGS}


def _coverage(
    language: str,
    lines: tuple[ScriptLine, ...],
    listed: Manifest,
    unusable: set[tuple[str, str]],
    otherwise: str,
) -> Coverage:
    counts: Counter[str] = Counter()
    for line in lines:
        clip = listed.clip(language, line.text)
        if clip is None or (language, line.id) in unusable:
            counts[otherwise] += 1
        else:
            counts["human" if clip.engine == RECORDING else "built"] += 1
    return Coverage(
        language, len(lines), counts["human"], counts["built"], counts["live"], counts["missing"]
    )
