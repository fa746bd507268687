"""What is wrong, where, and the nearest fix: the one way every room says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from ivr.lookalikes import notes, visible


class Severity(StrEnum):
    """What a problem is: a mistake, worth mending, or what is yet to be made.

    A mistake alone keeps the hotline from being served. Work is nobody's fault: it is what every
    change of a text brings.
    """

    ERROR = "error"
    WARNING = "warning"
    WORK = "work"


class Record(TypedDict):
    """A problem as programs read it."""

    code: str
    severity: str
    file: str
    line: int | None
    cause: str
    fix: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or yet to be done, in one place.

    ``code`` names its kind for programs; `ivr.problems.codes` tells what each means. ``file``
    may also be a setting, an option or a folder, which has no ``line``; lines count from 1.

    >>> print(Problem("unknown-option", "config/menu.yaml", 4, "[sya] is not an option here."))
    config/menu.yaml:4: [sya] is not an option here.
    >>> print(Problem("bad-setting", "PORT", None, "[http] is no number.", "Write 8000."))
    PORT: [http] is no number. Write 8000.
    >>> print(Problem("missing-setting", "PORT", None, "PORT is not set."))
    PORT is not set.
    >>> clips = "2 clips are to be built.", "Run: ivr audio build"
    >>> print(Problem("clips-to-build", "manifest.json", None, *clips, Severity.WORK))
    To do: 2 clips are to be built. Run: ivr audio build
    """

    code: str
    file: str
    line: int | None
    cause: str
    fix: str = ""
    severity: Severity = Severity.ERROR

    @property
    def is_mistake(self) -> bool:
        """Whether it keeps the hotline from being served."""
        return self.severity is Severity.ERROR

    @property
    def is_warning(self) -> bool:
        """Whether it is worth mending, and the hotline can be served all the same."""
        return self.severity is Severity.WARNING

    @property
    def place(self) -> str:
        """The file and line, as editing programs read them."""
        file = visible(self.file)
        return file if self.line is None else f"{file}:{self.line}"

    @property
    def sentence(self) -> str:
        r"""The cause and the fix in one line, in which no two texts look alike.

        >>> Problem("bad-setting", "PORT", None, "[80\u200b] is no number.").sentence
        '[80<U+200B>] is no number. [80<U+200B>] holds U+200B zero width space after "80".'
        """
        said = self.record()
        return f"{said['cause']} {said['fix']}".strip()

    def record(self) -> Record:
        """Return the problem as programs read it; signs that nobody would see are named.

        >>> Problem("missing-file", "config/menu.yaml", 1, "It is missing.").record()["severity"]
        'error'
        """
        return {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.file,
            "line": self.line,
            "cause": visible(self.cause),
            "fix": visible(" ".join([self.fix, *notes(self.cause, self.fix)])),
        }

    def __str__(self) -> str:
        if self.severity is Severity.WORK:
            return f"To do: {self.sentence}"
        line = f"warning: {self.sentence}" if self.is_warning else self.sentence
        is_named = self.line is None and self.cause.startswith(self.file)
        return line if is_named else f"{self.place}: {line}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by file and line, each once.

    >>> two, one = Problem("a", "b.yaml", 2, "Two."), Problem("a", "a.yaml", None, "One.")
    >>> [problem.file for problem in in_order([two, one, two])]
    ['a.yaml', 'b.yaml']
    """
    return tuple(sorted(set(problems), key=lambda one: (one.file, one.line or 0, one.cause)))


class Refusal(Exception):  # noqa: N818 - what is refused, and why, is read as a sentence
    """Something cannot be done; carries every problem that stands in its way."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class BrokenHotline(Refusal):
    r"""The configuration cannot be served; its problems stand in file order.

    >>> two, one = Problem("a", "b.yaml", 2, "Two."), Problem("a", "a.yaml", 9, "One.")
    >>> str(BrokenHotline(two, one))
    'a.yaml:9: One.\nb.yaml:2: Two.'
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*in_order(problems))
