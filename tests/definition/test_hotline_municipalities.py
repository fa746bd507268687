"""What differs from one municipality to the next, and only that."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.definition import Loaded, load

Change = Callable[[str, str, str], None]
Load = Callable[[], Loaded]

NOON = dt.datetime(2027, 5, 14, 12, tzinfo=ZoneInfo("Europe/Oslo"))

HALDENS = "Dial zero zero, zero zero, zero zero, four one."


@pytest.fixture
def halden(sound: Path) -> Callable[[str], None]:
    """Write more into Halden's file."""
    path = sound / "config/municipalities/halden.yaml"

    def more(text: str) -> None:
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return more


def test_a_service_keeps_what_a_municipality_does_not_mention(
    halden: Callable[[str], None], loaded: Load
) -> None:
    halden("services:\n  guidance:\n    address: Torget 1\n")
    places = loaded().hotline.municipalities
    here, there = places["halden"].services["guidance"], places["asker"].services["guidance"]
    assert (here.address, there.address) == ("Torget 1", None)
    assert (here.number, here.ring_seconds) == (there.number, there.ring_seconds)
    assert (here.hours, here.routes, here.otherwise) == (there.hours, there.routes, there.otherwise)


def test_callers_hear_their_own_municipalitys_number(
    halden: Callable[[str], None], loaded: Load
) -> None:
    halden('services:\n  guidance: {number: "00 00 00 41", routes: ["+4700000041"]}\n')
    result = loaded()
    prompt = result.hotline.municipalities["halden"].prompts["en"]["service.guidance.instruction"]
    assert prompt.text.with_key("") == HALDENS
    assert ("en", HALDENS) in result.texts
    assert ("en", "Dial two three, three two, seven zero, zero zero.") in result.texts


def test_a_municipality_has_its_own_hours(halden: Callable[[str], None], loaded: Load) -> None:
    halden("services:\n  doctor:\n    hours: Mo-Th 08:00-15:30\n")
    places = loaded().hotline.municipalities
    assert places["asker"].services["doctor"].hours.is_open(NOON)
    assert not places["halden"].services["doctor"].hours.is_open(NOON)


def test_a_changed_choice_leaves_the_others(halden: Callable[[str], None], loaded: Load) -> None:
    halden("menu:\n  main:\n    choices:\n      4: {say: main.guidance, go: waiting}\n")
    places = loaded().hotline.municipalities
    here, there = places["halden"].steps["main"], places["asker"].steps["main"]
    assert here.choices["4"].go.otherwise.name == "waiting"
    assert there.choices["4"].go.otherwise.kind == "transfer"
    assert {k: here.choices[k] for k in "123"} == {k: there.choices[k] for k in "123"}
    assert here.after == there.after


def test_an_added_choice_comes_last(halden: Callable[[str], None], loaded: Load) -> None:
    halden("menu:\n  main:\n    choices:\n      5: {say: main.fees, go: waiting}\n")
    places = loaded().hotline.municipalities
    assert list(places["halden"].steps["main"].choices) == ["1", "2", "3", "4", "5"]
    assert list(places["asker"].steps["main"].choices) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("nothing", ["", " # not here"])
def test_a_choice_set_to_nothing_is_taken_away(
    halden: Callable[[str], None], loaded: Load, nothing: str
) -> None:
    halden(f"menu:\n  main:\n    choices:\n      4:{nothing}\n")
    places = loaded().hotline.municipalities
    assert list(places["halden"].steps["main"].choices) == ["1", "2", "3"]
    assert list(places["asker"].steps["main"].choices) == ["1", "2", "3", "4"]


def test_a_municipality_may_have_a_step_of_its_own(
    halden: Callable[[str], None], loaded: Load
) -> None:
    halden("menu:\n  fees:\n    choices:\n      1: {say: main.guidance, go: own}\n"
           "  own: {say: waiting, on_silence: person}\n")  # fmt: skip
    places = loaded().hotline.municipalities
    assert places["halden"].steps["own"].say == ("waiting",)
    assert "own" not in places["asker"].steps


NURSE = {
    "nb": ("Vi setter deg over til {nurse.number}.", "Ring {nurse.number}.", "Stengt."),
    "en": ("We put you through to {nurse.number}.", "Dial {nurse.number}.", "Closed."),
    "pl": ("Łączymy z {nurse.number}.", "Zadzwoń pod {nurse.number}.", "Nieczynne."),
}


@pytest.fixture
def nurse(sound: Path, change: Change) -> None:
    """A service that both are told of, and whose number Halden alone knows."""
    services = sound / "config/services.yaml"
    text = services.read_text(encoding="utf-8")
    services.write_text(f"{text}\nnurse:\n  hours: Mo-Fr 09:00-14:00; PH off\n", encoding="utf-8")
    change("config/menu.yaml", "go: transfer guidance}\n  after: keys\n\nemergency", (
        "go: transfer nurse}\n  after: keys\n\nemergency"
    ))  # fmt: skip
    for language, (announce, instruction, closed) in NURSE.items():
        path = sound / f"prompts/{language}.yaml"
        with path.open("a", encoding="utf-8") as book:
            book.write(f"  service.nurse.announce: {announce}\n")
            book.write(f"  service.nurse.instruction: {instruction}\n")
            book.write(f"  service.nurse.closed: {closed}\n")


@pytest.mark.usefixtures("nurse")
def test_a_choice_whose_number_is_not_known_is_left_out_with_a_warning(
    halden: Callable[[str], None], loaded: Load
) -> None:
    halden('services:\n  nurse:\n    number: "00 00 00 42"\n')
    result = loaded()
    places = result.hotline.municipalities
    assert list(places["asker"].steps["main"].choices) == ["1", "2", "3"]
    assert list(places["halden"].steps["main"].choices) == ["1", "2", "3", "4"]
    assert [(w.file, w.line, w.code) for w in result.warnings] == [
        ("config/menu.yaml", 6, "choice-left-out")
    ]
    assert "Asker" in result.warnings[0].cause


@pytest.mark.usefixtures("nurse")
def test_a_choice_left_out_does_not_stop_the_service_for_its_gap(
    halden: Callable[[str], None], change: Change, loaded: Load
) -> None:
    halden('services:\n  nurse:\n    number: "00 00 00 42"\n')
    change("config/menu.yaml", "3: {say: main.fees, go: fees}", (
        "3: {say: main.guidance, go: transfer nurse}"
    ))  # fmt: skip
    change("config/menu.yaml", "4: {say: main.guidance, go: transfer nurse}", (
        "4: {say: main.fees, go: fees}"
    ))  # fmt: skip
    places = loaded().hotline.municipalities
    assert list(places["asker"].steps["main"].choices) == ["1", "2", "4"]


@pytest.mark.usefixtures("nurse")
def test_without_a_number_the_wording_without_it_is_spoken(
    sound: Path, halden: Callable[[str], None], change: Change
) -> None:
    halden('services:\n  nurse:\n    number: "00 00 00 42"\n')
    for language, bare in (("nb", "Ring lege."), ("en", "Call one."), ("pl", "Dzwoń.")):
        number = "  doctor.open: {text: Ring {nurse.number}., without: " + bare + "}\n"
        own = {"nb": "Ring fastlegen din nå.", "en": "Call your doctor now.",
               "pl": "Zadzwoń teraz do lekarza."}[language]  # fmt: skip
        quoted = number.replace("Ring {nurse.number}.", '"{nurse.number}"')
        change(f"prompts/{language}.yaml", f"  doctor.open: {own}\n", quoted)
    places = load(sound, {}).hotline.municipalities
    day = NOON.date()
    assert places["asker"].prompts["en"]["doctor.open"].wording(day).with_key("") == "Call one."
    halden_hears = places["halden"].prompts["en"]["doctor.open"].wording(day).with_key("")
    assert halden_hears == "zero zero, zero zero, zero zero, four two"


def test_a_file_of_a_municipality_may_be_hidden_from_the_hotline(sound: Path) -> None:
    """Editing programs leave such files behind; they are no municipality."""
    for name in ("._halden.yaml", ".#halden.yaml"):
        (sound / "config/municipalities" / name).write_bytes(b"\x00\x05\x16\x07")
    assert set(load(sound, {}).hotline.municipalities) == {"asker", "halden"}


def test_a_number_that_becomes_known_needs_nothing_but_itself(tmp_path: Path) -> None:
    """The sentences around the maternity ward and the health centre are there in every language."""
    root = Path(__file__).parents[2]
    for folder in ("config", "prompts"):
        shutil.copytree(root / folder, tmp_path / folder)
    loaded = load(tmp_path, {})
    before = loaded.hotline.municipalities["halden"].steps
    assert "service.maternity_ward.announce" in loaded.prompts("pl")
    assert not any(prompt == "birth.connect" for _, prompt in loaded.wordings)
    assert list(before["birth"].choices) == ["1", "2"]
    assert list(before["children"].choices) == ["1", "2", "3"]
    path = tmp_path / "config/municipalities/halden.yaml"
    found = (
        '  maternity_ward: {number: "69 00 00 01", routes: ["+4769000001"]}\n'
        '  health_centre: {number: "69 00 00 02", routes: ["+4769000002"]}\n'
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("services:\n", f"services:\n{found}"), encoding="utf-8")
    after = load(tmp_path, {})
    halden = after.hotline.municipalities["halden"]
    assert halden.steps["birth"].choices["3"].go.otherwise.name == "maternity_ward"
    assert halden.steps["children"].choices["4"].go.otherwise.name == "health_centre"
    for code in after.hotline.languages:
        said = halden.prompts[code]["service.maternity_ward.announce"]
        assert (code, said.text.with_key("")) in after.texts
