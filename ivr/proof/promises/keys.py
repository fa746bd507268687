"""What must hold of every key: it does what the caller was told, and never nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ivr.call import (
    Announcing,
    AtStep,
    Dialling,
    Goodbye,
    InLanguageMenu,
    Instructing,
    Spoken,
    State,
    Turn,
)
from ivr.model.language_menu import FIRST_PAGE, MORE_KEY
from ivr.model.menu import Destination
from ivr.proof.case import Case, next_state, service_of, worded
from ivr.proof.counterexample import Counterexample
from ivr.proof.promises.languages import page_of

INSTRUCTIONS: Final = 2
"""How often an instruction is heard by a silent caller before the goodbye."""


def keys_lead_where_they_should(case: Case) -> Iterator[Counterexample]:
    """Every choice of every step leads where the menu says at this hour, as silence does."""
    for state in case.graph.waits():
        if not isinstance(state, AtStep):
            continue
        step = case.step(state)
        goes = {key: choice.go for key, choice in case.choices(state).items()}
        if step.on_silence is not None:
            goes["-"] = step.on_silence
        for key, go in goes.items():
            turn, there = case.graph.edges[state].get(key), case.resolve(go)
            if turn is not None and not _reaches(case, state, turn, there):
                what = f"{step.name} {key} does not lead to {there.kind} {there.name}".rstrip()
                yield case.found(what, state, key)


def _reaches(case: Case, state: State, turn: Turn, there: Destination) -> bool:
    then = next_state(turn)
    if there.kind == "person":
        there = case.person(state)
    if then is None:
        return there.kind == "goodbye"
    match there.kind:
        case "step":
            return isinstance(then, AtStep) and (then.step, then.attempt) == (there.name, 1)
        case "transfer":
            spoken = isinstance(then, Announcing | Instructing)
            return spoken and service_of(then) == case.staffed(there.name)
        case _:
            return there.kind == "languages" and isinstance(then, InLanguageMenu)


def offers_name_their_keys(case: Case) -> Iterator[Counterexample]:
    """A step says all its words once, each choice with the key that chooses it."""
    for before, input, turn in case.graph.turns():
        then = next_state(turn)
        if not isinstance(then, AtStep):
            continue
        expected = list(_words(case, then, turn.spoken[-1].language)) if turn.spoken else []
        said = [replace(one, slow=False) for one in turn.spoken]
        offers = [one for one in expected if one not in said]
        retold = [one for one in said if one.prompt in _offered(case, then)]
        if then.attempt == 1 and said[-len(expected) :] != expected:
            lacks = ", ".join(one.prompt for one in offers) or "its order"
            what = f"{then.step} is not said as it is written: {lacks}"
            yield case.found(what, before, input, said=turn)
        elif any(one not in expected for one in retold):
            what = f"{then.step} names a key that does something else"
            yield case.found(what, before, input, said=turn)


def _offered(case: Case, state: AtStep) -> set[str]:
    offers = case.step(state).choices.values()
    return {prompt for one in offers for prompt in (one.named, one.say) if prompt is not None}


def _words(case: Case, state: AtStep, code: str) -> Iterator[Spoken]:
    step = case.step(state)
    for prompt in step.say:
        yield worded(case, prompt, "", code)
    for choice in case.choices(state).values():
        if choice.named:
            yield worded(case, choice.named, "", case.hotline.fallback_language)
        if choice.say:
            yield worded(case, choice.say, choice.key, code)
    for prompt in step.after:
        yield worded(case, prompt, "", code)


def constants_mean_the_same(case: Case) -> Iterator[Counterexample]:
    """In every state # says it again, slowly, and * is the main menu, there the languages."""
    for state in case.graph.waits():
        for key, right in (("#", _again), ("*", _main_menu)):
            turn = case.graph.edges[state].get(key)
            if turn is not None and not right(case, state, turn):
                what = f"{key} does something else in {_name(state)}"
                yield case.found(what, state, key)


def _name(state: State) -> str:
    if isinstance(state, AtStep):
        return state.step
    return service_of(state) or "the language menu"


def _same_place(then: State, state: State) -> bool:
    """Tell whether a caller is where they were, whatever has been counted."""
    if type(then) is not type(state):
        return False
    name = "step" if isinstance(state, AtStep) else "service"
    return getattr(then, name, "") == getattr(state, name, "")


def _again(case: Case, state: State, turn: Turn) -> bool:
    then = next_state(turn)
    if then is None or not all(spoken.slow for spoken in turn.spoken):
        return False
    if isinstance(state, Announcing | Instructing):
        # Who takes the calls may have changed with the hours since.
        same = service_of(then) == state.service or state in case.graph.mid_call
        return isinstance(then, Announcing | Instructing) and same
    if isinstance(state, AtStep):
        return isinstance(then, AtStep) and then == replace(state, topic=then.topic, attempt=1)
    return isinstance(state, InLanguageMenu) and then == replace(state, attempt=1)


def _main_menu(case: Case, state: State, turn: Turn) -> bool:
    then, main = next_state(turn), case.hotline.main_menu
    if then is None:
        return False
    if isinstance(state, InLanguageMenu) or (isinstance(state, AtStep) and state.step == main):
        return isinstance(then, InLanguageMenu)
    return isinstance(then, AtStep) and (then.step, then.attempt) == (main, 1)


def no_key_does_nothing(case: Case) -> Iterator[Counterexample]:
    """A key that is offered leads somewhere else; one that is not is counted as an attempt."""
    for state in case.graph.waits():
        following = case.graph.edges[state]
        if isinstance(state, AtStep):
            for choice in case.choices(state).values():
                then = next_state(following[choice.key]) if choice.key in following else None
                if choice.say and isinstance(then, AtStep) and then.step == state.step:
                    what = f"{state.step} offers {choice.key}, which leads back to it"
                    yield case.found(what, state, choice.key)
        for key, turn in following.items():
            if not turn.spoken and next_state(turn) == state:
                yield case.found(f"{key} does nothing", state, key)


def attempts_are_counted(case: Case) -> Iterator[Counterexample]:
    """Silence and wrong keys are asked again as often as the hotline says, then lead on."""
    for state in case.graph.waits():
        most = _attempts(case, state)
        if isinstance(state, Announcing | Dialling):
            continue
        if state.attempt > most:
            yield case.found(f"attempt {state.attempt} of {most}", state)
            continue
        for key in _unanswered(case, state):
            turn = case.graph.edges[state].get(key)
            then = next_state(turn) if turn is not None else None
            here = then is not None and _same_place(then, state)
            if turn is not None and here != (state.attempt < most):
                yield case.found("it is not asked again as often as said", state, key)
            elif here and then != replace(state, attempt=state.attempt + 1):
                yield case.found("an attempt is not counted", state, key)


def _attempts(case: Case, state: State) -> int:
    match state:
        case AtStep():
            return case.hotline.attempts
        case InLanguageMenu():
            return case.hotline.language_attempts
        case _:
            return INSTRUCTIONS


def _unanswered(case: Case, state: State) -> Iterator[str]:
    """Yield silence and the keys that a state gives no meaning to, where they are counted."""
    if isinstance(state, InLanguageMenu):
        given = {key for key, _ in page_of(case, state.page)}
        given |= {MORE_KEY} if len(case.languages) > FIRST_PAGE else set()
        yield from ["-", *(key for key in "123456789" if key not in given)]
    elif isinstance(state, AtStep):
        step = case.step(state)
        if step.on_silence is None and not case.doors(state):
            yield "-"
        yield from (key for key in "123456789" if key not in case.choices(state))


def no_goodbye_to_a_key(case: Case) -> Iterator[Counterexample]:
    """Nobody who presses a key is hung up on, unless the menu itself says goodbye."""
    for state in case.graph.waits():
        for key, turn in case.graph.edges[state].items():
            if key == "-" or not isinstance(turn.then, Goodbye):
                continue
            choice = case.choices(state).get(key) if isinstance(state, AtStep) else None
            if choice is None or case.resolve(choice.go).kind != "goodbye":
                yield case.found("the call ends", state, key)
