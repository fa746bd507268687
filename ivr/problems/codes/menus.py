"""What is wrong with menus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

MENU: Final[Mapping[str, Meaning]] = {
    "key-leads-nowhere": Meaning("A key has nothing behind it.", "Add `go`."),
    "key-reserved": Meaning("0, # and * mean the same in every step.", "Use a key from 1 to 9."),
    "unknown-key": Meaning("A telephone has no such key.", "Use a key from 1 to 9."),
    "keys-out-of-order": Meaning(
        "The keys of a menu are not 1, 2, 3 … from top to bottom.", "Number them in order."
    ),
    "too-many-topics": Meaning(
        "A menu is longer than a caller can remember.", "Move what is rarer a step further on."
    ),
    "choice-not-offered": Meaning(
        "A choice has no `say`, so callers do not hear of it.", "Add `say`, or `quiet: true`."
    ),
    "quiet-choice-offered": Meaning(
        "A choice is both offered and quiet.", "Remove `say` or `quiet`."
    ),
    "missing-else": Meaning(
        "A destination that depends on hours does not say where to when none is open.",
        "Add `else`.",
    ),
    "condition-not-understood": Meaning(
        "A condition is neither `open SERVICE` nor `else`.", "Write one of the two."
    ),
    "nothing-to-take-away": Meaning(
        "A municipality takes away a choice that the step does not have.", "Remove the line."
    ),
    "step-not-reached": Meaning(
        "No key, silence or service leads to a step, so that nobody hears it.",
        "Lead a key to it, or remove it.",
    ),
    "unknown-directory": Meaning(
        "A choice leads to a directory that the municipality, or every one, has not.",
        "Take the nearest one, or write it under `directories` in the municipality's file.",
    ),
    "directory-not-offered": Meaning(
        "No menu leads to a directory, so nobody hears its places.",
        "Lead to it, `go: directory NAME`, or give it the name that a menu leads to.",
    ),
    "directory-not-known-here": Meaning(
        "Something leads to a directory that is empty in a municipality, and cannot be left out.",
        "Lead to it from a choice of its own, which is left out where the directory is empty.",
    ),
    "duplicate-place": Meaning(
        "Two places of a directory have one name, so callers cannot tell them apart.",
        "Add what tells them apart, such as the street.",
    ),
    "duplicate-area": Meaning(
        "Two areas of a directory sound alike, and callers would be offered both.",
        "Write the area in one way.",
    ),
    "name-in-other-letters": Meaning(
        "A place's name, area or address is in an alphabet that the voice of the fallback language "
        "does not read.",
        "Write it in the letters of that language.",
    ),
    "number-twice": Meaning(
        "Places of a directory have one number: a line was copied, or they are answered together.",
        "Compare them with their source; leave it if it is so.",
    ),
    "place-without-area": Meaning(
        "Some places of a directory have an area and others have none.",
        "Give every place its area, or none.",
    ),
    "choice-left-out": Meaning(
        "A choice is not offered where the number it leads to is not known yet.",
        "Add the number when it is known.",
    ),
}
