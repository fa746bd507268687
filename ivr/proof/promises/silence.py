"""What becomes of a caller who presses nothing, or only keys that mean nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.call import (
    AtStep,
    Dialling,
    Goodbye,
    InLanguageMenu,
    Instructing,
    Spoken,
    State,
    Transfer,
    Turn,
)
from ivr.proof.case import Case, next_state, service_of
from ivr.proof.counterexample import Counterexample
from ivr.proof.explore import SILENCE, Before, Trace
from ivr.proof.places import Place

SILENT: Final[tuple[Place, ...]] = (("hotline", "on_silence"),)
"""What puts a caller through who has not pressed a key since the answer."""


@dataclass(slots=True)
class SilentPath:
    """What a caller hears who presses nothing while every transfer fails.

    ``before_help`` is all that is heard until a transfer rings or, for want of a live route
    (which `ivr check` warns of by itself), the number of the service has been told; ``helped_by``
    is that service.
    """

    spoken: tuple[Spoken, ...] = ()
    before_help: tuple[Spoken, ...] | None = None
    helped_by: str = ""
    circle: bool = False
    ended: bool = False


def silent_path(case: Case, before: Before) -> SilentPath:
    """Follow silence from a state, or from an answer, to the goodbye."""
    path, seen = SilentPath(), set()
    state = before if isinstance(before, State) else None
    turn = None if isinstance(before, State) else case.graph.answers[before.called]
    while turn is not None or state is not None:
        if turn is not None:
            state = _hear(case, path, turn)
        if state is None or state in seen:
            path.circle = state is not None
            break
        seen.add(state)
        if isinstance(state, Dialling):
            _helped(path, state)
        turn = case.graph.edges[state].get(_next(state))
        if turn is None:
            break
    return path


def _hear(case: Case, path: SilentPath, turn: Turn) -> State | None:
    path.spoken += turn.spoken
    path.ended = isinstance(turn.then, Goodbye)
    then = next_state(turn)
    no_route = (
        isinstance(then, Instructing)
        and not case.graph.scenario.municipality.services[then.service].routes
    )
    if then is not None and (isinstance(turn.then, Transfer) or no_route):
        _helped(path, then)
    return then


def _helped(path: SilentPath, state: State) -> None:
    if path.before_help is None:
        path.before_help, path.helped_by = path.spoken, service_of(state)


def silence_ends_well(case: Case) -> Iterator[Counterexample]:
    """From every state, silence leads through 113's and 116 117's words to a person and an end.

    Where a step has no silence of its own, both numbers are heard before anybody is rung.
    """
    wanted = _wanted(case)
    for state in case.graph.edges:
        path = silent_path(case, state)
        if path.circle:
            yield case.found("silence goes in a circle", state, _next(state))
            continue
        missing = wanted - case.numbers(path.spoken)
        if path.ended and missing:
            what = f"the caller never hears the number of {', '.join(sorted(missing))}"
            yield case.found(what, state, _next(state))
        elif path.before_help is None and not isinstance(state, Instructing):
            yield case.found("nobody is rung", state, _next(state))
        elif _has_no_silence(case, state) and wanted - case.numbers(path.before_help or ()):
            what = "113 and 116 117 are not both heard before somebody is rung"
            yield case.found(what, state, _next(state))


def _next(state: State) -> str:
    return "busy" if isinstance(state, Dialling) else SILENCE


def _has_no_silence(case: Case, state: State) -> bool:
    """Tell whether a state leaves it to the hotline what silence leads to."""
    if isinstance(state, AtStep):
        return case.step(state).on_silence is None and not case.doors(state)
    return isinstance(state, InLanguageMenu)


def silent_callers_are_put_through(case: Case) -> Iterator[Counterexample]:
    """A call silent from the answer hears both numbers and rings somebody who is there."""
    for number in case.graph.answers:
        trace = Trace(number, case.graph.scenario.moment.at)
        path = silent_path(case, trace)
        if path.before_help is None:
            yield case.found("nobody is rung", trace, places=SILENT)
            continue
        missing = _wanted(case) - case.numbers(path.before_help)
        if missing:
            what = f"the number of {', '.join(sorted(missing))} is not heard before the transfer"
            yield case.found(what, trace, places=SILENT)
        if not case.is_open(path.helped_by):
            yield case.found(f"{path.helped_by} is closed", trace, places=SILENT)


def wrong_keys_lead_to_a_person(case: Case) -> Iterator[Counterexample]:
    """Whoever presses only keys that mean nothing is put through, as if silent."""
    for state in case.graph.waits():
        if isinstance(state, AtStep | InLanguageMenu) and not _put_through(case, state):
            what = "wrong keys lead to nobody"
            yield case.found(what, state, places=SILENT)


def _put_through(case: Case, state: State) -> bool:
    seen: set[State] = set()
    then: State | None = state
    while then is not None and then not in seen:
        if not isinstance(then, AtStep | InLanguageMenu):
            return True
        seen.add(then)
        turn = case.graph.edges[then].get(_meaningless(case, then))
        then = None if turn is None else next_state(turn)
    return False


def _meaningless(case: Case, state: State) -> str:
    """Return a key that a state does not offer; silence where every key means something."""
    taken = set(case.choices(state)) if isinstance(state, AtStep) else set()
    if isinstance(state, InLanguageMenu):
        taken = {str(number) for number in range(1, len(case.languages) + 1)}
    return next((key for key in "8765432" if key not in taken), SILENCE)


def _wanted(case: Case) -> frozenset[str]:
    return frozenset({case.hotline.emergency_service, case.hotline.urgent_service})
