"""`ivr audio publish`: the emergency clips and their document, to be brought to a second place."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli.project import Refused, counted, writing


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--delete", "deleting", is_flag=True, help="Take away clips no longer needed.")
@click.option("--dry-run", is_flag=True, help="Tell what would be written, and write nothing.")
@click.pass_obj
def publish(project: Path, folder: Path, *, deleting: bool, dry_run: bool) -> None:
    """Write what callers hear when this server is away into a FOLDER, to be brought elsewhere.

    Into it go the clips that say which numbers to dial, and fallback.xml, which names them below
    AUDIO_BASE_URL: whole or not at all, and only what has changed. Bring the folder there with a
    tool of your own (rsync, aws s3 sync), clips first; the carrier asks AUDIO_BASE_URL/fallback.xml
    by GET. A clip has a name of its own for each sound, and stays until --delete: calls that are
    on may still ask for it, so delete a day later.
    """
    from ivr.cli.export.opened import opened, tell
    from ivr.problems import Problem, Refusal
    from ivr.serving.away.document import written
    from ivr.serving.away.folder import ClipLost, delete, difference, write
    from ivr.serving.away.kept import PUBLISH, keep
    from ivr.serving.away.words import away

    assembly, base_url = opened(project)
    if not base_url:
        cause = "AUDIO_BASE_URL is not set, so no document can name a clip."
        fix = "Set it to the address that the folder is brought to."
        raise Refused(Refusal(Problem("missing-setting", "AUDIO_BASE_URL", None, cause, fix)))
    heard = away(assembly, base_url)
    with writing(folder):
        try:
            found = difference(folder, heard, assembly.clips.folder)
        except ClipLost as lost:
            raise Refused(lost) from None
        if not dry_run:
            write(folder, found)
            if deleting:
                delete(folder, found)
    for file in found.new:
        click.echo(f"new: {file}")
    gone = "deleted" if deleting and not dry_run else "no longer needed"
    for file in found.unneeded:
        click.echo(f"{gone}: {file}")
    done = "would be written" if dry_run else "written"
    click.echo(f"{counted(len(found.new), 'file')} {done}, {found.kept} as they were.")
    tell(heard)
    if not dry_run:
        keep(project, PUBLISH, written(heard), base_url, folder.resolve())
