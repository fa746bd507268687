"""What callers hear: numbers digit by digit, figures while they hold, and nothing unprepared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.definition import Loaded, load
from ivr.model import Hotline
from ivr.model.hotline import Municipality
from ivr.model.menu import Destination
from ivr.problems import BrokenHotline

Change = Callable[[str, str, str], None]
Load = Callable[[], Loaded]

TODAY = dt.date(2026, 11, 23)


def heard(hotline: Hotline, language: str, prompt: str, municipality: str = "asker") -> str:
    key = hotline.municipalities[municipality].prompts[language][prompt]
    return key.wording(TODAY).with_key("")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Ring to tre, tre to, sju null, null null."),
        ("en", "Dial two three, three two, seven zero, zero zero."),
        ("pl", "Zadzwoń pod dwa trzy, trzy dwa, siedem zero, zero zero."),
    ],
)
def test_a_number_is_spoken_in_each_language_with_a_pause_between_groups(
    loaded: Load, language: str, sentence: str
) -> None:
    assert heard(loaded().hotline, language, "service.guidance.instruction") == sentence


def test_a_country_code_begins_with_the_word_for_plus(change: Change, loaded: Load) -> None:
    change("config/services.yaml", '"23 32 70 00"', '"+47 23 327 000"')
    hotline = loaded().hotline
    instruction = "service.guidance.instruction"
    assert (
        heard(hotline, "nb", instruction)
        == "Ring pluss fire sju, to tre, tre to sju, null null null."
    )
    assert heard(hotline, "en", instruction) == (
        "Dial plus four seven, two three, three two seven, zero zero zero."
    )


def test_a_choice_names_its_key_in_the_callers_language(loaded: Load) -> None:
    hotline = loaded().hotline
    asker = hotline.municipalities["asker"]
    key = asker.steps["main"].choices["4"].key
    word = hotline.languages["pl"].key_words[key]
    spoken = asker.prompts["pl"]["main.guidance"].wording(TODAY).with_key(word)
    assert spoken == "Po poradę naciśnij cztery."


def test_the_few_words_of_a_language_wait_for_a_second_page(change: Change, loaded: Load) -> None:
    """Nobody is told to remove what a ninth language will need."""
    change("config/hotline.yaml", "language_attempts: 2", "language_attempts: 1")
    assert not any("language.short" in problem.cause for problem in loaded().warnings)
    assert loaded().wordings["pl", "language.short"]


def test_a_figure_is_spoken_through_its_last_day_and_not_after(loaded: Load) -> None:
    prompt = loaded().hotline.municipalities["asker"].prompts["en"]["fees.card"]
    last = "After 3278 kroner in 2026 you get an exemption card."
    assert prompt.wording(dt.date(2026, 12, 31)).with_key("") == last
    after = "Above a limit you get an exemption card."
    assert prompt.wording(dt.date(2027, 1, 1)).with_key("") == after


def test_two_figures_hold_until_the_first_expires(change: Change, loaded: Load) -> None:
    for language in ("nb", "en", "pl"):
        change(f"prompts/{language}.yaml", "{card_limit.year}", "{fee}")
    change("config/facts.yaml", "card_limit:", "fee: {value: 7, unit: NOK, year: 2026, source: x, "
           "checked: 2026-01-01, expires: 2026-06-30}\ncard_limit:")  # fmt: skip
    prompt = loaded().hotline.municipalities["asker"].prompts["en"]["fees.card"]
    assert "7" in prompt.wording(dt.date(2026, 6, 30)).with_key("")
    assert prompt.wording(dt.date(2026, 7, 1)).with_key("").startswith("Above")


NEXT_YEAR = """\
  expires: 2026-12-31
  later:
    - {value: 3400, year: 2027, expires: 2027-06-30, checked: 2026-12-05}
    - {value: 3500, year: 2027, begins: 2027-07-01, expires: 2027-12-31, checked: 2026-12-05}
"""


def test_next_years_figure_is_said_from_its_first_day_on(change: Change, loaded: Load) -> None:
    change("config/facts.yaml", "  expires: 2026-12-31\n", NEXT_YEAR)
    prompt = loaded().hotline.municipalities["asker"].prompts["en"]["fees.card"]
    card = "After {} kroner in {} you get an exemption card."
    for day, heard_then in [
        (dt.date(2025, 12, 31), "Above a limit you get an exemption card."),
        (dt.date(2026, 1, 1), card.format(3278, 2026)),
        (dt.date(2026, 12, 31), card.format(3278, 2026)),
        (dt.date(2027, 1, 1), card.format(3400, 2027)),
        (dt.date(2027, 6, 30), card.format(3400, 2027)),
        (dt.date(2027, 7, 1), card.format(3500, 2027)),
        (dt.date(2027, 12, 31), card.format(3500, 2027)),
        (dt.date(2028, 1, 1), "Above a limit you get an exemption card."),
    ]:
        assert prompt.wording(day).with_key("") == heard_then, day


def test_the_clips_of_all_values_are_made_ahead(change: Change, loaded: Load) -> None:
    """A build in December holds what is said in January, and in July."""
    change("config/facts.yaml", "  expires: 2026-12-31\n", NEXT_YEAR)
    english = {text for language, text in loaded().texts if language == "en"}
    for value, year in ((3278, 2026), (3400, 2027), (3500, 2027)):
        assert f"After {value} kroner in {year} you get an exemption card." in english


def test_a_sentence_never_says_the_figures_of_two_years(change: Change, loaded: Load) -> None:
    """Where one of two figures is not known for the new year, neither is said."""
    for language in ("nb", "en", "pl"):
        change(f"prompts/{language}.yaml", "{card_limit.year}", "{fee}")
    change("config/facts.yaml", "card_limit:", "fee: {value: 7, unit: NOK, year: 2026, source: x, "
           "checked: 2026-01-01, expires: 2026-12-31}\ncard_limit:")  # fmt: skip
    change("config/facts.yaml", "  expires: 2026-12-31\n", NEXT_YEAR)
    prompt = loaded().hotline.municipalities["asker"].prompts["en"]["fees.card"]
    said = {prompt.wording(dt.date(2026, 12, 30) + dt.timedelta(days=n)) for n in range(400)}
    assert {one.with_key("") for one in said} == {
        "After 3278 kroner in 7 you get an exemption card.",
        "Above a limit you get an exemption card.",
    }
    assert prompt.wording(dt.date(2027, 1, 1)) == prompt.without


def test_last_years_figure_that_is_still_said_waits_for_the_other(
    change: Change, loaded: Load
) -> None:
    """A fee of 2026 that holds until the end of February is not said beside one of 2027."""
    for language in ("nb", "en", "pl"):
        change(f"prompts/{language}.yaml", "{card_limit.year}", "{fee}")
    change("config/facts.yaml", "card_limit:", "fee: {value: 7, unit: NOK, year: 2026, source: x, "
           "checked: 2026-01-01, expires: 2027-02-28, later: [{value: 8, year: 2027, "
           "begins: 2027-03-01, checked: 2026-01-01, "
           "expires: 2027-12-31}]}\ncard_limit:")  # fmt: skip
    change("config/facts.yaml", "  expires: 2026-12-31\n", NEXT_YEAR)
    prompt = loaded().hotline.municipalities["asker"].prompts["en"]["fees.card"]
    assert "3278 kroner in 7" in prompt.wording(dt.date(2026, 12, 31)).with_key("")
    assert prompt.wording(dt.date(2027, 1, 1)) == prompt.without
    assert prompt.wording(dt.date(2027, 2, 28)) == prompt.without
    assert "3400 kroner in 8" in prompt.wording(dt.date(2027, 3, 1)).with_key("")
    assert "3500 kroner in 8" in prompt.wording(dt.date(2027, 7, 1)).with_key("")


def _spoken(municipality: Municipality, hotline: Hotline) -> set[tuple[str, str]]:
    """Every text that the menus, transfers and fixed prompts of a municipality can give."""
    plain = ["answer.emergency", "retry.silence", "retry.options", "retry.person"]
    plain += ["goodbye", "apology"]
    offers: list[tuple[str, str]] = []
    services = {"out_of_hours", "guidance"}
    for step in municipality.steps.values():
        plain += [*step.say, *step.after]
        offers += [(c.say, key) for key, c in step.choices.items() if c.say is not None]
        goes = [choice.go for choice in step.choices.values()]
        goes += [step.on_silence] if step.on_silence else []
        places = [place for go in goes for place in go.destinations()]
        services |= {place.name for place in places if place.kind == "transfer"}
    for name in services:
        plain += [f"service.{name}.announce", f"service.{name}.instruction"]
        if municipality.services[name].hours.text != "24/7":
            plain.append(f"service.{name}.closed")
    texts: set[tuple[str, str]] = set()
    for code, language in hotline.languages.items():
        book = municipality.prompts[code]
        texts |= {(code, w.with_key("")) for name in plain for w in book[name].wordings()}
        for name, key in offers:
            texts |= {(code, w.with_key(language.key_words[key])) for w in book[name].wordings()}
    return texts


def test_every_text_a_caller_can_hear_is_among_those_made_ahead(sound: Path) -> None:
    loaded = load(sound, {})
    hotline = loaded.hotline
    for municipality in hotline.municipalities.values():
        assert _spoken(municipality, hotline) <= loaded.texts
    whisper = hotline.municipalities["asker"].prompts["nb"]
    for name in ("whisper.intro", "whisper.speaks.pl", "topic.emergency", "topic.doctor"):
        assert ("nb", whisper[name].text.with_key("")) in loaded.texts
    for key, (code, sentence) in enumerate(
        [("nb", "For norsk, trykk {}."), ("en", "For English, press {}."),
         ("pl", "Po polsku naciśnij {}.")], start=1,
    ):  # fmt: skip
        word = hotline.languages[code].key_words[str(key)]
        assert (code, sentence.format(word)) in loaded.texts


def test_no_text_made_ahead_has_a_gap_left_in_it(shipped: Path) -> None:
    for language, text in load(shipped, {}).texts:
        assert text.strip(), language
        assert not set("{}\n\ufffc") & set(text), text


def test_both_wordings_of_a_figure_are_made_ahead(loaded: Load) -> None:
    english = {text for language, text in loaded().texts if language == "en"}
    assert "Above a limit you get an exemption card." in english
    assert "After 3278 kroner in 2026 you get an exemption card." in english


def test_a_route_is_dialled_only_when_its_variable_is_set(sound: Path) -> None:
    def routes(environ: dict[str, str]) -> list[str]:
        service = load(sound, environ).hotline.municipalities["asker"].services["ambulance"]
        return [route.target for route in service.routes]

    assert routes({}) == []
    assert routes({"SIP_TRUNK": ""}) == []
    assert routes({"SIP_TRUNK": "trunk.example"}) == ["sip:113@trunk.example"]


def test_a_called_number_leads_to_its_municipality_and_perhaps_its_language(
    loaded: Load,
) -> None:
    hotline = loaded().hotline
    assert hotline.entrance("+4700000011").municipality == "halden"
    assert hotline.entrance("+4700000002").language == "pl"
    assert hotline.entrance("+4799999999").municipality == "asker"


def test_a_key_may_lead_to_different_places_by_the_hour(loaded: Load) -> None:
    go = loaded().hotline.municipalities["asker"].steps["main"].choices["2"].go
    assert go.cases == (("doctor", Destination("step", "doctor_open")),)
    assert go.otherwise == Destination("step", "doctor_closed")


@pytest.mark.parametrize("trunk", ["one@two", "trunk.example\tx@y"])
def test_a_variable_that_makes_no_route_is_a_fault_that_keeps_it_secret(
    sound: Path, trunk: str
) -> None:
    with pytest.raises(BrokenHotline) as broken:
        load(sound, {"SIP_TRUNK": trunk})
    assert [(f.file, f.line) for f in broken.value.problems] == [("SIP_TRUNK", None)]
    assert trunk not in str(broken.value)
