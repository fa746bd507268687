"""Everything a municipality can have of its own, in one that does not exist.

The files of tests/calls/eksempelvik are laid over the shipped project, the whole is served, and
the emulated carrier rings it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from ivr.definition import Loaded, load
from ivr.definition.documents import (
    ChoiceDocument,
    DirectoryDocument,
    MunicipalityDocument,
    NumberDocument,
    PlaceDocument,
    ServiceDocument,
    StepDocument,
)
from ivr.definition.read import read_project
from ivr.model import Hotline
from ivr.model.hotline import Municipality
from tests.support.hotline import VARIABLES, copied, once, served, with_clips
from tests.support.ringing import Line

EXAMPLE = Path(__file__).parent / "eksempelvik"
CALLS = sorted((EXAMPLE / "calls").glob("*.yaml"))
HERE = "eksempelvik"
LANGUAGES = "languages: [nb, en, uk, pl]"
"""One more than the example offers, whose sentences are not in it."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped project in four languages, and the example laid over it."""
    return once(tmp_path_factory, "eksempelvik", laid_over_the_shipped)


def laid_over_the_shipped(root: Path) -> None:
    copied(root)
    shutil.copytree(EXAMPLE / "config", root / "config", dirs_exist_ok=True)
    hotline = root / "config/hotline.yaml"
    lines = hotline.read_text(encoding="utf-8").splitlines()
    kept = [LANGUAGES if line.startswith("languages:") else line for line in lines]
    hotline.write_text("\n".join(kept), encoding="utf-8")
    for extra in (EXAMPLE / "prompts").glob("*.yaml"):
        _, _, sentences = extra.read_text(encoding="utf-8").partition("prompts:\n")
        with (root / "prompts" / extra.name).open("a", encoding="utf-8") as book:
            book.write(sentences)
    with_clips(root)


@pytest.fixture(scope="module")
def laid_over(project: Path) -> Loaded:
    return load(project, VARIABLES)


@pytest.fixture(scope="module")
def its_line(project: Path, laid_over: Loaded) -> Line:
    """A telephone to the hotline with the example in it."""
    return Line(served(project), laid_over.hotline)


@pytest.mark.parametrize("file", CALLS, ids=lambda file: file.stem)
def test_its_callers_hear_what_is_recorded(
    file: Path, its_line: Line, replay: Callable[[Line, Path], None]
) -> None:
    replay(its_line, file)


@pytest.fixture(scope="module")
def its(laid_over: Loaded) -> Municipality:
    return laid_over.hotline.municipalities[HERE]


@pytest.mark.parametrize(
    ("service", "moment", "is_open"),
    [
        # The family doctors: the year, the summer, the closed weeks, half holidays, holidays.
        ("doctor", "2027-05-14 15:00", True),
        ("doctor", "2027-05-18 15:00", False),
        ("doctor", "2027-09-14 15:00", False),
        ("doctor", "2027-09-15 15:00", True),
        ("doctor", "2027-07-09 12:00", True),
        ("doctor", "2027-07-12 12:00", False),
        ("doctor", "2027-08-02 12:00", True),
        ("doctor", "2027-12-23 12:00", True),
        ("doctor", "2027-12-24 12:00", False),
        ("doctor", "2027-05-17 12:00", False),
        # The island doctor: in summer, on Sundays too, but for one week.
        ("island_doctor", "2027-05-31 12:00", False),
        ("island_doctor", "2027-06-06 12:00", True),
        ("island_doctor", "2027-07-26 12:00", False),
        ("island_doctor", "2027-08-02 17:59", True),
        ("island_doctor", "2027-08-02 18:00", False),
    ],
)
def test_its_hours_are_its_own(
    laid_over: Loaded, its: Municipality, service: str, moment: str, *, is_open: bool
) -> None:
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=laid_over.hotline.timezone)
    assert its.services[service].hours.is_open(now) is is_open


def test_what_it_does_not_mention_is_as_everywhere(its: Municipality, laid_over: Loaded) -> None:
    asker = laid_over.hotline.municipalities["asker"]
    assert its.services["ambulance"] == asker.services["ambulance"]
    assert its.services["out_of_hours"].number == asker.services["out_of_hours"].number
    assert its.services["patient_travel"].routes == asker.services["patient_travel"].routes
    for step in ("main", "emergency", "mind", "poison"):
        assert its.steps[step] == asker.steps[step]


def test_nobody_else_hears_of_it(laid_over: Loaded, hotline: Hotline) -> None:
    """Asker and Halden have the steps, services and numbers they have without the example."""
    for key, before in hotline.municipalities.items():
        after = laid_over.hotline.municipalities[key]
        assert (after.steps, after.services) == (before.steps, before.services)
        assert {"island", "island_closed"}.isdisjoint(after.steps)


def test_the_editor_is_told_what_is_left_out_and_what_is_not_announced(laid_over: Loaded) -> None:
    told = [str(one) for one in laid_over.warnings if one.code != "unused-prompt"]
    assert any("switchboard" in line and "Eksempelvik" in line for line in told)
    assert any("ferry: callers do not hear it in pl." in line for line in told)


def _written(document: BaseModel) -> Iterator[tuple[type[BaseModel], str]]:
    """The options a part of a file sets, and those of the parts in it."""
    for name in document.model_fields_set:
        yield type(document), name
        yield from _inside(getattr(document, name))


def _inside(value: object) -> Iterator[tuple[type[BaseModel], str]]:
    if isinstance(value, BaseModel):
        yield from _written(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _inside(part)
    elif isinstance(value, list):
        for part in value:
            yield from _inside(part)


def test_the_example_shows_every_option_there_is(project: Path) -> None:
    """Whoever gives municipalities a new option shows it here."""
    shown = set(_written(read_project(project).municipalities[HERE]))
    kinds = (
        *(MunicipalityDocument, NumberDocument, ServiceDocument, StepDocument, ChoiceDocument),
        *(DirectoryDocument, PlaceDocument),
    )
    options = {(kind, name) for kind in kinds for name in kind.model_fields}
    assert {f"{kind.__name__}.{name}" for kind, name in options - shown} == set()
