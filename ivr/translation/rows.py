"""A language as rows for a translator: the Norwegian, the translation, where it is heard."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ivr.definition import Loaded
from ivr.definition.usage import Usage
from ivr.did_you_mean import NAMES_SHOWN, nearest
from ivr.model.prompts import has_stray_brace, placeholders
from ivr.problems import Problem
from ivr.translation.catalogue import Part, Sentence, folded
from ivr.translation.letters import lost_letters

SEPARATOR: Final = "|"
"""Between a prompt's key and its second wording: ``fees.doctor|without``."""


@dataclass(frozen=True, slots=True)
class Row:
    """One wording: its id, the source language's text, the translation, and a comment.

    ``line`` is where it stands in the file it was read from, 0 for a row of our own. ``was`` is
    the translation that was handed out, None where a file does not tell; ``is_fuzzy`` marks one
    that somebody must look at first. ``old_source`` is the Norwegian that the translation was made
    from, empty if that is what stands here.
    """

    id: str
    source: str
    text: str
    comment: str = ""
    line: int = 0
    was: str | None = None
    is_fuzzy: bool = False
    old_source: str = ""

    @property
    def key(self) -> str:
        """The prompt's key."""
        return self.id.partition(SEPARATOR)[0]

    @property
    def part(self) -> Part:
        """Which wording of the prompt it is."""
        return "without" if self.id.endswith(f"{SEPARATOR}without") else "text"


def rows(
    source: Mapping[str, Sentence],
    translation: Mapping[str, Sentence],
    comments: Mapping[str, str],
) -> Iterator[Row]:
    """Yield a row for every wording of the source, in its order, translated or not yet."""
    for key, sentence in source.items():
        ours = translation.get(key, Sentence("", "")).parts()
        for part, text in sentence.parts().items():
            id_ = key if part == "text" else f"{key}{SEPARATOR}{part}"
            yield Row(id_, text, ours.get(part, ""), comments.get(key, ""))


def refusals(file: str, given: Iterable[Row], source: Mapping[str, Sentence]) -> list[Problem]:
    """Return what is wrong with a translator's rows: ids, repetitions, placeholders, braces."""
    known = {row.id: row for row in rows(source, {}, {})}
    found: list[Problem] = []
    seen: dict[str, int] = {}
    strange: list[Row] = []
    for row in given:
        if row.id not in known:
            strange.append(row)
        elif row.id in seen:
            what = f"[{row.id}] stands here twice."
            found.append(
                Problem(
                    "duplicate-row", file, row.line, what, f"It is already on line {seen[row.id]}."
                )
            )
        elif has_control(row.text):
            what = f"[{row.id}] holds a control character."
            found.append(
                Problem("invisible-sign", file, row.line, what, "Type the text anew at that place.")
            )
        elif row.text:
            found += _placeholder_problems(file, row, known[row.id])
        seen.setdefault(row.id, row.line)
    return [*_unknown(file, strange, known), *found]


def _unknown(file: str, strange: Sequence[Row], known: Iterable[str]) -> Iterator[Problem]:
    """Yield the first rows of no prompt, and how many there are of a table of something else."""
    for row in strange[:NAMES_SHOWN]:
        what = f"[{row.id}] is no prompt."
        yield Problem("unknown-row", file, row.line, what, nearest(row.id, known))
    if rest := strange[NAMES_SHOWN:]:
        what = f"{len(rest)} more lines, from here on, are of no prompt."
        yield Problem("unknown-row", file, rest[0].line, what, "Is it the file that came back?")


def has_control(text: str) -> bool:
    r"""Tell whether a text holds a sign that is no part of any writing, and that YAML refuses.

    >>> has_control("Ring\a"), has_control("Ring")
    (True, False)
    """
    return any(unicodedata.category(sign) == "Cc" for sign in text)


def _placeholder_problems(file: str, row: Row, original: Row) -> Iterator[Problem]:
    if has_stray_brace(row.text):
        what = f"[{row.id}] has a brace without its partner."
        yield Problem("stray-brace", file, row.line, what, "Copy the braces from the Norwegian.")
    wanted, found = Counter(placeholders(original.source)), Counter(placeholders(row.text))
    for name in sorted(wanted - found):
        what = f"[{row.id}] has lost {{{name}}}."
        yield Problem(
            "placeholders-differ", file, row.line, what, f"Write {{{name}}} where it belongs."
        )
    for name in sorted(found - wanted):
        what = f"[{row.id}] says {{{name}}}, which the Norwegian does not."
        yield Problem(
            "placeholders-differ", file, row.line, what, nearest(name, wanted) or "Take it out."
        )


def outdated(given: Iterable[Row], source: Mapping[str, Sentence]) -> list[str]:
    """Return the ids whose Norwegian has changed since the rows were handed out."""
    now = {row.id: row.source for row in rows(source, {}, {})}
    return [row.id for row in given if row.id in now and not _same(row.source, now[row.id])]


def _same(given: str, now: str) -> bool:
    """Tell whether the Norwegian came back, letters that a foreign spreadsheet lacks left aside."""
    return folded(given) == now or bool(lost_letters(folded(given), now))


def where_heard(loaded: Loaded) -> dict[str, str]:
    """Return a sentence for every prompt on where it is heard.

    The same prompt may be heard in many places; the first three are named.
    """
    places: dict[str, dict[str, None]] = {}
    for usage in loaded.usages:
        places.setdefault(usage.prompt, {})[_place(usage)] = None
    return {prompt: _sentence(list(found)) for prompt, found in places.items()}


def _sentence(places: list[str]) -> str:
    more = f", and {len(places) - 3} more" if len(places) > 3 else ""  # noqa: PLR2004 - a line's worth
    return f"Heard {', '.join(places[:3])}{more}."


Kind = Literal[
    "choice",
    "announcement",
    "beginning",
    "end",
    "callee",
    "directory",
    "transfer",
    "languages",
    "always",
]


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a sentence is heard: in which part of a call, and of which step or service there."""

    kind: Kind
    name: str = ""
    key: str = ""


_WORDS: Final[Mapping[Kind, str]] = {
    "choice": "in {name}, offering key {key}",
    "announcement": "as the announcement {name}, right after the language is chosen",
    "beginning": "at the beginning of {name}",
    "end": "at the end of {name}",
    "callee": "by the one who answers a transfer",
    "directory": "around the name of a place, in a list of places",
    "transfer": "when callers are put through to {name}",
    "languages": "in the language menu, in every language",
    "always": "in every call",
}


def _place(usage: Usage) -> str:
    heard = heard_at(usage)
    return _WORDS[heard.kind].format(name=heard.name, key=heard.key)


def heard_at(usage: Usage) -> Heard:
    """Return where a sentence is heard.

    >>> heard_at(Usage("main.fees", "4", ("menu", "main", "choices", "4", "say")))
    Heard(kind='choice', name='main', key='4')
    """
    return next(_heard(usage))


def _heard(usage: Usage) -> Iterator[Heard]:
    match [str(part) for part in usage.place if str(part) != "menu"]:
        case [*_, step, "choices", key, "say"]:
            yield Heard("choice", step, key)
        case ["announcements", name, "say"]:
            yield Heard("announcement", name)
        case [*_, step, "say"]:
            yield Heard("beginning", step)
        case [*_, step, "after"]:
            yield Heard("end", step)
        case [*_, _, "topic"]:
            yield Heard("callee")
        case _ if usage.prompt.startswith("directory."):
            yield Heard("directory")
        case ["services", service, *_]:
            yield Heard("transfer", service)
        case _ if usage.prompt.startswith("whisper."):
            yield Heard("callee")
        case _ if usage.prompt.startswith("language."):
            yield Heard("languages")
        case _:
            yield Heard("always")
