"""People's recordings, kept with the project, each bound to the very text that was said.

``audio/recordings/LANGUAGE/ID.flac`` is the sound; ``audio/recordings/LANGUAGE.json`` says of each
which text it says, so that a changed text makes the recording stale by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ivr.did_you_mean import SHORT_LIKENESS, nearest
from ivr.files import write_whole
from ivr.speech.errors import SpeechError

RECORDED_ENDINGS: Final = (".flac", ".wav")
_HASH_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Recording:
    """A person's recording of one text, kept with the project.

    Attributes:
        id: The id on the script sheet, ``main.fees.4``; also the file's name.
        path: The audio, FLAC or WAV.
        digest: SHA-256 of the file, hexadecimal.
    """

    id: str
    path: Path
    digest: str


@dataclass(frozen=True, slots=True)
class Binding:
    """Which text a recording says.

    Attributes:
        file: Name of the sound file in the language's folder.
        text: Hash of the text.
        digest: SHA-256 of the sound file.
        size: Bytes of the sound file.
        seconds: Length of the clip it makes.
        accepted: Faults that somebody has listened to and let pass.
    """

    file: str
    text: str
    digest: str
    size: int
    seconds: float
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What people have recorded in one language.

    Attributes:
        by_text: The recording of each text that has one; a lost one too, for its clip may be there.
        stale: Ids of recordings of texts that are no longer spoken.
        lost: Ids whose sound file is missing or is not the one that was taken in.
    """

    by_text: Mapping[str, Recording]
    stale: tuple[str, ...]
    lost: tuple[str, ...]

    def says(self, text: str) -> bool:
        """Tell whether a recording of a text is there."""
        found = self.by_text.get(text)
        return found is not None and found.id not in self.lost


def text_hash(text: str) -> str:
    """Return what binds a recording to its text.

    Example:
        >>> text_hash("Goodbye.") == text_hash("Bye.")
        False
    """
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_DIGITS]


def bindings_file(folder: Path, language: str) -> Path:
    """Return where the bindings of a language are kept."""
    return folder / f"{language}.json"


def recorded(folder: Path, language: str, texts: Iterable[str]) -> Recorded:
    """Find the recordings that say a language's texts as they are written now.

    Args:
        folder: ``audio/recordings`` of a project; it need not exist.
        language: Language code.
        texts: Every text the language speaks.

    Raises:
        SpeechError: The bindings are damaged.

    Example:
        >>> recorded(Path("/no/such/folder"), "nb", ["Hei."])
        Recorded(by_text={}, stale=(), lost=())
    """
    bindings = read_bindings(folder, language)
    if not bindings:
        return Recorded({}, (), ())
    wanted = {text_hash(text): text for text in texts}
    by_text, stale, lost = {}, [], []
    for id_, binding in bindings.items():
        path = folder / language / binding.file
        if binding.text not in wanted:
            stale.append(id_)
            continue
        by_text[wanted[binding.text]] = Recording(id_, path, binding.digest)
        if _size(path) != binding.size:
            lost.append(id_)
    return Recorded(by_text, tuple(stale), tuple(lost))


def read_bindings(folder: Path, language: str) -> dict[str, Binding]:
    """Read which text each recording of a language says, by the recording's id.

    Raises:
        SpeechError: The file cannot be read; says what to do.
    """
    path = bindings_file(folder, language)
    try:
        kept = json.loads(path.read_bytes())
        return {str(id_): _binding(entry) for id_, entry in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SpeechError(
            "recordings-list-damaged",
            f"{path}: the list of recordings cannot be read ({error})",
            "restore it from git",
        ) from None


def write_bindings(folder: Path, language: str, bindings: Mapping[str, Binding]) -> None:
    """Write which text each recording says, one line a recording.

    Raises:
        OSError: The disk refuses.
    """
    content = bindings_text(bindings).encode()
    write_whole(bindings_file(folder, language), content, lasting=True)


def bound(bindings: Mapping[str, Binding], id_: str, binding: Binding) -> dict[str, Binding]:
    """Return bindings with one more, in the place of whatever said the same text.

    Of two recordings of one text the earlier would be heard, under its former id.

    Example:
        >>> first, second = (Binding(f"{n}.flac", "one text", "", 0, 0.0) for n in (1, 2))
        >>> list(bound({"main.fees.4": first}, "main.price.4", second))
        ['main.price.4']
    """
    others = {other: one for other, one in bindings.items() if one.text != binding.text}
    return {**others, id_: binding}


def bindings_text(bindings: Mapping[str, Binding]) -> str:
    r"""Return which text each recording says as the file holds it.

    Example:
        >>> bindings_text({})
        '{}\n'
    """
    lines = [f"  {json.dumps(id_)}: {_entry(bindings[id_])}" for id_ in sorted(bindings)]
    return "{\n" + ",\n".join(lines) + "\n}\n" if lines else "{}\n"


def _entry(binding: Binding) -> str:
    entry: dict[str, object] = {
        "file": binding.file,
        "text": binding.text,
        "sha256": binding.digest,
        "bytes": binding.size,
        "seconds": binding.seconds,
    }
    if binding.accepted:
        entry["accepted"] = list(binding.accepted)
    return json.dumps(entry, ensure_ascii=False)


def _binding(entry: dict[str, Any]) -> Binding:
    file = str(entry["file"])
    # A file elsewhere than in the language's folder would be none of the project's.
    if Path(file).name != file or Path(file).suffix not in RECORDED_ENDINGS:
        raise ValueError(file)
    return Binding(
        file=file,
        text=str(entry["text"]),
        digest=str(entry["sha256"]),
        size=int(entry["bytes"]),
        seconds=float(entry["seconds"]),
        accepted=tuple(str(fault) for fault in entry.get("accepted", ())),
    )


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def forget(folder: Path, language: str, ids: Iterable[str]) -> None:
    """Take recordings out of the project for good, the sound and what binds it.

    Args:
        folder: ``audio/recordings`` of the project.
        language: Language code.
        ids: Ids of recordings that there are.

    Raises:
        SpeechError: The bindings are damaged, an id has no recording, or the disk refuses.
    """
    bindings, gone = read_bindings(folder, language), list(ids)
    for id_ in gone:
        if id_ not in bindings:
            known = (
                nearest(id_, bindings, likeness=SHORT_LIKENESS)
                if bindings
                else f"nothing is recorded in {language}"
            )
            raise SpeechError("unknown-recording", f"nobody has recorded {id_!r}", known)
    try:
        kept = {id_: binding for id_, binding in bindings.items() if id_ not in gone}
        write_bindings(folder, language, kept)
        for id_ in gone:
            (folder / language / bindings[id_].file).unlink(missing_ok=True)
    except OSError as error:
        raise SpeechError(
            "unwritable-file", f"{folder}: {error.strerror}", "allow writing there"
        ) from None
