"""`ivr audio`: the clips callers hear, made by engines and recorded by people."""

from __future__ import annotations

import click

from ivr.cli.lazy import Commands, Deferred

_COMMANDS = Deferred(
    {
        "build": "ivr.cli.audio.build",
        "check": "ivr.cli.audio.check",
        "clean": "ivr.cli.audio.clean",
        "ear": "ivr.cli.audio.ear",
        "forget": "ivr.cli.audio.forget",
        "import": "ivr.cli.audio.import_",
        "listen": "ivr.cli.audio.listen",
        "pack": "ivr.cli.audio.pack",
        "publish": "ivr.cli.export.publish",
        "script": "ivr.cli.audio.script",
        "unpack": "ivr.cli.audio.unpack",
        "voices": "ivr.cli.audio.voices",
    }
)


@click.group(cls=Commands, commands=_COMMANDS)
def audio() -> None:
    """Build, hear, check and record the clips that callers hear.

    Every text is a clip, made ahead: spoken by an engine, or by a person who has recorded it.

    \b
    after a change in config/ or prompts/   ivr audio build
    to hear a language as callers do        ivr audio listen pl
    to choose another voice                 ivr audio voices pl
    to have a person speak it               ivr audio script so --safety
                                            ivr audio import so FOLDER
                                            ivr audio build
    to know how well it is understood       ivr audio ear
    before it goes live                     ivr audio check
    when no server needs older clips        ivr audio clean
    to carry clips to another machine       ivr audio pack FILE, there: unpack FILE
    for when the server is away             ivr audio publish FOLDER
    """
