"""What callers get whose call began before the hotline was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.definition import load
from ivr.phone import ScriptedCaller, parse
from ivr.phone.twiml import verbs as twiml
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.tts.voice import Voice
from tests.support.hand import Hand
from tests.support.hotline import VARIABLES, copy_of, served
from tests.support.ringing import Line

NORWEGIAN, FEES = "1", "3"


@pytest.mark.parametrize("page", [0, 1, 7, 99])
def test_a_page_of_languages_that_is_no_more_offers_them_all_the_same(
    small: Path, page: int
) -> None:
    """The call may have begun when there were more; each key leads where it was said to lead."""
    hand, target = Hand(served(small)), f"/voice/turn?m=asker&at=languages&p={page}"
    [menu] = parse(hand.post(target).data).verbs[:1]
    assert isinstance(menu, twiml.Gather)
    played = [clip.url.split("/")[-2] for clip in menu.prompts if isinstance(clip, twiml.Play)]
    named = [folder for folder in played if folder != "tone"]
    assert len(set(named)) > 1
    for key, language in enumerate(named, start=1):
        chosen = hand.post(target, Digits=str(key)).get_data(as_text=True)
        assert f"at=step&amp;l={language}&amp;n=main" in chosen


def test_a_call_still_gets_the_clips_it_was_told_of_before_a_build(
    small: Path, tmp_path: Path
) -> None:
    """The carrier fetches a clip when its turn to be played comes, which may be a minute later."""
    root = copy_of(small, tmp_path / "project")
    line = Line(served(root), load(root, VARIABLES).hotline)
    before = line.call(ScriptedCaller([NORWEGIAN, FEES])).heard[-1]
    sound = line.get(before.url)
    build([ClipRequest("nb", before.text, Voice("espeak", "nb"))], root / "audio" / "built", jobs=1)
    after = line.call(ScriptedCaller([NORWEGIAN, FEES])).heard[-1]
    assert (after.text, after.url != before.url) == (before.text, True)
    assert line.get(before.url) == sound
