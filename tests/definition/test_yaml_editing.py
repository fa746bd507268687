"""A value of a file is changed, and every other sign stays as somebody wrote it."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ivr.definition.yaml.editing import CannotEdit, YamlText
from ivr.definition.yaml.nodes import composed_yaml, end_of, meaning, nearest_spot
from ivr.definition.yaml.tree import Plain
from tests.support.hotline import ROOT

EIGHT_OH_FIVE = dt.datetime(2026, 1, 2, 8, 5, tzinfo=dt.UTC)
HOURS = """\
# Doors.
guidance:          # rung first
  number: "23 32 70 00"   # as the page has it
  # Easter is short.
  hours: "Mo-Fr 08:00-15:30; PH off"
  routes: ["+4723327000"]
  closed:
    - 2026-12-24   # Christmas Eve
    - 2026-12-31
    - {day: 2027-05-14, why: planning}   # once

# Never closed.
ambulance: {number: "113", hours: 24/7}
nobody:
"""


def edited(text: str, *changes: tuple[tuple[str | int, ...], object]) -> str:
    file = YamlText("config/services.yaml", text)
    for path, value in changes:
        file.set(path, value)  # type: ignore[arg-type] # of every kind
    return file.text


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("guidance", "number"), "116117", '"23 32 70 00" ', '"116117" '),
        (("guidance", "hours"), "24/7", '"Mo-Fr 08:00-15:30; PH off"', '"24/7"'),
        (("guidance", "routes"), ["+471", "+472"], '["+4723327000"]', '["+471", "+472"]'),
        (("guidance", "routes", 1), "+471", '["+4723327000"]', '["+4723327000", "+471"]'),
        (
            ("guidance", "closed", 1),
            dt.date(2027, 1, 2),
            "    - 2026-12-31\n",
            "    - 2027-01-02\n",
        ),
        (
            ("guidance", "closed", 3),
            "late",
            "once\n",
            "once\n    - late\n",
        ),
        (("guidance", "closed", 2, "why"), "a, b", "planning", '"a, b"'),
        (("guidance", "wait_seconds"), 5, "once\n", "once\n  wait_seconds: 5\n"),
        (("ambulance", "open"), True, "24/7}", "24/7, open: yes}"),
        (("ambulance", "hours"), EIGHT_OH_FIVE, "24/7}", "2026-01-02 08:05}"),
        (
            ("nobody",),
            {"number": "1", "x": ["a"]},
            "nobody:\n",
            'nobody:\n  number: "1"\n  x: [a]\n',
        ),
        (("nobody", "number"), "110", "nobody:\n", 'nobody:\n  number: "110"\n'),
        (
            ("guidance", "number"),
            {"a": "b"},
            ' "23 32 70 00"   # as the page has it\n',
            "   # as the page has it\n    a: b\n",
        ),
        (("new",), {"name": "Ny"}, "nobody:\n", "nobody:\nnew:\n  name: Ny\n"),
    ],
)
def test_one_value_is_written_and_nothing_else(
    path: tuple[str | int, ...], value: object, old: str, new: str
) -> None:
    assert HOURS.count(old) == 1
    assert edited(HOURS, (path, value)) == HOURS.replace(old, new)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (("guidance", "number"), '  number: "23 32 70 00"   # as the page has it\n', ""),
        (("guidance", "closed", 0), "    - 2026-12-24   # Christmas Eve\n", ""),
        (("guidance", "closed", 2, "day"), "day: 2027-05-14, ", ""),
        (("ambulance", "hours"), ", hours: 24/7", ""),
        (("guidance", "routes", 0), '["+4723327000"]', "[]"),
        (("nobody",), "nobody:\n", ""),
        (("unknown", "deeper"), "", ""),
    ],
)
def test_one_value_is_taken_away_and_nothing_else(
    path: tuple[str | int, ...], old: str, new: str
) -> None:
    file = YamlText("config/services.yaml", HOURS)
    file.take_away(path)
    assert file.text == HOURS.replace(old, new)


def test_of_a_list_only_what_differs_is_written() -> None:
    days = [dt.date(2026, 12, 31), {"day": dt.date(2027, 5, 14), "why": "planning"}]
    text = edited(HOURS, (("guidance", "closed"), days))
    assert text == HOURS.replace("    - 2026-12-24   # Christmas Eve\n", "")
    more = [dt.date(2026, 12, 23), dt.date(2026, 12, 24), *days]
    text = edited(HOURS, (("guidance", "closed"), more))
    assert text == HOURS.replace("  closed:\n", "  closed:\n    - 2026-12-23\n")
    assert edited(HOURS, (("guidance", "closed"), [])) == HOURS.replace(
        HOURS[HOURS.index("  closed:") : HOURS.index("\n# Never")], "  closed: []\n"
    )


def test_what_is_put_in_and_taken_away_leaves_the_file_as_it_was() -> None:
    path = ROOT / "config" / "announcements.yaml"
    text = path.read_text(encoding="utf-8")
    file = YamlText("config/announcements.yaml", text)
    file.set(("measles",), {"say": "announcement.measles"})
    file.set(("flu", "say"), "announcement.flu")
    assert file.text.startswith(text.removesuffix("{}\n"))
    file.take_away(("measles",))
    file.take_away(("flu",))
    assert file.text == text


def test_lines_that_end_as_on_windows_go_on_so() -> None:
    text = edited("a: 1\r\nb:\r\n  c: 2", (("b", "d"), "x"), (("e",), {"f": "g"}))
    assert text == "a: 1\r\nb:\r\n  c: 2\r\n  d: x\r\ne:\r\n  f: g\r\n"


def test_a_file_that_is_no_yaml_is_refused() -> None:
    with pytest.raises(CannotEdit, match=r"config/services\.yaml: The file is not YAML"):
        edited("a: [", (("a",), "b"))


def test_a_path_through_a_single_value_is_refused_and_named() -> None:
    with pytest.raises(CannotEdit, match=r"\[a b\] is written in a way"):
        edited("a: 1\n", (("a", "b"), "c"))


WORDS = st.sampled_from(
    ["a", "b c", "no", "å: ø", "12", "- x", "#", "'", '"', "2026-12-24", "é, {"]
)
NAMES = st.sampled_from(["a", "b", "1", "no", "å b", "x:y"])
CONTENT: st.SearchStrategy[Plain] = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
TREES = st.dictionaries(NAMES, CONTENT, min_size=1, max_size=4)


class Dumper(yaml.SafeDumper):
    """Moves lists in below their names, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - as the library has it
        super().increase_indent(flow, indentless=False)


@st.composite
def places(draw: st.DrawFn, tree: Plain) -> tuple[str | int, ...]:
    """A place in a tree."""
    path: list[str | int] = []
    while isinstance(tree, (dict, list)) and tree and (not path or draw(st.booleans())):
        part = draw(st.sampled_from([*tree] if isinstance(tree, dict) else [*range(len(tree))]))
        path.append(part)
        tree = tree[part]
    return tuple(path)


@given(st.data())
def test_any_value_of_any_file_becomes_any_other(data: st.DataObject) -> None:
    """Set, then put back as it was: it says so each time, and no comment beside it is lost."""
    tree = data.draw(TREES)
    in_flow = data.draw(st.sampled_from([None, False]))
    text = yaml.dump(tree, Dumper=Dumper, allow_unicode=True, default_flow_style=in_flow, width=999)
    comments = [f"# {line}" for line, _ in enumerate(text.splitlines())]
    lines = zip(comments, text.splitlines(), strict=True)
    text = "".join(f"{comment}\n{line}\n" for comment, line in lines)
    path, value = data.draw(places(tree)), data.draw(CONTENT)
    was = composed_yaml(text)
    assert was is not None
    changed, _ = nearest_spot(was, path[:1])
    end = end_of(changed.node, text)
    beside = [one for one in comments if not changed.start <= text.index(f"{one}\n") <= end]
    file = YamlText("x.yaml", text)
    file.set(path, value)
    root = composed_yaml(file.text)
    assert root is not None
    assert [one for one in beside if f"{one}\n" not in file.text] == []
    if data.draw(st.booleans()):
        file.take_away(path)
        assert not file.holds(path) or isinstance(path[-1], int)
    else:
        before = tree
        for part in path:
            before = before[part]  # type: ignore[index,assignment] # as above
        file.set(path, before)
        root = composed_yaml(file.text)
        assert root is not None
        assert meaning(root.node) == tree


def test_every_shipped_file_can_be_edited() -> None:
    """Each value of each file is set to another and back, and the file is as it was."""
    for path in sorted((ROOT / "config").rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        file = YamlText(path.name, text)
        root = composed_yaml(text)
        content = meaning(root.node) if root is not None else None
        assert isinstance(content, dict)
        for name in content:
            file.set((name, "new"), "x") if isinstance(content[name], dict) else None
            file.take_away((name, "new"))
        assert file.text == text
