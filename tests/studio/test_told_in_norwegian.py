"""What the check says, in Norwegian: the same places, names and numbers, and nothing left out."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from ivr.problems import Problem
from ivr.problems.codes import CODES
from ivr.studio.pages.told import meanings, norwegian, sentences, told

ROOT = Path(__file__).parents[2]
REPORTS = sorted((ROOT / "tests" / "broken").glob("*/expected.txt"))
NAME = re.compile(r"<\w+>")


def said(line: str) -> str:
    """Return the sentences of a line of a report: without its place and its code."""
    line = line.rpartition(" [")[0]
    found = re.fullmatch(r"((config|prompts)/.*?|[A-Z_]+)(:\d+)?: (?P<said>.*)", line)
    return (found["said"] if found else line).removeprefix("warning: ")


LINES = sorted(
    {said(line) for one in REPORTS for line in one.read_text(encoding="utf-8").splitlines()}
)


def test_whatever_a_broken_file_is_told_in_norwegian() -> None:
    assert [line for line in LINES if norwegian(line) is None] == []


def test_the_norwegian_repeats_every_text_and_number_of_the_english() -> None:
    lost = {}
    for line in LINES:
        nb = norwegian(line) or ""
        for repeated in re.findall(r"\[[^\[\]]+\]|\{[^{}]+\}|\"[^\"]+\"", line):
            words = re.sub(r"\b[A-ZÆØÅ]{4,}\b", "", repeated).strip('[]{}" ')
            if words not in nb and not any(part.isupper() for part in re.split(r"\W", repeated)):
                lost[line] = repeated
        if Counter(re.findall(r"\d+", line)) - Counter(re.findall(r"\d+", nb)):
            lost[line] = nb
    assert lost == {}


def test_no_english_is_left_in_the_norwegian() -> None:
    left = re.compile(r"\b(the|is|are|which|write|and|of|was|not)\b", re.IGNORECASE)
    plain = (re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\(.*?\)", "", norwegian(one) or "") for one in LINES)
    assert [one for one in plain if left.search(one)] == []


def test_both_languages_have_the_same_values() -> None:
    other = {
        english: nb
        for english, nb in sentences().items()
        if set(NAME.findall(english)) != set(NAME.findall(nb))
    }
    assert other == {}


def test_no_norwegian_outlives_its_english() -> None:
    """A sentence is one that a broken file brings about, or its words stand in the program."""
    program = "\n".join(
        node.value
        for path in (ROOT / "ivr").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    both = program + "\n".join(LINES)

    def stands(english: str) -> bool:
        words = max(NAME.split(english), key=len).split(" ")
        # The program puts some together of parts, so that one half of the words has to do.
        half = len(words) // 2
        halves = (words[: half + 1], words[half:]) if half else (words,)
        return any(" ".join(one).strip(" .,:{}[]") in both for one in halves)

    assert [english for english in sentences() if not stands(english)] == []


def test_every_code_has_a_meaning_in_norwegian() -> None:
    assert meanings().keys() == CODES.keys()


@pytest.fixture
def page() -> Flask:
    return Flask(__name__)


def test_a_problem_is_told_in_the_language_of_the_page(page: Flask) -> None:
    problem = Problem(
        "unknown-option",
        "config/menu.yaml",
        4,
        "fees: [sya] is not an option here.",
        "Did you mean [say]?",
    )
    with page.test_request_context("/?ui=nb"):
        assert told(problem).striptags() == (
            "fees: [sya] er ikke et valg her. Mente du [say]? (config/menu.yaml, linje 4)"
        )
        assert told(problem) == told(str(problem))
    with page.test_request_context("/?ui=en"):
        assert told(problem, place=False) == problem.sentence


def test_what_has_no_norwegian_is_told_by_its_meaning_with_the_english_marked(page: Flask) -> None:
    problem = Problem("voice-worse", "", None, "A <new> sentence.")
    with page.test_request_context("/?ui=nb"):
        assert told(problem) == (
            'En stemme forstås dårligere enn før. <span lang="en">A &lt;new&gt; sentence.</span>'
        )
