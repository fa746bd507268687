"""The documentation cannot lie about the commands."""

from collections.abc import Iterator
from pathlib import Path

import click

from ivr.cli import main
from ivr.cli.reference import reference
from ivr.cli.voices_page import with_tables

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "commands.md"


def _commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from _commands(child)


def test_the_page_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: make reference"


def test_the_tables_of_voices_are_what_engines_and_measurements_say() -> None:
    page = (DOCS / "voices.md").read_text(encoding="utf-8")
    assert page == with_tables(page), "run: make reference"


def test_every_command_and_option_has_a_help_text() -> None:
    for command in _commands(main):
        assert command.help, f"{command.name} has no help"
        for option in command.params:
            assert isinstance(option, click.Argument) or getattr(option, "help", None), option.name
