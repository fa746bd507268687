"""The hotline over HTTP: the voice webhook, the clips, health."""

from ivr.web.app import create_app
from ivr.web.settings import BadSettings, Settings
from ivr.web.shelf import ClipsMissing

__all__ = ["BadSettings", "ClipsMissing", "Settings", "create_app"]
