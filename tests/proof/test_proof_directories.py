"""Three hundred offices: proved, timed, asked about, built for and compared as all else is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from ivr.call import Dialling
from ivr.definition import Loaded, load
from ivr.definition.checks.telephone.examples import in_one_line
from ivr.definition.differences import differences
from ivr.model import Hotline
from ivr.model.services import Route
from ivr.phone import LegRung, ScriptedCaller
from ivr.proof import Lengths, prove_scenario, scenarios
from ivr.proof.check import check
from ivr.proof.explore import Scenario, explore
from ivr.proof.moments import calendar
from ivr.proof.timing.budgets import over_budget
from ivr.proof.timing.times import Milestone, milestones
from ivr.proof.what_if import Branch, what_if
from ivr.serving.assembly import Site
from ivr.serving.readiness import critical_prompts, readiness
from ivr.speech.clips.requests import clip_requests
from ivr.speech.recordings.script import script
from tests.support.directories import offices, place, with_offices
from tests.support.hotline import SMALL, VARIABLES, copied, with_clips

if TYPE_CHECKING:
    from tests.proof.conftest import Ringer

OSLO = ZoneInfo("Europe/Oslo")
START = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
NIGHT = dt.datetime(2026, 11, 25, 3, tzinfo=OSLO)
SHARED, POLISH = "+4700000001", "+4700000002"
MANY = 300


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The small hotline with three hundred offices in twenty areas."""
    root = copied(tmp_path_factory.mktemp("many"), SMALL)
    return load(with_offices(root, offices(MANY, 20, address="Storgata 1")), VARIABLES)


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The same without areas."""
    root = copied(tmp_path_factory.mktemp("paged"), SMALL)
    return load(with_offices(root, offices(MANY)), VARIABLES)


def even(loaded: Loaded, seconds: float = 1.5) -> Lengths:
    """Every clip lasts as long."""
    return Lengths(dict.fromkeys(loaded.texts, seconds))


def of_asker(loaded: Loaded, at: dt.datetime = START) -> Scenario:
    return next(scenarios(loaded.hotline, at))


# --- the proof ----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [START, NIGHT], ids=["open", "closed"])
def test_every_promise_holds_for_three_hundred_offices(many: Loaded, at: dt.datetime) -> None:
    proof = prove_scenario(of_asker(many, at), even(many))
    assert [f"{one.promise}: {one.what}" for one in proof.counterexamples] == []
    listed = {step for step, _ in proof.steps["asker"] if step.startswith("directory.")}
    # Three pages of areas, and two of fifteen offices in each.
    assert len(listed) == 3 + 2 * 20
    assert all((step, code) in proof.steps["asker"] for step, code in product(listed, ("en", "pl")))


def test_every_office_is_rung_in_norwegian_and_one_of_each_kind_in_other_languages(
    many: Loaded,
) -> None:
    rung = Counter(
        state.language for state in explore(of_asker(many)).edges if isinstance(state, Dialling)
        and state.service.startswith("doctors.")
    )  # fmt: skip
    assert rung == {"nb": MANY, "en": 1, "pl": 1, "": 1}


def with_service(hotline: Hotline, name: str, **change: object) -> Hotline:
    asker = hotline.municipalities["asker"]
    service = replace(asker.services[name], **change)  # type: ignore[arg-type] # named below
    changed = replace(asker, services={**asker.services, name: service})
    return replace(hotline, municipalities={**hotline.municipalities, "asker": changed})


@pytest.mark.parametrize(
    "change",
    [{"routes": (Route("+4700009999"),)}, {"number": "00 00 99 99"}],
    ids=["another is dialled", "another is told"],
)
def test_an_office_with_the_number_of_another_is_found(
    paged: Loaded, change: dict[str, object]
) -> None:
    """Whatever the engine makes of it: the proof looks at the entry."""
    hotline = with_service(paged.hotline, "doctors.kontor_bun", **change)
    at = START if "routes" in change else NIGHT
    found = prove_scenario(next(scenarios(hotline, at)), even(paged)).counterexamples
    assert {one.promise for one in found} == {"a name rings its number"}
    assert found[0].what.startswith("[Kontor Bun]")


def test_an_office_that_no_key_leads_to_is_found(paged: Loaded) -> None:
    asker = paged.hotline.municipalities["asker"]
    page = asker.steps["directory.doctors.2"]
    fewer = {key: choice for key, choice in page.choices.items() if key != "3"}
    steps = {**asker.steps, page.name: replace(page, choices=fewer)}
    hotline = replace(paged.hotline, municipalities={"asker": replace(asker, steps=steps)})
    found = prove_scenario(next(scenarios(hotline, START)), even(paged)).counterexamples
    assert {one.promise for one in found} == {"every place is offered"}
    assert "is offered never" in found[0].what


def test_a_name_that_is_none_of_the_municipality_is_a_second_language(paged: Loaded) -> None:
    asker = paged.hotline.municipalities["asker"]
    places = tuple(one for one in asker.directories["doctors"] if one.name != "Kontor Bun")
    changed = replace(asker, directories={"doctors": places})
    hotline = replace(paged.hotline, municipalities={"asker": changed})
    found = prove_scenario(next(scenarios(hotline, START)), even(paged)).counterexamples
    assert "one language" in {one.promise for one in found}


HOURS = [f"Mo-Fr 08:{minute:02}-15:{minute:02}; PH off" for minute in range(30)]


def test_thirty_kinds_of_hours_are_met_with_all_else_and_not_with_each_other(
    tmp_path: Path,
) -> None:
    places = (place(f"K {one}", 21 + n, hours=f'"{hours}"') for n, (one, hours) in
              enumerate(zip("abcdefghijklmnopqrstuvwxyzæøå", HOURS, strict=False)))  # fmt: skip
    loaded = load(with_offices(copied(tmp_path, SMALL), places), VARIABLES)
    asker = loaded.hotline.municipalities["asker"]
    found = calendar(loaded.hotline, asker, START)
    assert len(found.moments) < 6 * len(HOURS), "and not one more for every two of them"
    for service in asker.services.values():
        assert {service.name in moment.open for moment in found.moments} >= {True}
        closes = [change for change in found.changes
                  if service.name in change.before.open - change.after.open]  # fmt: skip
        assert closes or service.hours.text == "24/7"


def test_offices_that_cannot_be_dialled_are_one_warning_at_the_first(tmp_path: Path) -> None:
    trunk = [place(f"Kontor {name}", number, routes=f'["sip:+47000000{number}@${{NO_TRUNK}}"]')
             for number, name in enumerate(("nord", "sør"), 22)]  # fmt: skip
    root = with_offices(copied(tmp_path, SMALL), [place("Bakken", 21), *trunk])
    found = check(Site(with_clips(root), VARIABLES), START, prove=False).problems
    [told] = [one for one in found if one.code == "no-live-route"]
    assert (told.file, told.line) == ("config/municipalities/asker.yaml", 10)
    assert told.cause.startswith("doctors.kontor_nord and 1 more: no live route")


def test_three_hundred_example_numbers_are_one_line_that_can_be_read(many: Loaded) -> None:
    [told] = in_one_line(many.examples)
    assert "00 00 10 00, " in told.cause
    assert told.cause.endswith(" more.")
    assert len(told.cause) < 300
    assert len(many.examples) > MANY, "each is a mistake of its own in production"


# --- the seconds --------------------------------------------------------------------------------

VITAL = ("dial 113", "emergency words", "own language", "silent", "silent in danger", "person")


def timed(loaded: Loaded, called: str) -> dict[tuple[str, str, str], Milestone]:
    found = milestones(of_asker(loaded), called, even(loaded))
    return {(one.kind, one.name, one.language): one for one in found}


@pytest.mark.parametrize("called", [SHARED, POLISH])
def test_the_seconds_to_113_are_what_they_are_without_offices(
    many: Loaded, tmp_path: Path, called: str
) -> None:
    root = copied(tmp_path, SMALL)
    path = root / "config/municipalities/asker.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.partition("directories:")[0], encoding="utf-8")
    before, after = timed(load(root, VARIABLES), called), timed(many, called)
    vital = {key: one for key, one in before.items() if key[0] in VITAL}
    assert {"dial 113", "emergency words"} <= {kind for kind, *_ in vital}
    assert {key: after[key] for key in vital} == vital
    assert [key for key in after if key[0] in VITAL and key not in vital] == []


def test_a_list_is_timed_from_its_first_word_to_the_end_of_its_last_offer(many: Loaded) -> None:
    """The third page of areas, two clips to each, then its last area's last office."""
    one = timed(many, POLISH)["directory", "doctors", "pl"]
    # Two pages of eight areas and the way on; the fourth area; a page and seven offices.
    assert one.seconds == 1.5 * (2 * 17 + 2 * 4 + 17 + 2 * 7)
    assert one.keys == 4


def test_a_list_without_areas_takes_too_long_and_areas_mend_it(paged: Loaded, many: Loaded) -> None:
    late = list(over_budget(paged.hotline, timed(paged, POLISH).values()))
    late = [one for one in late if one.cause.startswith("directory:")]
    assert [one.code for one in late] == ["over-budget"]
    assert "180 are allowed" in late[0].cause
    assert late[0].fix.startswith("Give every place its area")
    told = over_budget(many.hotline, timed(many, POLISH).values())
    assert [one for one in told if one.cause.startswith("directory:")] == []


# --- what if ------------------------------------------------------------------------------------


def told(branch: Branch) -> list[str]:
    here = f"{branch.key}: {branch.place} ({branch.why})"
    return [here, *(line for below in branch.branches for line in told(below))]


def test_what_if_shows_a_few_offices_and_counts_the_others(paged: Loaded) -> None:
    answer = what_if(paged.hotline, POLISH, START, ("2", "2"))
    lines = told(answer.tree)
    assert len(lines) < 12
    assert "1: puts through to doctors.kontor_ban (Kontor Ban, doctors.kontor_ban open)" in lines
    assert "…: and 297 more ()" in lines


def test_what_if_counts_who_is_open_instead_of_listing_them(many: Loaded) -> None:
    answer = what_if(many.hotline, POLISH, NIGHT)
    assert "doctors: 0 of 300 places are open until Wednesday 2026-11-25 08:00" in answer.hours
    assert len(answer.hours) < 8


def test_what_if_shows_areas_first(many: Loaded) -> None:
    lines = told(what_if(many.hotline, POLISH, START, ("2", "2")).tree)
    assert "1: directory.doctors.in_bydel_ban (Bydel Ban)" in lines
    assert "…: and 17 more ()" in lines


# --- clips, recordings, translations ------------------------------------------------------------


def test_one_office_more_is_two_clips_in_norwegian_and_no_sentence(tmp_path: Path) -> None:
    root = copied(tmp_path, SMALL)
    before = load(with_offices(root, offices(12)), VARIABLES)
    books = {path: path.read_bytes() for path in (root / "prompts").iterdir()}
    one_more = [*offices(12), place("Torvet legesenter", 77, address="Torvet 3")]
    after = load(with_offices(root, one_more), VARIABLES)
    assert {path: path.read_bytes() for path in (root / "prompts").iterdir()} == books
    assert after.usages == before.usages
    new = {(one.language, one.text) for one in clip_requests(after)}
    new -= {(one.language, one.text) for one in clip_requests(before)}
    keys = {(code, text) for code, text in new if "Torvet" not in text}
    assert new - keys == {("nb", "Torvet legesenter"), ("nb", "Torvet 3")}
    assert keys == set(), "its key is one that another place has"


def test_digits_are_asked_for_in_every_language_and_names_in_one(many: Loaded) -> None:
    asked = {(one.language, one.text) for one in clip_requests(many)}
    assert {("pl", "siedem"), ("en", "seven"), ("nb", "sju")} <= asked
    assert {code for code, text in asked if text.startswith(("Kontor", "Bydel"))} == {"nb"}


def test_a_speaker_is_handed_the_digits_and_norwegian_the_names(many: Loaded) -> None:
    polish, norwegian = script(many, "pl"), script(many, "nb")
    assert {line.id: line.text for line in polish}["digit.7"] == "siedem"
    assert not any(line.id.startswith("place.") for line in polish)
    assert sum(line.id.startswith("place.") for line in norwegian) == MANY + 1


def test_no_office_is_what_a_language_cannot_do_without(many: Loaded) -> None:
    """Without a clip of any, the language is offered all the same."""
    ready = {one.language: one for one in readiness(many, lambda _, text: not beside(many, text))}
    assert all(one.critical == () for one in ready.values())
    assert {prompt.partition(".")[0] for prompt in ready["pl"].lesser} == {"digit"}
    listed = ("directory.", "digit.", "place.", "area.", "address.")
    assert not any(prompt.startswith(listed) for prompt in critical_prompts(many.hotline))


def beside(loaded: Loaded, text: str) -> bool:
    """Whether a text is said by nothing but a list of places: a name, or a digit."""
    own = ("digit.", "place.", "area.", "address.")
    said = {prompt for (_, prompt), texts in loaded.wordings.items() if text in texts}
    return all(prompt.startswith(own) for prompt in said)


def test_a_diff_tells_which_office_is_another(tmp_path: Path) -> None:
    roots = copied(tmp_path / "was", SMALL), copied(tmp_path / "now", SMALL)
    entries = list(offices(20))
    later = [place("Torvet", 77), *entries[:5], entries[5].replace("00 00 10 05", "00 00 99 05"),
             *entries[6:]]  # fmt: skip
    was = load(with_offices(roots[0], entries), VARIABLES)
    now = load(with_offices(roots[1], later), VARIABLES)
    found = [(one.place[2:], one.before, one.after) for one in differences(was.files, now.files)]
    assert found == [
        (("places", "Torvet", "name"), None, "Torvet"),
        (("places", "Torvet", "number"), None, "00 00 00 77"),
        (("places", "Kontor Byn", "number"), "00 00 10 05", "00 00 99 05"),
    ]


def test_a_diff_tells_offices_that_have_changed_places(tmp_path: Path) -> None:
    """Each is under the key of the other, though no entry is another."""
    roots = copied(tmp_path / "was", SMALL), copied(tmp_path / "now", SMALL)
    entries = list(offices(5))
    later = [entries[0], entries[3], entries[2], entries[1], place("Torvet", 77), entries[4]]
    was = load(with_offices(roots[0], entries), VARIABLES)
    now = load(with_offices(roots[1], later), VARIABLES)
    told = [one for one in differences(was.files, now.files) if one.place[-1] == "order"]
    assert [(one.before, one.after) for one in told] == [
        ("Kontor Ben, Kontor Bin, Kontor Bon", "Kontor Bon, Kontor Bin, Kontor Ben")
    ]


# --- through the whole stack --------------------------------------------------------------------


def test_a_polish_caller_is_put_through_to_an_office_on_the_second_page(
    small_line: Ringer,
) -> None:
    record = small_line.ring(ScriptedCaller("2,2,9,2"), at=START, to=POLISH)
    assert record.faults == ()
    assert [leg.to for leg in record.of(LegRung)] == ["+4721000110"]
    said = [(one.language, one.text) for one in record.heard]
    assert said[-3:-1] == [("pl", "Teraz dzwonimy do"), ("nb", "Vika legesenter")]
    assert "Do widzenia" in said[-1][1], "the goodbye, when the talk is over"


def test_when_nobody_answers_there_the_number_is_heard_digit_by_digit(small_line: Ringer) -> None:
    caller = ScriptedCaller("2,2,2,-,x", ["busy"])
    record = small_line.ring(caller, at=START, to=POLISH)
    assert record.faults == ()
    said = [one.text for one in record.heard if one.language == "pl"]
    number = ["dwa", "jeden", "zero", "zero", "zero", "jeden", "zero", "dwa"]
    spot = said.index("Numer to")
    assert said[spot + 1 : spot + 9] == number
    assert said[spot + 9] == "Powtarzam"
    assert ("nb", "Bakken 2") in [(one.language, one.text) for one in record.heard]


def test_at_night_the_stand_in_answers(small_line: Ringer) -> None:
    record = small_line.ring(ScriptedCaller("2,3,1"), at=NIGHT, to=POLISH)
    assert record.faults == ()
    assert [leg.to for leg in record.of(LegRung)] == ["sip:116117@trunk.example"]
