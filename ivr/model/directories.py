"""Directories: places of one kind, such as doctors' offices, which become menus by themselves.

A place is a service by the name ``DIRECTORY.PLACE``, and a directory is steps whose names begin
with ``directory.``; no editor can give a service or a step such a name. What a place is called is
no sentence of a catalogue: it is a proper name, said in one language to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from ivr.model.language_menu import FIRST_PAGE

T = TypeVar("T")

STEPS: Final = "directory."
"""How the names of all steps begin that are made from directories."""

DIGIT: Final = "digit."
"""How the prompts are called that say one digit of a place's number, or its plus."""

PLACE: Final = "place."
AREA: Final = "area."
ADDRESS: Final = "address."
"""How the prompts are called that say the name of a place, of an area, and where a place is."""


NAMES: Final = (PLACE, AREA, ADDRESS)
"""All of these: what they say is of no language that a caller has chosen."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place as its editor wrote it, and the ``service`` that it became.

    ``routes`` are those that its editor wrote; without any, its number is dialled.
    """

    service: str
    name: str
    number: str
    area: str | None = None
    address: str | None = None
    routes: tuple[str, ...] = ()


def directory_of(service: str) -> str:
    """Return the directory that a service is a place of; empty for any other service, and a step.

    >>> directory_of("doctors.storgata"), directory_of("ambulance")
    ('doctors', '')
    """
    directory, dot, _ = service.partition(".")
    return directory if dot and not service.startswith(STEPS) else ""


def listing_of(step: str) -> str:
    """Return the directory that a step lists; empty for any other step.

    >>> listing_of("directory.doctors.2"), listing_of("doctor_find")
    ('doctors', '')
    """
    return step.removeprefix(STEPS).partition(".")[0] if step.startswith(STEPS) else ""


def pages(entries: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield what is offered together: eight entries and the way to more, or nine that are the last.

    >>> [len(page) for page in pages(range(9))], [len(page) for page in pages(range(18))]
    ([9], [8, 8, 2])
    """
    while len(entries) > FIRST_PAGE + 1:
        yield entries[:FIRST_PAGE]
        entries = entries[FIRST_PAGE:]
    yield entries
