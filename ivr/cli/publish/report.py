"""What `ivr publish` tells: line by line to a person, in one document to a program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from ivr.cli.content.diff import records, told
from ivr.cli.project import counted

if TYPE_CHECKING:
    from ivr.definition.differences import Difference
    from ivr.problems import Problem


class Report:
    """What came of publishing a folder."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._kept: dict[str, object] = {}
        self._problems: list[Problem] = []

    def begin(self, version: str) -> None:
        """Learn which version it is about."""
        self._kept["version"] = version

    def say(self, line: str) -> None:
        """Tell a person something."""
        if not self._as_json:
            click.echo(line)

    def changes(self, found: Sequence[Difference] | None, *, in_full: bool) -> None:
        """Tell what callers will hear otherwise, in short or every word of it."""
        from ivr.serving.publishing.changes import in_short

        if found is None:
            self.say("What was published before is not kept here: no change can be shown.")
            return
        self._kept["differences"] = records(found)
        for line in told(found) if in_full or not found else in_short(found):
            self.say(line)

    def findings(self, found: Sequence[Problem]) -> None:
        """Tell the mistakes, and how many warnings there are: most are older than the change."""
        self._problems = [*found]
        mistakes = [problem for problem in found if problem.is_mistake]
        for problem in mistakes:
            self.say(str(problem))
        if warnings := sum(problem.is_warning for problem in found):
            self.say(f"{counted(warnings, 'warning')}, which `ivr check --production` tells.")

    def add(self, found: Sequence[Problem]) -> None:
        """Tell problems that the change has brought about, each in full."""
        self._problems += found
        for problem in found:
            self.say(str(problem))

    def refuse(self, why: str) -> NoReturn:
        """Say why nothing was published, and end with 1."""
        if not self._as_json:
            click.echo(why, err=True)
        self._kept["refused"] = why.splitlines()
        self.end(published=False)
        raise SystemExit(1)

    def end(self, *, published: bool) -> None:
        """Tell a program everything."""
        if self._as_json:
            problems = [problem.record() for problem in self._problems]
            told = self._kept | {"problems": problems, "published": published}
            click.echo(json.dumps(told, ensure_ascii=False))
