"""What somebody wants of the texts, as the files would be: a sentence, approvals, a look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr.definition import Loaded
from ivr.definition.yaml.file import YamlFile, read_yaml
from ivr.studio.changes import Changes, Draft, Told
from ivr.studio.pages.names import language_name
from ivr.studio.pages.words import word
from ivr.studio.people.roles import Role
from ivr.translation.approvals import Approval, approvals_text, approved, read_approvals
from ivr.translation.catalogue import Sentence, sentences
from ivr.translation.roundtrip import changed
from ivr.translation.rows import SEPARATOR, Row
from ivr.translation.sources import (
    Lines,
    lines_marked,
    lines_text,
    own_lines,
    source,
    with_lines,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """One language's files as they are at this moment, and what a draft would make of them.

    ``seen`` are their digests, taken before they are read: whoever writes meanwhile is noticed.
    """

    loaded: Loaded
    root: Path
    language: str
    seen: Mapping[str, str]
    content: str

    @classmethod
    def of(cls, loaded: Loaded, root: Path, language: str, changes: Changes) -> Desk:
        """Return a language's files as they are; raises OSError."""
        made_from = (f"prompts/made_from/{path.stem}.json" for path in _sources(root))
        own = f"prompts/made_from/{language}.json"
        names = {_catalogue(language), _approvals(language), own, *made_from}
        seen = changes.seen(*sorted(names))
        path = root / _catalogue(language)
        content = path.read_text(encoding="utf-8") if path.exists() else ""
        return cls(loaded, root, language, seen, content)

    def sentence(self, key: str) -> Sentence:
        """Return a sentence as it is written at this moment."""
        name = f"prompts/{self.language}"
        now = sentences(read_yaml(_catalogue(self.language), self.content)[0])
        served = self.loaded.files.get(name, YamlFile(name, None, {}))
        return now.get(key) or sentences(served).get(key, Sentence("", ""))

    def written(self, key: str, wanted: Sentence, approval: Approval | None) -> Draft:
        """Return a draft in which a sentence is another one, approved at once if told by whom."""
        rows = rows_of(self.loaded, key, wanted)
        files = {_catalogue(self.language): self._with(rows), **self._looked_at([key])}
        if approval is not None:
            files |= self._approved({key: wanted}, approval.by, approval.on)
        return self._draft(files, told("told_text", self.language, key))

    def taken_in(
        self, rows: Sequence[Row], made: Mapping[str, Sentence], wanted_told: Told
    ) -> Draft:
        """Return a draft with a translator's rows, and the Norwegian that they were made from."""
        files = {_catalogue(self.language): self._with(rows), **self._marked(made)}
        return self._draft(files, wanted_told)

    def approved(self, keys: Sequence[str], approval: Approval) -> Draft:
        """Return a draft in which sentences are approved as they are written at this moment."""
        chosen = {key: self.sentence(key) for key in keys}
        files = {**self._approved(chosen, approval.by, approval.on), **self._looked_at(keys)}
        if len(keys) == 1:
            return self._draft(files, told("told_approved", self.language, keys[0]))
        return self._draft(files, told("told_approved_all", self.language, number=len(keys)))

    def withdrawn(self, key: str) -> Draft:
        """Return a draft in which a sentence is a draft again."""
        kept = read_approvals(self.root, self.language)
        content = approvals_text({name: one for name, one in kept.items() if name != key})
        files = {_approvals(self.language): content.encode()}
        return self._draft(files, told("told_withdrawn", self.language, key))

    def looked_at(self, key: str) -> Draft:
        """Return a draft in which a sentence says what the Norwegian says now."""
        return self._draft(self._looked_at([key]), told("told_looked_at", self.language, key))

    def _with(self, rows: Sequence[Row]) -> bytes:
        return changed(self.loaded, self.language, self.content, rows).encode()

    def _approved(
        self, chosen: Mapping[str, Sentence], by: str, on: dt.date
    ) -> dict[str, bytes | None]:
        kept = approved(self.root, self.language, chosen, by, on)
        return {_approvals(self.language): approvals_text(kept).encode()}

    def _looked_at(self, keys: Iterable[str]) -> dict[str, bytes | None]:
        if self.language == self.loaded.hotline.fallback_language:
            return {}
        original = source(self.loaded)
        return self._marked({key: original[key] for key in keys if key in original})

    def _marked(self, made: Mapping[str, Sentence]) -> dict[str, bytes | None]:
        found: dict[str, bytes | None] = {}
        for code, lines in lines_marked(self.loaded, self.root, self.language, made).items():
            found |= _lines_file(self.root, code, lines)
        return found

    def _draft(self, files: Mapping[str, bytes | None], told: Told) -> Draft:
        seen = {name: self.seen.get(name, "") for name in files}
        return Draft(files, seen, told, Role.TRANSLATE)


def rows_of(loaded: Loaded, key: str, wanted: Sentence) -> list[Row]:
    """Return a sentence as rows beside its Norwegian."""
    original = source(loaded).get(key, Sentence("", "")).parts()
    return [
        Row(key if part == "text" else f"{key}{SEPARATOR}{part}", original.get(part, ""), text)
        for part, text in wanted.parts().items()
    ]


def told(name: str, language: str, key: str = "", **values: object) -> Told:
    """Return a change in words, by which it is found again as well."""
    return Told.of(
        lambda ui: word(
            f"texts.{name}", ui, language=language_name(language, ui), key=key, **values
        )
    )


def _lines_file(root: Path, code: str, lines: Lines) -> dict[str, bytes | None]:
    kept = own_lines(root, code)
    now = with_lines(kept, lines)
    content = lines_text(now).encode() if now else None
    return {} if now == kept else {f"prompts/made_from/{code}.json": content}


def _sources(root: Path) -> list[Path]:
    return sorted((root / "prompts" / "made_from").glob("*.json"))


def _catalogue(language: str) -> str:
    return f"prompts/{language}.yaml"


def _approvals(language: str) -> str:
    return f"prompts/approved/{language}.json"
