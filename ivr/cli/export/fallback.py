"""`ivr export fallback`: what calls hear when the server is away, as the carrier reads it."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli.project import writing


@click.command()
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it into a file in place of printing it.",
)
@click.pass_obj
def fallback(project: Path, *, output: Path | None) -> None:
    """Print what calls hear when this server is away: the text of a TwiML Bin.

    In every language that callers are offered it says to dial 113 in danger and 116 117 for a
    doctor now, Norwegian and English first. Then it rings a person, as key 0 does, and if nobody
    answers it says the numbers once more. It knows no hours, asks this server nothing, and is the
    same for all numbers.

    With AUDIO_BASE_URL it plays the clips of `ivr audio publish`; without it the carrier reads
    aloud, in the languages that it has a voice for. Standard error tells after how many seconds
    each language is heard, and which are not.
    """
    from ivr.cli.export.opened import opened, tell
    from ivr.files import write_whole
    from ivr.serving.away.document import written
    from ivr.serving.away.kept import EXPORT, keep
    from ivr.serving.away.words import away

    assembly, base_url = opened(project)
    heard = away(assembly, base_url)
    document = written(heard)
    if output is None:
        click.echo(document, nl=False)
    else:
        with writing(output):
            write_whole(output, document.encode())
    tell(heard)
    keep(project, EXPORT, document, base_url)
