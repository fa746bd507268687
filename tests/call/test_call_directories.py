"""Lists of places: what a caller hears of them in Polish, and that a place is told as it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ivr.call import (
    Announcing,
    AtStep,
    Dialling,
    DialOutcome,
    Digit,
    Goodbye,
    Input,
    Instructing,
    Silence,
    Spoken,
    State,
    Transfer,
    Turn,
    Wait,
    everything,
    fields,
    read_state,
    resume,
    whisper,
)
from ivr.definition import load
from ivr.definition.opening_hours import read_hours
from ivr.model import Hotline
from ivr.model.prompts import Prompt, Wording
from ivr.model.services import Route, Service
from ivr.proof.alike import kind_of
from tests.support.directories import offices, place, with_offices
from tests.support.hotline import SMALL, VARIABLES, copied

OSLO = ZoneInfo("Europe/Oslo")
DAY = dt.datetime(2026, 11, 25, 10, tzinfo=OSLO)
NIGHT = dt.datetime(2026, 11, 25, 3, tzinfo=OSLO)
BUSY = DialOutcome(answered=False)
DOCTOR = AtStep("asker", "pl", "doctor_open", "doctor")

Listing = Callable[..., Hotline]


@pytest.fixture
def listing(tmp_path: Path) -> Listing:
    """The small hotline with other offices in Asker."""

    def make(*places: str) -> Hotline:
        if not (tmp_path / "config").exists():
            copied(tmp_path, SMALL)
        return load(with_offices(tmp_path, places), VARIABLES).hotline

    return make


def pressed(hotline: Hotline, *keys: Input | str, at: dt.datetime = DAY) -> Turn:
    """What follows keys and other inputs after the doctor's step, in Polish."""
    state: State = DOCTOR
    turn = None
    for key in keys:
        said = Digit(key) if isinstance(key, str) else key
        turn = resume(hotline, state, said, at, everything)
        state = turn.then.state if not isinstance(turn.then, Goodbye) else state
    assert turn is not None
    return turn


def heard(turn: Turn) -> list[str]:
    return [f"{one.language} {one.text}" for one in turn.spoken]


def test_each_name_is_heard_in_norwegian_and_then_its_key(listing: Listing) -> None:
    hotline = listing(place("Åsen legekontor", 21), place("Bakken", 22))
    assert heard(pressed(hotline, "2")) == [
        "nb Åsen legekontor",
        "pl Naciśnij jeden.",
        "nb Bakken",
        "pl Naciśnij dwa.",
    ]


def test_the_one_chosen_is_named_and_rung_and_the_callee_told_language_and_topic(
    listing: Listing,
) -> None:
    hotline = listing(place("Åsen legekontor", 21), place("Bakken", 22))
    assert heard(pressed(hotline, "2", "2")) == ["pl Teraz dzwonimy do", "nb Bakken"]
    rung = pressed(hotline, "2", "2", Silence())
    assert isinstance(rung.then, Transfer)
    assert (rung.then.route.target, rung.then.ring_seconds) == ("+4700000022", 30)
    told = whisper(hotline, rung.then.state, DAY, everything)
    assert [one.prompt for one in told] == ["whisper.intro", "whisper.speaks.pl", "topic.doctor"]


def test_a_closed_place_tells_its_number_and_its_stand_in_is_rung(listing: Listing) -> None:
    hotline = listing(place("Bakken", 1234, address="Bakken 2"))
    turn = pressed(hotline, "2", "1", at=NIGHT)
    digits = ["zero", "zero", "zero", "zero", "jeden", "dwa", "trzy", "cztery"]
    assert heard(turn) == [
        "nb Bakken",
        "pl Teraz zamknięte.",
        "pl Numer to",
        *(f"pl {digit}" for digit in digits),
        "pl Jeśli to nie może czekać, zostań na linii.",
        "pl Łączymy z jeden jeden sześć, jeden jeden siedem.",
    ]
    assert turn.then == Wait(Announcing("asker", "pl", "out_of_hours", "doctor"), 2)


def test_a_failed_call_tells_the_number_twice_and_the_address_then_the_stand_in(
    listing: Listing,
) -> None:
    hotline = listing(place("Bakken", 90, address="Bakken 2"))
    turn = pressed(hotline, "2", "1", Silence(), BUSY)
    said = " ".join(heard(turn))
    digits = " ".join(f"pl {word}" for word in ["zero"] * 6 + ["dziewięć", "zero"])
    assert said == (
        f"pl Nie udało się połączyć z nb Bakken pl Numer to {digits} pl Powtarzam {digits} "
        "pl Adres to nb Bakken 2 pl Jeśli to nie może czekać, zostań na linii."
    )
    stays = pressed(hotline, "2", "1", Silence(), BUSY, Silence())
    assert isinstance(stays.then, Wait)
    assert stays.then.state == Announcing("asker", "pl", "out_of_hours", "doctor")


def test_who_has_no_address_is_told_none(listing: Listing) -> None:
    turn = pressed(listing(place("Bakken", 90)), "2", "1", Silence(), BUSY)
    assert not any("Adres" in line for line in heard(turn))


def names(turn: Turn) -> list[str]:
    return [one.text for one in turn.spoken if one.language == "nb"]


def test_a_long_list_is_paged_and_its_last_page_leads_nowhere(listing: Listing) -> None:
    hotline = listing(*offices(18))
    first, second, last = (pressed(hotline, "2", *"9" * page) for page in range(3))
    assert [len(names(page)) for page in (first, second, last)] == [8, 8, 2]
    assert len({*names(first), *names(second), *names(last)}) == 18
    assert heard(first)[-1] == heard(second)[-1] == "pl Aby usłyszeć więcej, naciśnij dziewięć."
    assert heard(last)[-1] == "pl Naciśnij dwa."


def test_nine_are_one_page(listing: Listing) -> None:
    turn = pressed(listing(*offices(9)), "2")
    assert len(names(turn)) == 9
    assert heard(turn)[-1] == "pl Naciśnij dziewięć."


def test_names_that_look_alike_in_an_address_stay_two_whatever_their_order(
    listing: Listing,
) -> None:
    """A call in progress carries the name; a list that is sorted anew leads it nowhere else."""
    hotline = listing(place("Ås legekontor", 21), place("As  legekontor", 22))
    services = hotline.municipalities["asker"].services
    before = {name: one.number for name, one in services.items() if name.startswith("doctors.")}
    assert len(before) == 2
    assert names(pressed(hotline, "2")) == ["Ås legekontor", "As legekontor"]
    hotline = listing(place("As  legekontor", 22), place("Ås legekontor", 21))
    services = hotline.municipalities["asker"].services
    after = {name: one.number for name, one in services.items() if name.startswith("doctors.")}
    assert after == before


def test_areas_come_first_where_one_page_does_not_hold_all(listing: Listing) -> None:
    hotline = listing(
        *(place(f"Nord {one}", 21 + spot, area="Nord") for spot, one in enumerate("abcdefghij")),
        place("Sør a", 40, area="Sør"),
        place("Uten område", 41),
    )
    assert names(pressed(hotline, "2")) == ["Nord", "Sør", "Uten område"]
    assert names(pressed(hotline, "2", "1")) == [f"Nord {one}" for one in "abcdefgh"]
    assert names(pressed(hotline, "2", "1", "9")) == ["Nord i", "Nord j"]
    assert names(pressed(hotline, "2", "2")) == ["Sør a"]
    assert names(pressed(hotline, "2", "3")) == ["Uten område"]


def test_areas_of_a_short_list_are_not_asked_for(listing: Listing) -> None:
    hotline = listing(place("Nord", 21, area="Nord"), place("Sør", 22, area="Sør"))
    assert names(pressed(hotline, "2")) == ["Nord", "Sør"]


def test_keys_mean_there_what_they_mean_everywhere(listing: Listing) -> None:
    hotline = listing(*offices(18))
    again = pressed(hotline, "2", "#")
    assert names(again) == names(pressed(hotline, "2"))
    assert all(one.slow for one in again.spoken)
    wrong = pressed(hotline, "2", "9", "9", "3")
    assert names(wrong) == names(pressed(hotline, "2", "9", "9")), "the options once more"
    person = pressed(hotline, "2", "0")
    assert isinstance(person.then, Wait)
    assert person.then.state == Announcing("asker", "pl", "guidance", "doctor")


def test_where_polish_lacks_a_digit_the_whole_turn_is_norwegian(listing: Listing) -> None:
    hotline = listing(place("Bakken", 21))

    def can_be_heard(one: Spoken) -> bool:
        return (one.language, one.prompt) != ("pl", "digit.0")

    state = Dialling("asker", "pl", "doctors.bakken", "doctor")
    turn = resume(hotline, state, BUSY, DAY, can_be_heard)
    assert {one.language for one in turn.spoken} == {"nb"}
    menu = resume(hotline, DOCTOR, Digit("2"), DAY, can_be_heard)
    assert {one.language for one in menu.spoken} == {"nb", "pl"}, "no digit is said there"


def test_a_language_that_lacks_a_sentence_of_lists_offers_none(
    listing: Listing, tmp_path: Path
) -> None:
    listing(place("Bakken", 21))
    book = tmp_path / "prompts" / "pl.yaml"
    lines = book.read_text(encoding="utf-8").splitlines()
    book.write_text("\n".join(line for line in lines if "directory.closed" not in line), "utf-8")
    hotline = listing(place("Bakken", 21))
    polish = resume(hotline, AtStep("asker", "pl", "main"), Digit("2"), DAY, everything)
    assert "doctor.offices_offer" not in [one.prompt for one in polish.spoken]
    english = resume(hotline, AtStep("asker", "en", "main"), Digit("2"), DAY, everything)
    assert "doctor.offices_offer" in [one.prompt for one in english.spoken]


def test_whoever_is_called_to_a_place_that_is_gone_comes_to_the_main_menu(
    listing: Listing,
) -> None:
    hotline = listing(place("Bakken", 21))
    kept = read_state(fields(Dialling("asker", "pl", "doctors.bakken", "doctor")), hotline)
    assert kept == Dialling("asker", "pl", "doctors.bakken", "doctor")
    gone = read_state(fields(Dialling("asker", "pl", "doctors.haugen", "doctor")), hotline)
    assert gone == AtStep("asker", "pl", "main")


# --- two places of a kind -----------------------------------------------------------------------

HOURS = ("24/7", "Mo-Fr 08:00-15:30; PH off", "unknown")
SIGNS = st.text("0123456789", min_size=2, max_size=8)


@st.composite
def two_of_a_kind(draw: st.DrawFn) -> tuple[Service, Service]:
    """Two places that `ivr proof` takes for one in most languages."""
    routes = draw(st.lists(st.booleans(), max_size=2))
    has_address = draw(st.booleans())
    alike = Service(
        "doctors.alike",
        number=None,
        address=None,
        hours=read_hours(draw(st.sampled_from(HOURS)), OSLO, "NO"),
        routes=(),
        otherwise=draw(st.sampled_from(["out_of_hours", "guidance", None])),
        ring_seconds=draw(st.integers(5, 120)),
        answered_after_seconds=draw(st.sampled_from([0, 8])),
        accept=draw(st.booleans()),
    )

    def one(name: str) -> Service:
        number = draw(SIGNS)
        targets = (f"sip:{number}@{name}.example" if sip else f"+47{number}" for sip in routes)
        address = f"Gata {name}" if has_address else None
        dialled = tuple(map(Route, targets))
        return replace(
            alike, name=f"doctors.{name}", number=number, address=address, routes=dialled
        )

    return one("storgata"), one("torget")


def with_place(hotline: Hotline, service: Service) -> Hotline:
    """The small hotline with one place more in Asker."""
    asker = hotline.municipalities["asker"]
    said = {f"place.{service.name}": service.name, f"address.{service.name}": service.address or ""}
    norwegian = {key: Prompt(key, Wording(text), None) for key, text in said.items()}
    books = {**asker.prompts, "nb": {**asker.prompts["nb"], **norwegian}}
    changed = replace(asker, services={**asker.services, service.name: service}, prompts=books)
    return replace(hotline, municipalities={**hotline.municipalities, "asker": changed})


STATES: Sequence[Callable[[str, str], State]] = (
    lambda language, name: Announcing("asker", language, name, "doctor"),
    lambda language, name: Dialling("asker", language, name, "doctor", 1),
    lambda language, name: Dialling("asker", language, name, "doctor", 2),
    lambda language, name: Instructing("asker", language, name, "doctor", 1),
    lambda language, name: Instructing("asker", language, name, "doctor", 2),
)
INPUTS = st.one_of(
    st.sampled_from("0123456789#*").map(Digit),
    st.builds(Silence),
    st.builds(DialOutcome, st.booleans(), st.sampled_from([None, 3, 60])),
)


def without_what_is_its_own(turn: Turn, service: Service) -> str:
    """A turn as text, without the place's name, number, address and routes."""
    said = [replace(one, text="") if service.name in one.prompt else one for one in turn.spoken]
    text = repr((said, turn.then)).replace(service.name, "PLACE")
    for route in service.routes:
        text = text.replace(repr(route), "ROUTE")
    digit = r"Spoken\(prompt='digit\.\d', language='(\w\w)', text='\w+', slow=(\w+)\)"
    return re.sub(rf"({digit}, )+", r"NUMBER in \2 \3, ", text)


@given(
    two_of_a_kind(),
    st.sampled_from(["nb", "en", "pl"]),
    st.sampled_from(STATES),
    INPUTS,
    st.sampled_from([DAY, NIGHT]),
)
def test_two_places_of_a_kind_differ_in_name_number_and_address_alone(
    small_hotline: Hotline,
    both: tuple[Service, Service],
    language: str,
    state: Callable[[str, str], State],
    input: Input,
    at: dt.datetime,
) -> None:
    """What is proved of one place in Polish holds for every other that it stands for."""
    assert kind_of(both[0]) == kind_of(both[1])
    turns = []
    for service in both:
        hotline = with_place(small_hotline, service)
        here = state(language, service.name)
        assume(isinstance(here, Dialling) == isinstance(input, DialOutcome))
        assume(not isinstance(here, Dialling) or here.route <= len(service.routes))
        assume(not isinstance(here, Announcing) or service.routes)
        turn = resume(hotline, here, input, at, everything)
        turns.append(without_what_is_its_own(turn, service))
    assert turns[0] == turns[1]
