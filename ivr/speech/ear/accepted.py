"""The last accepted figures of every voice, kept with the project in ``audio/ear.toml``."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ivr.files import write_whole
from ivr.speech.ear.figures import EVERY, SAFETY, Figures
from ivr.speech.errors import SpeechError

ACCEPTED_NAME: Final = "ear.toml"
_HEAD: Final = """\
# How well a speech recogniser understands the clips: the last figures that somebody accepted.
# `ivr audio ear` holds new clips against them; `ivr audio ear --accept` writes them.
#
# words, letters  wrong ones in a hundred      keys, numbers  [heard, asked]: the key, and 113
# safety          a sample of what is heard in danger; `all` is every clip
"""

Voice = tuple[str, str, str]
"""Language, engine, and whether it is the sample or everything."""


def read_accepted(path: Path) -> dict[Voice, Figures]:
    """Read the accepted figures; none when there is no file.

    Raises:
        SpeechError: The file cannot be read.

    Example:
        >>> read_accepted(Path("/no/such/file"))
        {}
    """
    return {voice: figures for voice, (figures, _) in _read(path).items()}


def accept(path: Path, figures: Iterable[Figures], today: dt.date) -> None:
    """Put figures in the place of those of the same voices; all others stay.

    Raises:
        SpeechError: The file cannot be read or written.
    """
    kept = _read(path)
    kept |= {(one.language, one.engine, one.selection): (one, today) for one in figures}
    text = "\n".join([_HEAD, *(_written(voice, *kept[voice]) for voice in sorted(kept))])
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise SpeechError(
            "unwritable-file", f"{path}: cannot be written: {error.strerror}", "allow writing there"
        ) from None


def _read(path: Path) -> dict[Voice, tuple[Figures, dt.date]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        return dict(_figures(document))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SpeechError(
            "accepted-figures-damaged",
            f"{path}: the accepted figures cannot be read ({error})",
            "restore it from git, or write it anew: ivr audio ear --accept",
        ) from None


def _figures(document: Mapping[str, Any]) -> Iterator[tuple[Voice, tuple[Figures, dt.date]]]:
    for language, engines in document.items():
        for engine, selections in engines.items():
            for selection, entry in selections.items():
                if selection not in (SAFETY, EVERY) or not isinstance(entry["date"], dt.date):
                    raise ValueError(f"{language}.{engine}.{selection}")
                figures = Figures(
                    language,
                    engine,
                    selection,
                    int(entry["clips"]),
                    float(entry["words"]),
                    float(entry["letters"]),
                    _pair(entry["keys"]),
                    _pair(entry["numbers"]),
                    float(entry["seconds"]),
                )
                yield (language, engine, selection), (figures, entry["date"])


def _pair(value: Any) -> tuple[int, int]:  # noqa: ANN401 - TOML can be anything
    heard, asked = value
    return int(heard), int(asked)


def _written(voice: Voice, one: Figures, day: dt.date) -> str:
    return (
        f"[{'.'.join(voice)}]\n"
        f"date = {day.isoformat()}\n"
        f"clips = {one.clips}\n"
        f"words = {one.words}\n"
        f"letters = {one.letters}\n"
        f"keys = {list(one.keys)}\n"
        f"numbers = {list(one.numbers)}\n"
        f"seconds = {one.seconds}\n"
    )
