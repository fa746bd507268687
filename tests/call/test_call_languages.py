"""The language menu: its keys, its pages, and dialling 1-1-3 into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from ivr.call import (
    Digit,
    Goodbye,
    Silence,
    Transfer,
    Turn,
    Wait,
    answer,
    everything,
    fields,
    resume,
)
from ivr.model import Hotline
from ivr.model.prompts import Prompt, Wording

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Oslo"))
NUMBER = "+4700000001"


def with_languages(hotline: Hotline, count: int) -> Hotline:
    """The shipped hotline in so many languages: those it has, then made-up ones."""
    first = hotline.fallback_language
    codes = [*hotline.languages, *(f"x{number:02d}" for number in range(count))][:count]
    languages = {
        code: hotline.languages.get(code) or replace(hotline.languages[first], code=code)
        for code in codes
    }
    way = Prompt("language.short", Wording("This language: {key}."), None)
    municipalities = {
        name: replace(
            municipality,
            prompts={
                code: {
                    **municipality.prompts.get(code, municipality.prompts[first]),
                    way.key: way,
                }
                for code in codes
            },
        )
        for name, municipality in hotline.municipalities.items()
    }
    return replace(hotline, languages=languages, municipalities=municipalities)


def press(hotline: Hotline, keys: Iterable[str], called: str = NUMBER) -> Turn:
    turn = answer(hotline, called, NOW, everything)
    for key in keys:
        assert not isinstance(turn.then, Goodbye)
        heard = Silence() if key == "-" else Digit(key)
        turn = resume(hotline, turn.then.state, heard, NOW, everything)
    return turn


def prompts(turn: Turn) -> list[str]:
    return [spoken.prompt for spoken in turn.spoken]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9, 10, 16, 17])
def test_every_language_is_reached_and_speaks_itself(hotline: Hotline, count: int) -> None:
    many = with_languages(hotline, count) if count > 1 else with_languages(hotline, 2)
    for position, code in enumerate(many.languages):
        turn = press(many, ["9"] * (position // 8) + [str(position % 8 + 1)])
        assert isinstance(turn.then, Wait)
        assert turn.then.state.language == code
        assert fields(turn.then.state).get("n", "") == many.main_menu
        assert {spoken.language for spoken in turn.spoken} == {code}


@pytest.mark.parametrize(("count", "pages"), [(3, 1), (8, 1), (9, 2), (16, 2), (17, 3)])
def test_nine_turns_the_pages_and_comes_round(hotline: Hotline, count: int, pages: int) -> None:
    many = with_languages(hotline, count)
    offered: list[str] = []
    for page in range(pages):
        turn = press(many, "9" * page)
        names = [s.language for s in turn.spoken if s.prompt == "language.option"]
        assert len(names) <= 8
        ways = [s.language for s in turn.spoken if s.prompt == "language.short"]
        assert set(names) | set(ways) == set(many.languages), "a language is not named"
        assert not set(names) & set(ways)
        offered += names
    assert offered == list(many.languages)
    if pages > 1:
        round_again = press(many, "9" * pages)
        assert round_again.spoken == press(many, "*").spoken


def test_each_language_names_its_own_key_in_its_own_words(hotline: Hotline) -> None:
    many = with_languages(hotline, 17)
    option, *ways = press(many, "99").spoken
    words = many.languages[option.language].key_words
    assert option.text.endswith(f"{words['1']}.")
    for way in ways[:16]:
        assert way.text == f"This language: {many.languages[way.language].key_words['9']}."


def test_whoever_does_not_press_is_told_at_once_that_waiting_helps(hotline: Hotline) -> None:
    *_, norwegian, english = press(hotline, "").spoken
    assert (norwegian.prompt, english.prompt) == ("language.wait", "language.wait")
    assert (norwegian.language, english.language) == ("nb", "en")


@pytest.mark.parametrize("code", ["nb", "uk", "pl"])
def test_a_caller_from_its_country_hears_a_language_first(hotline: Hotline, code: str) -> None:
    """The key is the one it always has, and the others follow in their order."""
    turn = answer(hotline, NUMBER, NOW, everything, first=code)
    offered = [s for s in turn.spoken if s.prompt == "language.option"]
    plain = [s for s in press(hotline, "").spoken if s.prompt == "language.option"]
    assert offered[0].language == code
    assert set(offered) == set(plain)
    assert [s for s in plain if s.language != code] == offered[1:]


def test_a_language_of_the_second_page_is_led_there_first_and_heard_first_there(
    hotline: Hotline,
) -> None:
    last = [*hotline.languages][-1]
    turn = answer(hotline, NUMBER, NOW, everything, first=last)
    words = hotline.languages[last].key_words
    own = [s for s in turn.spoken if s.language == last]
    assert [s.prompt for s in own] == ["language.option"], "it is heard once"
    assert words["9"] in own[0].text
    assert isinstance(turn.then, Wait)
    there = resume(hotline, turn.then.state, Digit("9"), NOW, everything, first=last)
    assert there.spoken[0].language == last


def test_a_key_with_no_language_on_the_last_page_offers_the_page_again(hotline: Hotline) -> None:
    """In a few words, so that who cannot find a key is put through in time."""
    many = replace(with_languages(hotline, 17), language_attempts=2)
    assert [s.prompt for s in press(many, "995").spoken] == ["language.short"]
    assert press(many, "99-").spoken == press(many, "995").spoken
    slowly = [replace(one, slow=True) for one in press(many, "99").spoken]
    assert list(press(many, "99#").spoken) == slowly


def test_star_and_hash_start_the_language_menu_over(hotline: Hotline) -> None:
    """Whoever asks to hear it again has not failed: the attempts count anew."""
    turn = press(replace(hotline, language_attempts=2), "-#-*-")
    assert isinstance(turn.then, Wait)
    assert fields(turn.then.state)["at"] == "languages"


def test_only_the_answer_says_the_emergency_words_in_several_languages(hotline: Hotline) -> None:
    first = [s.language for s in press(hotline, "").spoken if s.prompt == "answer.emergency"]
    assert first == list(hotline.answer)
    assert "answer.emergency" not in prompts(press(hotline, "#"))


def test_who_did_not_hear_the_emergency_words_hears_them_before_the_menu(hotline: Hotline) -> None:
    for position, code in enumerate(hotline.languages):
        pages, place = divmod(position, 8)
        heard = prompts(press(hotline, "9" * pages + str(place + 1)))
        assert (heard[0] == "answer.emergency") is (code not in hotline.answer)


@pytest.mark.parametrize("count", [3, 8, 9, 17])
def test_dialling_113_inside_the_hotline_stays_in_the_emergency(
    hotline: Hotline, count: int
) -> None:
    turn = press(with_languages(hotline, count), "113")
    assert isinstance(turn.then, Wait)
    assert fields(turn.then.state).get("n", "") == hotline.emergency_step
    connected = press(with_languages(hotline, count), "113--")
    assert isinstance(connected.then, Transfer)
    assert fields(connected.then.state).get("n", "") == hotline.emergency_service


def test_dialling_113_on_a_language_s_own_number_is_put_through(hotline: Hotline) -> None:
    own = [number for number, to in hotline.entrances.items() if to.language is not None]
    for number in own:
        turn = press(hotline, "113", called=number)
        assert isinstance(turn.then, Transfer)
        assert fields(turn.then.state).get("n", "") == hotline.emergency_service


def test_a_language_s_own_number_speaks_it_from_the_first_word(hotline: Hotline) -> None:
    for number, entrance in hotline.entrances.items():
        if entrance.language is not None:
            turn = press(hotline, "", called=number)
            assert {spoken.language for spoken in turn.spoken} == {entrance.language}
            assert prompts(turn)[0] == "answer.emergency"
