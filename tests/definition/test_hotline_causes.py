"""One slip in one file is told of that file alone, wherever it is made."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ivr.definition import load
from ivr.problems import BrokenHotline, Problem

ROOT = Path(__file__).parents[2]
FILES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for folder in ("config", "prompts")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
}
SIGNS = {"comma": ",", "colon": ":", "quote": "\"'", "bracket": "[]{}"}


def _without(signs: str) -> Callable[[str, int], list[str]]:
    def change(line: str, at: int) -> list[str]:
        places = [place for place, sign in enumerate(line) if sign in signs]
        assume(places)
        place = places[at % len(places)]
        return [line[:place] + line[place + 1 :]]

    return change


def _indented(line: str, at: int) -> list[str]:
    return [" " * (at % 4 + 1) + line]


def _outdented(line: str, at: int) -> list[str]:
    indent = len(line) - len(line.lstrip())
    assume(indent)
    return [line[at % indent + 1 :]]


SLIPS: dict[str, Callable[[str, int], list[str]]] = {
    "indent": _indented,
    "outdent": _outdented,
    "tab": lambda line, _: ["\t" + line.lstrip()],
    "twice": lambda line, _: [line, line],
    "gone": lambda _, __: [],
    **{kind: _without(signs) for kind, signs in SIGNS.items()},
}
places = st.integers(min_value=0, max_value=10_000)


def _problems(name: str, text: str) -> tuple[Problem, ...]:
    with tempfile.TemporaryDirectory() as folder:
        for file, content in {**FILES, name: text}.items():
            path = Path(folder) / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        try:
            load(Path(folder), {})
        except BrokenHotline as broken:
            return tuple(problem for problem in broken.problems if not problem.is_warning)
    return ()


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w-]{2,}", text))


def _lines(text: str) -> Iterator[int]:
    for number, line in enumerate(text.split("\n")):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number


@given(st.sampled_from(sorted(FILES)), st.sampled_from(sorted(SLIPS)), places, places)
@settings(max_examples=25)
def test_only_the_file_with_the_slip_is_named(name: str, kind: str, which: int, at: int) -> None:
    """What a line that is gone said may be missed elsewhere: nothing else may."""
    lines = FILES[name].split("\n")
    written = list(_lines(FILES[name]))
    number = written[which % len(written)]
    changed = [*lines[:number], *SLIPS[kind](lines[number], at), *lines[number + 1 :]]
    for problem in _problems(name, "\n".join(changed)):
        missed = kind == "gone" and _words(problem.cause) & _words(lines[number])
        assert problem.file == name or missed, f"{kind} in {name}:{number + 1}: {problem}"


def test_a_file_that_something_huge_was_written_into_is_not_parsed() -> None:
    """It would take minutes, and more memory than the machine that answers calls has."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        for file, text in FILES.items():
            (project / file).parent.mkdir(parents=True, exist_ok=True)
            (project / file).write_text(text, encoding="utf-8")
        with (project / "prompts/pl.yaml").open("a", encoding="utf-8") as catalogue:
            catalogue.write("# 10:00:00 a log\n" * 200_000)
        try:
            load(project, {})
            mistakes: list[Problem] = []
        except BrokenHotline as broken:
            mistakes = [problem for problem in broken.problems if problem.is_mistake]
    assert [(one.code, one.file) for one in mistakes] == [("file-too-large", "prompts/pl.yaml")]
