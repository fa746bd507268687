"""What must hold in every state of every call, each property a function over the whole graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ivr.call import Goodbye, Spoken, State, Transfer, Turn, Wait, whisper
from ivr.proof.explore import KEYS, Graph
from ivr.proof.finding import Finding
from ivr.proof.lengths import Lengths

MOST_KEYS: Final = 2
"""Keys from any state to 113's instruction."""


@dataclass(frozen=True, slots=True)
class Case:
    """One scene's graph and the lengths of the clips."""

    graph: Graph
    lengths: Lengths

    def finding(self, name: str, what: str, state: State | None, heard: str = "") -> Finding:
        """Return a finding after an input in a state."""
        path = self.graph.path(state) if state is not None else []
        scene = self.graph.scene
        at = scene.moment.at
        return Finding(name, what, scene.called, at, (*path, *([heard] if heard else [])))

    def numbers(self, spoken: tuple[Spoken, ...]) -> frozenset[str]:
        """Return the services whose numbers are heard in some prompts."""
        scene = self.graph.scene
        today = scene.moment.at.astimezone(scene.hotline.timezone).date()
        heard: frozenset[str] = frozenset()
        for one in spoken:
            prompt = scene.municipality.prompts[one.language][one.prompt]
            heard |= prompt.wording(today).numbers
        return heard


Property = Callable[[Case], Iterator[Finding]]


def takes_every_input(case: Case) -> Iterator[Finding]:
    """Every key, silence and outcome in every state has an answer."""
    for crash in case.graph.crashes:
        yield case.finding("takes every input", crash.error, crash.state, crash.heard)


def survives_the_wire(case: Case) -> Iterator[Finding]:
    """A state comes back from the URL as it was sent."""
    for state in case.graph.edges:
        if State.read(state.fields(), case.graph.scene.hotline) != state:
            yield case.finding("survives the wire", f"{state} comes back changed", state)


def never_silent(case: Case) -> Iterator[Finding]:
    """No turn ends in silence: something is said, or a transfer rings."""
    for state, heard, turn in case.graph.turns():
        if not turn.spoken and not isinstance(turn.then, Transfer):
            yield case.finding("never silent", "nothing is said", state, heard)


def ends_in_goodbye(case: Case) -> Iterator[Finding]:
    """The hotline hangs up only after a spoken goodbye."""
    for state, heard, turn in case.graph.turns():
        said = [spoken.prompt for spoken in turn.spoken]
        if isinstance(turn.then, Goodbye) and "goodbye" not in said:
            yield case.finding("ends in goodbye", "the call ends without one", state, heard)


def emergency_is_near(case: Case) -> Iterator[Finding]:
    """From every state, two keys at most lead to 113's instruction."""
    edges, step = case.graph.edges, case.graph.scene.hotline.emergency_step
    near = {s for s in edges if s.place == "step" and s.name == step and s.count == 1}
    for _ in range(MOST_KEYS):
        near |= {s for s in case.graph.waits() if _leads_into(edges[s], near)}
    for state in case.graph.waits():
        if state not in near:
            what = f"113's instruction is more than {MOST_KEYS} keys away"
            yield case.finding("emergency is near", what, state)


def _leads_into(following: dict[str, Turn], near: set[State]) -> bool:
    for key in KEYS:
        then = following[key].then if key in following else None
        if isinstance(then, Wait) and then.state in near:
            return True
    return False


def dialling_113_is_understood(case: Case) -> Iterator[Finding]:
    """Dialling 1-1-3 from the answer, as if it were the telephone, leads to emergency."""
    hotline = case.graph.scene.hotline
    turn = case.graph.start
    state: State | None = None
    for key in "113":
        if not isinstance(turn.then, Wait | Transfer):
            return
        state = turn.then.state
        turn = case.graph.edges[state].get(key, turn)
    then = turn.then
    names = (hotline.emergency_step, hotline.emergency_service)
    if not isinstance(then, Wait | Transfer) or then.state.name not in names:
        yield case.finding("dialling 113 is understood", "1-1-3 leads elsewhere", state, "3")


def a_person_is_near(case: Case) -> Iterator[Finding]:
    """Key 0 leads to someone who is there at this hour, in every state."""
    opened = case.graph.scene.moment.open
    for state in case.graph.waits():
        turn = case.graph.edges[state].get("0")
        if turn is None:
            continue
        then = turn.then
        reached = isinstance(then, Wait) and then.state.place in ("announce", "instruction")
        if not reached or then.state.name not in opened:  # type: ignore[union-attr] # a Wait
            yield case.finding("a person is near", "0 leads to nobody", state, "0")


def one_language(case: Case) -> Iterator[Finding]:
    """A turn speaks one language, the caller's; only the language menu speaks several."""
    fallback = case.graph.scene.hotline.fallback_language
    for before, heard, turn in case.graph.turns():
        state = turn.then.state if isinstance(turn.then, Wait | Transfer) else before
        if state is None or state.place == "languages":
            continue
        others = {spoken.language for spoken in turn.spoken} - {state.language or fallback}
        if others:
            what = f"{', '.join(sorted(others))} is heard in a turn in {state.language}"
            yield case.finding("one language", what, before, heard)


def every_clip_exists(case: Case) -> Iterator[Finding]:
    """Whatever is said, to caller or callee, has its clip."""
    for state, heard, turn in case.graph.turns():
        for spoken in turn.spoken:
            if not case.lengths.has(spoken):
                what = f"no clip says [{spoken.prompt}] in {spoken.language}"
                yield case.finding("every clip exists", what, state, heard)
        if isinstance(turn.then, Transfer):
            scene = case.graph.scene
            words = whisper(scene.hotline, turn.then.state, scene.moment.at)
            if not words or not all(case.lengths.has(spoken) for spoken in words):
                what = "the whisper to the callee has no clip"
                yield case.finding("every clip exists", what, state, heard)


def transfers_are_allowed(case: Case) -> Iterator[Finding]:
    """Only routes of the services file are dialled, and only of a service that is open."""
    scene = case.graph.scene
    for state, heard, turn in case.graph.turns():
        if not isinstance(turn.then, Transfer):
            continue
        service = scene.municipality.services.get(turn.then.state.name)
        if service is None or turn.then.route not in service.routes:
            what = f"{turn.then.route.target} is dialled, which is no route of {service}"
            yield case.finding("transfers are allowed", what, state, heard)
        elif service.name not in scene.moment.open:
            yield case.finding("transfers are allowed", f"{service.name} is closed", state, heard)


def failure_is_spoken(case: Case) -> Iterator[Finding]:
    """When the last route fails, the caller hears that service's number; before, the next rings."""
    for state, following in case.graph.edges.items():
        if state.place != "dial" or "busy" not in following:
            continue
        turn = following["busy"]
        routes = case.graph.scene.municipality.services[state.name].routes
        if state.count < len(routes):
            then = turn.then
            if not isinstance(then, Transfer) or then.route != routes[state.count]:
                what = f"route {state.count} of {state.name} fails and the next is not tried"
                yield case.finding("failure is spoken", what, state, "busy")
        elif state.name not in case.numbers(turn.spoken):
            what = f"the transfer to {state.name} fails and its number is not said"
            yield case.finding("failure is spoken", what, state, "busy")


EVERY_STATE: Final[tuple[Property, ...]] = (
    takes_every_input,
    survives_the_wire,
    never_silent,
    ends_in_goodbye,
    emergency_is_near,
    dialling_113_is_understood,
    a_person_is_near,
    one_language,
    every_clip_exists,
    transfers_are_allowed,
    failure_is_spoken,
)
