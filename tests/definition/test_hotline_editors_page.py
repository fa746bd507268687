"""The page for editors cannot lie: each section's examples, laid over the project, are served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from ivr.definition import documents, load

PAGE = (Path(__file__).parents[2] / "docs/editors.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _sections() -> dict[str, list[tuple[str, str]]]:
    """The examples of each section: the file they belong to, and what they say."""
    found = {}
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        examples = BLOCK.findall(section)
        if examples:
            found[section.partition("\n")[0]] = examples
    return found


def _laid_over(base: Any, change: Any) -> Any:  # noqa: ANN401 - whatever YAML may hold
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    return {**base, **{name: _laid_over(base.get(name), part) for name, part in change.items()}}


def _read(path: Path) -> Any:  # noqa: ANN401 - as above
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return yaml.load(text, Loader=yaml.CBaseLoader) or {}  # noqa: S506 - it makes nothing but text


def _write(path: Path, content: object) -> None:
    text = yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    path.write_text(text.replace(": ''\n", ":\n"), encoding="utf-8")


def _translate(root: Path) -> None:
    """Give every catalogue the prompts of the Norwegian one that it lacks, as the page asks."""
    own = re.compile(r"topic\.|whisper\.")
    norwegian = _read(root / "prompts/nb.yaml")["prompts"]
    for path in (root / "prompts").glob("*.yaml"):
        book = _read(path)
        wanted = {name: text for name, text in norwegian.items() if not own.match(name)}
        _write(path, {**book, "prompts": _laid_over(wanted, book["prompts"])})


def _same_figures(root: Path, examples: list[tuple[str, str]]) -> None:
    """Translate the prompts an example gives a figure, in the languages the page leaves out."""
    shown = {file for file, _ in examples}
    changed = _examples_of("prompts/nb.yaml", examples).get("prompts", {})
    for path in (root / "prompts").glob("*.yaml"):
        if f"prompts/{path.name}" not in shown:
            book = _read(path)
            _write(path, {**book, "prompts": {**book["prompts"], **changed}})


def _examples_of(name: str, examples: list[tuple[str, str]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for file, text in examples:
        if file == name:
            merged = _laid_over(merged, yaml.load(text, Loader=yaml.CBaseLoader))  # noqa: S506
    return merged


@pytest.mark.parametrize("section", _sections())
def test_the_examples_of_a_section_are_served(section: str, shipped: Path) -> None:
    examples = _sections()[section]
    for file, text in examples:
        path = shipped / file
        _write(path, _laid_over(_read(path), yaml.load(text, Loader=yaml.CBaseLoader)))  # noqa: S506
    _same_figures(shipped, examples)
    _translate(shipped)
    result = load(shipped, {})
    usual = ("unused-prompt", "choice-left-out")
    assert [str(w) for w in result.warnings if w.code not in usual] == []


def test_every_example_is_in_a_section_and_names_its_file() -> None:
    assert PAGE.count("```yaml\n") == sum(len(examples) for examples in _sections().values())


def _models() -> Iterator[type[BaseModel]]:
    for model in vars(documents).values():
        if isinstance(model, type) and issubclass(model, documents.Document):
            yield model


def test_every_option_of_every_file_has_its_line_on_the_page() -> None:
    options = {name for model in _models() for name in model.model_fields}
    assert len(options) > 40
    assert [name for name in sorted(options) if f"`{name}`" not in PAGE] == []


def _commands() -> set[str]:
    return set(re.findall(r"`(ivr [a-z][a-z-]*(?: build)?)", PAGE))


def test_every_command_on_the_page_is_one_that_exists() -> None:
    reference = (Path(__file__).parents[2] / "docs/commands.md").read_text(encoding="utf-8")
    assert _commands() >= {"ivr check", "ivr call", "ivr audio build"}
    assert [command for command in _commands() if f"## {command}\n" not in reference] == []


def test_every_opening_hours_in_the_table_is_understood() -> None:
    import zoneinfo

    from ivr.definition.opening_hours import read_hours

    table = PAGE.partition("| Hours | When |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert len(rows) >= 6
    for hours in rows:
        read_hours(hours, zoneinfo.ZoneInfo("Europe/Oslo"), "NO")
