"""What an update changes in what callers hear, told before it is taken."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.support.commands import Ivr, one_line
from tests.support.hotline import SMALL, copied


def replaced(project: Path, name: str, before: str, after: str) -> None:
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.fixture
def update(tmp_path: Path) -> Path:
    """The shipped content of a later version: a sentence and a number are others."""
    later = copied(tmp_path / "later")
    replaced(later, "prompts/pl.yaml", "keys.take_your_time: ", "keys.take_your_time: Spokojnie. ")
    replaced(later, "config/services.yaml", '"22 59 13 00"', '"23 07 80 00"')
    replaced(later, "config/services.yaml", "+4722591300", "+4723078000")
    return later


@pytest.fixture
def own(tmp_path: Path) -> Ivr:
    ivr = Ivr(tmp_path)
    assert ivr("init", str(tmp_path / "own"), "--name", "Vestby").returncode == 0
    return Ivr(tmp_path / "own")


def test_each_sentence_and_number_that_changes_is_told(own: Ivr, update: Path) -> None:
    done = own("content", "diff", "shipped", str(update))
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "pl: 1 changed"
    assert lines[1] == "  keys.take_your_time"
    assert lines[2].startswith("    - ")
    assert lines[3].startswith("    + Spokojnie. ")
    assert lines[4] == "Where callers are led, and the rest: 2 differences"
    assert "  services: poison number" in lines
    assert "    + 23 07 80 00" in lines


def test_what_the_folder_says_itself_is_no_difference(own: Ivr, update: Path) -> None:
    (own.project / "prompts/pl.yaml").write_text(
        "prompts:\n  keys.take_your_time: Proszę.\n", encoding="utf-8"
    )
    told = own("content", "diff", "shipped", str(update), "--language", "pl").stdout
    assert told == "Callers would hear no difference.\n"


def test_an_update_that_does_not_fit_the_folder_is_told_mistake_by_mistake(
    own: Ivr, update: Path
) -> None:
    (own.project / "prompts/nb.yaml").write_text(
        "prompts:\n  main.fees: Ring {old_service.number}, trykk {key}.\n", encoding="utf-8"
    )
    done = own("content", "diff", str(update), str(update))
    assert done.returncode == 1
    first, *mistakes = done.stderr.splitlines()
    assert first == f"With {update} this folder does not hold:"
    assert mistakes[0].startswith("prompts/nb.yaml:2: [main.fees] names {old_service.number}")


def test_a_step_that_the_update_has_no_more_is_told_where_the_folder_speaks_of_it(
    own: Ivr, update: Path
) -> None:
    for name in ("config/menu.yaml", "prompts/nb.yaml"):
        replaced(update, name, "travel_help", "trip_help")
    replaced(update, "config/menu.yaml", "fees_travel_help:\n", "fees_trip_help:\n")
    town = own.project / "config/municipalities/vestby.yaml"
    with town.open("a", encoding="utf-8") as file:
        file.write("menu:\n  fees_travel_help:\n    wait_seconds: 9\n")
    done = own("content", "diff", "shipped", str(update))
    line = town.read_text(encoding="utf-8").splitlines().index("  fees_travel_help:") + 1
    assert done.stderr.splitlines()[0] == (
        f"config/municipalities/vestby.yaml:{line}: [fees_travel_help] is not in {update} any "
        "more: what is written here stays, and stands alone."
    )
    assert " warning: " not in done.stderr


def test_an_update_that_cannot_be_read_is_told_by_its_cause_alone(own: Ivr, update: Path) -> None:
    replaced(update, "prompts/nb.yaml", "prompts:\n", "prompts: [\n")
    (own.project / "prompts/nb.yaml").write_text(
        "prompts:\n  main.fees: Kostnad, trykk {key}.\n", encoding="utf-8"
    )
    [_, mistake] = own("content", "diff", "shipped", str(update)).stderr.splitlines()
    assert mistake.startswith("shipped prompts/nb.yaml:")


def test_a_wheel_is_read_as_its_content(own: Ivr, update: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "ivr-9.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        for path in update.rglob("*.yaml"):
            file.write(path, f"ivr/content/{path.relative_to(update)}")
    told = own("content", "diff", "shipped", str(wheel), "--json").stdout
    [text] = [one for one in json.loads(told)["differences"] if one["file"] == "prompts/pl"]
    assert text["place"] == ["prompts", "keys.take_your_time"]
    assert text["became"] == "changed"


def test_two_folders_are_compared_as_they_are(tmp_path: Path) -> None:
    small, later = Ivr(copied(tmp_path / "small", SMALL)), copied(tmp_path / "later", SMALL)
    same = small("content", "diff", str(small.project), str(later))
    assert same.stdout == "Callers would hear no difference.\n"


@pytest.mark.parametrize("named", ["nowhere", "notes.txt"])
def test_what_is_no_content_is_told(own: Ivr, tmp_path: Path, named: str) -> None:
    (tmp_path / "notes.txt").write_text("no wheel", encoding="utf-8")
    path = tmp_path / named
    assert one_line(own("content", "diff", "shipped", str(path))) == (
        f"{path} is no content. Name a folder with config/ in it, a wheel, or: shipped"
    )
