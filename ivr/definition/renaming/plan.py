"""What a new name changes in a project, and whether the project is as sound with it as before."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.definition.checks.menu import STEP_NAME
from ivr.definition.checks.services import SERVICE_NAME
from ivr.definition.load import load
from ivr.definition.project import Project
from ivr.definition.read import read_project
from ivr.definition.renaming.references import Kind, Rename
from ivr.definition.renaming.texts import CannotRename, Text, renamed_texts
from ivr.definition.usage import usages
from ivr.did_you_mean import nearest
from ivr.lookalikes import composed
from ivr.model.menu import RESERVED
from ivr.model.prompts import recorded_prompt
from ivr.problems import BrokenHotline, Problem

_SPELT: Final = {"service": SERVICE_NAME, "step": STEP_NAME, "prompt": STEP_NAME}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rename changes.

    Attributes:
        rename: What is renamed.
        texts: The files that change.
        prompts: The new name of each prompt that gets one.
        known: Every prompt that there is, under its old name.
        alike: What has the old name in it and keeps it, for nothing but its name says so.
    """

    rename: Rename
    texts: tuple[Text, ...]
    prompts: Mapping[str, str]
    known: frozenset[str]
    alike: tuple[str, ...]


def plan_rename(root: Path, kind: Kind, old: str, new: str, environ: Mapping[str, str]) -> Plan:
    """Return what another name changes in a project; nothing is written.

    ``environ`` holds the variables that routes name.

    Raises:
        CannotRename: The old name does not exist, the new one does or is none, a file cannot be
            followed, or the project would have problems that it does not have now.
    """
    project = read_project(root)
    rename = Rename.of(kind, composed(old), composed(new))
    names = {one: frozenset(_names(project, one)) for one in ("service", "step", "prompt")}
    _check_old(project, rename, names[kind])
    if project.beneath is not None and rename.old in _names(read_project(project.beneath), kind):
        what = f"[{rename.old}] is a {kind} of the shipped content, which has its own names."
        raise _refused(what, "Only what this folder adds can be renamed in it.")
    _check_new(project, rename, names)
    texts = renamed_texts(root, rename)
    _check_as_sound(root, texts, environ)
    prompts = {name: after for name, after in rename.prompts.items() if name in names["prompt"]}
    changed = tuple(text for text in texts if text.before != text.after)
    alike = tuple(_alike(rename, names, prompts))
    return Plan(rename, changed, prompts, names["prompt"], alike)


def _names(project: Project, kind: str) -> Iterator[str]:
    """Yield every service, step or prompt, of whichever file."""
    if kind == "prompt":
        for key in project.files:
            if key.startswith("prompts/"):
                yield from project.names(key, "prompts").known
        return
    option = "menu" if kind == "step" else "services"
    yield from project.names(option).known
    for municipality in project.municipalities:
        yield from project.names(f"municipalities/{municipality}", option).known


def _check_old(project: Project, rename: Rename, known: frozenset[str]) -> None:
    if rename.old not in known:
        raise _refused(f"[{rename.old}] is no {rename.kind}.", nearest(rename.old, known))
    if rename.kind != "prompt":
        return
    if service := _service_of(project, rename.old):
        fix = f"Rename the service: ivr rename service {service} …"
        raise _refused(f"[{rename.old}] has its name from the service [{service}].", fix)
    if spot := _spoken_by_name(project, rename.old):
        what = f"[{rename.old}] is spoken by this very name: no [say] asks for it ({spot})."
        raise _refused(what, "It keeps its name.")


def _service_of(project: Project, prompt: str) -> str:
    """Return the service whose name a prompt's is made of; empty for none."""
    services = sorted(set(_names(project, "service")))
    return next((one for one in services if prompt in Rename.of("service", one, one).prompts), "")


def _spoken_by_name(project: Project, prompt: str) -> str:
    """Return which line has a prompt spoken by its name, without a [say]; empty for none."""
    if project.hotline is None:
        return ""
    for municipality in project.municipalities:
        for usage in usages(project, project.hotline, municipality, coming=True):
            if usage.prompt == prompt and usage.place[-1] not in ("say", "after"):
                return project.files[str(usage.place[0])].where(usage.place[1:])
    return ""


def _check_new(project: Project, rename: Rename, names: Mapping[str, frozenset[str]]) -> None:
    kind, new = rename.kind, rename.new
    if not _SPELT[kind].fullmatch(new) or (kind == "step" and new in RESERVED):
        signs = "_ and -" if kind == "service" else "dots, _ and -"
        fix = f"Begin with a letter or digit; use letters, digits, {signs}."
        if kind == "step" and new in RESERVED:
            fix = "Use another word: this one is a destination of its own."
        raise _refused(f"A {kind} cannot be called [{new}].", fix)
    if kind == "prompt" and (other := recorded_prompt(new, project.municipalities)):
        what = f"A recording of a prompt called [{other}] would be called [{new}] as well."
        raise _refused(what, "Use another word behind the last dot.")
    if new in names[kind]:
        raise _refused(f"There is a {kind} called [{new}] already.", "Take another name.")
    if kind == "service" and new in project.facts:
        raise _refused(f"There is a figure called [{new}] already.", "Take another name.")
    if kind == "prompt" and (service := _service_of(project, new)):
        what = f"[{new}] would have its name from the service [{service}]."
        raise _refused(what, "Take another name.")
    if kind == "prompt" and (spot := _spoken_by_name(project, new)):
        what = f"[{new}] would be spoken by its very name, without any [say] ({spot})."
        raise _refused(what, "Take another name.")
    for prompt in sorted(names["prompt"].intersection(rename.prompts.values())):
        fix = "Take another name, or remove that prompt from every language first."
        raise _refused(f"There is a prompt called [{prompt}] already.", fix)


def _refused(cause: str, fix: str) -> CannotRename:
    return CannotRename(Problem("rename-not-possible", "", None, cause, fix))


def _check_as_sound(root: Path, texts: list[Text], environ: Mapping[str, str]) -> None:
    """Raise CannotRename with every problem that the project has only with the new name."""
    before = _problems(root, environ)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("config", "prompts"):
            if (root / part).is_dir():
                shutil.copytree(root / part, copy / part)
        for text in texts:
            (copy / text.name).write_bytes(text.after.encode())
        after = _problems(copy, environ)
    # No line moves, and a cause may hold the name: kind and place tell a problem.
    had = Counter(map(_kind_and_place, before))
    worse = []
    for problem in after:
        had[_kind_and_place(problem)] -= 1
        if had[_kind_and_place(problem)] < 0:
            worse.append(problem)
    if worse:
        what = "With the new name the project would have problems that it does not have now."
        raise CannotRename(*worse, Problem("rename-not-possible", "", None, what, "Take another."))


def _problems(root: Path, environ: Mapping[str, str]) -> tuple[Problem, ...]:
    try:
        return load(root, environ).warnings
    except BrokenHotline as broken:
        return broken.problems


def _kind_and_place(problem: Problem) -> tuple[str, str, int | None, bool]:
    return problem.code, problem.file, problem.line, problem.is_warning


def _alike(
    rename: Rename, names: Mapping[str, frozenset[str]], prompts: Mapping[str, str]
) -> Iterator[str]:
    """Yield what is called after the old name and is no part of it, for whoever renames it too."""
    if rename.kind == "prompt":
        return
    for kind, known in names.items():
        if kind != rename.kind and rename.old in known:
            yield f"{kind} {rename.old}"
    for prompt in sorted(names["prompt"] - prompts.keys()):
        if prompt.startswith(f"{rename.old}."):
            yield f"prompt {prompt}"
