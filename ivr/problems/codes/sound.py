"""What is wrong with clips, recordings and voices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

CLIPS: Final[Mapping[str, Meaning]] = {
    "clip-missing": Meaning("A sentence has no clip.", "Run `ivr audio build`."),
    "clips-to-build": Meaning(
        "Clips are missing, as after every change of a text: work to do, and no mistake.",
        "Run `ivr audio build`.",
    ),
    "clips-first": Meaning(
        "Calls were to be followed in full, and nobody knows how long their clips are.",
        "Run `ivr audio build`, then `ivr check --full` again.",
    ),
    "clip-stale": Meaning(
        "A clip is not as it would be built today: its voice, recording or mastering has changed.",
        "Run `ivr audio build`.",
    ),
    "clip-corrupt": Meaning(
        "A clip's file is not the one that was built.", "Run `ivr audio build --verify`."
    ),
    "clip-wrong-format": Meaning(
        "A clip is no telephone sound: 8 kHz, µ-law, one channel.",
        "Run `ivr audio build --verify`.",
    ),
    "clip-too-loud": Meaning("A clip is louder than the others.", "Record it again."),
    "clip-too-quiet": Meaning("A clip is quieter than the others.", "Record it again."),
    "clip-clipped": Meaning("The tops of a clip's sound are cut off.", "Run `ivr audio build`."),
    "clip-too-long": Meaning(
        "A clip lasts longer than its text takes, or than a caller can remember.",
        "Listen to it; record it again, or split the text.",
    ),
    "clip-quick": Meaning(
        "The quick voice still speaks a text for which the catalogue names a better one.",
        "Run `ivr audio build --best`.",
    ),
    "clip-silent": Meaning("Nobody speaks in a clip.", "Build or record it again."),
    "clip-of-another-text": Meaning(
        "A clip says another sentence of the same language.", "Listen to it; record it again."
    ),
    "clip-in-another-language": Meaning(
        "A clip sounds like another language, and its neighbours do not.",
        "Listen to it; record it again, or take another voice.",
    ),
    "clip-cut": Meaning(
        "A clip is much shorter than its neighbours, or its last words are not heard.",
        "Listen to it; build or record it again.",
    ),
    "clip-names-another": Meaning(
        "A clip seems to name another key or telephone number.",
        "Listen to it; record it again, or respell the word.",
    ),
    "clip-not-understood": Meaning(
        "A speech recogniser understands little of a clip, and most of its neighbours.",
        "Listen to it; record it again, or respell the text.",
    ),
    "voice-worse": Meaning(
        "A voice is understood less well than when its figures were accepted.",
        "Undo what changed it, or run `ivr audio ear --accept`.",
    ),
    "voice-unheard": Meaning(
        "A language that is to be held to accepted figures has no clip or no figures.",
        "Run `ivr audio build`, then `ivr audio ear --accept`.",
    ),
    "accepted-figures-damaged": Meaning(
        "`audio/ear.toml` cannot be read.", "Restore it from git, or write it anew."
    ),
    "clip-orphaned": Meaning("No text asks for a clip any more.", "Run `ivr audio clean`."),
    "stale-recording": Meaning(
        "A text has changed since it was recorded, so the recording is not heard.",
        "Record it again.",
    ),
    "lost-recording": Meaning(
        "The file of a recording is not the one that was taken in.",
        "Restore it from git, or take it in again.",
    ),
    "loose-recording": Meaning(
        "A file among the recordings has not been taken in.", "Run `ivr audio import`."
    ),
}

RECORDINGS: Final[Mapping[str, Meaning]] = {
    "recording-silent": Meaning("Nobody speaks in a recording.", "Check the microphone."),
    "recording-clipped": Meaning(
        "A recording is overloaded.", "Move back from the microphone and record it again."
    ),
    "recording-noisy": Meaning(
        "The room of a recording is loud.", "Close windows, turn off fans, and record it again."
    ),
    "recording-too-long": Meaning(
        "A recording lasts longer than its text takes.", "Say the text alone, a little quicker."
    ),
    "recording-too-short": Meaning(
        "A recording is too short for its text.", "Check that all of the text is said."
    ),
    "recording-of-another-text": Meaning(
        "A recording says another sentence of the sheet than the one it is named by.",
        "Look whether two files are swapped; give each its own name.",
    ),
    "recording-unreadable": Meaning(
        "A file cannot be read as sound.", "Save it as WAV, FLAC or MP3, at 8,000 to 192,000 Hz."
    ),
    "recording-unknown-id": Meaning(
        "A file's name is not the id of any text.", "Name it by its id on the script sheet."
    ),
    "recording-doubled": Meaning(
        "Several files are recordings of one text.", "Keep the best, and take the others away."
    ),
    "recording-no-sound-file": Meaning(
        "A file's ending is not a sound's.", "Save it as WAV, FLAC or MP3, or take it away."
    ),
    "recording-not-kept": Meaning(
        "A recording is good and could not be written.", "Make room and allow writing."
    ),
    "recordings-list-damaged": Meaning(
        "The list of a language's recordings cannot be read.", "Restore it from git."
    ),
    "unknown-recording": Meaning("Nobody has recorded a text of this id.", "Take the nearest id."),
}

VOICES: Final[Mapping[str, Meaning]] = {
    "unknown-engine": Meaning("No speech engine has this name.", "Take the nearest one."),
    "unknown-voice": Meaning(
        "An engine does not have this voice, or cannot load it.",
        "Take another one; a language that no engine speaks needs recordings.",
    ),
    "two-voices": Meaning("One text is asked for in two voices.", "Keep one voice per language."),
    "nothing-to-say": Meaning(
        "A voice can read nothing in a text.",
        "Check that the text is in the language and script of the voice.",
    ),
    "engine-down": Meaning(
        "An engine cannot speak at all at present.", "Install it, or build again later."
    ),
    "engine-failed": Meaning(
        "An engine gave no sound for a text.", "Change the text, or take another voice."
    ),
    "build-interrupted": Meaning("A process of the build was ended.", "Build again."),
    "unwritable-file": Meaning(
        "The operating system does not let a file be written.", "Make room and allow writing."
    ),
}
