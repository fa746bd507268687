"""From text to telephone clips: engines, mastering, and a build that makes only what is missing.

Importing this package loads no audio library; they are loaded when a clip has to be made.
"""

from __future__ import annotations

from ivr.speech.build import BuildReport, Progress, build
from ivr.speech.clean import CleanReport, clean
from ivr.speech.clip import Clip, ClipRequest, clip_file
from ivr.speech.engines import Engine, engine, engine_names
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.manifest import MANIFEST_NAME, Manifest
from ivr.speech.recording import RECORDING, Recording
from ivr.speech.recordings import Recorded, recorded
from ivr.speech.rendition import NORMAL, RENDITIONS, SLOW, Rendition
from ivr.speech.script import ScriptLine, script
from ivr.speech.sound import Speech
from ivr.speech.standard import MASTERING_VERSION
from ivr.speech.voice import Voice
from ivr.speech.wanted import wanted
from ivr.speech.workbench import ClipFailure

__all__ = [
    "MANIFEST_NAME",
    "MASTERING_VERSION",
    "NORMAL",
    "RECORDING",
    "RENDITIONS",
    "SLOW",
    "BuildReport",
    "CleanReport",
    "Clip",
    "ClipFailure",
    "ClipRequest",
    "Engine",
    "EngineDownError",
    "Manifest",
    "Progress",
    "Recorded",
    "Recording",
    "Rendition",
    "ScriptLine",
    "Speech",
    "SpeechError",
    "Voice",
    "build",
    "clean",
    "clip_file",
    "engine",
    "engine_names",
    "recorded",
    "script",
    "wanted",
]
