"""The Norwegian that each translation was made from, so that a change of it asks for a look.

prompts/made_from/nb.json holds it for every language at once; a language has lines of its own,
in a file of its own, only where it was made from another Norwegian than that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from ivr.definition import Loaded
from ivr.definition.beneath import beneath
from ivr.files import write_whole
from ivr.lookalikes import composed
from ivr.problems import Problem, Severity
from ivr.translation.approvals import BadApprovals
from ivr.translation.catalogue import Sentence, sentences

Lines = Mapping[str, Sentence | None]
"""What a language's file says of some prompts; None where it says nothing."""


class BadSources(BadApprovals):
    """What translations were made from cannot be read; whoever asks for approvals meets it too."""


def source(loaded: Loaded) -> dict[str, Sentence]:
    """Return the sentences that all others are translated from."""
    return sentences(loaded.files[f"prompts/{loaded.hotline.fallback_language}"])


def sources_file(root: Path, language: str) -> Path:
    """Return where it is kept what a language was made from; for the source, all of them."""
    return root / "prompts" / "made_from" / f"{language}.json"


def own_lines(root: Path, language: str) -> dict[str, Sentence]:
    """Return what a language's own file says; raises BadSources when it is damaged."""
    path = sources_file(root, language)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {composed(key): Sentence(*map(str, (*texts, "")[:2])) for key, texts in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        cause = f"what the translations were made from cannot be read ({error})."
        fix = "Restore it from git, or take the file away."
        raise BadSources(Problem("sources-damaged", str(path), None, cause, fix)) from None


def made_from(loaded: Loaded, root: Path, language: str) -> dict[str, Sentence]:
    """Return the Norwegian of every translation of which it is known; raises BadSources."""
    return _common(loaded, root, language) | own_lines(root, language)


def _common(loaded: Loaded, root: Path, language: str) -> dict[str, Sentence]:
    """Return what is known of a language without its own lines, from what lies underneath too."""
    fallback, under = loaded.hotline.fallback_language, beneath(root)
    shipped = {} if under is None else own_lines(under, fallback) | own_lines(under, language)
    return shipped | own_lines(root, fallback)


def to_look_at(loaded: Loaded, root: Path, language: str) -> dict[str, Sentence]:
    """Return the sentences whose Norwegian has changed, each with the older Norwegian.

    One of which it is not known what it was made from counts as up to date. Raises BadSources.
    """
    fallback = loaded.hotline.fallback_language
    if language == fallback or f"prompts/{language}" not in loaded.files:
        return {}
    now = source(loaded)
    written = sentences(loaded.files[f"prompts/{language}"])
    made = made_from(loaded, root, language)
    known = [key for key in now if key in written and key in made]
    return {key: made[key] for key in known if made[key] != now[key]}


def mark(loaded: Loaded, root: Path, language: str, made: Mapping[str, Sentence]) -> None:
    """Note the Norwegian that some translations are made from.

    For the source language that is what all are made from, in every language.

    Raises:
        BadSources: What was kept before cannot be read.
        OSError: The disk refuses.
    """
    for code, lines in lines_marked(loaded, root, language, made).items():
        set_lines(root, code, lines)


def lines_marked(
    loaded: Loaded, root: Path, language: str, made: Mapping[str, Sentence]
) -> dict[str, Lines]:
    """Return, by the language whose own file has them, the lines that `mark` writes.

    Raises BadSources.
    """
    fallback = loaded.hotline.fallback_language
    if language != fallback:
        common = _common(loaded, root, language)
        return {language: {k: None if common.get(k) == one else one for k, one in made.items()}}
    others = sorted(sources_file(root, fallback).parent.glob("*.json"))
    found: dict[str, Lines] = {
        path.stem: dict.fromkeys(made) for path in others if path.stem != fallback
    }
    gone = own_lines(root, fallback).keys() - source(loaded).keys()
    return {**found, fallback: {**made, **dict.fromkeys(gone)}}


def set_lines(root: Path, language: str, lines: Lines) -> None:
    """Write lines of a language's own file, and none if it has none; None takes a line away.

    Raises what `mark` does.
    """
    kept = own_lines(root, language)
    now = with_lines(kept, lines)
    if now == kept:
        return
    path = sources_file(root, language)
    if not now:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, lines_text(now).encode(), lasting=True)


def with_lines(kept: Mapping[str, Sentence], lines: Lines) -> dict[str, Sentence]:
    """Return a language's own lines with others in their place; None takes one away.

    >>> with_lines({"a": Sentence("A.", "")}, {"a": None, "b": Sentence("B.", "")})
    {'b': Sentence(text='B.', without='')}
    """
    merged: dict[str, Sentence | None] = {**kept, **lines}
    return {key: one for key, one in merged.items() if one is not None}


def lines_text(lines: Mapping[str, Sentence]) -> str:
    """Return lines as a language's own file holds them."""
    told = [
        f"  {json.dumps(key, ensure_ascii=False)}: "
        + json.dumps([*one.parts().values()], ensure_ascii=False)
        for key, one in sorted(lines.items())
    ]
    return "{\n" + ",\n".join(told) + "\n}\n"


def norwegian_changed(loaded: Loaded, root: Path, language: str) -> Iterator[Problem]:
    """Yield a warning for every sentence to be looked at; raises BadSources."""
    fallback = loaded.hotline.fallback_language
    now = source(loaded)
    book = loaded.files[f"prompts/{language}"]
    fix = f"Look at it, then: ivr prompts looked-at {language}"
    for key, old in to_look_at(loaded, root, language).items():
        before, after = _difference(old, now[key])
        what = f"[{key}] was made from older words in {fallback}: [{before}] became [{after}]."
        yield book.problem("norwegian-changed", ("prompts", key), what, fix, Severity.WARNING)


def _difference(old: Sentence, new: Sentence) -> tuple[str, str]:
    """Return the first wording that is another one, before and after.

    >>> _difference(Sentence("A.", "B."), Sentence("A.", "C."))
    ('B.', 'C.')
    """
    return (old.text, new.text) if old.text != new.text else (old.without, new.without)
