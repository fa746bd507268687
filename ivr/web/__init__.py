"""The hotline over HTTP: the voice webhook, the clips, health."""

from ivr.serving.clip_store import Shelf
from ivr.serving.offering import NothingOffered, offering
from ivr.serving.settings import BadSettings, Settings
from ivr.web.app import create_app

__all__ = ["BadSettings", "NothingOffered", "Settings", "Shelf", "create_app", "offering"]
