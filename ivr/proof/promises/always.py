"""What must hold in every state of every call: answers, words, clips, and the way to help."""

from __future__ import annotations

from collections.abc import Iterator
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
    Transfer,
    Turn,
    Wait,
)
from ivr.proof.case import Case, next_state, service_of
from ivr.proof.counterexample import Counterexample
from ivr.proof.explore import KEYS, Trace
from ivr.proof.places import step_places

MOST_KEYS: Final = 2
"""Keys from any state to 113's instruction."""


def takes_every_input(case: Case) -> Iterator[Counterexample]:
    """Every key, silence and outcome in every state has an answer."""
    for crash in case.graph.crashes:
        yield case.found(crash.error, crash.before, crash.input)


def never_silent(case: Case) -> Iterator[Counterexample]:
    """No turn ends in silence: something is said, or a transfer rings."""
    for before, input, turn in case.graph.turns():
        if case.lengths.of(turn.spoken) == 0 and not isinstance(turn.then, Transfer):
            yield case.found("nothing is said", before, input, said=turn)


def ends_in_goodbye(case: Case) -> Iterator[Counterexample]:
    """The hotline hangs up only after a spoken goodbye."""
    for before, input, turn in case.graph.turns():
        last = turn.spoken[-1].prompt if turn.spoken else ""
        if isinstance(turn.then, Goodbye) and last != "goodbye":
            yield case.found("the call ends without one", before, input)


def emergency_is_near(case: Case) -> Iterator[Counterexample]:
    """From every state, two keys at most lead to 113's instruction."""
    edges = case.graph.edges
    near = {s for s in case.graph.waits() if any(_instructs(case, edges[s].get(k)) for k in KEYS)}
    for _ in range(MOST_KEYS - 1):
        near |= {s for s in case.graph.waits() if _leads_into(edges[s], near)}
    for state in case.graph.waits():
        if state not in near:
            what = f"113's instruction is more than {MOST_KEYS} keys away"
            step = state.step if isinstance(state, AtStep) else case.hotline.main_menu
            places = step_places(state.municipality, step)
            yield case.found(what, state, places=places)


def _instructs(case: Case, turn: Turn | None) -> bool:
    """Tell whether a turn says 113's number in the step that is there for it."""
    if turn is None or not isinstance(turn.then, Wait):
        return False
    state = turn.then.state
    there = isinstance(state, AtStep) and state.step == case.hotline.emergency_step
    return there and case.hotline.emergency_service in case.numbers(turn.spoken)


def _leads_into(following: dict[str, Turn], near: set[State]) -> bool:
    turns = (following[key] for key in KEYS if key in following)
    return any(isinstance(t.then, Wait) and t.then.state in near for t in turns)


def dialling_113_is_understood(case: Case) -> Iterator[Counterexample]:
    """Dialling 1-1-3 from the answer, as if it were the telephone, leads to emergency."""
    hotline = case.hotline
    main = step_places(case.graph.scenario.municipality.key, hotline.main_menu)
    for number, first in case.graph.answers.items():
        turn, trace, instructed = first, Trace(number, case.graph.scenario.moment.at), False
        for key in "113":
            state, trace = next_state(turn), trace.then(key)
            if state is None or key not in case.graph.edges[state]:
                break
            turn = case.graph.edges[state][key]
            instructed |= _instructs(case, turn)
        last = next_state(turn)
        there = isinstance(last, AtStep) and last.step == hotline.emergency_step
        if not there and service_of(last) != hotline.emergency_service:
            yield case.found("1-1-3 leads elsewhere", trace, places=main)
        elif not instructed:
            what = "1-1-3 leads past 113's instruction"
            yield case.found(what, trace, places=main)


def a_person_is_near(case: Case) -> Iterator[Counterexample]:
    """Key 0 puts through to someone who is there at this hour, in every state.

    Who has been told whom they are put through to is put through to them.
    """
    for state in case.graph.waits():
        turn = case.graph.edges[state].get("0")
        judge = _not_dialled if isinstance(state, Announcing) else _no_person
        problem = "" if turn is None else judge(case, state, turn)
        if problem:
            yield case.found(problem, state, "0")


def _not_dialled(case: Case, state: State, turn: Turn) -> str:
    """Return why 0 does not ring the service that has been announced."""
    then = next_state(turn)
    name = service_of(state)
    routes = case.graph.scenario.municipality.services[name].routes
    dialled = isinstance(then, Dialling if routes else Instructing)
    same = dialled and service_of(then) == name
    return "" if same else f"0 leads away from {name}, which is announced"


def _no_person(case: Case, state: State, turn: Turn) -> str:
    """Return why a turn puts nobody through; a number is told only where none can be rung."""
    there = case.person(state)
    then = next_state(turn)
    if there.kind != "transfer" or not isinstance(then, Announcing | Instructing):
        return "0 leads to nobody"
    urgent = bool(case.doors(state)) or isinstance(state, Instructing)
    if then.service == case.hotline.emergency_service and not urgent:
        return "0 leads to 113, which is not for every question"
    if then.service != case.staffed(there.name) or not case.is_open(then.service):
        return f"0 leads to {then.service}, where nobody is at this hour"
    service = case.graph.scenario.municipality.services[then.service]
    if service.routes and not isinstance(then, Announcing):
        return f"0 tells the number of {then.service} instead of ringing it"
    if then.service not in case.numbers(turn.spoken):
        return f"0 leads to {then.service} without saying its number"
    return ""


def one_language(case: Case) -> Iterator[Counterexample]:
    """A turn speaks one language, the caller's; only the language menu speaks several.

    The names of this municipality's places and areas, and addresses, are said as they are.
    """
    names = case.proper_names
    for before, input, turn in case.graph.turns():
        state = next_state(turn) or (before if isinstance(before, State) else None)
        if state is None or isinstance(state, InLanguageMenu):
            continue
        voice = _voice(case, state, [one for one in turn.spoken if _words(one) not in names])
        others = {one.language for one in _said(turn) if _words(one) not in names} - {voice}
        if others:
            what = f"{', '.join(sorted(others))} is heard in a turn in {state.language}"
            yield case.found(what, before, input, said=turn)


def _words(spoken: Spoken) -> tuple[str, str]:
    return spoken.language, spoken.text


def _said(turn: Turn) -> tuple[Spoken, ...]:
    """Return all that a turn says, while a key is waited for too."""
    reminder = turn.then.reminder if isinstance(turn.then, Wait) else None
    return turn.spoken if reminder is None else (*turn.spoken, reminder)


def _voice(case: Case, state: State, spoken: list[Spoken]) -> str:
    """Return the language a turn must be in: the fallback's where the caller's lacks a prompt."""
    fallback = case.hotline.fallback_language
    code = state.language or fallback
    said = {one.language for one in spoken}
    lacks = said == {fallback} and any(_lacks(case, code, one.prompt) for one in spoken)
    return fallback if lacks else code


def _lacks(case: Case, code: str, name: str) -> bool:
    """Tell whether a prompt cannot be heard in a language, with some key that it may name."""
    prompt = case.graph.scenario.municipality.prompts[code][name]
    words = ("", *case.hotline.languages[code].key_words.values())
    texts = {prompt.wording(case.today).with_key(word) for word in words}
    return not all(case.can_be_heard(Spoken(name, code, text)) for text in texts)


def whatever_is_said_is_heard(case: Case) -> Iterator[Counterexample]:
    """Whatever is said has a sound: its clip, or the carrier's voice."""
    for before, input, turn in case.graph.turns():
        for spoken in _said(turn):
            if not case.can_be_heard(spoken):
                what = f"no clip says [{spoken.prompt}] in {spoken.language}"
                yield case.found(what, before, input, said=turn)


def figures_are_current(case: Case) -> Iterator[Counterexample]:
    """A figure is said on its days, with the value of that day, and on no others."""
    books, keys = case.graph.scenario.municipality.prompts, case.hotline.languages
    for before, input, turn in case.graph.turns():
        for one in turn.spoken:
            prompt = books[one.language][one.prompt]
            if not prompt.dated or prompt.without is None:
                continue
            held = [d.wording for d in prompt.dated if d.begins <= case.today <= d.expires]
            [wording] = held or [prompt.without]
            said = {wording.with_key(word) for word in ("", *keys[one.language].key_words.values())}
            if one.text not in said:
                what = f"[{one.prompt}] is not worded as of {case.today}"
                yield case.found(what, before, input, said=turn)
