"""The clips of what is about to be said: there before callers could miss them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ivr.definition import Loaded
from ivr.definition.wording import NumberWords, worded
from ivr.files import built_folder
from ivr.speech.build.run import build
from ivr.speech.clips.requests import requests_of
from ivr.speech.errors import SpeechError
from ivr.speech.recordings.script import keys_named
from ivr.studio.texts.sounds import has_voice
from ivr.translation.catalogue import Sentence


def make_clips(
    root: Path, loaded: Loaded, language: str, wanted: Mapping[str, Sentence]
) -> tuple[str, ...]:
    """Build the clips of sentences that are not written yet; return why some have none.

    They are in the quick voice, and beside those that callers hear. A language that no engine
    speaks has to be recorded.
    """
    if not has_voice(loaded, language):
        return ()
    chosen = loaded.hotline.languages[language]
    said = {text for key, one in wanted.items() for text in texts_of(loaded, language, key, one)}
    requests = [one for text in sorted(said) for one in requests_of(chosen, text)]
    try:
        report = build(requests, built_folder(root), jobs=1)
    except SpeechError as error:
        return (str(error),)
    return tuple(map(str, report.failures))


def texts_of(loaded: Loaded, language: str, key: str, wanted: Sentence) -> Iterator[str]:
    """Yield every text that a sentence comes to: in each municipality, with each key."""
    chosen, words = loaded.hotline.languages[language], loaded.hotline.languages[language].key_words
    written = wanted.text, wanted.without or None
    for municipality in loaded.hotline.municipalities.values():
        counting, services = NumberWords.of(chosen), municipality.services
        prompt = worded(key, written, counting, services, loaded.hotline.facts)
        for wording in prompt.wordings():
            for name in keys_named(loaded, language, key) if wording.names_key else ("",):
                if text := wording.with_key(words.get(name, "")):
                    yield text
