"""What must hold of urgency: nobody is led to a lesser door, and nobody in danger cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivr.call import AtStep, Dialling, Silence, State, Transfer, Turn, lasts_too_long
from ivr.proof.case import Case, next_state, service_of
from ivr.proof.counterexample import Counterexample

LONG_S: Final = 1_000_000
"""Longer than any limit of a call."""


def no_lesser_door(case: Case) -> Iterator[Counterexample]:
    """No key, silence or outcome leads from a more urgent door to a less urgent one.

    Unless the caller chose another: a choice that has been read out, or the main menu.
    """
    for state, following in case.graph.edges.items():
        stands = case.urgency(*case.doors(state), *_service(state))
        if stands == 0:
            continue
        for input, turn in following.items():
            if not _is_chosen(case, state, input) and _is_lesser(case, state, turn):
                there = next_state(turn)
                what = f"{_place(state)} is {stands.name.lower()}, {_place(there)} is not"
                yield case.found(what, state, input)


def _is_chosen(case: Case, state: State, input: str) -> bool:
    """Tell whether an input asks for something else by its name."""
    choice = case.choices(state).get(input) if isinstance(state, AtStep) else None
    return input == "*" or (choice is not None and choice.say is not None)


def _is_lesser(case: Case, state: State, turn: Turn) -> bool:
    there = next_state(turn)
    if there is None or (service_of(there) and service_of(there) == service_of(state)):
        return False
    stands = case.urgency(*case.doors(state), *_service(state))
    # A door counts as what it is; a step as what its topic leads to.
    return case.urgency(*(_service(there) or case.doors(there))) < stands


def _service(state: State) -> tuple[str, ...]:
    name = service_of(state)
    return (name,) if name else ()


def _place(state: State | None) -> str:
    if isinstance(state, AtStep):
        return state.step
    return service_of(state) or "the language menu"


def silence_in_danger_rings_the_door(case: Case) -> Iterator[Counterexample]:
    """In a topic of danger the first silence rings its door, where its step names no other."""
    for state in case.graph.waits():
        if not isinstance(state, AtStep) or not case.doors(state) or case.step(state).on_silence:
            continue
        turn = case.graph.edges[state].get("-")
        door = case.staffed(case.person(state).name)
        if turn is not None and service_of(next_state(turn)) != door:
            yield case.found(f"silence does not lead to {door}", state, "-")


def no_limit_in_danger(case: Case) -> Iterator[Counterexample]:
    """No limit ends the call or the talk of a caller in a topic of danger, or on the way there."""
    for state, following in case.graph.edges.items():
        for input, turn in following.items():
            there = next_state(turn)
            ahead = _may_be_in_danger(case, there)
            if ahead and isinstance(turn.then, Transfer) and turn.then.talk_seconds is not None:
                yield case.found(f"the talk with {service_of(there)} has a limit", state, input)
            # The end of a transfer never ends a call.
            if isinstance(state, Dialling) or not (ahead or _may_be_in_danger(case, state)):
                continue
            if lasts_too_long(case.hotline, state, Silence(), turn, LONG_S):
                yield case.found("a long call is ended here", state, input)


def _may_be_in_danger(case: Case, state: State | None) -> bool:
    return state is not None and case.urgency(*case.doors(state), *_service(state)) > 0
