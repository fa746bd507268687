"""The list of clips: found quickly, saved whole, and clear about damage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ivr.speech.clips.clip import Clip
from ivr.speech.clips.manifest import Manifest
from ivr.speech.errors import SpeechError

NAME = "0123456789abcdef0123"


def clip(language: str = "nb", text: str = "Trykk 1.", **other: object) -> Clip:
    fields: dict[str, object] = {
        "file": f"{language}/{NAME}.wav",
        "seconds": 1.25,
        "engine": "espeak",
        "voice": language,
        "level_dbov": -22.01,
        "peak_dbfs": -3.11,
        "size": 10058,
        "digest": "0123456789abcdef",
        **other,
    }
    return Clip(language, text, **fields)  # type: ignore[arg-type]


def test_a_clip_is_found_by_language_and_text() -> None:
    manifest = Manifest.of([clip("nb"), clip("en"), clip("en", "Press 1.")])
    assert manifest.clip("en", "Press 1.") == clip("en", "Press 1.")
    assert manifest.clip("nb", "Press 1.") is None
    assert {one.language for one in manifest} == {"nb", "en"}
    assert len(manifest) == len(list(manifest)) == 3


def test_the_slow_rendition_is_found_beside_the_normal_one() -> None:
    normal, slow = clip(), clip(rendition="slow", file=f"nb/{NAME[::-1]}.wav")
    manifest = Manifest.of([normal, slow, clip("en")])
    assert manifest.clip("nb", "Trykk 1.") is normal
    assert manifest.clip("nb", "Trykk 1.", "slow") is slow
    assert manifest.clip("en", "Trykk 1.", "slow") is None
    assert len(manifest) == 3
    # Whoever goes by language and text alone ends up with the normal rendition.
    assert {(one.language, one.text): one for one in manifest}["nb", "Trykk 1."] is normal


def test_a_list_of_an_earlier_version_asks_for_a_build(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    Manifest.of([clip()]).save(path)
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, "format": 2}), encoding="utf-8")
    with pytest.raises(SpeechError, match="not a manifest of format 3; run ivr audio build"):
        Manifest.load(path)


def test_what_is_saved_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    manifest = Manifest.of(
        [
            clip("nb", "Æ\n«ø»"),
            clip("nb", "Æ\n«ø»", rendition="slow"),
            clip("ar", "اِتَّصِلْ"),
            clip("ti", level_dbov=None, peak_dbfs=None),
        ]
    )
    manifest.save(path)
    assert Manifest.load(path) == manifest
    assert [file.name for file in tmp_path.iterdir()] == ["manifest.json"]


def test_each_entry_tells_what_an_operator_asks(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    Manifest.of([clip()]).save(path)
    [entry] = json.loads(path.read_text(encoding="utf-8"))["clips"]
    assert entry == {
        "language": "nb",
        "text": "Trykk 1.",
        "rendition": "normal",
        "file": f"nb/{NAME}.wav",
        "seconds": 1.25,
        "engine": "espeak",
        "voice": "nb",
        "level_dbov": -22.01,
        "peak_dbfs": -3.11,
        "bytes": 10058,
        "sha256": "0123456789abcdef",
    }


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "manifest.json:1:1: the manifest is damaged; "),
        (b'{"format": 3,\n "clips": [{', "manifest.json:2:13: the manifest is damaged; "),
        (b"\xff\xfe\xfa", "manifest.json: the manifest is damaged; "),
        (b"[]", "manifest.json: not a manifest of format 3; "),
        (b'{"format": 7, "clips": []}', "manifest.json: not a manifest of format 3; "),
        (b'{"format": 3}', "manifest.json: the manifest is damaged: no list of clips; "),
        (b'{"format": 3, "clips": [7]}', "manifest.json: the manifest is damaged at clip 1; "),
        (b'{"format": 3, "clips": [{}]}', "manifest.json: the manifest is damaged at clip 1; "),
    ],
)
def test_a_damaged_list_says_where_and_what_to_do(
    tmp_path: Path, content: bytes, line: str
) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(content)
    with pytest.raises(SpeechError) as damaged:
        Manifest.load(path)
    expected = f"{tmp_path}/{line}run ivr audio build: finished clips are used again"
    assert str(damaged.value) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", None),
        ("language", 7),
        ("seconds", "long"),
        ("bytes", None),
        ("level_dbov", "loud"),
        ("rendition", "fast"),
        ("file", "../../etc/passwd"),
        ("file", f"nb/../{NAME}.wav"),
        ("file", f"en/{NAME}.wav"),
        ("file", f"nb/{NAME}.wav\n"),
    ],
)
def test_an_entry_that_cannot_be_right_is_refused(
    tmp_path: Path, field: str, value: object
) -> None:
    path = tmp_path / "manifest.json"
    Manifest.of([clip("ar"), clip("nb")]).save(path)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["clips"][1][field] = value
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SpeechError, match="the manifest is damaged at clip 2"):
        Manifest.load(path)


def test_before_the_first_build_there_is_a_hint(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="there are no clips yet; run ivr audio build"):
        Manifest.load(tmp_path / "manifest.json")


def test_a_list_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").mkdir()
    with pytest.raises(SpeechError, match=r"manifest\.json: cannot be read: "):
        Manifest.load(tmp_path / "manifest.json")
