"""The page to listen by: every text of a language beside its sound, for whoever approves it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ivr.speech.dsp.targets import RATE_HZ
from ivr.speech.dsp.wav import unwrap
from ivr.speech.recordings.sheet import STYLE, Heading, in_language


@dataclass(frozen=True, slots=True)
class Preview:
    """One text to be heard.

    Attributes:
        id: Its name on the script sheet.
        text: The words.
        source: The same in the language it was translated from; empty in that language itself.
        heard: Where callers hear it.
        speaker: Who speaks, or why nobody does.
        sound: Address of its sound, seen from the page; empty where there is none.
    """

    id: str
    text: str
    source: str
    heard: str
    speaker: str
    sound: str


def preview_page(heading: Heading, source: str, rows: Sequence[Preview]) -> bytes:
    """Return a page that plays the texts of a language, readable without the internet.

    Args:
        heading: The language.
        source: Code of the language that it was translated from.
        rows: The texts, in the order of the page.

    Example:
        >>> bye = Preview("goodbye", "Do widzenia.", "Ha det.", "", "espeak", "pl/goodbye.wav")
        >>> b'src="pl/goodbye.wav"' in preview_page(Heading("pl", "polski"), "nb", [bye])
        True
    """
    title = f"To listen to: {escape(heading.name)} ({escape(heading.language)})"
    articles = "\n".join(_article(heading.language, source, row) for row in rows)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>{STYLE}audio {{ height: 2.4em; width: 100% }}</style>
<h1>{title}</h1>
<p>{len(rows)} texts, as callers hear them on the telephone. Is each said right, in words that
everybody understands, and does it say what the other language says?</p>
{articles}
</html>
""".encode()


def _article(language: str, source: str, row: Preview) -> str:
    original = f'<p class="heard" {in_language(source)}>{escape(row.source)}</p>'
    sound = f'<audio controls preload="none" src="{escape(row.sound)}"></audio>'
    return (
        f"<article><h2>{escape(row.id)}</h2>"
        f'<p class="text" {in_language(language)}>{escape(row.text)}</p>'
        f"{original if row.source else ''}{sound if row.sound else ''}"
        f'<p class="heard">{escape(row.heard)} {escape(row.speaker)}</p></article>'
    )


def for_any_player(clip: bytes) -> bytes:
    """Return a clip's file as 16-bit WAV, which every browser and player knows.

    Raises:
        SpeechError: It is no clip, or part of one.

    Example:
        >>> from ivr.speech.dsp.wav import wrap
        >>> len(for_any_player(wrap(bytes(8000))))
        16044
    """
    import soundfile

    from ivr.speech.dsp.mulaw import decode

    file = io.BytesIO()
    soundfile.write(file, decode(unwrap(clip)), RATE_HZ, format="WAV", subtype="PCM_16")
    return file.getvalue()
