"""Sound at a loudspeaker, by a player that is a program of its own."""

from __future__ import annotations

import os
from array import array
from pathlib import Path

import pytest

from ivr.phone import read_wav
from ivr.phone.callers.speaker import PLAYERS, Speaker, find_player

SOUND = array("h", [500] * 8000)


def player(path: Path, script: str) -> str:
    """Make a player; it is given the sound's file."""
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_first_player_on_the_path_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is no error: the call goes on in silence."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_player() == ()
    player(tmp_path / "ffplay", "")
    assert find_player() == PLAYERS[-1]
    player(tmp_path / "aplay", "")
    assert find_player() == ("aplay", "-q")


def test_a_sound_is_played_to_its_end(tmp_path: Path) -> None:
    kept = tmp_path / "kept.wav"
    with Speaker([player(tmp_path / "aplay", f'cp "$2" {kept}'), "-q"]) as speaker:
        speaker.play(SOUND)
        speaker.finish()
    assert read_wav(kept.read_bytes()).telephone() == SOUND
    assert (speaker.trouble, speaker.is_on) == ("", True)


def test_a_sound_that_is_cut_leaves_no_player_behind(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    command = player(tmp_path / "aplay", f"echo $$ > {begun}; exec sleep 600")
    with Speaker([command]) as speaker:
        speaker.play(SOUND)
        process = int(begun.read_text(encoding="ascii"))
        with speaker.held():
            pass
        speaker.stop()
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
        assert not speaker.trouble


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'ALSA lib: no card' >&2; echo 'audio open error: none' >&2; exit 1", "error: none"),
        ("echo 'cannot sound' >&2; exit 1", "cannot sound"),
        ("exit 1", "it failed"),
        # ffplay ends well where there is no sound card.
        ("echo 'audio open failed' >&2; echo 'Failed to open file' >&2", "audio open failed"),
    ],
)
def test_a_player_that_fails_is_not_asked_again(tmp_path: Path, script: str, reason: str) -> None:
    """A machine with no sound card, say; what matters of its words is told."""
    with Speaker([player(tmp_path / "aplay", script)]) as speaker:
        speaker.play(SOUND)
        speaker.finish()
        assert speaker.trouble.startswith(f"{tmp_path}/aplay: ")
        assert speaker.trouble.endswith(reason)
        assert not speaker.is_on


def test_a_player_that_is_gone_is_trouble_too(tmp_path: Path) -> None:
    with Speaker([str(tmp_path / "aplay")]) as speaker:
        speaker.play(SOUND)
    assert speaker.trouble.endswith("aplay: No such file or directory")
