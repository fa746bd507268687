"""The tables of docs/voices.md, written from the engines and what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ivr.speech.tts.choices import languages_offered, offers
from ivr.speech.tts.measured import measured

if TYPE_CHECKING:
    from ivr.speech.tts.offers import OfferedVoice

BEGIN: Final = "<!-- from here on written by `make reference` -->"
END: Final = "<!-- to here -->"

_UNDERSTOOD: Final = (
    *("Language", "Engine", "Voice", "Words wrong", "Letters wrong"),
    *("Keys", "113", "Seconds of speech a core-second", "Measured"),
)
_TERMS: Final = (
    *("Engine", "Program", "Voices", "Terms of the voices", "MB each"),
    *("What a municipality may do", "How to get it"),
)


def with_tables(page: str) -> str:
    """Return the page with its tables written anew.

    >>> page = with_tables(f"# Voices {BEGIN} old {END} More.")
    >>> page.startswith("# Voices"), "old" in page, page.endswith("More.")
    (True, False, True)
    """
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


def tables() -> str:
    """Return how well each voice was understood, and on which terms it comes.

    >>> "| nb | `espeak` | `nb` |" in tables()
    True
    """
    understood = _table(_UNDERSTOOD, _figures())
    return "\n".join([understood, _table(_TERMS, _terms())])


def _figures() -> Iterator[Sequence[str]]:
    for language, voices in sorted(languages_offered().items()):
        for speaker, _, voice in voices:
            said = (language, f"`{speaker.name}`", f"`{voice.name}`")
            figures = measured(language, speaker.name, voice.name)
            if figures is None:
                yield (*said, *[""] * 5, "not measured")
                continue
            wrong = (f"{figures.wer:g} %", f"{figures.cer:g} %")
            on = f"{figures.texts} prompts, {figures.when}"
            told = (figures.told_keys, figures.told_danger)
            yield (*said, *wrong, *told, f"{figures.speed:g}", on)


def _terms() -> Iterator[Sequence[str]]:
    for speaker, offer in offers():
        alike: dict[tuple[str, str, str], list[OfferedVoice]] = {}
        for voice in (voice for voices in offer.voices.values() for voice in voices):
            alike.setdefault((voice.licence, voice.may, voice.install), []).append(voice)
        for (licence, may, install), voices in alike.items():
            names = ", ".join(f"`{voice.name}`" for voice in voices)
            sizes = sorted({voice.megabytes for voice in voices})
            size = f"{sizes[0]:g}" if len(sizes) == 1 else f"{sizes[0]:g}-{sizes[-1]:g}"
            said = (f"`{speaker.name}`", offer.licence, names, licence, size)
            yield (*said, may, f"`{install}`")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
