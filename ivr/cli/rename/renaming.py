"""Everything of a project that a new name changes: files of definition, approvals, recordings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.cli.project import Refused
from ivr.definition.renaming.plan import Plan, plan_rename
from ivr.definition.renaming.references import Kind
from ivr.definition.renaming.texts import Text
from ivr.definition.yaml.file import read_yaml
from ivr.files import recordings_folder, write_together
from ivr.speech.recordings.bindings import bindings_text, read_bindings
from ivr.speech.recordings.renaming import renamed_recordings
from ivr.translation.approvals import (
    approvals_file,
    approvals_text,
    carried_over,
    read_approvals,
)
from ivr.translation.catalogue import Sentence, sentences
from ivr.translation.sources import lines_text, own_lines


@dataclass(frozen=True, slots=True)
class Renaming:
    """A rename, ready to be shown or written.

    Attributes:
        root: The project's folder.
        plan: What changes in config/ and prompts/.
        contents: What will be in each file that changes, and what is in it now.
        moves: The new path of each recording that gets one.
    """

    root: Path
    plan: Plan
    contents: Mapping[Path, tuple[str, str]]
    moves: Mapping[Path, Path]

    @classmethod
    def of(cls, root: Path, kind: Kind, old: str, new: str) -> Renaming:
        """Return what a rename changes.

        Raises:
            Refusal: The name cannot be given, or approvals are damaged.
            SpeechError: A list of recordings is damaged.
        """
        if not (root / "config").is_dir():
            fix = "Go to the project's folder, or name it: ivr --project FOLDER …"
            raise Refused(f"{root.resolve()} has no config folder. {fix}")
        plan = plan_rename(root, kind, old, new, dict(os.environ))
        contents = {root / text.name: (text.before, text.after) for text in plan.texts}
        contents |= dict(_approvals(root, plan))
        contents |= dict(_sources(root, plan))
        moves: dict[Path, Path] = {}
        for path, both, moved in _recordings(root, plan):
            contents[path] = both
            moves |= moved
        return cls(root, plan, contents, moves)

    def shown(self) -> Iterator[str]:
        """Yield each line that changes, as it is and as it will be, under its file and number."""
        for path, (before, after) in self.contents.items():
            name = path.relative_to(self.root).as_posix()
            if path.suffix == ".json":
                gone = set(before.splitlines()) - set(after.splitlines())
                come = set(after.splitlines()) - set(before.splitlines())
                yield "\n".join(
                    [name, *(f"  - {one.strip()}" for one in sorted(gone))]
                    + [f"  + {one.strip()}" for one in sorted(come)]
                )
                continue
            for number, old, new in Text(name, before, after).lines():
                yield f"{name}:{number}\n  - {old.strip()}\n  + {new.strip()}"
        for path, target in self.moves.items():
            yield f"{path.relative_to(self.root).as_posix()} → {target.name}"

    def write(self) -> None:
        """Change every file, or none.

        Raises:
            Refused: A file is another than when it was read.
            OSError: The disk refuses.
        """
        for path, (before, _) in self.contents.items():
            if path.read_bytes().decode() != before:
                name = path.relative_to(self.root).as_posix()
                raise Refused(f"{name} was changed meanwhile. Nothing was renamed: try again.")
        contents = {path: after.encode() for path, (_, after) in self.contents.items()}
        write_together(contents, self.moves)


def _approvals(root: Path, plan: Plan) -> Iterator[tuple[Path, tuple[str, str]]]:
    """Yield each file of approvals that changes, as it is and as it will be."""
    for text in plan.texts:
        folder, _, language = text.name.removesuffix(".yaml").rpartition("/")
        path = approvals_file(root, language)
        if folder != "prompts" or not path.exists():
            continue
        kept = read_approvals(root, language)
        before, after = (sentences(read_yaml(text.name, t)[0]) for t in (text.before, text.after))
        carried = carried_over(kept, before, after, plan.prompts)
        if carried != kept:
            yield path, (path.read_bytes().decode(), approvals_text(carried))


def _sources(root: Path, plan: Plan) -> Iterator[tuple[Path, tuple[str, str]]]:
    """Yield each file of what translations were made from that changes, before and after."""
    filled = plan.rename.filled
    for path in sorted((root / "prompts" / "made_from").glob("*.json")):
        kept = own_lines(root, path.stem)
        now = {
            plan.prompts.get(key, key): Sentence(filled(one.text), filled(one.without))
            for key, one in kept.items()
        }
        if now != kept:
            yield path, (path.read_bytes().decode(), lines_text(now))


def _recordings(root: Path, plan: Plan) -> Iterator[tuple[Path, tuple[str, str], dict[Path, Path]]]:
    """Yield each list of recordings that changes, before and after, and the files it renames."""
    folder = recordings_folder(root)
    towns = [path.stem for path in (root / "config" / "municipalities").glob("*.yaml")]
    for listed in sorted(folder.glob("*.json")) if plan.prompts else ():
        language = listed.stem
        kept = read_bindings(folder, language)
        after = renamed_recordings(kept, plan.prompts, plan.known, towns)
        if after.taken:
            fix = f"Take it out first: ivr audio forget {language} {after.taken[0]}"
            what = f"{listed}: there is a recording called {json.dumps(after.taken[0])} already."
            raise Refused(f"{what} {fix}")
        if after.bindings != kept:
            before = listed.read_bytes().decode()
            sounds = folder / language
            moves = {sounds / old: sounds / new for old, new in after.files.items()}
            yield (
                listed,
                (before, bindings_text(after.bindings)),
                {old: new for old, new in moves.items() if old.exists()},
            )
