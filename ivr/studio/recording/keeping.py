"""A take that is used: kept with the project, bound to its text, and heard in the next call."""

from __future__ import annotations

from ivr.files import recordings_folder
from ivr.speech.recordings.bindings import (
    Binding,
    bindings_file,
    bindings_text,
    bound,
    read_bindings,
)
from ivr.speech.recordings.take import Take, kept
from ivr.studio.changes import Change, Draft, Told, again
from ivr.studio.context import Studio
from ivr.studio.people.roles import Role


class Overtaken(Exception):  # noqa: N818 - nothing is wrong with the program
    """Somebody else has recorded the sentence meanwhile, or taken its recording away."""


def keep(studio: Studio, language: str, take: Take, seen: str, who: str) -> Change:
    """Keep a take among the project's recordings, in the place of what it takes.

    Args:
        studio: The studio.
        language: The language that is spoken.
        take: A take that passes.
        seen: The digest of the recording that there was when it was made; empty for none.
        who: Whoever uses it.

    Raises:
        Overtaken: There is another recording now.
        Conflict: Others change the list all the time.
        SpeechError: The list of recordings is damaged.
        Refusal: The project would have mistakes that it has not now.
        OSError: The disk refuses.
    """
    new = kept(take)
    # Another sentence of the language may be recorded in this very moment.
    return again(
        lambda: studio.changes.make(_draft(studio, language, take.line.id, new, seen), who)
    )


def _draft(studio: Studio, language: str, id_: str, new: tuple[bytes, Binding], seen: str) -> Draft:
    content, binding = new
    root = studio.settings.root
    folder = recordings_folder(root)
    listed = bindings_file(folder, language).relative_to(root).as_posix()
    sound = (folder / language / binding.file).relative_to(root).as_posix()
    digests = studio.changes.seen(listed, sound)
    bindings = read_bindings(folder, language)
    there = next((one.digest for one in bindings.values() if one.text == binding.text), "")
    if there != seen:
        raise Overtaken
    after = bound(bindings, id_, binding)
    files: dict[str, bytes | None] = {listed: bindings_text(after).encode(), sound: content}
    for gone in bindings.keys() - after.keys():
        former = (folder / language / bindings[gone].file).relative_to(root).as_posix()
        digests |= studio.changes.seen(former)
        files.setdefault(former, None)
    told = Told(f"Opptak ({language}): {id_}", f"Recording ({language}): {id_}")
    return Draft(files, digests, told, Role.TRANSLATE)
