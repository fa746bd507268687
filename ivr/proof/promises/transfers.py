"""What must hold of every transfer: who is rung, what the callee hears, what a failure says."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.call import (
    ACCEPT,
    Announcing,
    Dialling,
    Instructing,
    Transfer,
    Turn,
    Wait,
    everything,
    whisper,
)
from ivr.model import Hotline
from ivr.model.directories import directory_of
from ivr.proof.case import Case, next_state
from ivr.proof.counterexample import Counterexample
from ivr.proof.explore import FAILURES


def transfers_are_allowed(case: Case) -> Iterator[Counterexample]:
    """Only routes of the services file are dialled, and only of a service that is open.

    Who was told "we are putting you through" before the service closed is still put through.
    """
    scenario = case.graph.scenario
    for before, input, turn in case.graph.turns():
        if not isinstance(turn.then, Transfer):
            continue
        service = scenario.municipality.services.get(turn.then.state.service)
        if service is None or turn.then.route not in service.routes:
            what = f"{turn.then.route.target} is dialled, which is no route of the service"
            yield case.found(what, before, input, said=turn)
        elif not case.is_open(service.name) and not _was_announced(case, before):
            yield case.found(f"{service.name} is closed", before, input, said=turn)


def _was_announced(case: Case, before: object) -> bool:
    """Tell whether a call came in from before the hours changed, already being put through."""
    while isinstance(before, Announcing | Dialling):
        if before in case.graph.mid_call:
            return True
        parent = case.graph.parents[before]
        before = parent[0] if isinstance(parent, tuple) else None
    return False


def transfers_are_announced(case: Case) -> Iterator[Counterexample]:
    """Before anybody is rung, the caller hears who, with the number; then the first route rings.

    Of a place in a directory it is the name that is heard, and its number when it is not rung.
    """
    for before, input, turn in case.graph.turns():
        then = next_state(turn)
        if then is None:
            continue
        if isinstance(then, Announcing | Instructing):
            service = case.graph.scenario.municipality.services[then.service]
            named = isinstance(then, Announcing) and directory_of(then.service)
            if service.number and not (named or case.tells_number_of(then.service, turn.spoken)):
                what = f"the number of {then.service} is not said"
                yield case.found(what, before, input, said=turn)
        if isinstance(turn.then, Transfer):
            announced = before.service if isinstance(before, Announcing | Dialling) else ""
            if announced != turn.then.state.service:
                what = f"{turn.then.state.service} is rung unannounced"
                yield case.found(what, before, input)
    for state, following in case.graph.edges.items():
        if isinstance(state, Announcing) and "-" in following:
            yield from _rings_first(case, state, following["-"])


def _rings_first(case: Case, state: Announcing, turn: Turn) -> Iterator[Counterexample]:
    routes = case.graph.scenario.municipality.services[state.service].routes
    if not isinstance(turn.then, Transfer) or turn.then.route != routes[0]:
        what = f"the first route of {state.service} is not the first that rings"
        yield case.found(what, state, "-")


def failure_is_spoken(case: Case) -> Iterator[Counterexample]:
    """When the last route fails, the caller hears that service's number; before, the next rings."""
    for state, following in case.graph.edges.items():
        if not isinstance(state, Dialling):
            continue
        for outcome in FAILURES:
            problem = _unspoken(case, state, following[outcome]) if outcome in following else ""
            if problem:
                yield case.found(problem, state, outcome)


def _unspoken(case: Case, state: Dialling, turn: Turn) -> str:
    routes = case.graph.scenario.municipality.services[state.service].routes
    if state.route < len(routes):
        then = turn.then
        if not isinstance(then, Transfer) or then.route != routes[state.route]:
            return f"route {state.route} of {state.service} fails and the next is not tried"
    elif not isinstance(turn.then, Wait) or not case.tells_number_of(state.service, turn.spoken):
        return f"the transfer to {state.service} fails and its number is not said"
    return ""


def the_callee_is_told(case: Case) -> Iterator[Counterexample]:
    """Before being connected, the callee hears the language chosen and the topic, in one language.

    Clips included: a whisper that cannot be played would leave the callee in silence.
    """
    scenario = case.graph.scenario
    for before, input, turn in case.graph.turns():
        if not isinstance(turn.then, Transfer):
            continue
        try:
            words = whisper(scenario.hotline, turn.then.state, scenario.moment.at, everything)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the counterexample
            what = f"the whisper fails: {type(error).__name__}: {error}"
            yield case.found(what, before, input)
            continue
        said = {spoken.prompt for spoken in words}
        missing = _wanted(scenario.hotline, turn.then.state) - said
        if missing:
            yield case.found(f"[{', '.join(sorted(missing))}] is missing", before, input)
        if {spoken.language for spoken in words} != {scenario.hotline.whisper_language}:
            yield case.found("the whisper is in another language", before, input)
        if not all(case.can_be_heard(spoken) for spoken in words):
            yield case.found("the whisper has no clip", before, input)


def _wanted(hotline: Hotline, state: Dialling) -> set[str]:
    service = hotline.municipalities[state.municipality].services[state.service]
    language = {f"whisper.speaks.{state.language}"} if state.language else set()
    topic = {f"topic.{state.topic}"} if state.topic else set()
    return {"whisper.intro"} | language | topic | ({ACCEPT} if service.accept else set())
