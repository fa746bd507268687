"""Writing translations into a catalogue, which keeps its comments and its order; or a new one."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import FoldedScalarString

from ivr.files import write_whole
from ivr.lookalikes import composed
from ivr.model.prompts import VoiceChoice
from ivr.translation.catalogue import Sentence, folded
from ivr.translation.rows import Row
from ivr.translation.words import DIGITS, NAME, OTHER_KEYS, SIGNS, is_word

WIDTH: Final = 98
"""Letters in a line of a catalogue."""

UNBROKEN: Final = 4096
"""A width at which no line that is already there is broken anew."""

LONG: Final = 60
"""Letters from which a text is folded over lines of its own."""

HEAD: Final = """\
# yaml-language-server: $schema=../config/schema/prompts.json
# {name} ({code}). Every sentence a caller can hear in this language; prompts/{source}.yaml explains
# the signs. A draft: not yet approved by a speaker.

"""


def write_catalogue(
    path: Path, voice: VoiceChoice, given: Iterable[Row], order: Mapping[str, Sentence], source: str
) -> None:
    """Make the catalogue of a new language; raises OSError when the disk refuses.

    ``given`` must hold every word that `ivr.translation.words.missing_words` asks for. ``order`` is
    that of the sentences in the ``source`` language.
    """
    rows = list(given)
    words = {row.id: row.text for row in rows if row.text and is_word(row)}
    prompts = CommentedMap()
    for row in rows:
        if row.text and not is_word(row):
            _put(prompts, row, list(order))
    yaml = _yaml()
    out = io.StringIO(HEAD.format(name=words[NAME], code=path.stem, source=source))
    out.seek(0, io.SEEK_END)
    yaml.dump(CommentedMap(_head(words, voice)), out)
    out.write("\n")
    yaml.dump(CommentedMap(prompts=prompts), out)
    write_whole(path, out.getvalue().encode(), lasting=True)


def _head(words: Mapping[str, str], voice: VoiceChoice) -> Iterator[tuple[str, object]]:
    yield "name", words[NAME]
    speech = _speech(voice)
    if voice.meanwhile is not None:
        speech["meanwhile"] = _speech(voice.meanwhile)
    keys = CommentedMap((id_[-1], words[id_]) for id_ in (*OTHER_KEYS, *SIGNS) if id_ in words)
    digits = CommentedSeq(words[id_] for id_ in DIGITS)
    for part in (speech, keys, digits):
        part.fa.set_flow_style()
    yield from (("speech", speech), ("digits", digits), ("keys", keys))


def _speech(voice: VoiceChoice) -> CommentedMap:
    return CommentedMap(
        engine=voice.engine, voice=voice.voice, words_per_minute=voice.words_per_minute
    )


def translated(content: str, given: Iterable[Row], order: Mapping[str, Sentence]) -> str:
    r"""Return a catalogue's text with other texts in it, in the order of the Norwegian.

    A row without a text changes nothing. Where there is no file yet, as in a folder that builds on
    the shipped content, its text is empty.

    >>> translated("prompts:\n  # The end.\n  bye: Ha det.\n", [Row("bye", "", "Adjø.")], {})
    'prompts:\n  # The end.\n  bye: Adjø.\n'
    """
    yaml = _yaml()
    document = yaml.load(content) or CommentedMap()
    prompts: CommentedMap = document.get("prompts") or CommentedMap()
    document["prompts"] = prompts
    changed = 0
    for row in (row for row in given if row.text):
        changed += _put_word(document, row) if is_word(row) else _put(prompts, row, list(order))
    if not changed:
        return content
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = UNBROKEN
    yaml.preserve_quotes = True
    return yaml


def _put_word(document: CommentedMap, row: Row) -> bool:
    name, empty = ("digits", [""] * 10) if row.id in DIGITS else ("keys", {})
    holder: Any = document.setdefault(name, empty) if row.id != NAME else document
    place: Any = DIGITS.index(row.id) if row.id in DIGITS else row.id[-1]
    if row.id == NAME:
        place = "name"
    there = row.id in DIGITS or place in holder
    if there and folded(str(holder[place])) == row.text:
        return False
    holder[place] = row.text
    return True


def _put(prompts: CommentedMap, row: Row, order: list[str]) -> bool:
    key = next((name for name in prompts if composed(str(name)) == row.key), row.key)
    kept: Any = prompts.get(key)
    if isinstance(kept, CommentedMap):
        if folded(str(kept.get(row.part, ""))) == row.text:
            return False
        kept[row.part] = _scalar(row.text)
    elif row.part == "without":
        prompts[key] = CommentedMap(text=kept or "", without=_scalar(row.text))
    elif kept is not None:
        if folded(str(kept)) == row.text:
            return False
        prompts[key] = _scalar(row.text)
        _keep_lines_below(prompts, key, kept)
    else:
        prompts.insert(_place(prompts, row.key, order), row.key, _scalar(row.text))
    return True


def _keep_lines_below(prompts: CommentedMap, key: str, before: object) -> None:
    """Keep the empty lines below a plain text that is folded now, and ends its last line itself."""
    was, now = (isinstance(text, FoldedScalarString) for text in (before, prompts[key]))
    token = prompts.ca.items.get(key, [None] * 3)[2]
    if now and not was and token is not None and token.value.startswith("\n\n"):
        token.value = token.value[1:]


def _place(prompts: CommentedMap, key: str, order: list[str]) -> int:
    """Return where a new prompt belongs: behind the last that precedes it in the Norwegian."""
    before = set(order[: order.index(key)]) if key in order else set()
    positions = [number for number, name in enumerate(prompts) if name in before]
    return max(positions, default=-1) + 1


def _scalar(text: str) -> str:
    """Return a text as it is written: folded over lines when it is long."""
    if len(text) < LONG:
        return text
    scalar = FoldedScalarString(text)
    # ruamel breaks a folded text where it is told to, and nowhere else.
    scalar.fold_pos = list(_breaks(text))
    return scalar  # type: ignore[no-any-return] # the library is typed in part


def _breaks(text: str) -> Iterator[int]:
    """Yield the places of the spaces at which lines end."""
    start, last = 0, 0
    for place, letter in enumerate(text):
        if place - start > WIDTH - 6 and last > start:
            yield last
            start = last + 1
        if letter == " ":
            last = place
