"""What `ivr publish` tells: line by line to a person, in one document to a program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from ivr.cli.checks.grouped import grouped
from ivr.cli.content.diff import records, told

if TYPE_CHECKING:
    from ivr.definition.differences import Difference
    from ivr.problems import Problem


class Report:
    """What came of publishing a version."""

    def __init__(self, version: str, *, as_json: bool) -> None:
        self._as_json = as_json
        self._kept: dict[str, object] = {"version": version}

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
        """Tell what is wrong."""
        self._kept["problems"] = [problem.record() for problem in found]
        for line in grouped(found):
            self.say(line)

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
            click.echo(json.dumps(self._kept | {"published": published}, ensure_ascii=False))
