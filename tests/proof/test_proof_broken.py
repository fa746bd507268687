"""Hotlines broken on purpose: each gives a counter-example, and its replay shows the fault.

What a configuration cannot break, such as what a key does everywhere, is broken in the source by
tests/mutations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import yaml

from ivr.call import Dialling, Spoken, Transfer
from ivr.definition import Loaded, load
from ivr.model import Hotline
from ivr.model.prompts import Wording
from ivr.model.services import Route
from ivr.phone import CallRecord, Heard, KeyPressed, LegRung, Listening
from ivr.proof import PROMISES, Counterexample, Lengths, prove, prove_scenario, scenarios
from ivr.proof.case import Case, promise_of
from ivr.proof.explore import explore
from ivr.proof.places import located
from ivr.proof.promises.always import whatever_is_said_is_heard
from ivr.proof.prove import EVERY_STEP
from ivr.proof.workers import on_trial, prove_site
from ivr.serving.assembly import Site

if TYPE_CHECKING:
    from tests.proof.conftest import Change, Ringer

START = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Oslo"))
VARIABLES = {"SIP_TRUNK": "trunk.example"}
MENU, HOTLINE = "config/menu.yaml", "config/hotline.yaml"
EMERGENCY = "    1: {say: main.emergency, go: emergency}\n"
DOCTOR = "    2: {say: main.doctor, go: {open doctor: doctor_open, else: doctor_closed}}\n"
HANG_UP = ("Legg på", "Hang up", "Rozłącz się")
FEES = (
    "  say: fees.card\n  choices:\n    1: {say: fees.ask, go: transfer guidance}\n  after: keys\n"
)
OTHERWISE_PERSON = "  else: transfer out_of_hours\n"


def texts(record: CallRecord) -> str:
    return " ".join(heard.text for heard in record.of(Heard))


def rang(record: CallRecord) -> list[str]:
    return [leg.to for leg in record.of(LegRung)]


@dataclass(frozen=True)
class Broken:
    """A change to the small project, the promise it breaks, and how the replay shows it."""

    promise: str
    changes: tuple[Change, ...]
    line: str
    """How the line begins at which `ivr check` points."""
    shown: Callable[[CallRecord], bool]
    pressed: str = ""
    """Keys pressed after the counter-example, where it is about what cannot be reached."""

    def __str__(self) -> str:
        return self.promise


BROKEN = [
    Broken(
        "emergency is near",
        ((MENU, EMERGENCY, EMERGENCY.replace("go: emergency", "go: fees")),),
        "main:",
        lambda record: not any(words in texts(record) for words in HANG_UP),
        "1,1",
    ),
    Broken(
        "dialling 113 is understood",
        ((MENU, EMERGENCY + DOCTOR, DOCTOR.replace("2:", "1:") + EMERGENCY.replace("1:", "2:")),),
        "main:",
        lambda record: "sip:113@trunk.example" not in rang(record),
    ),
    Broken(
        "a person is near",
        ((HOTLINE, OTHERWISE_PERSON, "  else: fees\n"),),
        "person:",
        lambda record: record.of(KeyPressed)[-1].key == "0" and "frikort" in texts(record),
    ),
    Broken(
        "silence ends well",
        ((HOTLINE, "on_silence: waiting\n", "on_silence: goodbye\n"),),
        "on_silence:",
        lambda record: not rang(record) and record.reason == "application hung up",
    ),
    Broken(
        "silent callers are put through",
        (
            (HOTLINE, "on_silence: waiting\n", "on_silence: person\n"),
            (MENU, "waiting:\n", "unused:\n"),
        ),
        "on_silence:",
        lambda record: rang(record) == ["+4723327000"],
    ),
    Broken(
        "wrong keys lead to a person",
        ((HOTLINE, "on_silence: waiting\n", "on_silence: main\n"),),
        "on_silence:",
        lambda record: not rang(record),
    ),
    Broken(
        "calls end",
        ((HOTLINE, "on_silence: waiting\n", "on_silence: main\n"),),
        "main:",
        lambda record: record.reason == "given up" and not rang(record),
    ),
    Broken(
        EVERY_STEP,
        ((MENU, "waiting:\n", "lost:\n  say: silence.help\nwaiting:\n"),),
        "lost:",
        lambda record: "3278" not in texts(record),
    ),
    Broken(
        "no key does nothing",
        ((MENU, "{say: fees.ask, go: transfer guidance}", "{say: fees.ask, go: fees}"),),
        "1: {say: fees.ask",
        lambda record: texts(record).count("3278") > 1,
    ),
    Broken(
        "never silent",
        (
            (
                MENU,
                FEES,
                "",
            ),
        ),
        "fees:",
        lambda record: record.of(Listening)[-1].at > 0,
    ),
]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_a_broken_hotline_gives_a_counter_example_that_can_be_rung(
    broken: Broken,
    changed: Callable[..., Path],
    ring_of: Callable[[Path], Ringer],
    tmp_path: Path,
) -> None:
    root = changed(*broken.changes)
    found = first_found(Site(root, VARIABLES), broken.promise)
    record = ring_of(root).replay(found, tmp_path, more=broken.pressed)
    assert broken.shown(record), record.as_json()
    fault = located(load(root, VARIABLES).files, found.places, found.what, "")
    written = (root / fault.file).read_text(encoding="utf-8").splitlines()[(fault.line or 0) - 1]
    assert written.strip().startswith(broken.line), "`ivr check` points elsewhere"


def first_found(site: Site, promise: str) -> Counterexample:
    """The first counter-example to a promise, from as few scenarios as show it."""
    _, found, lengths = on_trial(site, START)
    if promise != EVERY_STEP:
        for scenario in found:
            for counterexample in prove_scenario(scenario, lengths).counterexamples:
                if counterexample.promise == promise:
                    return counterexample
    proof = prove_site(site, START, jobs=1)
    return next(
        counterexample
        for counterexample in proof.counterexamples
        if counterexample.promise == promise
    )


def counterexamples(hotline: Hotline, lengths: Lengths) -> set[str]:
    scenario = next(scenarios(hotline, START))
    return {
        counterexample.promise
        for counterexample in prove_scenario(scenario, lengths).counterexamples
    }


def everywhere(hotline: Hotline, **change: object) -> Hotline:
    municipalities = {
        key: replace(municipality, **change)  # type: ignore[arg-type] # named by the tests below
        for key, municipality in hotline.municipalities.items()
    }
    return replace(hotline, municipalities=municipalities)


def test_a_prompt_without_sound_in_any_language_is_found(
    small_loaded: Loaded, small_lengths: Lengths
) -> None:
    """A step of which nothing can be heard leaves the caller in silence."""

    def can_be_heard(spoken: Spoken) -> bool:
        return not spoken.prompt.startswith("fees") and spoken.prompt != "keys"

    scenario = next(scenarios(small_loaded.hotline, START, can_be_heard))
    found = {one.promise for one in prove_scenario(scenario, small_lengths).counterexamples}
    assert {"never silent", "offers name their keys"} <= found
    audible = next(scenarios(small_loaded.hotline, START))
    assert prove_scenario(audible, small_lengths).counterexamples == [], "it is another scenario"


def test_what_is_said_without_a_sound_is_found(
    small_loaded: Loaded, small_lengths: Lengths
) -> None:
    graph = explore(next(scenarios(small_loaded.hotline, START)))
    graph.scenario = replace(graph.scenario, can_be_heard=lambda one: "frikort" not in one.text)
    assert list(whatever_is_said_is_heard(Case(graph, small_lengths)))


def test_an_answer_of_more_than_64_kb_is_found(
    small_loaded: Loaded, small_lengths: Lengths
) -> None:
    asker = small_loaded.hotline.municipalities["asker"]
    steps = {**asker.steps, "fees": replace(asker.steps["fees"], say=("fees.card",) * 1100)}
    found = counterexamples(everywhere(small_loaded.hotline, steps=steps), small_lengths)
    assert found == {"speaks strict twiml"}


def test_a_target_that_no_carrier_can_dial_is_found(
    small_loaded: Loaded, small_lengths: Lengths
) -> None:
    asker = small_loaded.hotline.municipalities["asker"]
    guidance = replace(asker.services["guidance"], routes=(Route("113"),))
    services = {**asker.services, "guidance": guidance}
    found = counterexamples(everywhere(small_loaded.hotline, services=services), small_lengths)
    assert found == {"speaks strict twiml"}


@pytest.mark.parametrize(
    ("prompt", "promise"),
    [
        ("service.guidance.announce", "transfers are announced"),
        ("service.guidance.instruction", "failure is spoken"),
    ],
)
def test_a_number_that_is_not_said_around_a_transfer_is_found(
    small_loaded: Loaded, small_lengths: Lengths, prompt: str, promise: str
) -> None:
    """`ivr check` tells so before anything is proved; the proof does not rely on that."""
    books = small_loaded.hotline.municipalities["asker"].prompts
    silent = {
        code: {**book, prompt: replace(book[prompt], text=Wording("..."), without=None)}
        for code, book in books.items()
    }
    found = counterexamples(everywhere(small_loaded.hotline, prompts=silent), small_lengths)
    assert promise in found


def test_a_prompt_that_one_language_lacks_is_found(
    small_loaded: Loaded, small_lengths: Lengths
) -> None:
    asker = small_loaded.hotline.municipalities["asker"]
    polish = {key: text for key, text in asker.prompts["pl"].items() if key != "fees.card"}
    hotline = everywhere(small_loaded.hotline, prompts={**asker.prompts, "pl": polish})
    scenario = next(scenarios(hotline, START))
    crashes = [
        f for f in prove_scenario(scenario, small_lengths).counterexamples if "fees.card" in f.what
    ]
    assert crashes[0].promise == "takes every input"


def test_whoever_calls_nowhere_is_not_proved(small_loaded: Loaded, small_lengths: Lengths) -> None:
    entrances = {"+4700000001": small_loaded.hotline.entrances["+4700000001"]}
    proof = prove(replace(small_loaded.hotline, entrances=entrances), small_lengths, START)
    assert set(proof.steps) == {"asker"}


def test_every_promise_is_broken_somewhere() -> None:
    """A promise that no broken hotline and no planted fault can break says nothing."""
    mutants = Path(__file__).parents[1] / "mutations" / "mutants.yaml"
    planted = {entry.get("promise") for entry in yaml.safe_load(mutants.read_text("utf-8"))}
    broken = planted | {one.promise for one in BROKEN} | {"whatever is said is heard"}
    promises = {promise_of(promise) for promise in PROMISES} | {EVERY_STEP}
    assert promises - broken == {"transfers are allowed"}


def test_a_target_outside_the_services_file_is_found(
    small_loaded: Loaded, small_lengths: Lengths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strayed(state: Dialling, _: Route, ring: int, talk: int | None) -> Transfer:
        return Transfer(state, Route("+4799999999"), ring, talk)

    monkeypatch.setattr("ivr.call.transfers.Transfer", strayed)
    strayed_hotline = replace(small_loaded.hotline)  # one that is not explored yet
    assert "transfers are allowed" in counterexamples(strayed_hotline, small_lengths)
