"""What nobody can say is refused in every sentence; what a language needs is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.definition.signs import plain_digits, unsayable


def told(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.told) for one in unsayable(text)]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Ring 113 nå.", "113"),
        ("Ring 23 32 70 00, er du snill.", "23 32 70 00"),
        ("Ring +47 23 32 70 00.", "+47 23 32 70 00"),
        ("Klokken 08.30 åpner vi.", "08.30"),
        ("اتصل على ١١٣ الآن", "١١٣"),
        ("با ۱۱۳ تماس بگیرید", "۱۱۳"),
        ("Ring １１３.", "１１３"),
        ("Nesten ½ time.", "½"),
        ("Fotnote².", "²"),
        ("Punkt ③.", "③"),
        ("Kapittel Ⅳ.", "Ⅳ"),
        ("ናብ ፩ ደውል", "፩"),
        ("Vitamin B12 hjelper.", "12"),
    ],
)
def test_digits_of_any_script_are_found(text: str, figure: str) -> None:
    assert told(text) == [("digits", f"the figure {figure}")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring <b>nå</b>.", ["<b>", "</b>"]),
        ('Vent <break time="1s"/> litt.', ['<break time="1s"/>']),
        ("<speak>Ring</speak>", ["<speak>", "</speak>"]),
        ("Bob &amp; &#8211; Ola", ["&amp;", "&#8211;"]),
        ("Les [her](der).", ["[her](der)"]),
        ("**Viktig**", ["U+002A asterisk"]),
        ("Ring _nå_", ["U+005F low line"]),
        ("# Overskrift", ["U+0023 number sign"]),
        ("Ring `nå`", ["U+0060 grave accent"]),
        ("a | b ~ c", ["U+007C vertical line", "U+007E tilde"]),
    ],
)
def test_signs_of_text_formats_are_found(text: str, found: list[str]) -> None:
    assert list(dict.fromkeys(told(text))) == [("markup", one) for one in found]


@pytest.mark.parametrize(
    "address",
    [
        "helsenorge.no", "www.nav.no", "https://www.nav.no/tolk?x=1", "post@asker.kommune.no",
        "mailto:post@asker.example", "nav.no/tolk", "Helsenorge.NO", "b.example@a.example.",
    ],
)  # fmt: skip
def test_addresses_are_found(address: str) -> None:
    assert told(f"Les mer på {address}, eller spør.") == [("address", address.rstrip("."))]


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("🙂", "U+1F642 slightly smiling face"),
        ("👨‍👩‍👧", "U+1F468 man"),
        ("👍🏽", "U+1F44D thumbs up sign"),
        ("❤️", "U+2764 heavy black heart"),
        ("1️⃣", "U+20E3 combining enclosing keycap"),
        ("☎", "U+260E black telephone"),
        ("%", "U+0025 percent sign"),
        ("&", "U+0026 ampersand"),
        ("€", "U+20AC euro sign"),
        ("→", "U+2192 rightwards arrow"),
        ("\ue000", "U+E000"),
        (":-)", ":-)"),
        (";)", ";)"),
    ],
)
def test_pictures_and_signs_for_words_are_found_once_and_named(sign: str, name: str) -> None:
    assert told(f"Ring {sign} nå.") == [("symbol", name)]


@pytest.mark.parametrize(
    "number",
    [
        *(0x200B, 0x2060, 0xFEFF, 0xAD, 0x34F, 0xFE0F, 0x180E, 0x200E, 0x200F, 0x61C, 0x202A),
        *(0x202E, 0x2066, 0x2069, 0x07, 0x1B, 0x7F, 0x85, 0x2028, 0x3164, 0xE0041),
    ],
)
def test_signs_that_nobody_sees_are_found_and_numbered(number: int) -> None:
    [(kind, name)] = told(f"Ring{chr(number)} nå.")
    assert kind == "invisible"
    assert name.startswith(f"U+{number:04X}")


@pytest.mark.parametrize(
    "text",
    [
        "می‌شود خانه‌ها را دید؛ آیا می‌دانید؟",
        "क्‍ष",
        "آپ کو مدد ملے گی۔",
        "እንታይ ይገብር፧ ደውል።",
        "Mã số, điện thoại: gọi ngay!",
        "Перші слова — м’яко, зв'язок.",
        "Říct „ano“ « oui » ‘si’ (eller vent) …",
        "N\u0303andu ok e\u0301n",
        "F.eks. kl. åtte, bl.a. og t.d. og/".rstrip("/"),
        "Ring\u00a0nå.",
    ],
)
def test_what_a_language_is_written_with_is_accepted(text: str) -> None:
    assert told(text) == []


def test_a_joiner_between_letters_that_it_does_not_shape_is_found() -> None:
    assert told("Do\u200c widzenia") == [("invisible", "U+200C zero width non-joiner")]


@given(st.text())
def test_any_text_is_judged_and_letters_alone_are_fine(text: str) -> None:
    for one in unsayable(text):
        assert one.signs in text
        assert one.told.isprintable() or one.kind in {"address", "markup", "digits"}
    letters = "".join(sign for sign in text if sign.isalpha() and sign.isascii())
    assert told(letters) == []


@given(st.text(alphabet="aå ب.", max_size=9), st.characters(categories=["N"]), st.text(max_size=9))
def test_a_digit_anywhere_is_found(before: str, digit: str, after: str) -> None:
    assert told(f"{before} {digit} {after}")


def test_a_number_is_known_by_its_digits_however_it_is_written() -> None:
    assert {plain_digits(one) for one in ("23 32 70 00", "+47 23327000", "٢٣٣٢٧٠٠٠")} == {
        "23327000"
    }
