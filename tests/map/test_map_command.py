"""`ivr map`: a drawing on standard output, and every mistake in one go."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ivr.map.drawing.lenses import LENSES
from tests.support.commands import Ivr, one_line
from tests.support.hotline import SMALL, VARIABLES, copy_of

NIGHT = "2027-05-17 22:10"


@pytest.fixture
def own(small: Path) -> Ivr:
    return Ivr(small)


def test_without_options_it_is_an_svg_of_now(own: Ivr) -> None:
    done = own("map", **VARIABLES)
    assert (done.returncode, done.stderr) == (0, "")
    assert ET.fromstring(done.stdout).tag.endswith("svg")  # noqa: S314 - our own


@pytest.mark.parametrize("kind", ["svg", "dot", "mermaid"])
def test_it_writes_what_was_looked_at(own: Ivr, kind: str) -> None:
    done = own("map", "--format", kind, "--at", NIGHT, **VARIABLES)
    golden = Path(__file__).parent / "golden" / f"small.{kind}"
    assert done.stdout == golden.read_text(encoding="utf-8")


def test_as_json_each_place_has_its_ways_with_hours_and_seconds(own: Ivr) -> None:
    done = own("map", "--format", "json", "--at", NIGHT, "--language", "pl", **VARIABLES)
    main = next(row for row in json.loads(done.stdout) if row["place"] == "main")
    ways = {(*way["keys"], way["to"]): way for way in main["ways"]}
    assert ways["2", "doctor_open"]["now"] is False
    assert ways["2", "doctor_open"]["hours"] == [{"service": "doctor", "open": True}]
    assert ways["silence", "waiting"]["seconds"] is None
    assert ways["3", "fees"]["seconds"] > main["seconds"]
    assert main["says"][0] == "Jeśli to groźne, naciśnij jeden."


@pytest.mark.parametrize("lens", LENSES)
def test_it_is_coloured_by_what_is_asked(own: Ivr, lens: str) -> None:
    done = own("map", "--by", lens, **VARIABLES)
    if lens == "callers":
        assert "There is no journal" in one_line(done)
    else:
        assert done.returncode == 0
        assert 'class="bar v' in done.stdout


def test_it_is_kept_in_a_file(own: Ivr, tmp_path: Path) -> None:
    done = own("map", "--format", "dot", "--save", str(tmp_path / "map.dot"), **VARIABLES)
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "map.dot").read_text(encoding="utf-8").startswith("digraph map {")
    lost = own("map", "--save", str(tmp_path / "none" / "map.svg"), **VARIABLES)
    assert "cannot be written" in one_line(lost)


def test_every_mistake_is_told_at_once(own: Ivr) -> None:
    done = own("map", "--format", "sgv", "--by", "second", "--language", "po", **VARIABLES)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "--format: [sgv] is not known here. Did you mean [svg]?",
        "--by: [second] is not known here. Did you mean [seconds]?",
        "--language: [po] is not known here. Known here: en, nb, pl.",
    ]


def test_a_moment_that_is_none_is_one_line(own: Ivr) -> None:
    assert one_line(own("map", "--at", "tonight")).startswith("--at: [tonight] is no time.")


def test_a_project_without_clips_says_how_to_make_them(tmp_path: Path) -> None:
    own = Ivr(copy_of(SMALL, tmp_path / "project"))
    assert "ivr audio build" in one_line(own("map"))
