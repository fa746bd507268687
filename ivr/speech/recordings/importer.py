"""A speaker's folder of sound files, imported into the project's recordings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ivr.did_you_mean import SHORT_LIKENESS, nearest
from ivr.files import write_whole
from ivr.lookalikes import composed
from ivr.problems import Problem
from ivr.speech.errors import SpeechError, in_one_line, kind_of
from ivr.speech.recordings.bindings import (
    Binding,
    bound,
    read_bindings,
    recorded,
    write_bindings,
)
from ivr.speech.recordings.script import ScriptLine
from ivr.speech.recordings.take import Check, kept, quality_check, read_take

_SOUND: Final = frozenset(
    {".wav", ".wave", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".aifc", ".caf"}
    | {".au", ".w64", ".rf64", ".m4a", ".mp4", ".aac", ".wma", ".amr", ".3gp", ".webm"}
)
"""What a sound file may be called, whether it can be read or not."""
_PAPER: Final = frozenset(
    {".txt", ".md", ".csv", ".html", ".htm", ".pdf", ".doc", ".docx", ".odt", ".xls", ".xlsx"}
    | {".ods", ".jpg", ".jpeg", ".png", ".ini", ".db"}
)
"""What lies beside recordings and is none: script sheets, notes, pictures of them."""
_COPY: Final = re.compile(r"[ _-]*(\(\d+\)|\bcopy( \d+)?|\btake[ _-]?\d+)$", re.IGNORECASE)
"""What computers and speakers put behind a name that is taken."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with one file of a speaker's folder.

    Attributes:
        file: Path below the folder.
        problem: What is wrong, and what to do.
        let_pass: True when the recording was taken in all the same, as asked.
    """

    file: str
    problem: Problem
    let_pass: bool = False

    def __str__(self) -> str:
        passed = " (let pass)" if self.let_pass else ""
        told = in_one_line(self.problem.cause, self.problem.fix)
        return f"{self.file}: {kind_of(self.problem)}{passed}: {told}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes:
        ids: Ids of the recordings taken in, in the order of the script.
        troubles: Everything that is wrong with the files, sorted by file.
        missing: Lines of the script that nobody has recorded as they are written now.
        stale: Ids of recordings, taken in before, whose text has changed since.
    """

    ids: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    missing: tuple[ScriptLine, ...]
    stale: tuple[str, ...]

    @property
    def refused(self) -> int:
        """How many files were not taken in."""
        return len({trouble.file for trouble in self.troubles if not trouble.let_pass})


def import_recordings(
    source: Path,
    folder: Path,
    language: str,
    lines: Sequence[ScriptLine],
    words_per_minute: int,
    *,
    accept: bool = False,
    checks: Sequence[Check] = (),
) -> Imported:
    """Take a folder of sound files, each named by its id, into the project's recordings.

    A good recording is kept whatever is wrong with the others. Each is kept as one channel of
    16-bit FLAC, from which the clip is mastered when clips are built.

    Args:
        source: The speaker's folder; folders inside it are looked into.
        folder: ``audio/recordings`` of the project.
        language: Language code.
        lines: The language's script.
        words_per_minute: The language's natural rate, to judge lengths by.
        accept: Take in what a check finds doubtful, too: everything but silence.
        checks: What a recording is held to after its loudness, noise and length; none is asked
            about one in which nobody speaks.

    Raises:
        SpeechError: The bindings of the language are damaged, or a folder cannot be read.
    """
    bindings = read_bindings(folder, language)
    named, troubles = _matched(source, {line.id.lower(): line for line in lines})
    all_checks = (quality_check(words_per_minute), *checks)
    imported: set[str] = set()
    for line, file in named:
        try:
            found, binding = _imported(
                source / file, line, all_checks, folder / language, accept=accept
            )
            if binding is not None:
                bindings = bound(bindings, line.id, binding)
                # At once: whatever happens to the other files, this one is in.
                _bind(folder, language, bindings)
                imported.add(line.id)
        except SpeechError as error:
            found = [_trouble("recording-not-kept", "", error.cause, error.fix)]
        troubles += [replace(trouble, file=file) for trouble in found]
    current = recorded(folder, language, [line.text for line in lines])
    missing = tuple(line for line in lines if not current.says(line.text))
    return Imported(
        ids=tuple(line.id for line in lines if line.id in imported),
        troubles=tuple(sorted(troubles, key=lambda trouble: (trouble.file, trouble.problem.code))),
        missing=missing,
        stale=tuple(sorted(current.stale)),
    )


def _matched(
    source: Path, lines: Mapping[str, ScriptLine]
) -> tuple[list[tuple[ScriptLine, str]], list[Trouble]]:
    files: dict[str, list[str]] = {}
    troubles: list[Trouble] = []
    for file in _files(source):
        if Path(file).suffix.lower() not in _SOUND:
            advice = "save it as WAV, FLAC or MP3, or take it away"
            cause = "its ending is not a sound's"
            troubles.append(_trouble("recording-no-sound-file", file, cause, advice))
            continue
        id_ = _COPY.sub("", composed(Path(file).stem).strip()).lower()
        if id_ in lines:
            files.setdefault(id_, []).append(file)
        else:
            cause = f"no text has the id {id_!r}"
            near = nearest(id_, lines, likeness=SHORT_LIKENESS)
            advice = f"{near} Name the file by its id on the script sheet."
            troubles.append(_trouble("recording-unknown-id", file, cause, advice))
    named = [(lines[id_], found[0]) for id_, found in files.items() if len(found) == 1]
    for id_, found in files.items():
        if len(found) > 1:
            also = f"{lines[id_].id} is recorded {len(found)} times: {', '.join(found)}"
            fix = "keep the best and take the others away"
            troubles += [_trouble("recording-doubled", file, also, fix) for file in found]
    return named, troubles


def _files(source: Path) -> Iterator[str]:
    """Give every file but hidden ones and papers, such as the script sheet itself."""

    def refuse(error: OSError) -> None:
        raise SpeechError(
            "unreadable-file",
            f"{error.filename} cannot be read: {error.strerror}",
            "allow reading it",
        )

    for folder, inner, names in os.walk(source, onerror=refuse):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() not in _PAPER:
                yield Path(folder, name).relative_to(source).as_posix()


def _imported(
    path: Path, line: ScriptLine, checks: Iterable[Check], kept_in: Path, *, accept: bool
) -> tuple[list[Trouble], Binding | None]:
    try:
        take = read_take(path, line, checks)
    except SpeechError as error:
        return [_trouble("recording-unreadable", "", error.cause, error.fix)], None
    passes = take.passes(accept=accept)
    troubles = [Trouble("", problem, passes) for problem in take.problems]
    if not passes:
        return troubles, None
    content, binding = kept(take)
    _write(kept_in / binding.file, content)
    return troubles, binding


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content, lasting=True)
    except OSError as error:
        raise _refused(path, error) from None


def _bind(folder: Path, language: str, bindings: Mapping[str, Binding]) -> None:
    try:
        write_bindings(folder, language, bindings)
    except OSError as error:
        raise _refused(folder, error) from None


def _refused(path: Path, error: OSError) -> SpeechError:
    why = error.strerror or str(error)
    return SpeechError(
        "unwritable-file", f"{path}: cannot be written: {why}", "make room and allow writing"
    )


def _trouble(code: str, file: str, cause: str, fix: str) -> Trouble:
    return Trouble(file, Problem(code, file, None, cause, fix))
