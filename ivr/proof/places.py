"""Where in the files a counterexample is to be mended: its step, choice or service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.call import Announcing, AtStep, Dialling, InLanguageMenu, State
from ivr.definition.yaml.file import YamlFile
from ivr.model.directories import directory_of, listing_of
from ivr.problems import Problem

Place = tuple[str | int, ...]
"""A path whose first part names the file, as in `ivr.definition.project.Project`."""

SILENCE: Final = "-"

NOWHERE: Final = "config/menu.yaml"
"""The file named where a counterexample is about no line in particular."""


def places_of(state: State, input: str = "") -> tuple[Place, ...]:
    """Return where a state, and what was heard in it, may be written, the most telling first.

    >>> places_of(AtStep("asker", "pl", "fees"), "2")[:2]
    (('municipalities/asker', 'menu', 'fees', 'choices', '2'), ('menu', 'fees', 'choices', '2'))
    """
    if input == "0" and not isinstance(state, Announcing | Dialling):
        return ("hotline", "urgent_doors", state.topic), ("hotline", "person")
    match state:
        case InLanguageMenu():
            return (("hotline", "on_silence" if input == SILENCE else "languages"),)
        case AtStep():
            return _step_places(state, input)
        case _:
            return _written(state.municipality, "services", state.service)


def step_places(municipality: str, name: str) -> tuple[Place, ...]:
    """Return where a step may be written."""
    return _written(municipality, "menu", name)


def _step_places(state: AtStep, input: str) -> tuple[Place, ...]:
    option = ("on_silence",) if input == SILENCE else ("choices", input)
    precise = _written(state.municipality, "menu", state.step, *option) if input else ()
    return (*precise, *step_places(state.municipality, state.step))


def _written(municipality: str, file: str, *path: str) -> tuple[Place, ...]:
    local, name = f"municipalities/{municipality}", str(path[0])
    if listing := listing_of(name) or directory_of(name):
        return ((local, "directories", listing),)
    return (local, file, *path), (file, *path)


def located(
    files: Mapping[str, YamlFile], places: tuple[Place, ...], cause: str, fix: str
) -> Problem:
    """Return a broken promise at the first of some places that is written in its file."""
    for file, *path in places:
        known = files.get(str(file))
        if known is not None and known.holds(*path):
            return known.problem("promise-broken", tuple(path), cause, fix)
    return Problem("promise-broken", NOWHERE, 1, cause, fix)
