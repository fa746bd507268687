"""A file is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.speech.atomic import write_whole


@pytest.mark.parametrize("lasting", [False, True])
def test_new_content_takes_the_place_of_the_old(tmp_path: Path, *, lasting: bool) -> None:
    path = tmp_path / "clip.wav"
    for content in (b"old", b"new and longer", b""):
        write_whole(path, content, lasting=lasting)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "clip.wav"
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match=r"clip\.wav"):
        write_whole(path, b"new")
    assert list(tmp_path.iterdir()) == [path]
