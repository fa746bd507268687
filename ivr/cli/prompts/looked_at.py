"""`ivr prompts looked-at`: translations still say what the Norwegian says."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ivr.cli.project import Refused, counted, open_project, printable, writing
from ivr.lookalikes import composed


@click.command("looked-at")
@click.argument("language")
@click.option("--only", metavar="PROMPT", multiple=True, help="This prompt alone.")
@click.pass_obj
def looked_at(project: Path, language: str, *, only: tuple[str, ...]) -> None:
    """Note that the sentences of LANGUAGE say what the Norwegian says now.

    For whoever has mended them by hand, or found them right. Approving a sentence, and taking it in
    from a translator, say so as well. The language that all others are translated from stands for
    every language at once.

    \b
    ivr prompts looked-at pl --only fees.doctor
    ivr prompts looked-at nb                       every sentence, in every language
    """
    from ivr.did_you_mean import nearest
    from ivr.translation.sources import BadSources, mark, source, sources_file

    loaded = open_project(project, dict(os.environ))
    if f"prompts/{language}" not in loaded.files:
        fix = nearest(language, loaded.hotline.languages)
        raise Refused(f"[{printable(language)}] has no file in prompts. {fix}")
    original = source(loaded)
    keys = [composed(name) for name in only] or list(original)
    for key in keys:
        if key not in original:
            raise Refused(f"[{printable(key)}] is no prompt. {nearest(key, original)}")
    where = sources_file(project, language)
    try:
        with writing(where):
            mark(loaded, project, language, {key: original[key] for key in keys})
    except BadSources as error:
        raise Refused(error) from None
    click.echo(f"{counted(len(keys), 'sentence')} in {language} looked at.")
