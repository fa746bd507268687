"""Which sentences a speaker has approved, each bound to the very text that was approved.

prompts/approved/LANGUAGE.json is written by `ivr prompts approve`; a text that has changed
since is a draft again by itself, for its hash is another.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ivr.files import write_whole
from ivr.lookalikes import composed
from ivr.problems import Problem, Refusal
from ivr.translation.catalogue import Sentence


class BadApprovals(Refusal):
    """A file of approvals cannot be read; says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a sentence (a role, never a name), when, and the hash of its text."""

    hash: str
    by: str
    on: dt.date


def approvals_file(root: Path, language: str) -> Path:
    """Return where a language's approvals are kept."""
    return root / "prompts" / "approved" / f"{language}.json"


def read_approvals(root: Path, language: str) -> dict[str, Approval]:
    """Return a language's approvals by prompt; raises BadApprovals when they are damaged."""
    path = approvals_file(root, language)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {
            composed(key): Approval(
                str(one["hash"]), str(one["by"]), dt.date.fromisoformat(one["on"])
            )
            for key, one in kept.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        fix = f"Restore it from git, or approve again: ivr prompts approve {language} --by ROLE"
        cause = f"the approvals cannot be read ({error})."
        problem = Problem("approvals-damaged", str(path), None, cause, fix)
        raise BadApprovals(problem) from None


def approve(
    root: Path, language: str, written: Mapping[str, Sentence], by: str, on: dt.date
) -> None:
    """Note that a role approves some sentences as they are written now; the others stay.

    Raises:
        BadApprovals: What was approved before cannot be read.
        OSError: The disk refuses; what was approved before is as it was.
    """
    _write(approvals_file(root, language), approved(root, language, written, by, on))


def approved(
    root: Path, language: str, written: Mapping[str, Sentence], by: str, on: dt.date
) -> dict[str, Approval]:
    """Return a language's approvals with those of some sentences; raises BadApprovals."""
    kept = read_approvals(root, language)
    return kept | {key: Approval(sentence.hash, by, on) for key, sentence in written.items()}


def withdraw(root: Path, language: str, keys: set[str]) -> None:
    """Take approvals back: the sentences are drafts again; raises what `approve` does."""
    kept = read_approvals(root, language)
    _write(
        approvals_file(root, language), {key: one for key, one in kept.items() if key not in keys}
    )


def is_approved(key: str, sentence: Sentence, approvals: Mapping[str, Approval]) -> bool:
    """Tell whether a sentence is approved as it is written now.

    >>> old = Approval(Sentence("Goodbye.", "").hash, "speaker", dt.date(2026, 11, 22))
    >>> is_approved("goodbye", Sentence("Goodbye.", ""), {"goodbye": old})
    True
    >>> is_approved("goodbye", Sentence("Bye.", ""), {"goodbye": old})
    False
    """
    approval = approvals.get(key)
    return approval is not None and approval.hash == sentence.hash


def carried_over(
    approvals: Mapping[str, Approval],
    before: Mapping[str, Sentence],
    after: Mapping[str, Sentence],
    names: Mapping[str, str],
) -> dict[str, Approval]:
    """Return approvals under new names, and of texts in which only a name in braces is another.

    ``names`` gives the new name of each prompt that gets one. What was approved is what callers
    hear, which stays; an approval of an earlier text stays one of that text.

    >>> old, new = Sentence("Dial {poison.number}.", ""), Sentence("Dial {toxic.number}.", "")
    >>> kept = {"poison.dial": Approval(old.hash, "speaker", dt.date(2026, 11, 22))}
    >>> found = carried_over(kept, {"poison.dial": old}, {"poison.dial": new}, {})
    >>> found["poison.dial"].hash == new.hash
    True
    """
    found = {}
    for key, approval in approvals.items():
        name = names.get(key, key)
        is_current = key in before and name in after and approval.hash == before[key].hash
        found[name] = replace(approval, hash=after[name].hash) if is_current else approval
    return found


def approvals_text(approvals: Mapping[str, Approval]) -> str:
    """Return a language's approvals as their file holds them, a line for each prompt."""
    lines = [
        f"  {json.dumps(key, ensure_ascii=False)}: "
        + json.dumps({"hash": one.hash, "by": one.by, "on": one.on.isoformat()}, ensure_ascii=False)
        for key, one in sorted(approvals.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _write(path: Path, approvals: Mapping[str, Approval]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, approvals_text(approvals).encode(), lasting=True)
