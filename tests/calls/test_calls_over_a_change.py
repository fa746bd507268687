"""What callers get whose call began before the hotline was changed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from werkzeug.test import TestResponse

from ivr.definition import load
from ivr.model.directories import NAMES
from ivr.phone import ScriptedCaller, parse
from ivr.phone.twiml import verbs as twiml
from ivr.serving.assembly import Assembly
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.tts.voice import Voice
from tests.support.hand import Hand
from tests.support.hotline import BASE_URL, VARIABLES, copy_of, served, with_clips
from tests.support.ringing import Line

NORWEGIAN, FEES = "1", "3"
KEYS = ("", *"01234*#")
PLACES = 1000
"""More than the small hotline has on the way of a caller who calls one number."""


def places(hand: Hand, numbers: Iterable[str]) -> set[str]:
    """Follow every key from every number on; return the addresses by which calls go on."""
    found: set[str] = set()
    ahead = [("/voice", number) for number in numbers]
    while ahead:
        target, number = ahead.pop()
        for key in KEYS:
            for action in actions(hand.post(target, Digits=key, To=number)):
                if action not in found:
                    found.add(action)
                    ahead.append((action, number))
        assert len(found) < PLACES
    return found


def actions(answer: TestResponse) -> set[str]:
    """Return the addresses by which a call goes on from an answer."""
    named = re.findall(rf'"{BASE_URL}(/voice/turn[^"]*)"', answer.get_data(as_text=True))
    return {html.unescape(action) for action in named}


def proper_names(assembly: Assembly) -> Iterator[str]:
    """Return the clips of names and addresses, which have one language for every caller."""
    said = {
        (code, prompt.text.template)
        for municipality in assembly.hotline.municipalities.values()
        for code, prompts in municipality.prompts.items()
        for name, prompt in prompts.items()
        if name.startswith(NAMES)
    }
    return (clip.file for clip in assembly.clips.manifest if (clip.language, clip.text) in said)


def without_fees(root: Path) -> None:
    menu = root / "config" / "menu.yaml"
    text = menu.read_text(encoding="utf-8")
    text = text.replace("    3: {say: main.fees, go: fees}\n    4: ", "    3: ")
    menu.write_text(re.sub(r"(?m)^fees:\n(  .*\n)+", "", text), encoding="utf-8")


def with_another_service(root: Path) -> None:
    for path in [*root.glob("config/**/*.yaml"), *root.glob("prompts/*.yaml")]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("guidance", "advice"), encoding="utf-8")


def without_polish(root: Path) -> None:
    hotline = root / "config" / "hotline.yaml"
    text = hotline.read_text(encoding="utf-8").replace("[nb, en, pl]", "[nb, en]")
    hotline.write_text(text.replace('own_language_first: {"+48": pl}\n', ""), encoding="utf-8")
    asker = root / "config" / "municipalities" / "asker.yaml"
    text = asker.read_text(encoding="utf-8")
    asker.write_text(text.replace(", language: pl", ""), encoding="utf-8")


def without_halden(root: Path) -> None:
    (root / "config" / "municipalities" / "halden.yaml").unlink()


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


@pytest.fixture(scope="module")
def before(small: Path) -> set[str]:
    """Every place in which a call of the small hotline can be."""
    former = served(small)
    return places(Hand(former), former.extensions["assembly"].hotline.entrances)


@pytest.mark.parametrize(
    "change", [without_fees, with_another_service, without_polish, without_halden]
)
def test_every_call_goes_on_over_a_change(
    small: Path,
    tmp_path: Path,
    before: set[str],
    change: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Wherever a caller is, every key is answered: in their language, if it is still there."""
    root = copy_of(small, tmp_path / "project")
    change(root)
    app = served(with_clips(root))
    offered, hand = app.extensions["assembly"].hotline.languages, Hand(app)
    names = set(proper_names(app.extensions["assembly"]))
    for target in before:
        chosen = dict(parse_qsl(target.partition("?")[2])).get("l", "")
        for key in KEYS:
            answer = hand.post(target, Digits=key)
            assert parse(answer.data).verbs
            said = answer.get_data(as_text=True)
            clips = re.findall(r"/audio/(?:opening/)?((\w\w)/[^<]+)<", said)
            heard = {code for file, code in clips if file not in names}
            asked_again = any("at=languages" in action for action in actions(answer))
            if chosen in offered and not asked_again:
                assert heard <= {chosen}, (target, key)
            assert heard <= set(offered), (target, key)
            assert heard or "<Dial" in said, (target, key)
    assert "A turn failed" not in caplog.text
