"""Hours as people write them are answered with the hours that they mean, rightly spelt."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.definition.opening_hours import hint, respelt
from ivr.definition.opening_hours.meaning import meaning_of

TODAY = dt.date(2026, 11, 23)

OFFICE = "Mo-Fr 08:00-15:30"
RIGHT = {
    # Days, in the languages that editors write.
    "Man-Fre 08:00-15:30": OFFICE,
    "man-fre 08:00-15:30": OFFICE,
    "mandag-fredag 08:00-15:30": OFFICE,
    "Mandag til fredag 08:00-15:30": OFFICE,
    "ma-fr 08:00-15:30": OFFICE,
    "måndag-fredag 08:00-15:30": OFFICE,
    "Mon-Fri 08:00-15:30": OFFICE,
    "Monday to Friday 08:00-15:30": OFFICE,
    "Montag bis Freitag 08:00-15:30": OFFICE,
    "hverdager 08:00-15:30": OFFICE,
    "kvardagar 08:00-15:30": OFFICE,
    "weekdays 08:00-15:30": OFFICE,
    "mo-fr 08:00-15:30": OFFICE,
    "MO-FR 08:00-15:30": OFFICE,
    "Mo–Fr 08:00–15:30": OFFICE,
    "Mo—Fr 08:00−15:30": OFFICE,
    "Mo - Fr 08:00 - 15:30": OFFICE,
    "Man.-fre. 08:00-15:30": OFFICE,
    "Mandg-Fredag 08:00-15:30": OFFICE,
    "lør 10-14": "Sa 10:00-14:00",
    "søn 10-14": "Su 10:00-14:00",
    "lørdag og søndag 10-14": "Sa,Su 10:00-14:00",
    "helg 10-14": "Sa-Su 10:00-14:00",
    "man, ons og fre 9-12": "Mo,We,Fr 09:00-12:00",
    "tirs og tors 9-12": "Tu,Th 09:00-12:00",
    "man-to 8-15": "Mo-Th 08:00-15:00",
    "Mo/We/Fr 8-15": "Mo,We,Fr 08:00-15:00",
    "Mo-Fr 8h-15h": "Mo-Fr 08:00-15:00",
    "Mandag–torsdag kl. 8–15.30 og fredag kl. 8–14": "Mo-Th 08:00-15:30; Fr 08:00-14:00",
    "on 8-15": "We 08:00-15:00",
    "hver dag 10-18": "Mo-Su 10:00-18:00",
    # Times.
    "Mo-Fr 8-15": "Mo-Fr 08:00-15:00",
    "Mo-Fr 08-15": "Mo-Fr 08:00-15:00",
    "Mo-Fr 8.00-15.30": OFFICE,
    "Mo-Fr 8-15.30": OFFICE,
    "Mo-Fr 0800-1530": OFFICE,
    "Mo-Fr kl. 8-15": "Mo-Fr 08:00-15:00",
    "Mo-Fr klokken 08:00 til 15:30": OFFICE,
    "Mo-Fr 8am-3:30pm": OFFICE,
    "Mo-Fr 9 to 17": "Mo-Fr 09:00-17:00",
    "Mo-Fr 8 bis 15 Uhr": "Mo-Fr 08:00-15:00",
    "Mo-Fr 8-11.30 og 12.30-15": "Mo-Fr 08:00-11:30,12:30-15:00",
    "Mo-Fr 22-02": "Mo-Fr 22:00-02:00",
    "8-15.30 man-fre": OFFICE,
    # Day and night.
    "døgnåpent": "24/7",
    "Døgnåpent.": "24/7",
    "hele døgnet": "24/7",
    "24 timer": "24/7",
    "24 timer i døgnet": "24/7",
    "0-24": "24/7",
    "00-24": "24/7",
    "24-7": "24/7",
    "alltid åpent": "24/7",
    "around the clock": "24/7",
    "24h": "24/7",
    "åpent 24/7": "24/7",
    "Mo-Fr døgnåpent": "Mo-Fr 00:00-24:00",
    # Holidays, and closed.
    "Mo-Fr 08:00-15:30; helligdager stengt": f"{OFFICE}; PH off",
    "Mo-Fr 08:00-15:30; stengt helligdager": f"{OFFICE}; PH off",
    "Mo-Fr 08:00-15:30, stengt på helligdager": f"{OFFICE}; PH off",
    "Mo-Fr 08:00-15:30 unntatt helligdager": f"{OFFICE}; PH off",
    "Mo-Fr 08:00-15:30 (stengt røde dager)": f"{OFFICE}; PH off",
    "Mo-Fr 08:00-15:30; closed on public holidays": f"{OFFICE}; PH off",
    "Mo-Fr 08:00-15:30; Feiertage geschlossen": f"{OFFICE}; PH off",
    "Mo-Fr 08:00-15:30; ph off": f"{OFFICE}; PH off",
    "Mo-Fr 08:00-15:30 PH off": f"{OFFICE}; PH off",
    "Mo-Fr 08:00-15:30; PH off;": f"{OFFICE}; PH off",
    "Stengt helligdager. Man-fre 8-15.30.": f"{OFFICE}; PH off",
    "åpent man-fre 8-15.30, lør stengt": f"{OFFICE}; Sa off",
    "Man-Fre 8-15.30, lør 10-14": f"{OFFICE}; Sa 10:00-14:00",
    "Man-Fre 8-15.30 / lør 10-14": f"{OFFICE}; Sa 10:00-14:00",
    # Dates.
    "24 Dec off": "Dec 24 off",
    "24. desember stengt": "Dec 24 off",
    "24.12 stengt": "Dec 24 off",
    "24.12. stengt": "Dec 24 off",
    "24.12.2026 stengt": "2026 Dec 24 off",
    "2026-12-24 off": "2026 Dec 24 off",
    "Dec 24 2026 off": "2026 Dec 24 off",
    "December 24th off": "Dec 24 off",
    "24. og 31. desember 8-12": "Dec 24,Dec 31 08:00-12:00",
    "Dec 24,31 08:00-12:00": "Dec 24,Dec 31 08:00-12:00",
    "24.-26. desember stengt": "Dec 24-Dec 26 off",
    "julaften og nyttårsaften 8-12": "Dec 24,Dec 31 08:00-12:00",
    "påskeaften 8-12": "easter -1 day 08:00-12:00",
    "17. mai stengt": "May 17 off",
    "juli 8-14": "Jul 08:00-14:00",
    "juli man-fre 8-14": "Jul Mo-Fr 08:00-14:00",
    "juni-august man-fre 8-14": "Jun-Aug Mo-Fr 08:00-14:00",
    "1. juli-15. august man-fre 8-14": "Jul 1-Aug 15 Mo-Fr 08:00-14:00",
    "24.12-2.1 stengt": "Dec 24-Jan 2 off",
    "24. des. - 2. jan. stengt": "Dec 24-Jan 2 off",
    "15.5-14.9 man-fre 8-15": "May 15-Sep 14 Mo-Fr 08:00-15:00",
    "uke 28-30 stengt": "week 28-30 off",
    "uke 28 og 29 stengt": "week 28,29 off",
    'Man-Fre 8-15.30 "ring først; vent"': f'{OFFICE} "ring først; vent"',
}


@pytest.mark.parametrize("written", RIGHT)
def test_the_right_spelling_is_proposed_and_means_what_was_written(written: str) -> None:
    answer = respelt(written)
    assert answer is not None
    meant = meaning_of(RIGHT[written], TODAY, "NO")
    proposed = meaning_of(answer.text, TODAY, "NO")
    assert meant is not None
    assert proposed is not None
    assert proposed.same_as(meant), answer.text
    assert respelt(answer.text) is None
    for wrong, _ in answer.changes:
        assert wrong.split()[0] in written.replace("–", "-").replace("—", "-")


@pytest.mark.parametrize(
    "hours", [*dict.fromkeys(RIGHT.values()), "unknown", "PH 10:00-12:00", "Mo-Fr 08:00-15:30+"]
)
def test_what_is_rightly_spelt_is_left_alone(hours: str) -> None:
    assert respelt(hours) is None


@pytest.mark.parametrize(
    "hours",
    ["", "ring oss", "etter avtale", "?", "Mo-Fr 25-26", "Dec 32 off", "mandag, tirsdag"],
)
def test_nothing_is_proposed_for_what_is_not_understood(hours: str) -> None:
    assert respelt(hours) is None


def test_what_is_not_understood_is_named_beside_what_is() -> None:
    answer = respelt("Man-Fre 8-15 når det passer")
    assert answer is not None
    assert answer.text == ""
    assert answer.changes == (("Man-Fre", "Mo-Fr"), ("8-15", "08:00-15:00"))
    assert answer.strange == ("når", "det", "passer")


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Mo-Fr 08:00-15:30; påske stengt; PH off", "easter -3 days-easter +1 day off"),
        ("Mo-Fr 08:00-15:30; påska off", "easter -3 days-easter +1 day off"),
        ("Mo-Fr 08:00-15:30; skjærtorsdag stengt", "easter -3 days off"),
        ("Mo-Fr 08:00-15:30; 2. påskedag off", "easter +1 day off"),
        ("Mo-Fr 08:00-15:30; Kristi himmelfartsdag off", "easter +39 days off"),
        ("Mo-Fr 08:00-15:30; pinse stengt", "easter +49 days-easter +50 days off"),
        ("Mo-Fr 08:00-15:30; romjula stengt", "Dec 24-Dec 31 off"),
        ("Mo-Fr 08:00-15:30; jul stengt", "Dec 24-Dec 26 off"),
        ("Man-Fre 8-15.30; jul lukket; PH off", "Dec 24-Dec 26 off"),
    ],
)
def test_a_feast_is_named_with_how_it_is_written(written: str, right: str) -> None:
    answer = respelt(written)
    told = answer.fix if answer else hint(written)
    assert f"is written [{right}]" in told
    assert "[off]" not in told
    assert meaning_of(right, TODAY, "NO") is not None
    assert respelt(right) is None


def test_easter_is_left_as_the_notation_has_it() -> None:
    answer = respelt("Man-Fre 8-15; easter -3 days - easter +1 day stengt")
    assert answer is not None
    assert answer.text == "Mo-Fr 08:00-15:00; easter -3 days-easter +1 day off"


@pytest.mark.parametrize(
    "written",
    ['Man-fre 8-15 "ring; stengt PH', 'Mo-Fr 08:00-15:30; PH off "ring', 'stengt "a" "stengt'],
)
def test_a_quote_that_is_not_closed_is_named_and_nothing_is_proposed(written: str) -> None:
    assert respelt(written) is None
    assert hint(written).startswith("A quotation mark is not closed")


pieces = st.sampled_from(
    [
        *(" ", "-", "–", ",", ";", ".", ":", "/", '"', "(", "[", "x", "½", "+", "|", "easter"),
        *("0", "8", "15", "24", "31", "2026", "08:00", "man", "fre", "to", "PH", "SH", "off"),
        *("stengt", "juli", "Dec", "uke", "kl", "unntatt", "døgnåpent"),
    ]
)


@given(st.lists(pieces, max_size=12).map("".join))
def test_whatever_is_proposed_for_any_text_can_be_read(written: str) -> None:
    answer = respelt(written)
    if answer is not None and answer.text:
        assert meaning_of(answer.text, TODAY, "NO") is not None
        assert respelt(answer.text) is None
