"""Calls behind the phone's page: a text is a call, and the same text the same call again."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.cli.phone.replay import read_replay
from ivr.phone import Decided, ScriptedCaller, Silence, read_wav
from ivr.phone.events import as_row
from ivr.studio.line import Line as StudioLine
from ivr.studio.phone.exchange import Exchange, Rung
from ivr.studio.phone.reading import later, read_call
from ivr.studio.phone.script import OUTCOMES, BrokenCallError, CallScript
from ivr.studio.phone.timeline import timeline
from ivr.studio.settings import StudioSettings
from tests.support.browser import Served
from tests.support.hotline import MORNING, VARIABLES, copy_of
from tests.support.ringing import Line

AT = "m20261125T090000Z"
"""A Wednesday morning, as a call writes it."""

EARLY = dt.datetime.fromisoformat("1950-01-01")
LATE = dt.datetime.fromisoformat("2100-01-01")

SECONDS = st.floats(0, 200).map(lambda second: round(second, 2))


@pytest.fixture(scope="session")
def exchange(shipped: Path) -> Exchange:
    kept = StudioSettings(shipped, "http://127.0.0.1/studio", VARIABLES, is_own=True, drafts=True)
    return Exchange(StudioLine(kept), lambda: MORNING)


@pytest.fixture
def client(studio: Served) -> FlaskClient:
    return studio.app.test_client()


def heard(rung: Rung) -> list[str]:
    return [row.text for row in timeline(rung, "nb").rows if row.kind == "said"]


@given(
    st.builds(
        CallScript,
        called=st.sampled_from(["", "+4700000001", "+4721000000"]),
        country=st.sampled_from(["", "47", "380"]),
        moment=st.none()
        | st.datetimes(min_value=EARLY, max_value=LATE, timezones=st.just(dt.UTC)).map(
            lambda moment: moment.replace(microsecond=0)
        ),
        version=st.sampled_from(["", "c5da7b8"]),
        otherwise=st.sampled_from(sorted(OUTCOMES.values())),
        keys=st.lists(st.tuples(SECONDS, st.sampled_from("0123456789*#"))).map(
            lambda keys: tuple(sorted(keys, key=lambda one: one[0]))
        ),
        callees=st.dictionaries(
            st.integers(0, 99),
            st.builds(Decided, st.sampled_from(sorted(OUTCOMES.values())), SECONDS),
        ),
        hang_up=st.none() | SECONDS,
        callee_hang_ups=st.lists(SECONDS).map(lambda gone: tuple(sorted(gone))),
    )
)
def test_a_call_is_what_its_text_says(script: CallScript) -> None:
    assert read_call(script.write()) == script
    assert script.write().replace("_", "").replace("-", "").replace(".", "").isalnum()


def test_keys_of_the_same_second_stay_in_their_order() -> None:
    assert read_call("k1-2_k0-2").keys == ((2.0, "1"), (2.0, "0"))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("bakery", ["link_part"]),
        ("n12_f0_mnoon_oz", ["no_number", "no_country", "no_moment", "link_part"]),
        ("m99990101T000000Z", ["no_year"]),
        ("f47_f48", ["link_twice"]),
        ("h-1_h-2_r0a-3_r0b-4", ["link_twice", "link_twice"]),
        ("k1-99999", ["link_late"]),
        ("k1--1_kx-1_k1-nan_k1-", ["link_part"] * 4),
        ("_".join(["k1-1"] * 501), ["link_long"]),
    ],
)
def test_a_text_that_is_no_call_is_told_whole(
    text: str, faults: list[str], client: FlaskClient
) -> None:
    """Every fault at once, in words, and nothing is rung."""
    with pytest.raises(BrokenCallError) as broken:
        read_call(text)
    assert [fault.word for fault in broken.value.faults] == faults
    page = client.get("/phone", query_string={"call": text})
    assert page.status_code == 400
    assert "Lenken kan ikke leses helt" in page.text
    answer = client.get("/phone/call", query_string={"call": text})
    assert answer.status_code == 400
    assert answer.get_json()["told"]


@settings(max_examples=12)
@given(
    st.lists(st.tuples(SECONDS, st.sampled_from("0123456789*#")), min_size=1, max_size=5),
    st.sampled_from(sorted(OUTCOMES.values())),
)
def test_a_later_key_changes_nothing_of_what_was_heard(
    exchange: Exchange, keys: list[tuple[float, str]], otherwise: str
) -> None:
    """The page goes on from the second of the key, and what is above stays."""
    keys.sort(key=lambda one: one[0])
    last = keys[-1][0]
    whole = CallScript(moment=MORNING, otherwise=otherwise, keys=tuple(keys))
    told = []
    for script in (whole, CallScript(moment=MORNING, otherwise=otherwise, keys=tuple(keys[:-1]))):
        events = exchange.ring(script).record.events
        over = [one for one in events if getattr(one, "end", one.at) < last - 1e-6]
        told.append([as_row(one) for one in over if not isinstance(one, Silence)])
    assert told[0] == told[1]


def test_a_call_that_is_forgotten_comes_out_alike(exchange: Exchange, shipped: Path) -> None:
    """On another server, or after many other calls."""
    kept = StudioSettings(shipped, "http://127.0.0.1/studio", VARIABLES, is_own=True, drafts=True)
    first = exchange.ring(read_call(f"{AT}_k4-3_k1-9.25"))
    again = Exchange(StudioLine(kept), lambda: MORNING).ring(first.script)
    assert again.record == first.record
    assert again.sound() == first.sound()


def test_a_call_that_has_begun_is_not_moved_by_clips_built_meanwhile(
    shipped: Path, tmp_path: Path
) -> None:
    """A better voice takes its time; the sentence that was heard stays as long as it was."""
    project = copy_of(shipped, tmp_path / "project")
    kept = StudioSettings(project, "http://127.0.0.1/studio", VARIABLES, is_own=True, drafts=True)
    exchange = Exchange(StudioLine(kept), lambda: MORNING)
    begun = exchange.ring(read_call(f"{AT}_k1-20"))
    manifest = project / "audio/built/manifest.json"
    listed = json.loads(manifest.read_text("utf-8"))
    clips = {clip["text"]: clip for clip in listed["clips"] if clip["rendition"] == "normal"}
    other = clips["Hva det koster."]
    for clip in listed["clips"]:
        if clip["text"] == "Ved fare for liv, legg på og ring én én tre.":
            clip.update({name: other[name] for name in ("file", "seconds", "bytes", "sha256")})
    manifest.write_text(json.dumps(listed), "utf-8")
    again = exchange.ring(later(begun.script.write(), 25, "k4-25"))
    assert again.record.heard[0] == begun.record.heard[0]
    fresh = exchange.ring(read_call("m20261125T090001Z"))
    assert fresh.record.heard[0].end < begun.record.heard[0].end


def test_the_sound_from_a_second_on_is_the_rest_of_it(exchange: Exchange) -> None:
    """A moment of the call is the same moment of the sound, also after a talk."""
    rung = exchange.ring(read_call(f"{AT}_oa_k1-3_k0-5"))
    whole, rest = read_wav(rung.sound()), read_wav(rung.sound(31.5))
    assert whole.seconds == pytest.approx(rung.record.seconds, abs=0.001)
    assert whole.raw[round(31.5 * 8000) * 2 :] == rest.raw
    assert any(whole.raw)


def test_each_sentence_has_what_it_says_in_the_language_of_the_page(exchange: Exchange) -> None:
    """With the same key; the line of a language in the menu is told by its name."""
    rung = exchange.ring(read_call(f"{AT}_k4-20"))
    rows = timeline(rung, "nb").rows
    names = [(row.names, row.key, row.meaning) for row in rows if row.names]
    assert names[:4] == [("nb", "1", ""), ("en", "2", ""), ("uk", "3", ""), ("ar", "4", "")]
    arabic = [row for row in rows if row.language == "ar" and not row.names]
    assert arabic[1].meaning == "Er noen i fare, trykk én."
    assert {row.direction for row in arabic} == {"rtl"}
    english = timeline(rung, "en").rows
    assert next(row for row in english if row.at == arabic[1].at).meaning.endswith("press one.")


def test_a_callers_country_decides_whose_line_comes_first(exchange: Exchange) -> None:
    """From a number that no telephone can have; a withheld one changes nothing."""
    first = {}
    for country in ("380", "47", ""):
        rows = timeline(exchange.ring(read_call(f"{AT}_f{country}")), "nb").rows
        first[country] = next(row.names for row in rows if row.names)
    assert first == {"380": "uk", "47": "nb", "": "nb"}


def test_who_is_rung_is_known_in_words_and_what_they_hear(exchange: Exchange) -> None:
    rung = exchange.ring(read_call(f"{AT}_k1-3_k0-5"))
    begun = timeline(rung, "nb").stretches[0]
    assert (begun.kind, begun.to) == ("ringing", "+4723327000")
    assert begun.service.startswith("Nå ringer vi Veiledning Helsenorge")
    answered = exchange.ring(later(rung.script.write(), begun.at + 2, f"r0a-{begun.at + 2:.2f}"))
    line = timeline(answered, "nb")
    kinds = [(one.kind, one.callee) for one in line.stretches]
    assert kinds == [("ringing", 0), ("whisper", 0), ("talk", 0)]
    whispered = [row.text for row in line.rows if row.kind == "whisper"]
    assert whispered[:1] == ["Samtale fra helselinjen."]


def test_the_map_is_told_where_the_call_stands(exchange: Exchange) -> None:
    rung = exchange.ring(read_call(f"{AT}_k1-3_k4-5_h-9"))
    places = timeline(rung, "nb").places
    told = [(place["at"], place["language"], place["second"]) for place in places]
    assert told == [
        ("languages", "", 0.0),
        ("main", "nb", 3.0),
        ("fees", "nb", 5.0),
    ]


def test_what_was_decided_after_a_second_is_gone_with_a_new_key() -> None:
    """Whoever presses another key in a call that is played again makes another call of it."""
    call = "k1-3_k2-9_r0a-20_e-22_h-30"
    assert later(call, 10, "k5-10").write() == "f47_k1-3_k2-9_k5-10"
    assert later(call, 25, "h-25").write() == "f47_k1-3_k2-9_r0a-20_e-22_h-25"


@pytest.mark.parametrize("keys", ["", "2,4,1", "1,0", "4,1,-,x", "9,1,1,2"])
@pytest.mark.parametrize("otherwise", ["answered", "no-answer", "voicemail", "busy"])
def test_a_kept_call_says_the_same_when_it_is_replayed(
    exchange: Exchange,
    client: FlaskClient,
    line: Line,
    tmp_path: Path,
    keys: str,
    otherwise: str,
) -> None:
    """`ivr call --replay` presses by prompts; what is heard is the same."""
    rung = exchange.ring_by(CallScript(moment=MORNING, otherwise=otherwise), keys)
    file = tmp_path / "call.json"
    file.write_bytes(client.get(f"/phone/call.json?call={rung.script.write()}").data)
    kept = read_replay(file)
    outcomes = kept.outcomes.split(",") if kept.outcomes else []
    at = dt.datetime.fromisoformat(kept.at)
    record = line.ring(
        ScriptedCaller(kept.keys, outcomes), to=kept.to, from_=kept.from_ or "", at=at
    )
    assert [one.text for one in record.heard] == heard(rung)
    assert json.loads(file.read_text("utf-8"))["call"] == rung.script.write()


def test_a_test_call_leaves_no_trace_in_the_log(
    exchange: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody was dialled, so nobody was not reached."""
    rung = exchange.ring(read_call(f"{AT}_ob_k1-3_k0-5"))
    assert [dial.status for dial in rung.record.dials][:1] == ["busy"]
    assert caplog.messages == []


def test_a_sentence_without_its_clip_is_shown_and_has_a_quiet_tone(
    shipped: Path, tmp_path: Path
) -> None:
    """The carrier would read it aloud; what that sounds like is not known here."""
    project = copy_of(shipped, tmp_path / "project")
    listed = json.loads((project / "audio/built/manifest.json").read_text("utf-8"))["clips"]
    for clip in listed:
        if clip["language"] == "nb" and clip["text"].startswith("Hva det koster"):
            (project / "audio/built" / clip["file"]).unlink()
    kept = StudioSettings(project, "http://127.0.0.1/studio", VARIABLES, is_own=True, drafts=True)
    rung = Exchange(StudioLine(kept), lambda: MORNING).ring(read_call(f"{AT}_k1-3_k4-5"))
    rows = timeline(rung, "en").rows
    aloud = next(row for row in rows if row.is_aloud)
    assert (aloud.text, aloud.language) == ("Hva det koster.", "nb")
    assert aloud.meaning == "What it costs."
    sound = read_wav(rung.sound(aloud.at + 0.2)).telephone()
    assert 0 < max(sound[:800]) <= 600


def test_what_is_typed_wrong_is_told_beside_its_field(client: FlaskClient) -> None:
    """All at once, and the rest stays as it was typed."""
    wrong = {"show": "1", "to": "12", "at": "noon", "country": "x", "keys": "1,q,2"}
    page = client.get("/phone", query_string=wrong)
    assert page.status_code == 400
    for field in ("to", "at", "country", "keys"):
        assert f'id="wrong-{field}"' in page.text
    assert 'value="1,q,2"' in page.text


def test_a_call_is_kept_as_it_was_heard(client: FlaskClient) -> None:
    answer = client.get(f"/phone/heard.wav?call={AT}_k4-2_h-6")
    assert "attachment" in answer.headers["Content-Disposition"]
    wav = read_wav(io.BytesIO(answer.data).getvalue())
    assert wav.seconds == pytest.approx(6)
    tone = wav.telephone()[2 * 8000 : 2 * 8000 + 900]
    assert max(tone) > 3000  # the key's; the clips of this project say nothing
