"""Which languages callers are offered, and what they hear of one that cannot say everything.

The project, its clips and its approvals are real files; each test starts the hotline as production
starts it, from the environment, and rings it through the emulated carrier.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as replaced
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from ivr.definition import load
from ivr.definition.danger import needed_in_danger
from ivr.model import Hotline
from ivr.phone import CallRecord, Heard, KeyPressed, ScriptedCaller, Silence
from ivr.serving.assembly import NothingOffered
from ivr.serving.readiness import critical_prompts
from ivr.serving.settings import Settings
from ivr.speech.clips.manifest import (
    MANIFEST_NAME,
    Manifest,
)
from ivr.speech.recordings.safety import safety_sheet
from ivr.web import create_app
from tests.support.commands import Ivr
from tests.support.hotline import (
    BASE_URL,
    MORNING,
    ROOT,
    TOKEN,
    TRUNK,
    copied,
    copy_of,
    once,
    rented,
    with_clips,
)
from tests.support.ringing import Line

LANGUAGES = ("nb", "en", "ku", "ti")
"""The last two are languages that the carrier cannot read aloud by itself."""
SHARED, KURDISH = "+4700000001", "+4700000002"
ENVIRON = {
    "PUBLIC_BASE_URL": BASE_URL,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "SIP_TRUNK": TRUNK,
}
Ring = Callable[..., CallRecord]
Start = Callable[..., Ring]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped project in four languages with silent clips; Asker's second number is Kurdish."""
    return once(tmp_path_factory, "offering", four_languages)


def four_languages(root: Path) -> None:
    copied(root)
    replace(root / "config/hotline.yaml", "[nb, en, uk, ar, pl, so, ti, ru, fa, lt, ur, ku, tr, "
            "ps, vi, se]", f"[{', '.join(LANGUAGES)}]")  # fmt: skip
    replace(root / "config/municipalities/asker.yaml", "language: pl", "language: ku")
    with_clips(root)


@pytest.fixture
def project(sound: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return copy_of(sound, tmp_path / "project")


@pytest.fixture
def start(project: Path, hotline: Hotline) -> Start:
    """Start the hotline from its environment; what comes back rings it."""

    def one(**environ: str) -> Ring:
        chosen = Settings.from_environ({**settings(project), **environ})
        # The emulated carrier is told what the clips say.
        app = create_app(replaced(chosen, emulated=True), lambda: MORNING)
        own = Line(app, hotline)
        return lambda keys="", to=SHARED: own.call(ScriptedCaller([*keys, "x"]), to=to)

    return one


@pytest.fixture
def ring(start: Start) -> Ring:
    """Ring the hotline with its drafts, started when it is first rung."""
    started: list[Ring] = []

    def one(keys: str = "", to: str = SHARED) -> CallRecord:
        if not started:
            started.append(start(OFFER_DRAFTS="yes"))
        return started[0](keys, to)

    return one


def settings(project: Path) -> dict[str, str]:
    return {**ENVIRON, "HOTLINE_ROOT": str(project)}


def replace(path: Path, find: str, put: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(find) == 1, f"{path.name} has {text.count(find)} of {find}"
    path.write_text(text.replace(find, put), encoding="utf-8")


def lose(project: Path, language: str, prompt: str) -> None:
    """Take away the clips that say a prompt."""
    texts = load(project, ENVIRON).wordings[language, prompt]
    folder = project / "audio/built"
    for clip in Manifest.load(folder / MANIFEST_NAME):
        if clip.language == language and clip.text in texts:
            (folder / clip.file).unlink()


def keep(project: Path, language: str, texts: set[str]) -> None:
    """Take away a language's clips but those of some texts."""
    folder = project / "audio/built"
    for clip in Manifest.load(folder / MANIFEST_NAME):
        if clip.language == language and clip.text not in texts:
            (folder / clip.file).unlink()


def approve(project: Path, *languages: str) -> None:
    for language in languages:
        assert Ivr(project)("prompts", "approve", language, "--by", "speaker").returncode == 0


def check(project: Path, **environ: str) -> CompletedProcess[str]:
    return Ivr(project)("check", "--production", **settings(project), **environ)


def offered(record: CallRecord) -> list[str]:
    """The languages that name themselves in the language menu of a call, in order."""
    names = record.heard
    answer, menu, hint = names[:2], names[2:-2], names[-2:]
    for told in (answer, hint):
        assert [one.language for one in told] == ["nb", "en"]
    return [one.language for one in menu]


def turns(record: CallRecord) -> list[list[str]]:
    """The languages heard in each turn of a call, one entry for each prompt."""
    found: list[list[str]] = [[]]
    for event in record.events:
        if isinstance(event, Heard) and not event.is_wordless:
            found[-1].append(event.language)
        elif isinstance(event, (KeyPressed, Silence)):
            found.append([])
    return [languages for languages in found if languages]


def test_a_language_that_can_say_everything_is_offered(ring: Ring) -> None:
    assert offered(ring()) == list(LANGUAGES)


def critical() -> list[str]:
    return sorted(critical_prompts(load(ROOT, ENVIRON).hotline))


@pytest.mark.parametrize(
    "prompt",
    [
        *("emergency.dial_113", "service.out_of_hours.instruction", "main.more", "goodbye"),
        *("poison.danger", "mind.talk", "birth.call", "service.poison.announce", "family.birth"),
    ],
)
def test_without_words_for_danger_a_language_is_not_offered(
    ring: Ring, project: Path, prompt: str
) -> None:
    """The keys move up, and its own number falls back to the language menu."""
    assert prompt in needed_in_danger(load(ROOT, ENVIRON), "ku")
    lose(project, "ku", prompt)
    assert offered(ring()) == ["nb", "en", "ti"]
    assert turns(ring("3"))[-1][0] == "ti"
    assert offered(ring(to=KURDISH)) == ["nb", "en", "ti"]


def test_without_its_sentences_of_one_topic_the_fallback_language_still_takes_calls(
    ring: Ring, project: Path
) -> None:
    """Nobody is refused for a sentence about poison: the carrier reads it aloud."""
    lose(project, "nb", "poison.danger")
    assert offered(ring()) == list(LANGUAGES)
    assert turns(ring("151"))[-1] == ["nb-NO", "nb"]


def test_a_language_whose_safety_sheet_alone_is_recorded_is_offered(
    ring: Ring, project: Path
) -> None:
    """Whoever needs help hears that language from the answer to the door; prices are Norwegian."""
    keep(project, "ku", {line.text for line in safety_sheet(load(project, ENVIRON), "ku").lines})
    assert offered(ring()) == list(LANGUAGES)
    assert set(turns(ring(to=KURDISH))[0]) == {"ku"}
    for keys in ("31", "312", "32", "322", "351", "352", "3521", "3531", "3532", "30"):
        assert [set(said) for said in turns(ring(keys))[1:]] == [{"ku"}] * (len(keys)), keys
    assert [set(said) for said in turns(ring("34"))[1:]] == [{"ku"}, {"nb"}]


def test_what_no_call_can_do_without_is_what_the_fallback_language_needs() -> None:
    """Every call's own words, the menus before help, and the way to 113, 116 117 and a person."""
    assert {
        "answer.emergency",
        "apology",
        "emergency.connect",
        "emergency.dial_113",
        "goodbye",
        "language.option",
        "main.emergency",
        "retry.person",
        "service.ambulance.announce",
        "service.guidance.closed",
        "service.out_of_hours.instruction",
        "silence.help",
    } <= set(critical())
    assert {"fees.here", "mind.friend", "rights.injury"}.isdisjoint(critical())


def test_the_check_names_what_keeps_a_language_back(project: Path) -> None:
    lose(project, "ku", "emergency.dial_113")
    told = check(rented(project), OFFER_DRAFTS="yes")
    assert told.returncode == 0
    assert "ku is not offered: 1 prompts that callers in danger need cannot be heard" in told.stdout
    assert "such as [emergency.dial_113]. Run: ivr audio build" in told.stdout
    [text] = load(project, ENVIRON).wordings["ku", "emergency.dial_113"]
    assert f"[{text[:60]}] in ku. Run: ivr audio build" in told.stdout


def test_a_turn_it_cannot_say_in_full_is_heard_in_norwegian_as_a_whole(
    ring: Ring, project: Path
) -> None:
    """One option of the fees has no clip: that menu comes in Norwegian, and the rest does not."""
    lose(project, "ku", "fees.free_offer")
    heard = turns(ring("341*"))
    assert heard[0][2:-2] == list(LANGUAGES)
    assert [set(languages) for languages in heard[1:]] == [{"ku"}, {"nb"}, {"ku"}, {"ku"}]


def test_no_turn_is_ever_in_two_languages(ring: Ring, project: Path) -> None:
    """Whatever lesser prompt is missing, wherever callers go."""
    lesser = ["fees.doctor", "doctor.find_out", "emergency.signs", "mind.friend", "hospital.choice"]
    for prompt in lesser:
        lose(project, "ti", prompt)
    assert set(lesser).isdisjoint(needed_in_danger(load(project, ENVIRON), "ti"))
    for keys in ("441", "43*", "412", "4523", "45415", "4330"):
        languages = [set(languages) for languages in turns(ring(keys))[1:]]
        assert all(len(spoken) == 1 for spoken in languages), keys
        assert {"ti"} in languages
        assert {"nb"} in languages
        assert {"en"} not in languages


def test_in_production_a_draft_is_not_offered(start: Start, project: Path) -> None:
    with pytest.raises(NothingOffered) as nothing:
        start()
    told = str(nothing.value)
    assert "nb: callers need this language." in told
    assert "Not approved and not offered: nb, en, ku, ti." in told
    assert "OFFER_DRAFTS=yes" in told
    approve(project, "nb", "en", "ku")
    assert offered(start()()) == ["nb", "en", "ku"]
    assert offered(start(OFFER_DRAFTS="yes")()) == list(LANGUAGES)


@pytest.mark.parametrize("words", ["", "no", "false", "0", "nei"])
def test_drafts_are_offered_when_the_operator_says_yes_and_not_otherwise(
    start: Start, project: Path, words: str
) -> None:
    approve(project, "nb", "en")
    assert offered(start(OFFER_DRAFTS=words)()) == ["nb", "en"]


def test_a_changed_sentence_makes_its_language_a_draft_again(start: Start, project: Path) -> None:
    """One lesser sentence of an approved language, and its new clip is there."""
    approve(project, "nb", "en", "ku")
    replace(project / "prompts/ku.yaml", "  fees.here: ", "  fees.here: Erê, ")
    with_clips(project)
    assert offered(start()()) == ["nb", "en"]
    assert offered(start()(to=KURDISH)) == ["nb", "en"]
    approve(project, "ku")
    assert offered(start()()) == ["nb", "en", "ku"]


def test_the_check_names_the_drafts(project: Path) -> None:
    approve(project, "nb", "en")
    told = check(rented(project))
    assert "warning: Not approved, and so not offered: ku, ti." in told.stdout
    assert told.returncode == 0, told.stdout


OUTBREAK = """
outbreak: {say: announcement.outbreak, begins: 2020-01-01 00:00, ends: 2099-01-01 00:00}
"""


def announce(project: Path, *languages: str) -> None:
    replace(project / "config/announcements.yaml", "\n{}\n", OUTBREAK)
    for language in languages:
        path = project / f"prompts/{language}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}  announcement.outbreak: Outbreak.\n", encoding="utf-8")
    with_clips(project)


def outbreaks(record: CallRecord) -> list[str]:
    said = record.heard
    return [event.language for event in said if event.text == "Outbreak."]


def test_an_outbreak_is_announced_tonight_in_the_languages_there_are(
    ring: Ring, project: Path
) -> None:
    announce(project, "nb", "ti")
    assert offered(ring()) == list(LANGUAGES)
    assert outbreaks(ring("14*")) == ["nb"]
    assert outbreaks(ring("4*1")) == ["ti", "nb"]
    for keys in ("2", "3"):
        assert outbreaks(ring(keys)) == []
        assert set(turns(ring(keys))[-1]) == {LANGUAGES[int(keys) - 1]}
    assert (
        "outbreak: callers do not hear it in en, ku." in check(project, OFFER_DRAFTS="yes").stdout
    )


def test_an_announcement_whose_clip_is_lost_is_not_heard_and_harms_nothing(
    ring: Ring, project: Path
) -> None:
    announce(project, "nb", "ti")
    lose(project, "ti", "announcement.outbreak")
    record = ring("4")
    assert outbreaks(record) == []
    assert set(turns(record)[-1]) == {"ti"}


def test_languages_that_go_without_an_announcement_stay_approved(
    start: Start, project: Path
) -> None:
    approve(project, "nb", "en", "ku")
    announce(project, "nb")
    approve(project, "nb")
    ring = start()
    assert offered(ring()) == ["nb", "en", "ku"]
    assert outbreaks(ring("1")) == ["nb"]
    assert outbreaks(ring("3")) == []


def test_an_announcement_waits_for_its_approval_and_its_language_does_not(
    start: Start, project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    approve(project, "nb", "en")
    announce(project, "nb", "en")
    ring = start()
    assert offered(ring()) == ["nb", "en"]
    assert outbreaks(ring("1")) == outbreaks(ring("2")) == []
    assert "nb: announced, but not approved and not heard: announcement.outbreak." in caplog.text
    told = check(project).stdout
    assert "[announcement.outbreak] is not approved, and so not heard." in told
    approve(project, "nb")
    ring = start()
    assert (outbreaks(ring("1")), outbreaks(ring("2"))) == (["nb"], [])


def test_the_check_says_which_language_without_an_engine_lacks_an_announcement(
    project: Path,
) -> None:
    announce(project, "nb", "ku")
    replace(project / "prompts/ku.yaml", "engine: espeak, voice: ku", "engine: none, voice: none")
    lose(project, "ku", "announcement.outbreak")
    told = check(project, OFFER_DRAFTS="yes").stdout
    assert "kurmancî goes without an announcement: 1 prompt is not recorded." in told
    assert "ivr audio script ku" in told
