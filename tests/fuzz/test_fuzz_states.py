"""Whatever state an address carries: signed, the call goes on from the nearest that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.call import fields, read_state
from ivr.carrier import FALLBACK, TURN, WHISPER
from ivr.model import Hotline

if TYPE_CHECKING:
    from tests.fuzz.conftest import Ask, Reached

FIELDS: Final = ("m", "at", "l", "n", "c", "p", "t", "x", "M", "")
WORDS: Final = (
    *("asker", "halden", "nowhere", "languages", "step", "announce", "dial", "instruction"),
    *("nb", "en", "pl", "so", "main", "fees", "emergency", "gone_since", "ambulance", "doctor"),
    *("guidance", "out_of_hours", "person", "apology", "answer.emergency", "0", "1", "2", "99"),
    *("100", "-1", "1e3", "²", "٣", "9" * 400, "", " ", "__class__", "../../etc/passwd", "\0"),
    *("{key}", "%s", "nb,en", "æøå", "🏥", "\u202e", "'; DROP TABLE calls; --", "a" * 3000),
)
FORMS: Final = (
    *("", "Digits=0", "Digits=1", "Digits=3", "Digits=9", "Digits=%23", "Digits=*"),
    *("DialCallStatus=completed", "DialCallStatus=busy", "DialCallStatus=none-such"),
)

RAW: Final = {
    "truncated after a name": "m=asker&at=step&l=pl&n",
    "truncated in an escape": "m=asker&at=step&l=pl&n=fe%6",
    "truncated to an ampersand": "m=asker&at=step&",
    "two of everything": "m=asker&m=halden&at=step&at=dial&l=pl&l=nb&n=fees&n=guidance",
    "separated by semicolons": "m=asker;at=step;l=pl;n=fees",
    "no names": "=asker&=step",
    "nothing but marks": "&&&===???",
    "a question mark more": "m=asker&at=step?l=pl",
    "spaces as plus signs": "m=asker&at=step&l=pl&n=fees+doctor",
    "raw characters of Latin-1": "m=asker&at=step&l=pl&n=æ",
    "raw characters of no alphabet": "m=asker&n=\u202e🏥",
    "bytes that are no characters": "m=%FF%FE&at=%C0%AF&l=%ED%A0%80",
    "zero bytes": "m=asker%00&at=step%00&n=%00",
    "line ends": "m=asker%0D%0AX-Injected:%201&at=step",
    "an escaped fragment": "m=asker&at=step&l=pl&n=fees%23rc=2",
    "an escape of an escape": "m=asker&at=step&l=pl&n=%2566ees",
    "very long": "m=asker&at=step&l=pl&n=fees&x=" + "long" * 4000,
    "very many": "&".join(f"n{number}=1" for number in range(3000)),
    "an attempt beyond counting": "m=asker&at=step&l=pl&n=main&c=" + "9" * 5000,
    "a step of an older configuration": "m=asker&at=step&l=pl&n=vaccination&t=vaccination",
    "a service of an older configuration": "m=asker&at=dial&l=pl&n=vaccination&c=2",
    "a municipality of an older configuration": "m=atlantis&at=step&l=pl&n=fees",
    "a language of an older configuration": "m=asker&at=step&l=so&n=fees",
    "a service that nobody is put through to": "m=asker&at=dial&l=pl&n=doctor",
    "a route that is not there": "m=asker&at=dial&l=pl&n=guidance&c=98",
    "a page that is not there": "m=asker&at=languages&p=98",
    "dialling without a language": "m=asker&at=dial&n=guidance",
    "an instruction heard ninety times": "m=asker&at=instruction&l=pl&n=guidance&c=90",
}

names = st.sampled_from(FIELDS)
values = st.sampled_from(WORDS) | st.text(max_size=30)
queries = st.lists(st.tuples(names, values), max_size=9).map(urlencode)
# Valid names in every wrong combination, which chance alone would seldom make.
likely = st.fixed_dictionaries(
    {"at": st.sampled_from(("languages", "step", "announce", "dial", "instruction"))},
    optional={name: st.sampled_from(WORDS) for name in ("m", "l", "n", "c", "p", "t")},
).map(urlencode)
# No request line holds a fragment.
printable = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=80
)
forms = st.sampled_from(FORMS)


@given(query=likely | queries | printable, form=forms)
@settings(max_examples=50)
def test_any_state_goes_on(reached: Reached, raw: type[Ask], query: str, form: str) -> None:
    reached.heard(raw(f"{TURN}?{query}", form.encode()))


@given(query=likely | queries | printable)
@settings(max_examples=50)
def test_any_state_has_a_whisper(reached: Reached, raw: type[Ask], query: str) -> None:
    reached.heard(raw(f"{WHISPER}?{query}"), whisper=True)


@pytest.mark.parametrize("query", RAW.values(), ids=RAW.keys())
@pytest.mark.parametrize("form", FORMS)
def test_a_broken_state_goes_on(reached: Reached, raw: type[Ask], query: str, form: str) -> None:
    reached.heard(raw(f"{TURN}?{query}", form.encode()))


@pytest.mark.parametrize("query", RAW.values(), ids=RAW.keys())
def test_a_broken_state_is_not_let_in_unsigned(
    reached: Reached, raw: type[Ask], query: str
) -> None:
    assert reached.ask(raw(f"{TURN}?{query}")).status == 403
    assert reached.ask(raw(f"{WHISPER}?{query}")).status == 403


@pytest.mark.parametrize("query", RAW.values(), ids=RAW.keys())
def test_a_failed_address_is_apologised_for_whatever_it_was(
    reached: Reached, raw: type[Ask], query: str
) -> None:
    failed = quote(f"https://hotline.example{TURN}?{query}")
    reached.heard(raw(f"{FALLBACK}?{query}", f"ErrorCode=11200&ErrorUrl={failed}".encode()))


@given(query=likely | queries)
@settings(max_examples=50)
def test_a_state_read_once_is_read_the_same_again(hotline: Hotline, query: str) -> None:
    state = read_state(dict(parse_qsl(query)), hotline)
    assert read_state(fields(state), hotline) == state
