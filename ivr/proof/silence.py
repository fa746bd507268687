"""What becomes of a caller who presses nothing, from every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.call import Goodbye, Spoken, State, Transfer, Turn, Wait
from ivr.proof.finding import Finding
from ivr.proof.properties import Case


@dataclass(slots=True)
class SilentPath:
    """What a caller hears who presses nothing while every transfer fails.

    ``no_route`` tells that a service was told as a number for want of a live route, which
    `ivr check` warns of by itself.
    """

    spoken: tuple[Spoken, ...] = ()
    before_transfer: tuple[Spoken, ...] | None = None
    no_route: bool = False
    circle: bool = False
    ended: bool = False


def silent_path(case: Case, state: State | None) -> SilentPath:
    """Follow silence from a state, or from the answer, to the goodbye."""
    path, seen = SilentPath(), set()
    turn: Turn | None = case.graph.start if state is None else None
    while not path.ended:
        if turn is not None:
            path.spoken += turn.spoken
            then = turn.then
            if isinstance(then, Goodbye):
                path.ended = True
                break
            if isinstance(then, Transfer) and path.before_transfer is None:
                path.before_transfer = path.spoken
            state = then.state
        if state is None or state in seen:
            path.circle = True
            break
        seen.add(state)
        if state.place == "instruction":
            path.no_route |= not case.graph.scene.municipality.services[state.name].routes
        if state.place == "dial" and path.before_transfer is None:
            path.before_transfer = path.spoken
        turn = case.graph.edges[state].get("busy" if state.place == "dial" else "-")
        if turn is None:
            break
    return path


def silence_ends_well(case: Case) -> Iterator[Finding]:
    """From every state, silence leads through 113's and 116 117's words to an end, in no circle."""
    wanted = _wanted(case)
    for state in case.graph.edges:
        path = silent_path(case, state)
        if path.circle:
            yield case.finding("silence ends well", "silence goes in a circle", state, "-")
        elif path.ended and wanted - case.numbers(path.spoken):
            missing = ", ".join(sorted(wanted - case.numbers(path.spoken)))
            what = f"the caller never hears the number of {missing}"
            yield case.finding("silence ends well", what, state, "-")
        elif _nobody(path) and state.place != "instruction":
            yield case.finding("silence ends well", "nobody is rung", state, "-")


def silent_callers_are_put_through(case: Case) -> Iterator[Finding]:
    """A call silent from the answer hears both numbers and rings someone in time."""
    path = silent_path(case, None)
    name = "silent callers are put through"
    first = case.graph.start.then
    state = first.state if isinstance(first, Wait | Transfer) else None
    if path.before_transfer is None:
        if _nobody(path):
            yield case.finding(name, "nobody is rung", state, "-")
        return
    missing = _wanted(case) - case.numbers(path.before_transfer)
    if missing:
        what = f"the number of {', '.join(sorted(missing))} is not heard before the transfer"
        yield case.finding(name, what, state, "-")
    seconds = case.lengths.of(path.before_transfer)
    scene = case.graph.scene
    budget = scene.hotline.budgets["silent"]
    own = scene.hotline.entrance(scene.called).language is not None
    most = budget.own_number if own else budget.shared_number
    if seconds > most:
        what = f"the transfer comes after {seconds:.0f} s of clips, not {most:.0f}"
        yield case.finding(name, what, state, "-")


def _wanted(case: Case) -> frozenset[str]:
    hotline = case.graph.scene.hotline
    return frozenset({hotline.emergency_service, hotline.urgent_service})


def _nobody(path: SilentPath) -> bool:
    """Tell whether the path ended with nobody rung, though there are routes to ring."""
    return path.ended and path.before_transfer is None and not path.no_route
