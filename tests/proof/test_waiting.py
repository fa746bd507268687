"""Whatever a language lacks: it loads and every call in it can be spoken, or it is a mistake."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.call import Transfer
from ivr.cli import main
from ivr.definition import Loaded, load
from ivr.proof import Lengths, Proof, prove_scenario, scenarios, unreached
from ivr.proof.check import seconds_spent
from ivr.proof.explore import explore
from ivr.proof.timing.budgets import all_milestones
from ivr.proof.what_if import what_if
from ivr.proof.workers import on_trial
from ivr.serving.assembly import Site
from tests.support.hotline import SMALL, VARIABLES, copied, with_clips

START = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Oslo"))
BOOKS = {
    code: yaml.safe_load((SMALL / "prompts" / f"{code}.yaml").read_text("utf-8"))
    for code in ("en", "pl")
}
LOCAL = [
    (code, prompt)
    for code, book in BOOKS.items()
    for prompt in book["prompts"]
    if prompt.startswith(("fees", "doctor", "main.fees", "main.doctor", "main.guidance"))
]


def lacking(root: Path, lacks: set[tuple[str, str]]) -> Loaded:
    """Load a copy of the small project without some prompts."""
    copied(root, SMALL)
    for code, book in BOOKS.items():
        kept = {name: text for name, text in book["prompts"].items() if (code, name) not in lacks}
        text = yaml.safe_dump({**book, "prompts": kept}, allow_unicode=True)
        (root / "prompts" / f"{code}.yaml").write_text(text, encoding="utf-8")
    return load(root, VARIABLES)


@given(lacks=st.sets(st.sampled_from(LOCAL)))
@settings(max_examples=25)
def test_every_call_can_be_spoken_whatever_local_sentences_are_missing(
    lacks: set[tuple[str, str]], small_lengths: Lengths
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        loaded = lacking(Path(folder), lacks)
    firsts = {one.municipality.key: one for one in reversed([*scenarios(loaded.hotline, START)])}
    for scenario in firsts.values():
        found = prove_scenario(scenario, small_lengths).counterexamples
        assert [f"{one.promise}: {one.what}" for one in found] == []


STEPS = 5
steps = st.fixed_dictionaries(
    {"say": st.booleans(), "topic": st.sampled_from(["", "a", "b"]), "silence": st.booleans()},
    optional={"choices": st.lists(st.integers(0, STEPS), max_size=3)},
)
menus = st.lists(steps, min_size=STEPS, max_size=STEPS)


def local_menu(menu: list[dict[str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Steps as a file has them, behind key 5 of the main menu, and the prompts they say."""
    written: dict[str, Any] = {"main": {"choices": {"5": {"say": "local.key", "go": "s0"}}}}
    prompts = ["local.key"]
    for number, step in enumerate(menu):
        name = f"s{number}"
        led = [f"s{to}" if to < STEPS else "transfer guidance" for to in step.get("choices", ())]
        choices = {
            str(key): {"say": f"local.{name}.{key}.key", "go": go} for key, go in enumerate(led, 1)
        }
        says = step["say"] or not choices
        written[name] = {"say": [f"local.{name}"] if says else [], "choices": choices}
        written[name] |= {"topic": step["topic"]} if step["topic"] else {}
        written[name] |= {"on_silence": "transfer guidance"} if step["silence"] else {}
        prompts += [f"local.{name}"] * says + [one["say"] for one in choices.values()]
    # Of a step that nothing leads to, every language must say all.
    led_to, queue = {"s0"}, ["s0"]
    for name in queue:
        new = {one["go"] for one in written[name]["choices"].values()} - led_to
        queue += [one for one in new if one in written]
        led_to |= new
    kept = {name: step for name, step in written.items() if name in {"main", *led_to}}
    return kept, [prompt for prompt in prompts if prompt.split(".")[1] in {"key", *led_to}]


@given(menu=menus, lacks=st.sets(st.integers(0, 30)))
@settings(max_examples=60)
def test_no_menu_leads_into_silence_or_to_a_missing_sentence(
    menu: list[dict[str, Any]], lacks: set[int]
) -> None:
    """Whatever leads to what, in circles too, and whatever Polish lacks of it."""
    written, prompts = local_menu(menu)
    with tempfile.TemporaryDirectory() as folder:
        root = copied(Path(folder), SMALL)
        halden = root / "config/municipalities/halden.yaml"
        halden.write_text(halden.read_text("utf-8") + yaml.safe_dump({"menu": written}), "utf-8")
        for code in ("nb", "en", "pl"):
            book = root / "prompts" / f"{code}.yaml"
            said = {
                prompt: "Tast {key}." if prompt.endswith("key") else "Ja."
                for place, prompt in enumerate(prompts)
                if code != "pl" or place not in lacks
            }
            said |= {"topic.a": "A.", "topic.b": "B."} if code == "nb" else {}
            book.write_text(book.read_text("utf-8") + spelt(said), "utf-8")
        hotline = load(root, VARIABLES).hotline
    scenario = next(one for one in scenarios(hotline, START) if one.municipality.key == "halden")
    graph = explore(scenario)
    assert graph.crashes == []
    assert all(turn.spoken or isinstance(turn.then, Transfer) for _, _, turn in graph.turns())


def spelt(prompts: dict[str, str]) -> str:
    """Prompts as they stand at the end of a catalogue."""
    return "".join(f"  {name}: {json.dumps(text)}\n" for name, text in prompts.items())


POOL = """menu:
  main:
    choices:
      5: {say: main.pool, go: pool}
  pool:
    say: pool.hours
    after: keys
    topic: pool
"""


@pytest.fixture
def pool(changed: Callable[..., Path]) -> Path:
    """The small project with a topic of Halden's own that Polish cannot say, but can offer."""
    root = changed(clips=False)
    with (root / "config/municipalities/halden.yaml").open("a", encoding="utf-8") as halden:
        halden.write(POOL)
    words = {"nb": "  pool.hours: Åpent.\n  topic.pool: Svømming.\n", "en": "  pool.hours: Open.\n"}
    for code in ("nb", "en", "pl"):
        with (root / "prompts" / f"{code}.yaml").open("a", encoding="utf-8") as book:
            book.write(f"  main.pool: Basen, {{key}}.\n{words.get(code, '')}")
    return with_clips(root)


def test_a_topic_that_waits_is_proved_in_the_languages_that_offer_it(pool: Path) -> None:
    assembly, found, lengths = on_trial(Site(pool, VARIABLES), START)
    hotline, proof = assembly.hotline, Proof()
    for scenario in found:
        proof.add(prove_scenario(scenario, lengths))
    broken = [*proof.counterexamples, *unreached(hotline, proof, START)]
    assert [f"{one.promise}: {one.what}" for one in broken] == []
    heard = {code for step, code in proof.steps["halden"] if step == "pool"}
    assert heard == {"nb", "en", ""}  # who has chosen none hears Norwegian
    proof.steps["halden"].remove(("pool", "en"))
    [missing] = unreached(hotline, proof, START)
    assert missing.what == "no call in Halden reaches the step pool in en"


def test_a_topic_that_waits_is_timed_in_the_languages_that_offer_it(pool: Path) -> None:
    _, found, lengths = on_trial(Site(pool, VARIABLES), START)
    timed = all_milestones(found, lengths)
    assert {one.language for one in timed if one.name == "pool"} == {"nb", "en"}
    assert seconds_spent(found, lengths) == []


def test_what_if_shows_the_choices_of_one_language(pool: Path) -> None:
    hotline = load(pool, VARIABLES).hotline
    [polish, english] = [
        what_if(hotline, "+4700000011", START, key).tree.branches for key in ("3", "2")
    ]
    assert "5" not in {one.key for one in polish}
    assert "5" in {one.key for one in english}


@pytest.fixture
def few(changed: Callable[..., Path]) -> Path:
    """The small project, with Norwegian and Polish alone in Halden."""
    halden = "config/municipalities/halden.yaml"
    return changed((halden, "name: Halden\n", "name: Halden\nlanguages: [nb, pl]\n"))


def test_a_municipality_is_proved_and_timed_in_its_own_languages(few: Path) -> None:
    assembly, found, lengths = on_trial(Site(few, VARIABLES), START)
    proof = Proof()
    for scenario in found:
        proof.add(prove_scenario(scenario, lengths))
    broken = [*proof.counterexamples, *unreached(assembly.hotline, proof, START)]
    assert [f"{one.promise}: {one.what}" for one in broken] == []
    assert {code for _, code in proof.steps["halden"]} == {"nb", "pl", ""}
    assert {code for _, code in proof.steps["asker"]} == {"nb", "en", "pl", ""}
    assert seconds_spent(found, lengths) == []


def test_a_language_that_is_not_a_municipalitys_is_no_answer_to_what_if(few: Path) -> None:
    asked = ["--project", str(few), "what-if", "--to", "+4700000011", "--language"]
    refused = CliRunner().invoke(main, [*asked, "en"])
    assert "[en] is not offered" in refused.output
    shown = CliRunner().invoke(main, [*asked, "pl"])
    assert "── 2: main   (polski)" in shown.output
