"""The drawing: everything on one sheet, nothing crossing, nothing hidden; and the same as files."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ivr.map.drawing.boxes import Boxes
from ivr.map.drawing.dot import dot, mermaid
from ivr.map.drawing.labels import Labels
from ivr.map.drawing.layout import WIDTH, Layout, Line, layout
from ivr.map.drawing.lenses import by_callers, by_seconds, by_sound, by_texts
from ivr.map.drawing.svg import Drawing
from ivr.map.graph import Map
from ivr.map.places import Place
from ivr.map.survey import Survey, survey
from ivr.map.tree import told, tree
from ivr.model import Hotline
from ivr.serving.assembly import Site, assemble
from tests.map.conftest import WHIT_MONDAY, map_of
from tests.support.hotline import MORNING, VARIABLES

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"


def boxes_of(map_: Map) -> Boxes:
    return Boxes(map_, tree(map_))


@pytest.fixture(scope="module")
def whole(hotline: Hotline) -> Layout:
    return layout(boxes_of(map_of(hotline, at=WHIT_MONDAY)))


@pytest.fixture(scope="module")
def surveyed(small: Path) -> Survey:
    return survey(assemble(Site(small, VARIABLES)), small, "+4700000001", "nb", WHIT_MONDAY)


@pytest.mark.parametrize("language", ["nb", "fa", "ti"])
@pytest.mark.parametrize("called", ["+4700000001", "+4700000011"])
def test_the_shipped_map_is_read_on_one_a3_sheet(
    hotline: Hotline, called: str, language: str
) -> None:
    """In letters of 7 points and more."""
    for at in (MORNING, WHIT_MONDAY):
        boxes = boxes_of(map_of(hotline, called, language, at))
        assert layout(boxes).printed_points >= 7.0


def test_no_box_lies_on_another(whole: Layout) -> None:
    for one, other in itertools.combinations(whole.placed.values(), 2):
        apart = one.x + WIDTH <= other.x or other.x + WIDTH <= one.x
        above = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert apart or above, f"{one.box.place} {other.box.place}"


def test_no_line_crosses_another(whole: Layout) -> None:
    """Two that run between the same columns keep their order from one end to the other."""
    for one, other in itertools.combinations(whole.lines, 2):
        if one.start[0] == other.start[0]:
            assert (one.start[1] - other.start[1]) * (one.end[1] - other.end[1]) >= 0


def test_every_place_is_drawn_once_and_what_is_urgent_first(
    hotline: Hotline, whole: Layout
) -> None:
    assert whole.placed.keys() == map_of(hotline, at=WHIT_MONDAY).nodes.keys()
    doors = [str(place) for place in whole.columns[0] if place.is_door]
    assert doors[:2] == ["transfer ambulance", "transfer out_of_hours"]
    assert str(whole.columns[2][0]) == "emergency"


def test_every_key_of_every_step_is_a_line_or_is_written_on_its_box(
    hotline: Hotline, whole: Layout
) -> None:
    map_ = map_of(hotline, at=WHIT_MONDAY)
    lines = {(line.source, line.edge.key, line.edge.to) for line in whole.lines}
    boxes = boxes_of(map_)
    for place, node in map_.nodes.items():
        if place.kind != "step":
            continue
        for edge in told(map_, node):
            key = "silence" if edge.key == "-" else edge.key
            chips = [chip for chip in whole.placed[place].box.chips if key in chip.keys]
            written = any(boxes.named(edge.to) in chip.leads for chip in chips)
            assert written or (place, edge.key, edge.to) in lines, f"{place} {edge.key}"


def test_what_both_ways_lead_to_hangs_on_the_one_that_is_gone_now(hotline: Hotline) -> None:
    for at, gone in ((MORNING, "doctor_open"), (WHIT_MONDAY, "doctor_closed")):
        found = tree(map_of(hotline, at=at))
        parent, _ = found.parent[Place("step", "doctor_find")]
        assert str(parent) == gone
        doctors = [str(place) for place in found.columns[1] if "doctor" in place.name]
        assert doctors == ["doctor_open", "doctor_closed"]  # which never change their places


def test_the_way_that_is_shut_is_dashed_and_says_when_it_is_open(by_night: Map) -> None:
    boxes = boxes_of(by_night)
    shut = boxes.box(Place("step", "doctor_open"))
    assert not shut.is_now
    assert shut.notes == ("when doctor is open (Mon–Fri 08:00–15:30, holidays closed)",)
    drawn: list[Line] = [*layout(boxes).lines]
    now = {str(line.edge.to): line.edge.is_now for line in drawn}
    assert (now["doctor_open"], now["doctor_closed"]) == (False, True)
    door = boxes.box(Place("door", "guidance"))
    assert (door.is_now, "closed now" in door.notes) == (False, True)


def test_key_0_and_silence_are_written_where_they_lead_elsewhere_than_usual(by_night: Map) -> None:
    boxes = boxes_of(by_night)
    assert boxes.usual().startswith("0: 116 117 (23 32 70 00) · silence: waiting")
    [chip] = boxes.box(Place("step", "emergency")).chips
    assert str(chip) == "1, 0, silence 113"
    assert "silence" not in str(boxes.box(Place("step", "fees")).chips)


def test_each_lens_says_in_words_what_it_colours(surveyed: Survey) -> None:
    labels, fees = Labels(), Place("step", "fees")
    assert by_seconds(surveyed.times, labels)[fees].text == (f"{surveyed.times.places[fees]:.1f} s")
    assert surveyed.shades("sound", labels)[fees].text == "0/3"
    drafts = surveyed.shades("texts", labels)[fees]
    assert (drafts.text, drafts.level) == ("0/3", 0)
    assert surveyed.shades("callers", labels) == {}


def test_a_place_that_lacks_sound_says_how_much_and_a_recorded_one_is_the_strongest(
    small_map: Map,
) -> None:
    fees, labels = Place("step", "fees"), Labels()
    for engine, level, text in (
        ("recording", 3, "3/3"),
        ("silent", 1, "0/3"),
        (None, 0, "3 silent"),
    ):
        shade = by_sound(small_map, lambda _, engine=engine: engine, labels)[fees]  # type: ignore[misc] # as asked
        assert (shade.level, shade.text) == (level, text)


def test_a_text_to_be_looked_at_comes_before_one_that_is_approved(small_map: Map) -> None:
    fees, labels = Place("step", "fees"), Labels()
    assert by_texts(small_map, (), (), labels)[fees].text == "3/3"
    assert by_texts(small_map, ("fees.ask",), ("fees.card",), labels)[fees].text == "1 to look at"
    assert by_texts(small_map, ("fees.ask",), (), labels)[fees].text == "2/3"


def test_callers_are_counted_by_place_and_few_are_not_told(small_map: Map) -> None:
    numbers = {"languages": 40, "main": 30, "announce ambulance": 10, "announce doctors.nes": 6,
               "announce doctors.lia": 7, "directory.doctors": 20}  # fmt: skip
    found = by_callers(small_map, numbers, 40, Labels())
    assert found[Place("languages", "0")].text == "40"
    assert found[Place("door", "ambulance")].text == "10"
    assert found[Place("office", "doctors")].text == "13"
    assert found[Place("list", "doctors")].text == "20"
    assert found[Place("step", "fees")].text == "fewer than 5"
    assert found[Place("step", "main")].share == 0.75


def test_the_more_callers_the_thicker_the_line_with_its_number(small_map: Map) -> None:
    shades = by_callers(small_map, {"fees": 30, "emergency": 10}, 40, Labels())
    boxes = Boxes(small_map, tree(small_map), shades)
    wide = re.findall(r'stroke-width="([\d.]+)"', Drawing(boxes, layout(boxes)).within(str))
    assert sorted(map(float, wide)) == [2.8, 6.2]


def test_a_file_is_whole_in_itself_and_asks_for_nothing(surveyed: Survey) -> None:
    boxes = Boxes(surveyed.map, surveyed.tree, by_seconds(surveyed.times, Labels()))
    text = Drawing(boxes, layout(boxes)).file()
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}style") is not None
    assert "href" not in text
    assert not re.search(r"\sstyle=|url\(|@import|<script", text)


def test_texts_of_editors_cannot_break_out_of_the_drawing(small_map: Map) -> None:
    labels = Labels(title='<script>"&{called}{municipality}{language}{at}', few='"<b>')
    shades = by_callers(small_map, {}, None, labels)
    boxes = Boxes(small_map, tree(small_map), shades, labels)
    inside = Drawing(boxes, layout(boxes)).within(lambda place: f'/"><{place}')
    root = ET.fromstring(inside)  # noqa: S314 - our own
    assert root.attrib["aria-label"].startswith('<script>"&')
    assert root.find(".//script") is None


def drawn(surveyed: Survey, kind: str) -> str:
    boxes = Boxes(surveyed.map, surveyed.tree, by_seconds(surveyed.times, Labels()))
    match kind:
        case "svg":
            return Drawing(boxes, layout(boxes)).file()
        case "dot":
            return dot(boxes)
        case _:
            return mermaid(boxes)


@pytest.mark.parametrize("kind", ["svg", "dot", "mermaid"])
def test_the_small_map_is_drawn_as_it_was_looked_at(
    surveyed: Survey, kind: str, request: pytest.FixtureRequest
) -> None:
    """Refresh with --refresh-maps, and look at what has changed."""
    kept = GOLDEN / f"small.{kind}"
    if request.config.getoption("--refresh-maps"):
        kept.write_text(drawn(surveyed, kind), encoding="utf-8")
    assert drawn(surveyed, kind) == kept.read_text(encoding="utf-8")


def test_dot_names_every_place_once_and_every_edge_between_two_of_them(surveyed: Survey) -> None:
    text = drawn(surveyed, "dot")
    name = r'"((?:[^"\\]|\\.)*)"'
    nodes = re.findall(rf"^  {name} \[label={name}(?:, \w+=\w+)*\];$", text, re.MULTILINE)
    edges = re.findall(rf"^  {name} -> {name} \[label={name}(?:, \w+=\w+)*\];$", text, re.MULTILINE)
    assert {one for one, _ in nodes} == {*map(str, surveyed.map.nodes)}
    assert len(nodes) == len(surveyed.map.nodes)
    assert {end for edge in edges for end in edge[:2]} <= {one for one, _ in nodes}
    assert len(text.splitlines()) == len(nodes) + len(edges) + 4
    assert ("main", "doctor_open", "2, when doctor is open") in edges


def test_mermaid_is_one_statement_a_line(surveyed: Survey) -> None:
    first, *lines = drawn(surveyed, "mermaid").splitlines()
    label = r'"[^"<>#]*(?:(?:<br>|#\w+;)[^"<>#]*)*"'
    statement = (
        rf"  n\d+(?:\[\[{label}\]\]|\[{label}\])"
        rf"|  n\d+ (?:-->|-\.->)\|{label}\| n\d+"
        r"|  classDef shut [\w:; -]+|  class n\d+(?:,n\d+)* shut;"
    )
    assert first == "flowchart LR"
    assert [line for line in lines if not re.fullmatch(statement, line)] == []
    assert any("-.->" in line for line in lines)
