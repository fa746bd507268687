"""The codes of problems: each is told on the page, none is told in vain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ivr.cli.reference import problems
from ivr.problems.codes import CODES, SECTIONS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "problems.md"
TABLE = ROOT / "ivr" / "problems" / "codes"
MAKERS = {
    "Problem",
    "problem",
    "warn",
    "_note",
    "_wrong",
    "_trouble",
    "_worth_mending",
    "_refusal",
    "SpeechError",
    "EngineDownError",
}
"""What is handed a code first."""

BEYOND_CHANGES_OF_FILES = {
    "bad-setting",
    "example-number",
    "file-too-large",
    "rename-not-possible",
    "unreadable-file",
    "value-not-changeable",
    "variable-not-diallable",
}
"""What no change of a project's text brings about: the disk and the environment do, whoever gives
a name or a value does, and examples of numbers are right until callers come."""


def _source(folder: str) -> Iterator[ast.AST]:
    for path in (ROOT / folder).rglob("*.py"):
        if TABLE not in path.parents:
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _texts(folder: str) -> set[str]:
    constants = (node.value for node in _source(folder) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def _given() -> Iterator[str]:
    """Every code that a problem is made with, where it is written at that place."""
    for node in _source("ivr"):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        if name in MAKERS and isinstance(first, ast.Constant):
            yield str(first.value)


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == problems(), "run: make reference"


def test_every_code_of_the_program_stands_in_the_table() -> None:
    given = set(_given())
    assert len(given) > 50
    assert given - CODES.keys() == set()


def test_every_code_of_the_table_is_one_the_program_gives() -> None:
    assert CODES.keys() - _texts("ivr") == set()


def test_no_code_stands_for_two_things() -> None:
    assert len(CODES) == sum(map(len, SECTIONS.values()))


def test_codes_are_short_words_and_are_told_in_sentences() -> None:
    for code, meaning in CODES.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code)
        assert all(sentence.endswith(".") for sentence in meaning), code


def test_the_broken_projects_show_every_code_of_the_files() -> None:
    reports = (path.read_text("utf-8") for path in ROOT.glob("tests/broken/*/expected.txt"))
    shown = {
        code
        for report in reports
        for code in re.findall(r"\[([a-z0-9-]+)\]$", report, re.MULTILINE)
    }
    assert (_texts("ivr/definition") & CODES.keys()) - shown == BEYOND_CHANGES_OF_FILES
