"""Whether a sentence names the same numbers and figures in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr.definition.checks.telephone.said import number_said_in
from ivr.definition.checks.texts import Fillable
from ivr.definition.project import Place, Project
from ivr.model.prompts import has_stray_brace, placeholders

_OTHERS = "every other language"


def check_same(project: Project, fallback: str) -> None:
    """Note where a sentence says other numbers or figures than the fallback language's does.

    Where all the others say the same, it is the fallback's that is to be mended.
    """
    fillable = Fillable.of(project)
    reference = project.catalogues.get(fallback)
    for name in reference.prompts if reference else ():
        for which in ("text", "without"):
            said = dict(_said(project, name, which, fillable))
            if fallback in said:
                _compare(project, name, which, said, fallback)


def _said(
    project: Project, name: str, which: str, fillable: Fillable
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what each language fills a sentence in with; whether with a key, the menu says."""
    for code, book in project.offered().items():
        if name in book.prompts and project.is_whole(f"prompts/{code}", "prompts", name):
            text = getattr(book.prompts[name], which) or ""
            # Whether it says the number it has to, `check_said` tells.
            filled = frozenset(placeholders(text)) - {"key", number_said_in(name)}
            if not has_stray_brace(text) and not any(map(fillable.lack, filled)):
                yield code, filled


def _compare(
    project: Project, name: str, which: str, said: Mapping[str, frozenset[str]], fallback: str
) -> None:
    label = f"[{name}]" if which == "text" else f"[{name}], without,"
    wanted = said[fallback]
    others = [filled for code, filled in said.items() if code != fallback]
    if len(others) > 1 and len(set(others)) == 1 and wanted != others[0]:
        place = (f"prompts/{fallback}", "prompts", name)
        _note_difference(project, place, label, (wanted, others[0]), _OTHERS)
        return
    for code, filled in said.items():
        place = (f"prompts/{code}", "prompts", name)
        _note_difference(project, place, label, (filled, wanted), f"prompts/{fallback}.yaml")


def _note_difference(
    project: Project,
    place: Place,
    label: str,
    filled: tuple[frozenset[str], frozenset[str]],
    source: str,
) -> None:
    """Note the placeholders said here alone, and those said in the source alone."""
    here, there = sorted(filled[0] - filled[1]), sorted(filled[1] - filled[0])
    if len(here) == len(there) == 1:
        cause = f"{label} says {{{here[0]}}} where {source} says {{{there[0]}}}."
        fix = f"Write {{{there[0]}}}, if that is right."
        project.problem("placeholders-differ", place, cause, fix)
        return
    for placeholder in there:
        cause = f"{label} lacks {{{placeholder}}}, which {source} says."
        fix = f"Write {{{placeholder}}} where it belongs."
        project.problem("placeholders-differ", place, cause, fix)
    for placeholder in here:
        nobody = source == _OTHERS
        not_there = "which no other language does" if nobody else f"which {source} does not"
        cause = f"{label} says {{{placeholder}}}, {not_there}."
        fix = f"Take it out, or say it in {'the others' if nobody else source} too."
        project.problem("placeholders-differ", place, cause, fix)
