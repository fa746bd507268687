"""`ivr prompts approve`: somebody who speaks the language has listened."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from ivr.cli.project import Refused, known_language, open_project, writing
from ivr.lookalikes import composed


@click.command()
@click.argument("language")
@click.option("--by", required=True, metavar="ROLE", help="Who approves: a role, never a name.")
@click.option("--only", metavar="PROMPT", multiple=True, help="Approve this prompt alone.")
@click.option("--withdraw", is_flag=True, help="Take the approval back instead.")
@click.pass_obj
def approve(
    project: Path, language: str, *, by: str, only: tuple[str, ...], withdraw: bool
) -> None:
    """Approve the sentences of LANGUAGE as they are written now.

    Listen to all of them first: ivr call. The approval is bound to the text: a sentence that is
    changed later is a draft again. It is kept in prompts/approved/LANGUAGE.json, which belongs
    into git. Where the Norwegian has changed since the sentence was translated, that is said, and
    the approval counts as a look at it.

    \b
    ivr prompts approve pl --by "health service interpreter"
    ivr prompts approve pl --by interpreter --only fees.doctor --only fees.free
    """
    from ivr.did_you_mean import nearest
    from ivr.translation import approvals
    from ivr.translation.catalogue import sentences
    from ivr.translation.sources import mark, source, to_look_at

    loaded = open_project(project, dict(os.environ))
    written = sentences(loaded.files[f"prompts/{known_language(loaded, language)}"])
    named = [composed(name) for name in only]
    keys = named or [key for key in loaded.prompts(language) if key in written]
    for key in keys:
        if key not in written:
            raise Refused(f"[{key}] is no prompt of {language}. {nearest(key, written)}")
    where = approvals.approvals_file(project, language)
    looked_at: list[str] = []
    try:
        with writing(where):
            if withdraw:
                approvals.withdraw(project, language, set(keys))
            else:
                chosen = {key: written[key] for key in keys}
                today = dt.datetime.now(loaded.hotline.timezone).date()
                looked_at = [key for key in to_look_at(loaded, project, language) if key in keys]
                approvals.approve(project, language, chosen, by, today)
                original = source(loaded)
                if language != loaded.hotline.fallback_language:
                    made = {key: original[key] for key in keys if key in original}
                    mark(loaded, project, language, made)
    except approvals.BadApprovals as error:
        raise Refused(error) from None
    for key in looked_at:
        told = f"[{key}] was made from older Norwegian; it counts as looked at now."
        click.echo(told, err=True)
    done = "drafts again" if withdraw else f"approved by {by}"
    click.echo(f"{len(keys)} prompts in {language} are {done}: {where}")
