"""What the commands for the time without a server begin with, and what they tell of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.project import Refused, open_project

if TYPE_CHECKING:
    from ivr.serving.assembly import Assembly
    from ivr.serving.away.words import Away


def opened(project: Path) -> tuple[Assembly, str]:
    """Return what is served of a project and where its clips lie when the server is away.

    Raises Refused for settings that cannot work, and for a hotline that offers nothing.
    """
    from ivr.environment import trimmed
    from ivr.problems import Refusal
    from ivr.serving.assembly import Site, assemble
    from ivr.serving.faults.settings import setting_faults
    from ivr.serving.settings import Settings

    environ = trimmed(os.environ)
    loaded = open_project(project, environ, setting_faults(environ, needed=False))
    settings, _ = Settings.read({**environ, "HOTLINE_ROOT": str(project)})
    try:
        assembly = assemble(Site.of(settings), loaded=loaded)
        assembly.refuse_silence()
    except Refusal as refusal:
        raise Refused(refusal) from None
    return assembly, environ.get("AUDIO_BASE_URL", "")


def tell(heard: Away) -> None:
    """Tell on standard error when each language is heard, who is rung, and what callers miss."""
    from ivr.carrier import Live

    at = 0.0
    for said in heard.heard:
        how = f"read aloud by {said.sound.voice}" if isinstance(said.sound, Live) else "its clip"
        code = f"{said.spoken.language}:"
        click.echo(f"{code:5}after {at:3.0f} s, for {said.seconds:4.1f} s, {how}", err=True)
        at += said.seconds
    if (service := heard.service) is not None:
        after = at + sum(said.seconds for said in heard.announced)
        rings = f"{service.name}, {service.routes[0].target}, rings for {service.ring_seconds} s"
        told = f"After {after:.0f} s {rings}; then all of it is said once more."
        click.echo(told, err=True)
    for problem in heard.problems:
        click.echo(str(problem), err=True)
