"""From documents to the frozen values the other rooms look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from ivr.definition.alarms.made import alarms_of
from ivr.definition.directories.listed import NamedChoice
from ivr.definition.documents import (
    CatalogueDocument,
    ChoiceDocument,
    FactDocument,
    HotlineDocument,
    RouteDocument,
    ServiceDocument,
    StepDocument,
    VoiceDocument,
)
from ivr.definition.opening_hours import read_hours
from ivr.definition.project import Project
from ivr.definition.waiting.choices import Waiting
from ivr.definition.wording import NumberWords, worded
from ivr.model import phone_numbers as numbers
from ivr.model.figures import Fact, Value
from ivr.model.hotline import Announcement, Budget, Entrance, Hotline, Municipality
from ivr.model.menu import Choice, Destination, Go, Step
from ivr.model.prompts import Language, Prompt, VoiceChoice, Wording
from ivr.model.services import Route, Service, Urgency


def assemble(
    project: Project,
    hotline: HotlineDocument,
    environ: Mapping[str, str],
    waiting: Mapping[str, Waiting],
) -> Hotline:
    """Return the hotline of a project without problems; ``environ`` fills in the routes.

    ``waiting`` is what waits for a language, by municipality.
    """
    timezone = ZoneInfo(hotline.timezone)
    facts = {name: _fact(name, document) for name, document in project.facts.items()}
    return Hotline(
        timezone=timezone,
        languages={code: _language(code, book) for code, book in project.offered().items()},
        fallback_language=hotline.fallback_language,
        whisper_language=hotline.whisper_language,
        answer=tuple(hotline.answer),
        default_municipality=hotline.default_municipality,
        wait_seconds=hotline.wait_seconds,
        attempts=hotline.attempts,
        language_attempts=hotline.language_attempts,
        main_menu=hotline.main_menu,
        emergency_step=hotline.emergency_step,
        emergency_service=hotline.emergency_service,
        urgent_service=hotline.urgent_service,
        person=Go.read(hotline.person),
        urgent_doors={topic: tuple(doors) for topic, doors in hotline.urgent_doors.items()},
        on_silence=Go.read(hotline.on_silence),
        municipalities={
            key: _municipality(
                project, key, (timezone, hotline.country), facts, environ, waiting=one
            )
            for key, one in waiting.items()
        },
        entrances=dict(_entrances(project)),
        facts=facts,
        budgets=dict(_budgets(project)),
        announcements=tuple(_announcements(project, timezone)),
        own_language_first=dict(hotline.own_language_first),
        room_tone=hotline.room_tone,
        alarms=alarms_of(project.alarms, (timezone, hotline.country), environ),
        calls_from_one_number=hotline.calls_from_one_number,
        longest_call_minutes=hotline.longest_call_minutes,
        longest_talk_minutes=hotline.longest_talk_minutes,
    )


def _fact(name: str, document: FactDocument) -> Fact:
    values = tuple(
        Value(
            one.value,
            one.year,
            one.first_day,
            one.expires,
            one.source or document.source,
            one.checked,
            one.unsure,
        )
        for one in document.values()
    )
    return Fact(name, document.unit, values)


def _announcements(project: Project, timezone: ZoneInfo) -> Iterator[Announcement]:
    for name, document in project.announcements.items():
        where = document.municipalities
        yield Announcement(
            name,
            document.say,
            # Two times in one zone are compared by the clock on the wall, which is put back in
            # autumn; in UTC an announcement ends once.
            document.begins.replace(tzinfo=timezone).astimezone(dt.UTC),
            document.ends.replace(tzinfo=timezone).astimezone(dt.UTC),
            None if where is None else frozenset(where),
        )


def _budgets(project: Project) -> Iterator[tuple[str, Budget]]:
    if project.budgets is not None:
        for name, seconds in project.budgets:
            place = project.files["budgets"].place((name,))
            one_for_all = isinstance(seconds, float | int)
            own, shared = (
                (seconds, seconds) if one_for_all else (seconds.own_number, seconds.shared_number)
            )
            yield name, Budget(own, shared, *place)


def _entrances(project: Project) -> Iterator[tuple[str, Entrance]]:
    for key, document in project.municipalities.items():
        for entry in document.numbers:
            yield numbers.compact(entry.number), Entrance(key, entry.language)


def _language(code: str, book: CatalogueDocument) -> Language:
    speech = book.speech
    quick = None if speech.meanwhile is None else _voice(speech.meanwhile)
    voice = replace(_voice(speech), meanwhile=quick)
    digits = {str(value): word for value, word in enumerate(book.digits)}
    words = {**digits, **book.keys}
    return Language(code, book.name, voice, words, number_words=tuple(book.digits))


def _voice(document: VoiceDocument) -> VoiceChoice:
    return VoiceChoice(document.engine, document.voice, document.words_per_minute)


def _municipality(
    project: Project,
    key: str,
    place: tuple[ZoneInfo, str],
    facts: Mapping[str, Fact],
    environ: Mapping[str, str],
    *,
    waiting: Waiting,
) -> Municipality:
    services = {
        name: replace(
            _service(name, document, place, environ),
            languages=waiting.heard_at(Destination("transfer", name)),
        )
        for name, document in project.services_of(key).items()
    }
    prompts = {
        code: {
            name: worded(name, (document.text, document.without), words, services, facts)
            for name, document in book.prompts.items()
        }
        for code, book in project.offered().items()
        for words in [NumberWords(book.digits, book.keys.get("+", ""))]
    }
    for code, prompt, text in project.proper_texts(key):
        prompts[code][prompt] = Prompt(prompt, Wording(text), None)
    steps = {name: _step(name, step, waiting) for name, step in project.menu_of(key).items()}
    document, places = project.municipalities[key], project.listed(key).places
    languages = None if document.languages is None else frozenset(document.languages)
    return Municipality(key, document.name, steps, services, prompts, languages, places)


def _step(name: str, document: StepDocument, waiting: Waiting) -> Step:
    choices = {
        key: Choice(
            key, choice.say, Go.read(choice.go), waiting.offered_in((name, key)), _named(choice)
        )
        for key, choice in document.choices.items()
        if choice is not None
    }
    silence = None if document.on_silence is None else Go.read(document.on_silence)
    say, after = tuple(document.say), tuple(document.after)
    languages = waiting.heard_at(Destination("step", name))
    return Step(
        name, say, choices, after, silence, document.wait_seconds, document.topic, languages
    )


def _named(choice: ChoiceDocument) -> str | None:
    return choice.named if isinstance(choice, NamedChoice) else None


def _service(
    name: str,
    document: ServiceDocument,
    place: tuple[ZoneInfo, str],
    environ: Mapping[str, str],
) -> Service:
    return Service(
        name=name,
        number=document.number,
        address=document.address,
        hours=read_hours(document.hours or "unknown", *place),
        routes=tuple(_live_routes(document.routes, environ)),
        otherwise=document.otherwise,
        ring_seconds=document.ring_seconds,
        answered_after_seconds=document.answered_after_seconds,
        accept=document.accept,
        urgency=Urgency[document.urgency.upper()],
        at_once=document.at_once,
    )


def _live_routes(routes: list[RouteDocument], environ: Mapping[str, str]) -> Iterator[Route]:
    """Yield the routes that can be dialled; one whose variable is unset is skipped."""
    for route in routes:
        target = numbers.filled_in(route.to, environ)
        if target is not None:
            yield Route(target)
