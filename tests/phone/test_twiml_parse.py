"""What the carrier says about a document before it runs one verb of it."""

from __future__ import annotations

import pytest

from ivr.phone import LineRules, TwimlError, parse
from ivr.phone.twiml.verbs import (
    Dial,
    Gather,
    Hangup,
    Number,
    Pause,
    Play,
    Redirect,
    Reject,
    Say,
    Sip,
)

EVERYTHING = b"""<?xml version="1.0" encoding="UTF-8"?>
        <Response>
          <Gather action="/key?step=2" method="GET" timeout="8" numDigits="1" finishOnKey=""
                  actionOnEmptyResult="true" input="dtmf">
            <Say language="nb-NO" voice="Polly.Liv" loop="2">Trykk  en
              tast</Say><Play loop="3">/a.wav</Play><Pause length="2"/>
          </Gather>
          <!-- a comment is no verb -->
          <Dial action="/after" timeout="20" timeLimit="600" callerId="+4721000000"
                answerOnBridge="true">
            <Number url="/whisper" method="GET" statusCallback="/s"
                    byoc="BY0123456789abcdef0123456789abcdef"
                    statusCallbackEvent="ringing answered">+4723327000</Number>
            <Sip username="u" password="p">sip:113@trunk.example</Sip>
          </Dial>
          <Redirect method="GET">/menu</Redirect>
          <Hangup/>
        </Response>"""
"""A document with every verb and attribute that the carrier runs."""


def faults(inside: str, rules: LineRules | None = None) -> list[str]:
    with pytest.raises(TwimlError) as caught:
        parse(f"<Response>{inside}</Response>".encode(), rules)
    return [str(fault) for fault in caught.value.faults]


def code(inside: str, rules: LineRules | None = None) -> int:
    with pytest.raises(TwimlError) as caught:
        parse(f"<Response>{inside}</Response>".encode(), rules)
    return caught.value.code


def test_every_verb_is_read_with_its_attributes() -> None:
    """What an application writes arrives complete."""
    document = parse(EVERYTHING)
    assert document.verbs == (
        Gather(
            (Say("Trykk en tast", "nb-NO", "Polly.Liv", 2), Play("/a.wav", 3), Pause(2)),
            action="/key?step=2",
            method="GET",
            timeout=8,
            num_digits=1,
            finish_on_key="",
            action_on_empty_result=True,
        ),
        Dial(
            (
                Number(
                    "+4723327000",
                    "/whisper",
                    "GET",
                    "/s",
                    status_callback_event=("ringing", "answered"),
                    byoc="BY0123456789abcdef0123456789abcdef",
                ),
                Sip("sip:113@trunk.example", username="u", password="p"),
            ),
            action="/after",
            timeout=20,
            time_limit=600,
            caller_id="+4721000000",
            answer_on_bridge=True,
        ),
        Redirect("/menu", "GET"),
        Hangup(),
    )


def test_defaults_are_those_of_the_reference() -> None:
    """An attribute left out is Twilio's default."""
    (gather, dial) = parse(b"<Response><Gather/><Dial>+4723327000</Dial></Response>").verbs
    assert gather == Gather((), None, "POST", 5, None, "#", action_on_empty_result=False)
    assert dial == Dial((Number("+4723327000"),), None, "POST", 30, 14_400)
    assert parse(b'<Response><Reject reason="busy"/></Response>').verbs == (Reject("busy"),)


def test_all_mistakes_are_shown_at_once_in_the_order_they_stand() -> None:
    """One run of the tests shows everything there is to mend."""
    found = faults("""
        <gather/>
        <Say langauge="nb">Hei</Say>
        <Gather timeout="soon" finishOnKey="12"><Dial>+4723327000</Dial></Gather>
        <Dial>113</Dial>""")
    assert [line.split(":")[0] for line in found] == [
        f"line {number}" for number in (2, 3, 4, 4, 4, 5)
    ]


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        (
            "<gather/>",
            (
                'line 1: <gather>: unknown element; did you mean "Gather"?; allowed inside '
                "<Response>: Gather, Play, Say, Dial, Redirect, Hangup, Pause, Reject (12200)"
            ),
        ),
        (
            '<Gather timout="9"/>',
            'line 1: <Gather>: unknown attribute "timout"; did you mean "timeout"? (12200)',
        ),
        ('<Hangup now="1"/>', 'line 1: <Hangup>: unknown attribute "now"; allowed: none (12200)'),
        (
            '<Gather timeout="0"/>',
            'line 1: <Gather>: timeout="0" must be a whole number from 1 to 600 (12200)',
        ),
        ('<Gather method="PUT"/>', 'line 1: <Gather>: method="PUT" must be GET or POST (12200)'),
        ('<Gather input="speech"/>', 'line 1: <Gather>: input="speech" must be dtmf (12200)'),
        (
            '<Gather bargeIn="true"/>',
            'line 1: <Gather>: attribute "bargeIn" is Twilio\'s, but is not emulated here (12200)',
        ),
        (
            '<Gather finishOnKey="##"/>',
            (
                'line 1: <Gather>: finishOnKey="##" must be one key out of 0-9, * and #, '
                'or "" for none (12200)'
            ),
        ),
        (
            "<Gather><Redirect>/x</Redirect></Gather>",
            (
                "line 1: <Redirect>: may not stand inside <Gather>; "
                "allowed inside <Gather>: Say, Play, Pause (12200)"
            ),
        ),
        (
            "<Gather>Press one</Gather>",
            'line 1: <Gather>: holds the text "Press one", which is never heard (12200)',
        ),
        (
            "<Record/>",
            (
                "line 1: <Record>: is Twilio's, but is not emulated here; allowed inside "
                "<Response>: Gather, Play, Say, Dial, Redirect, Hangup, Pause, Reject (12200)"
            ),
        ),
        (
            '<Say language="norsk bokmål">Hei</Say>',
            'line 1: <Say>: language="norsk bokmål" must be a language tag such as nb-NO (12200)',
        ),
        ("<Say> </Say>", "line 1: <Say>: there is nothing to say (13520)"),
        (
            "<Say>a <break/> b</Say>",
            (
                "line 1: <break>: speech markup inside <Say> is not emulated "
                "here; allowed inside <Say>: nothing (12200)"
            ),
        ),
        ("<Play/>", "line 1: <Play>: is empty; a URL is needed (12200)"),
        (
            "<Play>ftp://x/a.wav</Play>",
            ("line 1: <Play>: must be an http or https URL, or relative to this document (12200)"),
        ),
        ("<Redirect>/a b</Redirect>", "line 1: <Redirect>: is not a URL (12200)"),
        (
            '<Gather action="/x#rc=9"/>',
            (
                'line 1: <Gather>: action="/x#rc=9" #rc=9: rc=9 must be a '
                "whole number from 0 to 5 (12200)"
            ),
        ),
        (
            "<Pause length='x'/>",
            'line 1: <Pause>: length="x" must be a whole number from 1 to 3600 (12200)',
        ),
        ("<Dial/>", "line 1: <Dial>: names nobody to dial (12200)"),
        (
            "<Dial>+4723327000<Number>+4723327000</Number></Dial>",
            (
                "line 1: <Dial>: has both a "
                "number of its own and elements; use one of the two (12200)"
            ),
        ),
        (
            "<Dial><Sip>113@trunk.example</Sip></Dial>",
            (
                'line 1: <Sip>: "113@trunk.example" is not '
                "a SIP address such as sip:113@trunk.example: "
                "it does not begin with sip: or sips: (13243)"
            ),
        ),
        (
            "<Say>Hi</Say><Reject/>",
            "line 1: <Reject>: only a document's first verb can refuse the call (12200)",
        ),
    ],
)
def test_one_mistake_names_place_cause_and_nearest_fix(inside: str, message: str) -> None:
    """An operator can mend it from the one line alone."""
    assert faults(inside) == [message]


@pytest.mark.parametrize(
    "target",
    [
        *("113", "116117", "05515", "23327000", "+47113", "+0123456789", "4723327000"),
        *(
            "004723327000",
            "+47 23 32 70 00",
            "+47233270001234567",
            "+99923327000",
            "tel:+4723327000",
        ),
        *("+4723327000;ext=1", "+4723327OOO", "+47２３327000"),
    ],
)
def test_a_number_that_is_not_e164_is_refused(target: str) -> None:
    """Twilio cannot dial short numbers, so a hotline must not ask it to."""
    assert code(f"<Dial><Number>{target}</Number></Dial>") == 13224
    assert code(f"<Dial>{target}</Dial>") == 13224


def test_a_short_number_over_a_trunk_is_fine() -> None:
    """113 is reached by SIP."""
    (dial,) = parse(b"<Response><Dial><Sip>sip:113@trunk.example</Sip></Dial></Response>").verbs
    assert dial == Dial((Sip("sip:113@trunk.example"),))


@pytest.mark.parametrize(
    "address",
    [
        *("sip:113@trunk.example.", "SIP:113@TRUNK.example:5061;transport=TLS", "sips:a@192.0.2.1"),
        *("sip:+4723327000;phone-context=x@[2001:db8::1]:5060", "sip:a:word@trunk;lr;region=ie1"),
        *("sip:k%C3%A5re@trunk.example?X-Name=a%20b&X-Other=", "sip:113@xn--blbr-roah.example"),
    ],
)
def test_an_address_that_a_sip_stack_takes_can_be_dialled(address: str) -> None:
    """What RFC 3261 allows, Twilio's own parameters included."""
    escaped = address.replace("&", "&amp;")
    (dial,) = parse(f"<Response><Dial><Sip> {escaped} </Sip></Dial></Response>".encode()).verbs
    assert dial == Dial((Sip(address),))


@pytest.mark.parametrize(
    "address",
    [
        *("sip:113@sip:trunk.example", "sip:113@'trunk.example'", 'sip:113@"trunk.example"'),
        *("sip:113@trunk .example", "sip:11 3@trunk.example", "sip:113@", "sip:@trunk.example"),
        *("sip:trunk.example", "sip:", "113@trunk.example", "tel:+4721"),
        *("sip:113@trunk.example:0", "sip:113@trunk.example:65536", "sip:113@trunk.example:"),
        *(
            "sip:113@trunk.example:sip",
            "sip:113@trunk..example",
            "sip:113@.trunk",
            "sip:113@300.1.1.1",
        ),
        *(
            "sip:113@2001:db8::1",
            "sip:113@[2001:db8::1",
            "sip:113@[trunk]",
            "sip:1@2@trunk.example",
        ),
        *(
            "sip:113@trunk_1.example",
            "sip:113@-trunk.example",
            "sip:113@trunk.123",
            "sip:113@1.2.3",
        ),
        *(
            "sip:113@trunk.example;transport=carrier",
            "sip:113@trunk.example;",
            "sip:1%2@trunk.example",
        ),
        *("sip:113@trunk.example/path", "sip:113@trønder.example", "sip:113@trunk.example?x"),
        *("sip:113@trunk.example,sip:113@other.example", "sip:113@" + "a." * 130 + "example"),
        *("sip:113@${SIP_TRUNK}", "sip:113@trunk\u200b.example", "sip:113@https://trunk.example"),
    ],
)
def test_an_address_that_no_sip_stack_takes_is_refused(address: str) -> None:
    """Twilio's number for it is 13243."""
    escaped = address.replace("<", "&lt;")
    assert code(f"<Dial><Sip>{escaped}</Sip></Dial>") == 13243


def test_ten_numbers_ring_together_and_eleven_do_not() -> None:
    """Twilio's limit for one dial."""
    number = "<Number>+4723327000</Number>"
    assert len(parse(f"<Response><Dial>{number * 10}</Dial></Response>".encode()).verbs) == 1
    assert faults(f"<Dial>{number * 11}</Dial>") == [
        "line 1: <Dial>: rings 11 callees; 10 are allowed (12200)"
    ]


def test_a_caller_id_must_belong_to_the_call_or_the_account() -> None:
    """Anybody else's number is refused, with the number that was probably meant."""
    rules = LineRules("+4799999999", frozenset({"+4799999999", "+4721000000"}))
    dial = '<Dial callerId="{}">+4723327000</Dial>'
    for own in ("+4799999999", "+4721000000"):
        parse(f"<Response>{dial.format(own)}</Response>".encode(), rules)
    assert faults(dial.format("+4721000001"), rules) == [
        (
            'line 1: <Dial>: callerId "+4721000001" is neither this call\'s To or From '
            'nor a number of the account; did you mean "+4721000000"? (13214)'
        )
    ]


def test_a_sip_caller_needs_a_caller_id_to_reach_a_number() -> None:
    """A SIP address is no number a telephone could show."""
    rules = LineRules("sip:anna@office.example", frozenset())
    assert code("<Dial>+4723327000</Dial>", rules) == 13214
    parse(b"<Response><Dial><Sip>sip:113@trunk.example</Sip></Dial></Response>", rules)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_whoever_calls_is_held_to_the_rules_in_every_encoding(encoding: str) -> None:
    """Also where the letters of a transfer are other bytes than usual."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><Response><Dial>+4723327000</Dial></Response>'
    )
    body, rules = text.encode(encoding), LineRules(caller="sip:person@pbx.example")
    assert len(parse(body).verbs) == 1
    with pytest.raises(TwimlError, match="callerId is needed"):
        parse(body, rules)
    with pytest.raises(TwimlError, match="a whisper may not dial"):
        parse(body, LineRules(whisper=True))


def test_a_whisper_may_not_dial() -> None:
    """The callee's own document only speaks to the callee."""
    assert faults("<Dial>+4723327000</Dial>", LineRules(whisper=True)) == [
        "line 1: <Dial>: a whisper may not dial (12200)"
    ]


def test_sixty_four_kilobytes_are_read_and_one_byte_more_is_not() -> None:
    """Twilio's limit for one answer."""
    frame = len(b"<Response><!----></Response>")
    fits = b"<Response><!--" + b"x" * (65_536 - frame) + b"--></Response>"
    assert parse(fits).verbs == ()
    with pytest.raises(TwimlError) as caught:
        parse(fits + b" ")
    assert caught.value.code == 11750


def test_4096_characters_are_said_and_one_more_is_not() -> None:
    """Twilio's limit for one Say."""
    assert parse(f"<Response><Say>{'å' * 4096}</Say></Response>".encode()).verbs
    assert faults(f"<Say>{'å' * 4097}</Say>") == [
        "line 1: <Say>: 4097 characters; 4096 are allowed (13520)"
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<Response>",
        b" <?xml version='1.0'?><Response/>",
        b"<Response><Say>&aring;</Say></Response>",
        b"<Response a='1' a='2'/>",
        b"<Response/><Response/>",
        b"<Response>\xff</Response>",
        b"<?xml version='1.0' encoding='klingon'?><Response/>",
        b"<response/>",
        b"<a>" * 40 + b"</a>" * 40,
    ],
)
def test_what_is_no_response_document_is_a_parse_failure(body: bytes) -> None:
    """Error 12100, as in Twilio's debugger."""
    with pytest.raises(TwimlError) as caught:
        parse(body)
    assert caught.value.code == 12100


def test_a_document_type_is_refused_before_any_entity_is_expanded() -> None:
    """A billion laughs are not laughed."""
    bomb = b'<!DOCTYPE Response [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Response>&b;</Response>'
    with pytest.raises(TwimlError, match="declares a document type; entities are not expanded"):
        parse(bomb)


def test_an_external_entity_is_never_fetched() -> None:
    """Nor is a file of the machine that runs the emulator."""
    body = b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]><Response>&f;</Response>'
    with pytest.raises(TwimlError, match="declares a document type"):
        parse(body)
