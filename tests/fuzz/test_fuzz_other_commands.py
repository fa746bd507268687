"""Whatever is typed after the commands that read a project: an answer, or one clear line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.commands import Ivr
from tests.support.hotline import copy_of

Held = Callable[..., None]

BYTE: Final = "\udcff"
"""What Python makes of a byte that is no UTF-8, as a shell may hand it over."""

NONSENSE: Final = (
    *("", " ", "x", "\n", "🏥", "\u202e", "a" * 300, "-1", "nan", "1e400", "9" * 5000, BYTE),
    *("/", "/nowhere/at/all", "--", "*", "[", "pl\nen", "nb,en", "../..", "%s", "{key}"),
)

BROKEN: Final = {
    ("what-if", "--at"): ("0001-01-01", "9999-12-31 23:59:59", "tomorrow", "2027-02-30", "x\ny"),
    ("what-if", "--keys"): ("a", "12", "1,,2", "x", "1\n2", "١", BYTE),
    ("what-if", "--language"): ("xx", "", "pl\n", "🏥", BYTE, "a" * 300),
    ("proof", "--from"): ("0001-01-01", "9999-12-31", "2027-02-30", "x\ny", "", BYTE, "9" * 400),
    ("proof", "--jobs"): ("0", "-1", "x", "", "1e3", "65", "9" * 5000),
    ("proof", "--random"): ("0", "-1", "x", "", "1.5", BYTE),
    ("proof", "--seed"): ("x", "", "1.5", BYTE, "3"),
    ("proof", "--first"): ("x", "", "-1", "1.5", BYTE, "3"),
    ("proof", "--replays"): ("/dev/null/x", "/proc/nowhere", "a" * 300, "/dev/null"),
    ("check", "--jobs"): ("0", "x", "65"),
    ("run", "--host"): ("\u202e", BYTE, "no such host", "[", "", "a" * 300, "1.2.3.4.5", "x\ny"),
    ("run", "--port"): ("0", "-1", "x", "65536", "9" * 400, ""),
}


@pytest.fixture(scope="module")
def project(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hotline small enough to be read a few hundred times."""
    return copy_of(small, tmp_path_factory.mktemp("asked") / "project")


@pytest.fixture(scope="module")
def command(project: Path) -> Ivr:
    return Ivr(project)


@pytest.mark.parametrize("words", BROKEN, ids=" ".join)
def test_a_value_that_means_nothing_is_one_clear_line(
    command: Ivr, held: Held, words: tuple[str, str]
) -> None:
    name, option = words
    for value in BROKEN[words]:
        held(command(name, f"{option}={value}"), 1, 2)


@pytest.mark.parametrize("option", ["--to", "--at", "--keys", "--language"])
def test_what_if_is_an_answer_or_one_clear_line(command: Ivr, held: Held, option: str) -> None:
    for value in NONSENSE:
        held(command("what-if", f"{option}={value}"), 0, 1, 2)
    held(command("what-if", "--json", f"{option}={BYTE}"), 0, 1, 2)


@pytest.mark.parametrize(
    "words",
    [
        *(("facts",), ("check",), ("schema",), ("proof",), ("run",), ("call",), ("what-if",)),
        *(("prompts", "status"), ("prompts", "approve"), ("prompts", "export")),
        *(("prompts", "undo"), ("prompts", "looked-at")),
        *(("prompts", "import"), ("audio", "script"), ("audio", "import"), ("audio", "check")),
        *(("audio", "clean"), ("audio", "build")),
        *(("rename", "service"), ("rename", "step"), ("rename", "prompt")),
    ],
    ids=" ".join,
)
def test_a_word_too_many_or_a_wrong_one_is_one_clear_line(
    command: Ivr, held: Held, words: tuple[str, ...]
) -> None:
    for value in ("", "x", "🏥", "a" * 300, "nb,en", "{key}", "/nowhere/at/all", "[bold]", BYTE):
        held(command(*words, "--", value), 1, 2)
    held(command(*words, "--none-such"), 2)


@pytest.mark.parametrize("kind", ["service", "step", "prompt"])
def test_any_old_or_new_name_is_an_answer_or_one_clear_line(
    command: Ivr, held: Held, kind: str
) -> None:
    known = {"service": "guidance", "step": "fees", "prompt": "fees.card"}[kind]
    for value in NONSENSE:
        held(command("rename", kind, "--dry-run", "--", known, value), 0, 1, 2)
        held(command("rename", kind, "--dry-run", "--", value, "another"), 0, 1, 2)


KEPT: Final = {"to": "+4700000001", "at": "2027-05-17 10:00", "keys": "x", "outcomes": ""}

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
replays = st.one_of(
    json_values.map(json.dumps),
    st.sampled_from([*KEPT, "from", "barge_in"]).flatmap(
        lambda name: json_values.map(lambda value: json.dumps({**KEPT, name: value}))
    ),
).map(str.encode) | st.binary(max_size=40)


@given(content=replays)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_replay_is_refused_in_one_line_where_nothing_is_running(
    command: Ivr, held: Held, project: Path, content: bytes
) -> None:
    file = project / "call.json"
    file.write_bytes(content)
    done = command("call", "--replay", str(file))
    held(done, 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"[" * 100_000, b"\xff\xfe", b"{}", b"null", b'{"to": 1}', b"1" * 10_000, b'"\\ud800"'],
    ids=lambda content: repr(content[:8]),
)
def test_a_file_that_is_no_replay_is_named(
    command: Ivr, held: Held, project: Path, content: bytes
) -> None:
    file = project / "no-call.json"
    file.write_bytes(content)
    done = command("call", "--replay", str(file))
    held(done, 1)
    assert done.stderr.startswith("--replay: ")
    assert "no-call.json" in done.stderr


def test_counter_examples_that_cannot_be_kept_are_refused_before_the_work(
    command: Ivr, held: Held, tmp_path: Path
) -> None:
    """Not after the minutes that finding them takes."""
    (tmp_path / "file").touch()
    for words in (("proof",), ("proof", "--random", "5")):
        done = command(*words, "--replays", str(tmp_path / "file" / "folder"))
        held(done, 1)
        assert done.stderr.startswith("--replays: ")
        assert done.stdout == ""
