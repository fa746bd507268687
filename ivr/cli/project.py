"""Opening a project from the command line: every mistake becomes a line, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from ivr.definition import Loaded, load
from ivr.did_you_mean import nearest
from ivr.problems import BrokenHotline, Problem, Refusal


class Refused(click.ClickException):
    """A mistake of the user's, told in plain lines; the command exits with 1."""

    def __init__(self, told: str | Refusal, problems: Sequence[Problem] = ()) -> None:
        super().__init__(str(told))
        of_command = Problem("refused-command", "", None, self.message)
        found = told.problems if isinstance(told, Refusal) else tuple(problems)
        self.problems = found or (of_command,)

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the lines as they are, on standard error."""
        click.echo(self.message, file=file, err=file is None)


def open_project(root: Path, environ: dict[str, str], settings: Iterable[Problem] = ()) -> Loaded:
    """Return the hotline of a project; raises Refused with every fault.

    ``settings`` are the faults of the environment, for whoever serves with it.
    """
    check_folder(root)
    faults = [problem for problem in settings if not problem.is_warning]
    try:
        loaded = load(root, environ)
        if not faults:
            return loaded
    except BrokenHotline as broken:
        faults += broken.problems
    told = "\n".join(map(str, faults))
    raise Refused(f"{told}\n{count(BrokenHotline(*faults))}", faults) from None


def check_folder(root: Path) -> None:
    """Refuse a folder that holds no project, sound or not."""
    if not (root / "config").is_dir():
        fix = "Go to the project's folder, or name it: ivr --project FOLDER …"
        raise Refused(f"{root.resolve()} has no config folder. {fix}")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise Refused, naming the file, when the disk refuses to have it written."""
    try:
        yield
    except OSError as error:
        fix = "Nothing was changed: make room, or allow writing there."
        raise Refused(f"{path}: cannot be written: {error.strerror}. {fix}") from None


def tell(lines: Iterable[str]) -> None:
    """Write lines for people; where nobody takes them any more, what a command does goes on."""
    try:
        for line in lines:
            click.echo(line)
    except OSError:
        # What is left in the buffer would fail again at the end, and with it the command.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def known_language(loaded: Loaded, language: str) -> str:
    """Return a language of the hotline; raises Refused, with the nearest, for another one."""
    if language not in loaded.hotline.languages:
        fix = nearest(language, loaded.hotline.languages)
        raise Refused(
            f"[{printable(language)}] is not among the languages of config/hotline.yaml. {fix}"
        )
    return language


def printable(text: str) -> str:
    r"""Return a text as it can stand in one line: signs that cannot be shown become a ``?``.

    >>> printable("+4700000001\nX: 1")
    '+4700000001?X: 1'
    """
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def counted(number: int, noun: str) -> str:
    """Return how many there are of something, in words.

    >>> counted(1, "mistake"), counted(0, "warning")
    ('1 mistake', '0 warnings')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def count(broken: BrokenHotline) -> str:
    """Return how many faults there are, in words.

    >>> count(BrokenHotline())
    'Nothing is served from a broken configuration: 0 mistakes.'
    """
    mistakes = sum(not problem.is_warning for problem in broken.problems)
    return f"Nothing is served from a broken configuration: {counted(mistakes, 'mistake')}."
