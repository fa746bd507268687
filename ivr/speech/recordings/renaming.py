"""Recordings under the new names of what they say."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ivr.speech.recordings.bindings import Binding


@dataclass(frozen=True, slots=True)
class Renamed:
    """The recordings of one language after a rename.

    Attributes:
        bindings: Which text each recording says, by its new id.
        files: The new name of each sound file that gets one, by its name now.
        taken: New ids that another recording has already.
    """

    bindings: Mapping[str, Binding]
    files: Mapping[str, str]
    taken: tuple[str, ...]


def renamed_recordings(
    bindings: Mapping[str, Binding],
    prompts: Mapping[str, str],
    known: Collection[str],
    municipalities: Collection[str],
) -> Renamed:
    """Return recordings under the ids that the script sheet gives them after a rename.

    Args:
        bindings: Which text each recording says now.
        prompts: The new name of each prompt that gets one.
        known: Every prompt, under its old name: an id belongs to the longest that it begins with.
        municipalities: Their names, which may end an id.

    Example:
        >>> kept = {"main.fees.4": Binding("main.fees.4.flac", "", "", 0, 0.0)}
        >>> after = renamed_recordings(kept, {"main.fees": "main.price"}, ["main.fees"], [])
        >>> list(after.bindings), after.files
        (['main.price.4'], {'main.fees.4.flac': 'main.price.4.flac'})
    """
    places = "|".join(map(re.escape, municipalities)) or "(?!)"
    behind = re.compile(rf"(?:\.[0-9*#])?(?:\.(?:without|\d{{4}}-\d\d-\d\d))?(?:\.(?:{places}))?")
    found: dict[str, Binding] = {}
    files: dict[str, str] = {}
    moved = {id_: _moved(id_, prompts, known, behind) for id_ in bindings}
    taken = [new for id_, new in moved.items() if new != id_ and new in bindings]
    for id_, binding in bindings.items():
        new, path = moved[id_], Path(binding.file)
        file = f"{new}{path.suffix}" if new != id_ and path.stem == id_ else binding.file
        if file != binding.file:
            files[binding.file] = file
        found[new] = replace(binding, file=file)
    return Renamed(found, files, tuple(taken))


def _moved(
    id_: str, prompts: Mapping[str, str], known: Collection[str], behind: re.Pattern[str]
) -> str:
    owners = [name for name in known if id_ == name or id_.startswith(f"{name}.")]
    owner = max(owners, key=len, default="")
    rest = id_.removeprefix(owner)
    return f"{prompts[owner]}{rest}" if owner in prompts and behind.fullmatch(rest) else id_
