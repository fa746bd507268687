"""One graph with everything a promise needs to judge it, and to tell what it found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ivr.call import Announcing, AtStep, Dialling, Instructing, Spoken, State, Transfer, Turn, Wait
from ivr.model import Hotline
from ivr.model.directories import directory_of
from ivr.model.hotline import Municipality
from ivr.model.menu import Choice, Destination, Go, Step
from ivr.model.phone_numbers import compact
from ivr.model.services import Urgency
from ivr.proof.counterexample import Counterexample
from ivr.proof.explore import Before, Graph
from ivr.proof.places import Place, places_of
from ivr.proof.timing.lengths import Lengths


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario's graph and the lengths of the clips.

    What it says of hours and words is reckoned here from the configuration, not asked of the
    engine that is on trial.
    """

    graph: Graph
    lengths: Lengths

    @property
    def hotline(self) -> Hotline:
        """The hotline on trial."""
        return self.graph.scenario.hotline

    @property
    def languages(self) -> list[str]:
        """The languages that callers to the scenario's numbers can choose, in their order."""
        here = self.graph.scenario.municipality.languages
        return [code for code in self.hotline.languages if here is None or code in here]

    @property
    def answer(self) -> list[str]:
        """The languages of the first words: at least the one for who has chosen none."""
        spoken = [code for code in self.hotline.answer if code in self.languages]
        return spoken or [self.hotline.fallback_language]

    @property
    def today(self) -> dt.date:
        """The day on which the scenario's calls are made."""
        return self.graph.scenario.moment.at.astimezone(self.hotline.timezone).date()

    def found(
        self,
        what: str,
        before: Before,
        input: str = "",
        *,
        said: Turn | None = None,
        places: tuple[Place, ...] = (),
    ) -> Counterexample:
        """Return a counterexample after an input in a state, or after an answer.

        It is about that input, about the turn ``said`` thereupon, or about certain ``places``.
        Which promise is broken is known to whoever holds the promise against the case.
        """
        trace = self.graph.trace(before).then(*([input] if input else []))
        after = next_state(said) if said is not None else None
        if after is not None:
            places = places_of(after)
        elif not places and isinstance(before, State):
            places = places_of(before, input)
        return Counterexample("", what, trace.called, trace.at, trace.inputs, places)

    def numbers(self, spoken: tuple[Spoken, ...]) -> frozenset[str]:
        """Return the services whose numbers are heard in some prompts."""
        books = self.graph.scenario.municipality.prompts
        said: frozenset[str] = frozenset()
        for one in spoken:
            said |= books[one.language][one.prompt].wording(self.today).numbers
        return said

    def tells(self, number: str, spoken: tuple[Spoken, ...]) -> bool:
        """Tell whether a number is heard digit by digit, once or again, and no other digit."""
        said = ""
        for one in spoken:
            language = self.hotline.languages[one.language]
            words = {word: str(digit) for digit, word in enumerate(language.number_words)}
            said += (words | {language.key_words.get("+", ""): "+"}).get(one.text, "")
        return bool(said) and not said.replace(compact(number), "")

    def tells_number_of(self, service: str, spoken: tuple[Spoken, ...]) -> bool:
        """Tell whether the number of a service is heard in some prompts."""
        known = self.graph.scenario.municipality.services[service]
        if directory_of(service):
            return self.tells(known.number or "", spoken)
        return service in self.numbers(spoken)

    @property
    def proper_names(self) -> frozenset[tuple[str, str]]:
        """What is said in one language to all callers: names of places and areas, and addresses."""
        directories = self.graph.scenario.municipality.directories.values()
        said = (text for places in directories for one in places
                for text in (one.name, one.area, one.address) if text)  # fmt: skip
        return frozenset((self.hotline.fallback_language, text) for text in said)

    def is_open(self, service: str) -> bool:
        """Tell whether a service is open in this scenario."""
        return service in self.graph.scenario.moment.open

    def resolve(self, go: Go) -> Destination:
        """Return where a ``go`` leads in this scenario."""
        opened = (there for service, there in go.cases if self.is_open(service))
        return next(opened, go.otherwise)

    def can_be_heard(self, spoken: Spoken) -> bool:
        """Tell whether a prompt has a sound where the hotline is served."""
        return self.graph.scenario.can_be_heard(spoken)

    def urgency(self, *services: str) -> Urgency:
        """Return how urgent the most urgent of some services is."""
        known = self.graph.scenario.municipality.services
        return max((known[name].urgency for name in services), default=Urgency.ORDINARY)

    def doors(self, state: State) -> tuple[str, ...]:
        """Return who is rung for a caller's topic where somebody may be in danger."""
        return self.hotline.urgent_doors.get(state.topic, ())

    def person(self, state: State) -> Destination:
        """Return who key 0, and silence in the end, are for.

        In danger it is the first of the topic's doors that is open and can be dialled. Whoever
        could not be put through to a service as urgent is led to its stand-in, or to it again.
        """
        services = self.graph.scenario.municipality.services
        doors = [name for name in self.doors(state) if services[name].number]
        opened = [name for name in doors if self.is_open(name)]
        door = next((name for name in opened if services[name].routes), *opened[:1] or (None,))
        tried = services[state.service] if isinstance(state, Instructing) else None
        if tried is not None and self.urgency(*[door] if door else []) <= tried.urgency > 0:
            door = tried.otherwise or tried.name
        return Destination("transfer", door) if door else self.resolve(self.hotline.person)

    def staffed(self, service: str) -> str:
        """Return who takes a service's calls at this hour: itself, or whoever stands in."""
        services = self.graph.scenario.municipality.services
        while not self.is_open(service):
            stand_in = services[service].otherwise
            if stand_in is None:
                break
            service = stand_in
        return service

    def step(self, state: AtStep) -> Step:
        """Return the step that a state is in."""
        return self.graph.scenario.municipality.steps[state.step]

    def choices(self, state: AtStep) -> dict[str, Choice]:
        """Return the choices of a state's step, by key, that the caller's language offers."""
        code = state.language or self.hotline.fallback_language
        return _offered(self.step(state), code)


Promise = Callable[[Case], Iterator[Counterexample]]


def promise_of(promise: Promise) -> str:
    """Return what a promise says, as reports name it.

    >>> def never_silent(case: Case) -> Iterator[Counterexample]:
    ...     yield from ()
    >>> promise_of(never_silent)
    'never silent'
    """
    return promise.__name__.replace("_", " ")


def next_state(turn: Turn) -> State | None:
    """Return the state a turn leads to; none after the goodbye."""
    return turn.then.state if isinstance(turn.then, Wait | Transfer) else None


def service_of(state: State | None) -> str:
    """Return the service a caller is being put through to, or told the number of."""
    return state.service if isinstance(state, Announcing | Dialling | Instructing) else ""


def steps_to_reach(hotline: Hotline, municipality: Municipality, code: str) -> frozenset[str]:
    """Return the steps to which the keys that a language offers, and silence, lead in some way."""
    main = Destination("step", hotline.main_menu)
    found = [main, *hotline.on_silence.destinations(), *hotline.person.destinations()]
    for here in found:
        step = municipality.steps.get(here.name) if here.kind == "step" else None
        if step is not None:
            goes = [choice.go for choice in _offered(step, code).values()]
            goes += [step.on_silence] if step.on_silence is not None else []
            found += [one for go in goes for one in go.destinations() if one not in found]
    return frozenset(one.name for one in found if one.kind == "step")


def _offered(step: Step, code: str) -> dict[str, Choice]:
    choices = step.choices.items()
    return {key: one for key, one in choices if one.languages is None or code in one.languages}


def worded(case: Case, prompt: str, key: str, code: str) -> Spoken:
    """Return a prompt in words as it must be heard in a language, with the key it names."""
    wording = case.graph.scenario.municipality.prompts[code][prompt].wording(case.today)
    word = case.hotline.languages[code].key_words.get(key, "")
    return Spoken(prompt, code, wording.with_key(word))
