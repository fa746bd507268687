"""What a call must not forget between two turns: language, topic, municipality, and its end."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.call import AtStep, InLanguageMenu, State, Turn
from ivr.model.language_menu import FIRST_PAGE
from ivr.proof.case import Case, next_state
from ivr.proof.counterexample import Counterexample


def the_caller_is_remembered(case: Case) -> Iterator[Counterexample]:
    """Language, topic and municipality stay what they are until the caller chooses others."""
    for state, following in case.graph.edges.items():
        for input, turn in following.items():
            then = next_state(turn)
            if then is None:
                continue
            kept = {
                "municipality": (then.municipality, state.municipality),
                "language": (then.language, _language(case, state, input, then)),
                "topic": (then.topic, _topic(case, state, input, then)),
            }
            for what, (is_, should) in kept.items():
                if is_ != should:
                    lost = f"the {what} becomes [{is_}], not [{should}]"
                    yield case.found(lost, state, input)


def _chosen(case: Case, state: State, input: str) -> str:
    """Return the language that a key chooses in the language menu."""
    if not isinstance(state, InLanguageMenu) or input not in "12345678":
        return ""
    codes = case.languages[state.page * FIRST_PAGE : (state.page + 1) * FIRST_PAGE]
    return dict(enumerate(codes, 1)).get(int(input), "")


def _language(case: Case, state: State, input: str, then: State) -> str:
    if isinstance(then, InLanguageMenu):
        return ""
    return _chosen(case, state, input) or state.language


def _topic(case: Case, state: State, input: str, then: State) -> str:
    if isinstance(then, InLanguageMenu):
        return ""
    if isinstance(then, AtStep) and then.step == case.hotline.main_menu:
        return ""
    kept = "" if _chosen(case, state, input) else state.topic
    return (case.step(then).topic if isinstance(then, AtStep) else None) or kept


def calls_end(case: Case) -> Iterator[Counterexample]:
    """Without the caller's own keys no call goes on for ever, whatever comes of the transfers."""
    done: set[State] = set()
    for state in case.graph.edges:
        circle = _circle(case, state, done)
        if circle is not None:
            what = "silence and transfers go in a circle"
            yield case.found(what, *circle)


def _circle(case: Case, start: State, done: set[State]) -> tuple[State, str] | None:
    """Return a state and what leads from it back to one on the way; walks each state once."""
    way: dict[State, Iterator[tuple[str, Turn]]] = {}
    stack = [start] if start not in done else []
    found = None
    while stack:
        state = stack[-1]
        for input, turn in way.setdefault(state, _by_itself(case, state)):
            then = next_state(turn)
            if then in way and then in stack:
                found = found or (state, input)
            elif then is not None and then not in done and then not in way:
                stack.append(then)
                break
        else:
            done.add(stack.pop())
    return found


def _by_itself(case: Case, state: State) -> Iterator[tuple[str, Turn]]:
    """Yield what can follow a state without a key."""
    following = case.graph.edges.get(state, {})
    return iter([(h, turn) for h, turn in following.items() if len(h) > 1 or h == "-"])
