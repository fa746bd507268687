"""A notice in the files of a project: its lines, its texts, and what is approved of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.definition.yaml.written import Value
from ivr.studio.changes import Draft, Told
from ivr.studio.context import Studio
from ivr.studio.editing.values import Edit, Spot, edited, stands
from ivr.studio.notices.notice import FILE, PROMPT, Notice, text_spot
from ivr.studio.notices.wanted import Wanted, slug
from ivr.translation.approvals import Approval, approvals_text, read_approvals
from ivr.translation.catalogue import Sentence
from ivr.translation.sources import lines_text, own_lines


@dataclass(frozen=True, slots=True)
class Author:
    """Who publishes, and on which day."""

    name: str
    on: dt.date


def drafted(
    studio: Studio, wanted: Wanted, former: Notice | None, author: Author, told: Told
) -> tuple[str, Draft]:
    """Return a notice's name and its draft, new or in the place of a former one.

    It is made of the files as they are now.

    Raises:
        CannotEdit: A file is written so that a value in it cannot be changed without more.
        BadApprovals: What was approved before cannot be read.
    """
    root, fallback = studio.settings.root, studio.line.assembly.loaded.hotline.fallback_language
    codes = {*wanted.texts, *(former.texts if former else ())}
    seen = studio.changes.seen(FILE, *_files_of(codes))
    name = former.name if former else _name(root, fallback, wanted)
    say = former.say if former else f"{PROMPT}{name}"
    edits = [Edit(Spot(FILE, (name,)), _entry(say, wanted)), *_texts(root, say, wanted, former)]
    files: dict[str, bytes | None] = {
        **edited(root, edits),
        **_approvals(root, say, wanted, author),
        **_made_from(root, fallback, say, wanted, former),
    }
    return name, Draft(files, {file: seen[file] for file in files}, told)


def taken_away(studio: Studio, notice: Notice, told: Told) -> Draft:
    """Return a draft without a notice, and without its texts where nothing else says them."""
    root, loaded = studio.settings.root, studio.line.assembly.loaded
    edits = [Edit(Spot(FILE, (notice.name,)), None, gone=True)]
    is_said = any(one.prompt == notice.say and not one.is_announcement for one in loaded.usages)
    is_shared = sum(one.say == notice.say for one in loaded.hotline.announcements) > 1
    if not is_said and not is_shared:
        spots = (text_spot(code, notice.say) for code in notice.texts)
        edits += [Edit(one, None, gone=True) for one in spots if stands(root, one) is not None]
    return _of_values(studio, edits, told)


def ended(studio: Studio, notice: Notice, at: dt.datetime, told: Told) -> Draft:
    """Return a draft in which a notice is heard until a moment and no longer."""
    return _of_values(studio, [Edit(Spot(FILE, (notice.name, "ends")), at)], told)


def _of_values(studio: Studio, edits: list[Edit], told: Told) -> Draft:
    seen = studio.changes.seen(*{one.spot.file for one in edits})
    return Draft(edited(studio.settings.root, edits), seen, told)


def _files_of(codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        yield f"prompts/{code}.yaml"
        yield _approved(code)
        yield _source(code)


def _approved(code: str) -> str:
    return f"prompts/approved/{code}.json"


def _source(code: str) -> str:
    return f"prompts/made_from/{code}.json"


def _name(root: Path, fallback: str, wanted: Wanted) -> str:
    """Return the name of a new notice, which neither a notice nor a prompt has."""
    entries = stands(root, Spot(FILE, ()))
    prompts = stands(root, Spot(f"prompts/{fallback}.yaml", ("prompts",)))
    taken = {str(name).removeprefix(PROMPT) for part in (entries, prompts) for name in part or ()}
    return slug(wanted.texts.get(fallback, ""), taken)


def _entry(say: str, wanted: Wanted) -> Value:
    lines: dict[str, Value] = {"say": say, "begins": wanted.begins, "ends": wanted.ends}
    if wanted.municipalities is not None:
        lines["municipalities"] = [*wanted.municipalities]
    return lines


def _texts(root: Path, say: str, wanted: Wanted, former: Notice | None) -> Iterator[Edit]:
    before = former.texts if former else {}
    for code in sorted({*wanted.texts, *before}):
        spot, text = text_spot(code, say), wanted.texts.get(code, "")
        if text == before.get(code, ""):
            continue
        if isinstance(stands(root, spot), dict) and text:
            spot = Spot(spot.file, (*spot.path, "text"))
        yield Edit(spot, text or None, gone=not text)


def _sentence(root: Path, code: str, say: str, text: str) -> Sentence:
    without = stands(root, Spot(f"prompts/{code}.yaml", ("prompts", say, "without")))
    return Sentence(text, without if isinstance(without, str) else "")


def _approvals(root: Path, say: str, wanted: Wanted, author: Author) -> Mapping[str, bytes]:
    """Return the lists of what is approved with this notice, in every language vouched for."""
    found = {}
    for code in sorted(wanted.approved & wanted.texts.keys()):
        kept = read_approvals(root, code)
        digest = _sentence(root, code, say, wanted.texts[code]).hash
        if say not in kept or kept[say].hash != digest:
            kept[say] = Approval(digest, author.name, author.on)
            found[_approved(code)] = approvals_text(kept).encode()
    return found


def _made_from(
    root: Path, fallback: str, say: str, wanted: Wanted, former: Notice | None
) -> Mapping[str, bytes | None]:
    """Return of which Norwegian the texts are made: of this, but for those nobody looked at."""
    now = Sentence(wanted.texts[fallback], "")
    found: dict[str, bytes | None] = {}
    if own_lines(root, fallback).get(say) != now:
        lines = own_lines(root, fallback) | {say: now}
        found[_source(fallback)] = lines_text(lines).encode()
    before = former.texts if former else {}
    for code in wanted.texts:
        is_as_before = code not in wanted.approved and before.get(code) == wanted.texts[code]
        if code == fallback or (is_as_before and before.get(fallback) == now.text):
            continue
        kept = own_lines(root, code)
        lines = {key: one for key, one in kept.items() if key != say}
        if is_as_before:
            lines[say] = kept.get(say, Sentence(before[fallback], ""))
        if lines != kept:
            found[_source(code)] = lines_text(lines).encode() if lines else None
    return found
