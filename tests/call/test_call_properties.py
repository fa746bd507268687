"""What holds for every caller: any keys, silences, outcomes, hours and numbers called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from ivr.call import (
    Announcing,
    AtStep,
    DialOutcome,
    Digit,
    Goodbye,
    InLanguageMenu,
    Input,
    Instructing,
    Silence,
    Spoken,
    State,
    Transfer,
    Turn,
    Wait,
    answer,
    everything,
    fields,
    is_wrong_key,
    read_state,
    resume,
    whisper,
)
from ivr.call.language_menu import page_keys
from ivr.carrier import Addresses
from ivr.definition import Loaded
from ivr.model import Hotline
from ivr.model.services import Service

MOST_TURNS = 25
"""Turns from the last key to the end: re-prompts, a transfer and its stand-in, a goodbye."""

OSLO = ZoneInfo("Europe/Oslo")
KEYS = "0123456789#*"
moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=OSLO)
)
pressed = st.lists(st.one_of(st.sampled_from(KEYS).map(Digit), st.just(Silence())), max_size=20)
answers = st.lists(st.booleans(), max_size=8)
numbers = st.one_of(
    st.sampled_from(["+4700000001", "+4700000002", "+4700000011"]), st.text(max_size=16)
)


def heard_in(turn: Turn, keys: list[Digit | Silence], outcomes: list[bool]) -> Input:
    """What comes next: a key or silence in a wait, an outcome in a transfer; then nothing."""
    if isinstance(turn.then, Transfer):
        return DialOutcome(answered=outcomes.pop(0) if outcomes else False)
    return keys.pop(0) if keys else Silence()


def turns(
    hotline: Hotline,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[bool],
) -> Iterator[Turn]:
    """A whole call, its state sent over the wire at every wait, as the carrier brings it back."""
    turn = answer(hotline, called, now, everything)
    yield turn
    silent = 0
    while not isinstance(turn.then, Goodbye):
        silent = 0 if keys else silent + 1
        assert silent <= MOST_TURNS, "the call does not end by itself"
        heard = heard_in(turn, keys, outcomes)
        turn = resume(hotline, over_the_wire(turn.then.state, hotline), heard, now, everything)
        yield turn


def over_the_wire(state: State, hotline: Hotline) -> State:
    """Return a state after its journey in the action URL, where it must not change."""
    address = Addresses("https://hotline.example").turn(state)
    assert address.isascii()
    assert len(address) < 300
    came_back = read_state(dict(parse_qsl(urlsplit(address).query)), hotline)
    assert came_back == state
    return came_back


def ending(hotline: Hotline, turn: Turn, now: dt.datetime) -> Turn:
    """Return where silence leads from a turn: to a transfer or a goodbye."""
    for _ in range(MOST_TURNS):
        if not isinstance(turn.then, Wait):
            return turn
        turn = resume(hotline, turn.then.state, Silence(), now, everything)
    raise AssertionError("silence leads nowhere")


def staff(hotline: Hotline, services: Mapping[str, Service], state: State) -> set[str]:
    """The services that key 0 leads to in a state, and those that stand in for them."""
    doors = hotline.urgent_doors.get(state.topic, ())
    names = set(doors) or {one.name for one in hotline.person.destinations()}
    if isinstance(state, Announcing):
        names = {state.service}
    elif isinstance(state, Instructing) and services[state.service].urgency:
        names |= {state.service}
    return names | {services[name].otherwise or name for name in names}


@given(called=numbers, now=moments, keys=pressed, outcomes=answers)
def test_every_call_ends_in_words_whatever_is_pressed(
    loaded: Loaded,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[bool],
) -> None:
    *_, last = turns(loaded.hotline, called, now, keys, outcomes)
    assert [spoken.prompt for spoken in last.spoken][-1] == "goodbye"


@given(called=numbers, now=moments, keys=pressed, outcomes=answers)
def test_whatever_is_said_has_a_clip_and_no_turn_is_silent(
    loaded: Loaded,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[bool],
) -> None:
    hotline = loaded.hotline
    for turn in turns(hotline, called, now, keys, outcomes):
        words: tuple[Spoken, ...] = turn.spoken
        if isinstance(turn.then, Transfer):
            words += whisper(hotline, turn.then.state, now, everything)
        assert words
        assert {(spoken.language, spoken.text) for spoken in words} <= loaded.texts


@given(called=numbers, now=moments, keys=pressed, outcomes=answers)
def test_a_turn_speaks_the_callers_language_alone(
    hotline: Hotline,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[bool],
) -> None:
    language = hotline.fallback_language
    for turn in turns(hotline, called, now, keys, outcomes):
        if isinstance(turn.then, Wait | Transfer):
            language = turn.then.state.language or hotline.fallback_language
            if isinstance(turn.then.state, InLanguageMenu):
                continue
        assert {spoken.language for spoken in turn.spoken} <= {language}


@given(called=numbers, now=moments, keys=pressed, outcomes=answers)
def test_zero_leads_to_a_staffed_service_from_everywhere(
    hotline: Hotline,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[bool],
) -> None:
    for turn in turns(hotline, called, now, keys, outcomes):
        if not isinstance(turn.then, Wait):
            continue
        reached = ending(
            hotline, resume(hotline, turn.then.state, Digit("0"), now, everything), now
        ).then
        assert isinstance(reached, Transfer)
        services = hotline.municipalities[reached.state.municipality].services
        assert services[reached.state.service].hours.is_open(now)
        assert reached.state.service in staff(hotline, services, turn.then.state)


@given(called=numbers, now=moments, keys=pressed, outcomes=answers)
def test_a_key_is_wrong_where_the_caller_is_offered_nothing_by_it(
    hotline: Hotline,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[bool],
) -> None:
    for turn in turns(hotline, called, now, keys, outcomes):
        if not isinstance(turn.then, Wait):
            continue
        state = turn.then.state
        means = set("0#*")
        if isinstance(state, InLanguageMenu):
            here = list(hotline.languages_in(state.municipality))
            means |= {key for key, _ in page_keys(here, state.page)} | {"9"}
        elif isinstance(state, AtStep):
            step = hotline.municipalities[state.municipality].steps[state.step]
            means |= step.offered(state.language or hotline.fallback_language).keys()
        wrong = {key for key in KEYS if is_wrong_key(hotline, state, Digit(key), now)}
        assert wrong == set(KEYS) - means
        assert not is_wrong_key(hotline, state, Silence(), now)


@given(called=numbers, now=moments, keys=pressed, outcomes=answers)
def test_silence_from_everywhere_ends_in_a_transfer_or_a_goodbye(
    hotline: Hotline,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
    outcomes: list[bool],
) -> None:
    for turn in turns(hotline, called, now, keys, outcomes):
        last = ending(hotline, turn, now)
        assert isinstance(last.then, Transfer) or last.spoken[-1].prompt == "goodbye"
        steps = isinstance(turn.then, Wait) and isinstance(turn.then.state, AtStep | InLanguageMenu)
        assert isinstance(last.then, Transfer) or not steps


@given(called=numbers, now=moments, keys=pressed)
def test_a_hotline_with_no_trunk_still_says_the_numbers(
    shipped_loaded_without_trunk: Hotline,
    called: str,
    now: dt.datetime,
    keys: list[Digit | Silence],
) -> None:
    """113 and 116 117 cannot be dialled without a trunk: the caller is told to dial."""
    hotline = shipped_loaded_without_trunk
    for turn in turns(hotline, called, now, keys, []):
        if isinstance(turn.then, Transfer):
            assert turn.then.route.target.startswith("+47")


written = st.dictionaries(
    st.one_of(st.sampled_from(["m", "at", "l", "n", "c", "p", "t"]), st.text(max_size=3)),
    st.one_of(
        st.sampled_from(["asker", "halden", "languages", "step", "announce", "dial"]),
        st.sampled_from(["instruction", "nb", "en", "pl", "main", "fees", "emergency", "doctor"]),
        st.sampled_from(["ambulance", "out_of_hours", "guidance", "0", "1", "2", "99", "100"]),
        st.sampled_from(["-1", "1e9", "²", "٣", "99999999999999999999", ""]),
        st.text(max_size=20),
    ),
)


@given(given=written, now=moments)
def test_any_fields_at_all_are_a_state_that_goes_on(
    hotline: Hotline, given: dict[str, str], now: dt.datetime
) -> None:
    """After a change of configuration a call goes on, wherever it stood."""
    state = read_state(given, hotline)
    assert read_state(fields(state), hotline) == state
    inputs: list[Input] = [Silence(), DialOutcome(answered=True), DialOutcome(answered=False)]
    for heard in [*inputs, *map(Digit, [*KEYS, "A", "é", " "])]:
        turn = resume(hotline, state, heard, now, everything)
        assert turn.spoken or isinstance(turn.then, Transfer)
    assert whisper(hotline, state, now, everything)


def test_a_configuration_without_a_trunk_has_no_live_route_to_113(
    shipped_loaded_without_trunk: Hotline,
) -> None:
    ambulance = shipped_loaded_without_trunk.emergency_service
    for municipality in shipped_loaded_without_trunk.municipalities.values():
        assert municipality.services[ambulance].routes == ()
