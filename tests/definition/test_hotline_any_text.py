"""Whatever stands in a file, an editor gets problems with a place, and never a traceback."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.definition import Loaded, load
from ivr.definition.opening_hours import (
    BadHours,
    deciding_rule,
    in_notation,
    read_hours,
    respelt,
    rules_of,
    surprises,
    unreckonable,
)
from ivr.definition.yaml.file import read_yaml
from ivr.problems import BrokenHotline
from tests.support.hotline import ROOT

Files = dict[str, bytes]


def _files(project: Path) -> Files:
    return {
        str(path.relative_to(project)): path.read_bytes()
        for folder in ("config", "prompts")
        for path in sorted((project / folder).rglob("*.yaml"))
    }


SOUND = _files(Path(__file__).parent / "sound")
"""Small enough to be read a few hundred times."""
SHIPPED = _files(ROOT)

LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
EXAMPLES = settings(max_examples=60)

names = st.sampled_from(sorted(SOUND))


def _lines(content: bytes) -> int:
    """How many lines an editing program shows."""
    return len(LINE_END.split(content.decode("utf-8", errors="replace")))


@contextmanager
def _project(files: Files) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield Path(folder)


def _loads_or_says_where(files: Files) -> Loaded | None:
    with _project(files) as root:
        try:
            return load(root, {})
        except BrokenHotline as broken:
            problems = broken.problems
    assert not all(problem.is_warning for problem in problems)
    for problem in problems:
        assert problem.file in files
        assert 1 <= (problem.line or 0) <= _lines(files[problem.file])
        assert problem.cause.strip()
        assert len(str(problem).splitlines()) == 1
    return None


@given(names, st.text() | st.text(st.sampled_from("ab1:#-*&!|>'\"{}[],% \t\n\r\x85\u2028é")))
@EXAMPLES
def test_any_text_as_a_file(name: str, text: str) -> None:
    _loads_or_says_where({**SOUND, name: text.encode("utf-8", errors="surrogatepass")})


@given(names, st.binary())
@EXAMPLES
def test_any_bytes_as_a_file(name: str, content: bytes) -> None:
    _loads_or_says_where({**SOUND, name: content})


VALUES = st.sampled_from([
    "", "~", "null", "no", "22:10", "0123", "-1", "9" * 5000, "[]", "{}", "[a]", "{a: b}", "[[a]]",
    "{open doctor: fees}", "{else: fees}", "'", '"', "*x", "&x y", "!t y", "|", "- a", "2026-12-31",
    "transfer", "transfer  x", "person", "goodbye", '"{key}"', '"{a.b.c}"', '"{.number}"',
    '"{doctor.number}"', '"a\\0b"', '"\ufffc"', "${A}", "24/7", "PH off", "localtime", "XX",
])  # fmt: skip


def _other_value(line: str, value: str) -> str:
    name, colon, _ = line.partition(":")
    return f"{name}{colon} {value}" if colon else value


def _drop(lines: list[str], one: int, _two: int, _value: str) -> None:
    del lines[one]


def _repeat(lines: list[str], one: int, two: int, _value: str) -> None:
    lines.insert(two, lines[one])


def _swap(lines: list[str], one: int, two: int, _value: str) -> None:
    lines[one], lines[two] = lines[two], lines[one]


def _revalue(lines: list[str], one: int, _two: int, value: str) -> None:
    lines[one] = _other_value(lines[one], value)


def _rename(lines: list[str], one: int, two: int, _value: str) -> None:
    own, _, rest = lines[one].partition(":")
    lines[one] = (
        f"{own[: len(own) - len(own.lstrip())]}{lines[two].partition(':')[0].strip()}:{rest}"
    )


def _indent(lines: list[str], one: int, _two: int, _value: str) -> None:
    lines[one] = f"  {lines[one]}"


def _letter(lines: list[str], one: int, two: int, value: str) -> None:
    at = two % (len(lines[one]) + 1)
    lines[one] = f"{lines[one][:at]}{value[:1]}{lines[one][at + 1 :]}"


Change = Callable[[list[str], int, int, str], None]
changes: st.SearchStrategy[Change] = st.sampled_from(
    [_drop, _repeat, _swap, _revalue, _revalue, _rename, _indent, _letter]
)
places = st.integers(min_value=0, max_value=10_000)


Slip = tuple[str, Change, int, int, str]


def _slips(files: Files) -> st.SearchStrategy[list[Slip]]:
    one = st.tuples(st.sampled_from(sorted(files)), changes, places, places, VALUES)
    return st.lists(one, min_size=1, max_size=4)


def _with_slips(sound: Files, slips: list[Slip]) -> Files:
    files = {name: content.decode("utf-8").split("\n") for name, content in sound.items()}
    for name, change, one, two, value in slips:
        lines = files[name]
        if lines:
            change(lines, one % len(lines), two % len(lines), value)
    return {name: "\n".join(lines).encode() for name, lines in files.items()}


@given(_slips(SOUND))
@settings(max_examples=100)
def test_any_slips_of_an_editor(slips: list[Slip]) -> None:
    _loads_or_says_where(_with_slips(SOUND, slips))


@given(_slips(SHIPPED))
@settings(max_examples=10)
def test_any_slips_in_the_shipped_files(slips: list[Slip]) -> None:
    """Few, as each reads all of it; what they have and the small ones lack are more languages."""
    _loads_or_says_where(_with_slips(SHIPPED, slips))


@given(st.text())
@EXAMPLES
def test_any_text_as_yaml_keeps_its_lines_within_it(text: str) -> None:
    file, problems = read_yaml("x.yaml", text)
    last = len(LINE_END.split(text))
    assert all(1 <= line <= last for line in file.lines.values())
    assert all(1 <= (problem.line or 0) <= last for problem in problems)


SIGNS = [
    "Mo", "Fr", "-", ",", ";", " ", "08:00", "15:30", "24/7", "PH", "off", "open", "unknown",
    "week", "1", "53", "/2", "Jan", "Dec", "31", "2026", "2027", "easter", "sunset", "+",
    '"x"', "||", "SH", "[1]", "[-1]", "26:00", "(sunrise-01:00)", ":", "\n",
]  # fmt: skip
HOURS = st.text() | st.lists(st.sampled_from(SIGNS)).map("".join)


@given(HOURS)
@EXAMPLES
def test_any_text_as_hours_is_read_or_refused_in_a_sentence(text: str) -> None:
    oslo = ZoneInfo("Europe/Oslo")
    refused = ""
    try:
        hours = read_hours(text, oslo, "NO")
    except BadHours as error:
        refused = str(error)
    else:
        moment = dt.datetime(2027, 3, 28, 2, 30, tzinfo=oslo)
        assert hours.is_open(moment) in (True, False)
        assert deciding_rule(hours, moment) in {None, *(one.written for one in rules_of(text))}
        told = surprises(text, dt.date(2026, 11, 23), "NO")
        assert all(one.cause and one.fix for one in told)
    answer = respelt(text)
    assert answer is None or answer.fix
    assert all(one.fix for one in unreckonable(rules_of(in_notation(text))))
    assert not refused or "is not opening hours: " in refused
