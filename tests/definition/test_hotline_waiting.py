"""A choice waits for the languages that cannot say all it leads to; its neighbours do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.call import AtStep, Digit, Turn, Wait, everything, read_state, resume
from ivr.definition import Loaded
from ivr.model import Hotline
from ivr.problems import BrokenHotline
from ivr.translation.approvals import approve
from ivr.translation.catalogue import sentences
from ivr.translation.status import approved_languages

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Europe/Oslo"))
POOL = """
pool:
  say: pool.hours
  choices:
    1: {say: pool.more_offer, go: pool_more}
  topic: pool

pool_more:
  say: pool.more
  topic: pool
"""
POOL_WORDS = """
  main.pool: Bad, {key}.
  pool.hours: Bad.
  pool.more_offer: Mer, {key}.
  pool.more: Mer.
  topic.pool: Bad.
"""

Change = Callable[[str, str, str], None]
Load = Callable[[], Loaded]


def without(project: Path, language: str, *prompts: str) -> None:
    """Take prompts out of a catalogue."""
    path = project / "prompts" / f"{language}.yaml"
    kept, skipping = [], False
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.startswith("   "):
            skipping = line.startswith("  ") and line.strip().partition(":")[0] in prompts
        kept += [] if skipping else [line]
    path.write_text("".join(kept), encoding="utf-8")


@pytest.fixture
def pool(sound: Path, change: Change) -> Path:
    """The sound project with a topic of two steps, the swimming pool, on a key between others."""
    guidance = "{say: main.guidance, go: transfer guidance}"
    both = f"    4: {{say: main.pool, go: pool}}\n    5: {guidance}\n"
    change("config/menu.yaml", f"    4: {guidance}\n", both)
    with (sound / "config" / "menu.yaml").open("a", encoding="utf-8") as menu:
        menu.write(POOL)
    for language in ("nb", "en", "pl"):
        with (sound / "prompts" / f"{language}.yaml").open("a", encoding="utf-8") as book:
            book.write(POOL_WORDS.rpartition("  topic")[0] if language != "nb" else POOL_WORDS)
    return sound


def press(hotline: Hotline, language: str, step: str, key: str) -> Turn:
    return resume(hotline, AtStep("asker", language, step), Digit(key), NOON, everything)


def offers(hotline: Hotline, language: str, step: str = "main") -> list[str]:
    """The prompts of a step as they are heard, from the first offer on."""
    known = {choice.say for choice in hotline.municipalities["asker"].steps[step].choices.values()}
    said = press(hotline, language, step, "#").spoken
    return [one.prompt for one in said if one.prompt in known]


def there(turn: Turn) -> tuple[str, int]:
    """The step that a turn leads to, and how often it has been heard."""
    assert isinstance(turn.then, Wait)
    assert isinstance(turn.then.state, AtStep)
    return turn.then.state.step, turn.then.state.attempt


def told(loaded: Loaded) -> list[str]:
    return [str(one) for one in loaded.warnings if one.code == "choice-waits"]


def mistakes(load: Load) -> list[str]:
    with pytest.raises(BrokenHotline) as broken:
        load()
    return [f"{one.file}: {one.cause}" for one in broken.value.problems if not one.is_warning]


LOCAL = ("main.pool", "pool.hours", "pool.more_offer", "pool.more")


def test_a_language_that_lacks_a_topic_goes_without_and_no_other_key_moves(
    pool: Path, loaded: Load
) -> None:
    without(pool, "pl", *LOCAL)
    hotline = loaded().hotline
    assert offers(hotline, "en") == [
        *("main.emergency", "main.doctor", "main.fees", "main.pool", "main.guidance")
    ]
    assert offers(hotline, "pl") == ["main.emergency", "main.doctor", "main.fees", "main.guidance"]
    assert there(press(hotline, "en", "main", "4")) == ("pool", 1)
    assert there(press(hotline, "pl", "main", "4")) == ("main", 2)  # a key that means nothing
    assert there(press(hotline, "pl", "main", "3")) == ("fees", 1)
    announced = press(hotline, "pl", "main", "5").spoken
    assert [one.prompt for one in announced] == ["service.guidance.announce"]


def test_one_line_tells_which_languages_wait_for_a_topic(pool: Path, loaded: Load) -> None:
    without(pool, "pl", *LOCAL)
    without(pool, "en", "pool.more")
    [line] = told(loaded())
    assert line == (
        "config/menu.yaml:6: warning: main: choice 4, pool, is offered in nb; 2 languages wait "
        "for sentences: en 1, pl 4. Hand out what is missing: ivr prompts export en, and so on "
        "for each."
    )


def test_what_norwegian_lacks_is_asked_of_norwegian_alone(pool: Path, loaded: Load) -> None:
    for language in ("nb", "en", "pl"):
        without(pool, language, "pool.more")
    assert mistakes(loaded) == [
        "prompts/nb.yaml: The prompt [pool.more] is missing; config/menu.yaml:49 speaks it."
    ]


def test_all_that_a_topic_lacks_in_norwegian_is_one_mistake(pool: Path, loaded: Load) -> None:
    for language in ("nb", "en", "pl"):
        without(pool, language, *LOCAL)
    [of_main, of_pool] = mistakes(loaded)
    assert of_main.startswith("prompts/nb.yaml: The prompt [main.pool] is missing")
    assert of_pool.startswith("prompts/nb.yaml: pool: 3 prompts are missing: [pool.hours], ")


@pytest.mark.parametrize(
    "prompt",
    ["main.emergency", "keys", "emergency.dial", "emergency.connect", "waiting",
     "service.ambulance.announce", "service.guidance.closed", "service.out_of_hours.instruction",
     "answer.emergency", "retry.silence", "goodbye", "language.option"],
)  # fmt: skip
def test_nothing_that_leads_to_help_waits_for_a_translation(
    sound: Path, loaded: Load, prompt: str
) -> None:
    without(sound, "pl", prompt)
    [mistake] = mistakes(loaded)
    assert mistake.startswith(f"prompts/pl.yaml: The prompt [{prompt}] is missing; ")


def test_a_topic_is_offered_whole_or_not_at_all(pool: Path, loaded: Load) -> None:
    without(pool, "pl", "pool.more")
    assert "main.pool" not in offers(loaded().hotline, "pl")


def test_a_topic_behind_another_leaves_that_one_alone(
    pool: Path, change: Change, loaded: Load
) -> None:
    change("config/menu.yaml", "  say: pool.more\n  topic: pool\n", "  say: pool.more\n")
    without(pool, "pl", "pool.more", "pool.more_offer")
    hotline = loaded().hotline
    assert "main.pool" in offers(hotline, "pl")
    assert offers(hotline, "pl", "pool") == []
    assert offers(hotline, "en", "pool") == ["pool.more_offer"]


def test_a_menu_that_would_offer_nothing_is_left_out(
    pool: Path, change: Change, loaded: Load
) -> None:
    """Its choices are topics of their own, and yet nobody is led into silence."""
    hub = "hub:\n  choices:\n    1: {say: pool.more_offer, go: pool}\n  topic: hub\n\npool:\n"
    change("config/menu.yaml", "go: pool}\n    5:", "go: hub}\n    5:")
    change("config/menu.yaml", "\npool:\n", f"\n{hub}")
    with (pool / "prompts" / "nb.yaml").open("a", encoding="utf-8") as book:
        book.write("  topic.hub: Bad.\n")
    assert "main.pool" in offers(loaded().hotline, "pl")
    without(pool, "pl", "pool.hours")
    assert "main.pool" not in offers(loaded().hotline, "pl")
    assert "main.pool" in offers(loaded().hotline, "en")


def test_a_list_of_places_that_waits_leaves_the_menu_before_it_alone(
    pool: Path, change: Change, loaded: Load
) -> None:
    """Also one that no municipality has written yet, behind a step that has no topic."""
    change("config/menu.yaml", "  say: fees.card\n",
           "  say: fees.card\n  choices:\n"
           "    1: {say: pool.more_offer, go: directory dentists}\n")  # fmt: skip
    words = "press more announce closed number repeat failed address wait"
    with (pool / "prompts" / "nb.yaml").open("a", encoding="utf-8") as book:
        book.writelines(f'  directory.{word}: "Bad {{key}}."\n' if word in ("press", "more")
                        else f"  directory.{word}: Bad.\n" for word in words.split())  # fmt: skip
    assert "main.fees" in offers(loaded().hotline, "pl")
    with (pool / "config/municipalities/asker.yaml").open("a", encoding="utf-8") as file:
        file.write(
            'directories:\n  dentists:\n    hours: "24/7"\n'
            '    places: [{name: Torget, number: "23 00 00 09"}]\n'
        )
    hotline = loaded().hotline
    assert "main.fees" in offers(hotline, "pl")
    assert offers(hotline, "nb", "fees") == ["pool.more_offer"]
    assert offers(hotline, "pl", "fees") == []


def test_a_step_that_cannot_be_said_is_left_out_wherever_it_is_offered(
    pool: Path, change: Change, loaded: Load
) -> None:
    change("config/menu.yaml", "  say: fees.card\n",
           "  say: fees.card\n  choices:\n    1: {say: pool.more_offer, go: pool}\n")  # fmt: skip
    without(pool, "pl", "pool.hours")
    hotline = loaded().hotline
    assert "main.pool" not in offers(hotline, "pl")
    assert "main.fees" in offers(hotline, "pl")
    assert offers(hotline, "pl", "fees") == []
    assert offers(hotline, "en", "fees") == ["pool.more_offer"]


def test_a_step_that_is_reached_in_two_ways_goes_without_what_it_cannot_lead_to(
    pool: Path, change: Change, loaded: Load
) -> None:
    change("config/menu.yaml", "  say: fees.card\n",
           "  say: fees.card\n  choices:\n    1: {say: pool.more_offer, go: pool}\n")  # fmt: skip
    without(pool, "pl", "pool.more")
    hotline = loaded().hotline
    assert "main.pool" in offers(hotline, "pl")
    assert offers(hotline, "pl", "fees") == ["pool.more_offer"]
    assert offers(hotline, "pl", "pool") == []


def test_a_choice_that_depends_on_the_hours_must_be_sayable_at_every_hour(
    sound: Path, loaded: Load
) -> None:
    without(sound, "pl", "doctor.open")
    assert "main.doctor" not in offers(loaded().hotline, "pl")


def test_two_ways_to_danger_never_wait_both(pool: Path, change: Change, loaded: Load) -> None:
    """Each alone could be left out, the other leading there."""
    change("config/hotline.yaml", "  emergency: [ambulance]\n",
           "  emergency: [ambulance]\n  poison: [ambulance]\n")  # fmt: skip
    change("config/menu.yaml", "  say: fees.card\n",
           "  say: fees.card\n  choices:\n    1: {say: pool.more_offer, go: poison}\n")  # fmt: skip
    change("config/menu.yaml", "pool_more:\n  say: pool.more\n  topic: pool\n",
           "pool_more:\n  say: pool.more\n  choices:\n    1: {say: pool.more_offer, go: poison}\n"
           "  topic: pool\n\npoison:\n  say: keys\n  topic: poison\n")  # fmt: skip
    with (pool / "prompts" / "nb.yaml").open("a", encoding="utf-8") as book:
        book.write("  topic.poison: Gift.\n")
    without(pool, "pl", "pool.more_offer")
    [mistake] = mistakes(loaded)
    assert mistake.startswith("prompts/pl.yaml: The prompt [pool.more_offer] is missing; ")


def test_a_call_that_stands_where_its_language_has_been_left_out_goes_on_in_the_main_menu(
    pool: Path, loaded: Load
) -> None:
    without(pool, "pl", *LOCAL)
    written = {"m": "asker", "at": "step", "l": "pl", "n": "pool"}
    assert read_state(written, loaded().hotline) == AtStep("asker", "pl", "main")
    assert read_state({**written, "l": "en"}, loaded().hotline) == AtStep("asker", "en", "pool")


def test_what_is_left_out_asks_for_no_clip_and_for_a_translation(pool: Path, loaded: Load) -> None:
    without(pool, "pl", "pool.more")
    read = loaded()
    assert not {prompt for code, prompt in read.wordings if code == "pl"} & set(LOCAL)
    assert {*LOCAL} <= {*read.prompts("pl")}


def test_a_language_is_approved_without_what_it_waits_for(pool: Path, loaded: Load) -> None:
    without(pool, "pl", "pool.more")
    read, day = loaded(), dt.date(2026, 11, 25)
    for code in ("nb", "en", "pl"):
        written = sentences(read.files[f"prompts/{code}"])
        heard = {key: one for key, one in written.items() if code != "pl" or key not in LOCAL}
        approve(pool, code, heard, "speaker", day)
    assert approved_languages(read, pool) == ["nb", "en", "pl"]


def test_a_choice_that_rings_somebody_waits_alone(pool: Path, change: Change, loaded: Load) -> None:
    """A municipality adds one to a menu of all; nobody loses that menu for it."""
    change("config/menu.yaml", "  say: fees.card\n",
           "  say: fees.card\n  choices:\n"
           "    1: {say: pool.more_offer, go: transfer guidance}\n"
           "  topic: pool\n")  # fmt: skip
    change("config/menu.yaml", "    1: {say: pool.more_offer, go: pool_more}\n",
           "    1: {say: pool.hours, go: pool_more}\n")  # fmt: skip
    without(pool, "pl", "pool.more_offer")
    hotline = loaded().hotline
    assert "main.fees" in offers(hotline, "pl")
    assert offers(hotline, "pl", "fees") == []
    assert offers(hotline, "en", "fees") == ["pool.more_offer"]


def test_a_step_that_nothing_leads_to_is_asked_of_norwegian_alone(
    pool: Path, change: Change, loaded: Load
) -> None:
    change("config/menu.yaml", "go: pool}\n    5:", "go: poool}\n    5:")
    without(pool, "pl", *LOCAL)
    [mistake] = mistakes(loaded)
    assert "[poool] leads nowhere" in mistake


def test_where_a_menu_is_not_heard_no_choice_of_it_is_called_offered(
    pool: Path, change: Change, loaded: Load
) -> None:
    change("config/menu.yaml", "  say: pool.more\n  topic: pool\n", "  say: pool.more\n")
    without(pool, "pl", "pool.hours")
    without(pool, "en", "pool.more")
    of_main, of_pool = told(loaded())
    assert "main: choice 4, pool, is offered in nb, en; " in of_main
    assert "pool: choice 1, pool_more, is offered in nb; 1 language waits" in of_pool


@pytest.mark.usefixtures("pool")
def test_a_slip_in_a_translations_name_is_told_with_the_name_that_is_missing(
    change: Change, loaded: Load
) -> None:
    change("prompts/pl.yaml", "  pool.hours: ", "  pool.huors: ")
    lines = [str(one) for one in loaded().warnings if "huors" in str(one)]
    assert [line.partition(" ")[2] for line in lines] == [
        "warning: [pool.huors] is never spoken. Did you mean [pool.hours], which is missing here?"
    ]


@pytest.mark.usefixtures("pool")
def test_a_slip_in_the_name_of_a_prompt_in_use_is_told_with_that_name(
    change: Change, loaded: Load
) -> None:
    change("config/menu.yaml", "  say: pool.more\n", "  say: [pool.more, pool.huors]\n")
    with pytest.raises(BrokenHotline) as broken:
        loaded()
    [mistake] = broken.value.problems
    assert mistake.fix == "Did you mean [pool.hours]? Else add [pool.huors: …] under prompts."
