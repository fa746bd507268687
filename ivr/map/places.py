"""The places of a call as people name them: many states of a call are one place on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ivr.call import AtStep, InLanguageMenu, State
from ivr.model.directories import directory_of, listing_of

Kind = Literal["languages", "step", "list", "door", "office", "goodbye"]


@dataclass(frozen=True, slots=True)
class Place:
    """One box of the map.

    ``name`` is that of a step, a service or a directory, or the page of the language menu,
    counted from 0. A directory is two places: its ``list``, whatever page of it is heard, and the
    ``office`` that is rung, whichever it is.

    >>> str(Place("step", "fees")), str(Place("door", "guidance")), str(Place("languages", "1"))
    ('fees', 'transfer guidance', 'languages 2')
    """

    kind: Kind
    name: str = ""

    @property
    def is_door(self) -> bool:
        """Whether somebody is rung, or their number told, there."""
        return self.kind in {"door", "office"}

    def __str__(self) -> str:
        """Return its name, as the menu's files write a destination."""
        match self.kind:
            case "languages":
                page = int(self.name or 0)
                return f"languages {page + 1}" if page else "languages"
            case "list":
                return f"directory {self.name}"
            case "door":
                return f"transfer {self.name}"
            case "office":
                return f"transfer {self.name}.*"
            case "goodbye":
                return "goodbye"
            case _:
                return self.name


GOODBYE: Final = Place("goodbye")


def place_of(state: State | None) -> Place:
    """Return the place that a state belongs to; none is the end of the call.

    >>> place_of(AtStep("asker", "pl", "directory.doctors.2")), place_of(None).kind
    (Place(kind='list', name='doctors'), 'goodbye')
    """
    match state:
        case None:
            return GOODBYE
        case InLanguageMenu():
            return Place("languages", str(state.page))
        case AtStep():
            listing = listing_of(state.step)
            return Place("list", listing) if listing else Place("step", state.step)
        case _:
            directory = directory_of(state.service)
            return Place("office", directory) if directory else Place("door", state.service)
