"""The document for when the server is away: every language, the right numbers, nobody asked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

import pytest

from ivr.carrier.voices import LIVE_VOICES
from ivr.model import Hotline
from ivr.phone import parse
from ivr.phone.twiml import verbs as twiml
from ivr.serving.assembly import Assembly, Site, assemble
from ivr.serving.away import fallback_document, same_document
from ivr.serving.away.words import away
from tests.support.hotline import SMALL, VARIABLES, copied, with_clips

CLIPS: Final = "https://clips.example/hotline"
PORTABLE: Final = (twiml.Say, twiml.Play, twiml.Dial, twiml.Hangup)


@pytest.fixture(scope="module")
def assembly(shipped: Path) -> Assembly:
    return assemble(Site(shipped, VARIABLES))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return with_clips(copied(tmp_path / "own", SMALL))


def assembled(root: Path) -> Assembly:
    return assemble(Site(root, VARIABLES))


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def verbs(document: str) -> tuple[twiml.Verb, ...]:
    return parse(document.encode()).verbs


@pytest.mark.parametrize("base_url", ["", CLIPS])
def test_it_asks_nobody_anything_and_is_small_enough(assembly: Assembly, base_url: str) -> None:
    document = fallback_document(assembly, base_url)
    assert len(document.encode()) < 64 * 1024
    assert "{" not in document  # which a bin would fill in
    *said, last = verbs(document)
    assert last == twiml.Hangup()
    [dialled] = [verb for verb in said if isinstance(verb, twiml.Dial)]
    assert dialled.action is None
    assert [callee.url for callee in dialled.callees] == [None]
    assert all(isinstance(verb, PORTABLE) for verb in said)


def test_read_aloud_it_names_both_numbers_in_each_language_the_carrier_speaks(
    assembly: Assembly,
) -> None:
    hotline = assembly.hotline
    said = [one for one in verbs(fallback_document(assembly, "")) if isinstance(one, twiml.Say)]
    aloud = [code for code in hotline.languages if code in LIVE_VOICES]
    first, announced = said[: len(aloud)], said[len(aloud) : len(aloud) + len(hotline.answer)]
    assert said[len(aloud) + len(announced) :] == first
    assert [one.language for one in first[:2]] == ["nb-NO", "en-GB"]
    assert [(one.language, one.voice) for one in first] == [
        (LIVE_VOICES[code].language, LIVE_VOICES[code].name) for code in aloud
    ]
    for code, one in zip(aloud, first, strict=True):
        assert digits(hotline, code, "113") in one.text
        assert digits(hotline, code, "116") in one.text
        assert digits(hotline, code, "117") in one.text
    assert [one.language for one in announced] == ["nb-NO", "en-GB"]


def digits(hotline: Hotline, code: str, number: str) -> str:
    spoken = hotline.municipalities["asker"].prompts[code]["apology"].text.template
    words = hotline.languages[code].number_words
    said = " ".join(words[int(digit)] for digit in number)
    assert said in spoken
    return said


def test_with_a_second_place_every_language_is_heard_from_its_clip(assembly: Assembly) -> None:
    said = verbs(fallback_document(assembly, f"{CLIPS}/"))
    played = [one.url for one in said if isinstance(one, twiml.Play)]
    assert not [one for one in said if isinstance(one, twiml.Say)]
    order = [re.sub(rf"^{CLIPS}/(.*)/[0-9a-f]{{20}}\.wav$", r"\1", url) for url in played]
    languages = [*assembly.hotline.languages]
    assert order == [*languages, "nb", "en", *languages]
    clips = away(assembly, CLIPS).clips
    assert {f"{CLIPS}/{clip.file}" for clip in clips} == {*played}
    silence = [clip.text for clip in clips if clip.language == "nb"]
    assert silence[0].startswith("Er noen i fare, ring én én tre.")


def test_who_key_0_rings_is_rung_and_the_words_come_again(assembly: Assembly) -> None:
    hotline = assembly.hotline
    guidance = hotline.municipalities[hotline.default_municipality].services["guidance"]
    said = verbs(fallback_document(assembly, ""))
    [dialled] = [verb for verb in said if isinstance(verb, twiml.Dial)]
    assert [callee.target for callee in dialled.callees] == [guidance.routes[0].target]
    assert dialled.timeout == guidance.ring_seconds
    heard = away(assembly, "")
    assert heard.service == guidance
    [left_out] = heard.problems
    assert left_out.code == "fallback-without-language"
    silent = [code for code in hotline.languages if code not in LIVE_VOICES]
    assert f": {', '.join(silent)}. " in left_out.cause
    assert away(assembly, CLIPS).problems == ()


def test_every_language_has_begun_within_two_minutes(assembly: Assembly) -> None:
    """As far as its texts go: a voice may be slower."""
    for base_url in ("", CLIPS):
        heard = away(assembly, base_url).heard
        assert sum(said.seconds for said in heard[:-1]) < 120


def test_a_clip_that_is_lost_is_read_aloud(own: Path) -> None:
    whole = assembled(own)
    [lost] = [one.clip for one in away(whole, CLIPS).words if one.spoken.language == "pl"]
    assert lost is not None
    (own / "audio" / "built" / lost.file).unlink()
    document = fallback_document(whole, CLIPS)
    assert document.count('<Say language="pl-PL"') == 2
    assert document.count("<Play>") == len(("nb", "en")) * 3


def test_where_silence_says_no_numbers_the_apology_is_said(own: Path) -> None:
    change(own, "config/menu.yaml", "say: silence.help", "say: goodbye")
    for code in ("nb", "en", "pl"):
        path = own / "prompts" / f"{code}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^  silence.help:.*\n", "", text), encoding="utf-8")
    change(own, "prompts/nb.yaml", "Ha det bra.", "Ha det.")
    with_clips(own)
    said = away(assembled(own), "").words
    assert {one.spoken.prompt for one in said} <= {"goodbye", "apology"}


def test_without_anybody_to_dial_the_numbers_are_said_once(own: Path) -> None:
    routes = '"+4723327000", {to: "+4723327001", because: the same desk}'
    gone = '{to: "sip:desk@${GONE}", because: over a trunk of its own}'
    change(own, "config/services.yaml", routes, gone)
    bare = assemble(Site(own, {}))
    heard = away(bare, "")
    assert heard.service is None
    assert "fallback-without-person" in [problem.code for problem in heard.problems]
    said = verbs(fallback_document(bare, ""))
    assert [type(one) for one in said] == [twiml.Say] * 3 + [twiml.Hangup]


def test_a_municipality_with_other_numbers_is_told(own: Path) -> None:
    assert away(assembled(own), CLIPS).problems == ()
    numbers = '  guidance:\n    number: "69 17 45 00"\n    routes: ["+4769174500"]\n'
    change(own, "config/municipalities/halden.yaml", "  guidance:\n", numbers)
    with_clips(own)
    [problem] = away(assembled(own), CLIPS).problems
    assert problem.code == "fallback-not-for-all"
    assert problem.is_warning
    assert problem.cause.startswith("Halden: ")


def test_a_language_of_one_municipality_alone_is_said_in_its_words(own: Path) -> None:
    here = "config/municipalities/asker.yaml"
    change(own, here, "name: Asker", "name: Asker\nlanguages: [nb, en]")
    change(own, here, '{number: "+47 00 00 00 02", language: pl}', '"+47 00 00 00 02"')
    with_clips(own)
    assert [said.spoken.language for said in away(assembled(own), "").heard] == ["nb", "en", "pl"]


def test_two_documents_are_the_same_by_what_they_mean(assembly: Assembly) -> None:
    document = fallback_document(assembly, "")
    written_anew = re.sub(r"(?m)^<(Say|Play|Dial|Hangup)", r"  <\1", document).replace("\n", "\r\n")
    assert same_document(document, written_anew.replace("<Response>", "<Response><!-- ours -->"))
    assert same_document(document.encode(), document)
    turned = re.sub(r'language="(.*?)" voice="(.*?)"', r'voice="\2" language="\1"', document)
    assert turned != document
    assert same_document(turned, document)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("+4723327000", "+4723327001"),
        ("én én tre", "én én to"),
        ('timeout="30"', 'timeout="5"'),
        ("<Hangup />", ""),
        ("Polly.Liv", "Polly.Amy"),
        ("<Response>", "<Response>Ring 113."),
        ("</Response>", ""),
    ],
)
def test_a_document_that_says_something_else_is_another(
    assembly: Assembly, old: str, new: str
) -> None:
    document = fallback_document(assembly, "")
    assert old in document
    assert not same_document(document.replace(old, new), document)


@pytest.mark.parametrize("other", ["", "Not found", b"\xff\xfe", "<Response/>" * 9000])
def test_what_is_no_document_is_never_the_same(other: str | bytes) -> None:
    assert not same_document(other, other)


def test_a_page_that_grows_as_it_is_read_is_no_document() -> None:
    grows = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY a0 "ha">{grows}]><Response>&a9;</Response>'
    assert not same_document(bomb, bomb)


def test_it_stays_as_it_is_while_nothing_changes(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(small, other)
    documents = [fallback_document(assembled(root), CLIPS) for root in (small, other)]
    assert documents[0] == documents[1]
