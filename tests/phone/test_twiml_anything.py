"""Whatever an application answers, the carrier reads it or says calmly what is wrong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ivr.phone import TwimlError, TwimlFault, parse
from ivr.phone.twiml.grammar import GRAMMAR
from ivr.phone.twiml.verbs import Document


def document_or_faults(body: bytes) -> Document | tuple[TwimlFault, ...]:
    try:
        return parse(body)
    except TwimlError as error:
        return error.faults


@given(st.binary(max_size=300))
def test_any_bytes_are_a_document_or_a_list_of_faults(body: bytes) -> None:
    """The parser never fails in a way its caller did not expect."""
    outcome = document_or_faults(body)
    assert outcome


_names = st.sampled_from([*GRAMMAR, "Record", "say", "Foo", "x:y"])
_attributes = st.dictionaries(
    st.sampled_from(
        [
            "action",
            "timeout",
            "numDigits",
            "finishOnKey",
            "loop",
            "url",
            "callerId",
            "method",
            "statusCallbackEvent",
            "language",
            "timout",
            "length",
            "input",
            "byoc",
            "reason",
        ]
    ),
    st.one_of(
        st.sampled_from(["1", "", "POST", "#", "/x", "//[", "http://a:b/"]), st.text(max_size=9)
    ),
    max_size=3,
)


def _element(name: str, attributes: dict[str, str], inside: str) -> str:
    escaped = {
        key: "".join(f"&#{ord(letter)};" for letter in text) for key, text in attributes.items()
    }
    given = "".join(f' {key}="{text}"' for key, text in escaped.items())
    return f"<{name}{given}>{inside}</{name}>"


_trees = st.recursive(
    st.sampled_from(["", "Hei", "+4723327000", "113", "/a.wav", "&#x27;"]),
    lambda inner: st.builds(
        lambda name, attributes, parts: _element(name, attributes, "".join(parts)),
        _names,
        _attributes,
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@given(_trees)
def test_any_arrangement_of_elements_is_a_document_or_a_list_of_faults(inside: str) -> None:
    """Well-formed nonsense is answered as calmly as noise."""
    outcome = document_or_faults(f"<Response>{inside}</Response>".encode("utf-8", "ignore"))
    if not isinstance(outcome, Document):
        assert outcome
        assert all(fault.problem and fault.code for fault in outcome)
